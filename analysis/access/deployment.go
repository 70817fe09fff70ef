package access

import (
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Deployment is a spec as it is deployed, with open choices.
type Deployment struct {
	place    *deploy.Place
	roles    map[string]*spec.Role   // by the names that Trust accepts
	policies map[string]*spec.Policy // by the other names that Of accepts
	byARN    map[string]*spec.Policy
	roleARNs map[string]*spec.Role
	spec     *spec.Spec
	aws      map[string]*document // AWS managed policies in use, by ARN; nil for one without a snapshot
	bound    map[*spec.Document][]deploy.Statement
}

// New returns a Deployment for a place in which no deploy.Names are open. If the name of
// a role is open because it may be any, the ARN of the role is unknown. It is not safe
// for concurrent use.
func New(s *spec.Spec, at *deploy.Place) *Deployment {
	d := &Deployment{
		place: at, spec: s,
		roles: map[string]*spec.Role{}, policies: map[string]*spec.Policy{},
		byARN: map[string]*spec.Policy{}, roleARNs: map[string]*spec.Role{}, aws: map[string]*document{},
		bound: map[*spec.Document][]deploy.Statement{},
	}
	for _, r := range s.Roles {
		for _, name := range r.Names() {
			d.roles[name] = r
		}
		d.roleARNs[at.Text(r.ARN())] = r
	}
	for _, p := range s.Policies {
		for _, name := range p.Names() {
			d.policies[name] = p
		}
		d.byARN[at.Text(p.ARN())] = p
	}
	return d
}

// Names returns the names that Of accepts.
func Names(s *spec.Spec) []string {
	return append(RoleNames(s), lists.Flat(s.Policies, func(p *spec.Policy) []string { return p.Names() })...)
}

// RoleNames returns the names that Trust accepts.
func RoleNames(s *spec.Spec) []string {
	return lists.Flat(s.Roles, func(r *spec.Role) []string { return r.Names() })
}

// Of returns the role or customer managed policy with a name, or nil if nothing has
// the name. A document that IAM would reject is an error, and so is one that depends
// on too many choices at once (deploy.TooMany). If actions are given, the result can
// evaluate only these, and takes less time.
func (d *Deployment) Of(name string, only ...string) (*Subject, error) {
	read := reader{d, only, nil}
	if r := d.roles[name]; r != nil {
		arn := d.place.Text(r.ARN())
		identity, boundary := read.permissions(r)
		return read.finish(&Subject{Name: r.Name, ARN: arn, known: d.knownOf(r)}, identity, boundary, nil)
	}
	if p := d.policies[name]; p != nil {
		sub := &Subject{Name: p.Name, ARN: d.place.Text(p.ARN())}
		sub.known.Values = map[string][]string{"aws:PrincipalAccount": {d.place.AccountID}}
		return read.finish(sub, []*document{read.written(p.Own(), nil, "policy "+p.Name)}, nil, nil)
	}
	return nil, nil
}

// Trust returns the role with a name, to evaluate who may assume it: the caller is a
// principal as in eval.Request, or a role of the spec by its logical name or ARN.
// The policies of such a role count too. Actions and errors are as in Of.
func (d *Deployment) Trust(name, caller string, only ...string) (*Subject, error) {
	r := d.roles[name]
	if r == nil {
		return nil, nil
	}
	read := reader{d, only, nil}
	trust := read.written(r.Trust, nil, "trust policy")
	sub := &Subject{Name: r.Name, ARN: d.place.Text(r.ARN()), trust: true}
	from := d.called(sub, caller)
	if from == nil {
		return read.finish(sub, nil, nil, trust)
	}
	identity, boundary := read.permissions(from)
	for _, doc := range identity {
		doc.name(from.Name)
	}
	if boundary != nil {
		boundary.name(from.Name)
	}
	return read.finish(sub, identity, boundary, trust)
}

// called makes caller the caller of sub, and returns the role of the spec that it is, or
// a session of, or nil.
func (d *Deployment) called(sub *Subject, caller string) *spec.Role {
	sub.caller, sub.callerName = caller, caller
	from := d.roles[caller]
	if from == nil {
		from = d.roleARNs[caller]
	}
	if from != nil {
		sub.callerName = from.Name
		sub.caller = iam.ARN{
			Partition: d.place.Partition, Service: "sts", Account: d.place.AccountID,
			Resource: "assumed-role/" + d.place.Text(from.RoleName) + anySession,
		}.String()
	} else if from = d.ofSession(caller); from == nil {
		sub.known = knownOf(caller)
		return nil
	}
	sub.known = d.knownOf(from)
	return from
}

// knownOf is knownOf for a role of the spec, with its tags and without its ARN where that
// is open.
func (d *Deployment) knownOf(r *spec.Role) eval.Context {
	out := knownOf(d.place.Text(r.ARN()))
	if out.Values != nil && !mayTag(r.Trust) {
		for _, t := range r.Tags {
			when, ok := d.place.When(t.Value.When)
			if ok && len(when) == 0 && !slices.ContainsFunc(t.Value.Value.Params(), func(p *spec.Param) bool { return d.place.IsVague(p.Name) || d.place.IsOwned(p.Name) }) {
				out.Values["aws:PrincipalTag/"+t.Key] = []string{d.place.Text(t.Value.Value)}
			}
		}
	}
	if slices.ContainsFunc(r.ARN().Params(), func(p *spec.Param) bool { return d.place.IsVague(p.Name) }) {
		delete(out.Values, "aws:PrincipalArn")
	}
	return out
}

// mayTag reports whether a session of a role with a trust policy may have other tags than
// the role: its principals may set some, or bring those of a session of their own.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
func mayTag(trust *spec.Document) bool {
	return slices.ContainsFunc(trust.Statements, func(st *spec.Statement) bool {
		return st.Effect == "Allow" && (st.NotActions || st.NotPrincipals ||
			slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return p.Type != "Service" }) ||
			slices.ContainsFunc(st.Actions, func(it spec.Item) bool {
				text, ok := it.Value.Literal()
				return !ok || facts.MatchAction(text, "sts:TagSession")
			}))
	})
}

// ofSession is the role of the spec that a session is of, by the ARN of the
// session, which leaves the path of the role out; nil if it is of none.
func (d *Deployment) ofSession(caller string) *spec.Role {
	arn, err := iam.ParseARN(caller)
	if err != nil || arn.Service != "sts" || arn.Partition != d.place.Partition || arn.Account != d.place.AccountID {
		return nil
	}
	return lists.Find(d.spec.Roles, func(r *spec.Role) bool { return d.place.Text(r.RoleName) == arn.RoleName() })
}
