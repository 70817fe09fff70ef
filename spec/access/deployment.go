package access

import (
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// Deployment is a spec as it is in one place of deployment.
type Deployment struct {
	binding  spec.Binding
	roles    map[string]*spec.Role   // by the names that Trust takes
	policies map[string]*spec.Policy // by the other names that Of takes
	byARN    map[string]*spec.Policy
	roleARNs map[string]*spec.Role
	aws      map[string]*document // AWS's policies that were asked for, by ARN; nil for one without a snapshot
}

// New makes a Deployment of what a binding says. It is not safe for concurrent
// use.
func New(s *spec.Spec, b spec.Binding) *Deployment {
	d := &Deployment{
		binding: b,
		roles:   map[string]*spec.Role{}, policies: map[string]*spec.Policy{},
		byARN: map[string]*spec.Policy{}, roleARNs: map[string]*spec.Role{}, aws: map[string]*document{},
	}
	for _, r := range s.Roles {
		for _, name := range appendName(nil, r.Name, r.Each) {
			d.roles[name] = r
		}
		d.roleARNs[b.Text(r.ARN())] = r
	}
	for _, p := range s.Policies {
		for _, name := range appendName(nil, p.Name, p.Each) {
			d.policies[name] = p
		}
		d.byARN[b.Text(p.ARN())] = p
	}
	return d
}

// Names are the names that Of takes.
func Names(s *spec.Spec) []string {
	out := RoleNames(s)
	for _, p := range s.Policies {
		out = appendName(out, p.Name, p.Each)
	}
	return out
}

// RoleNames are the names that Trust takes.
func RoleNames(s *spec.Spec) []string {
	var out []string
	for _, r := range s.Roles {
		out = appendName(out, r.Name, r.Each)
	}
	return out
}

// appendName adds the name of a role or policy, and that of all that are made
// by its each, for which the first stands.
func appendName(out []string, name string, each *spec.Each) []string {
	if each != nil && each.First() {
		out = append(out, each.Group)
	}
	return append(out, name)
}

// Of is the role, or customer managed policy, that has a name. It is nil if
// nothing has the name. A document that IAM would refuse is an error. If there
// are actions, it can be asked for no others, and is made in less time.
func (d *Deployment) Of(name string, only ...string) (*Subject, error) {
	if r := d.roles[name]; r != nil {
		arn := d.binding.Text(r.ARN())
		identity, boundary := d.permissions(r, only)
		return finish(&Subject{Name: r.Name, ARN: arn, known: knownOf(arn)}, identity, boundary, nil)
	}
	if p := d.policies[name]; p != nil {
		sub := &Subject{Name: p.Name, ARN: d.binding.Text(p.ARN())}
		sub.known.Values = map[string][]string{"aws:PrincipalAccount": {d.binding.AccountID}}
		return finish(sub, []*document{actions(only).written(p.Own(), d.binding, "policy "+p.Name)}, nil, nil)
	}
	return nil, nil
}

// Trust is the role that has a name, asked who may assume it: the caller is a
// principal as iam.Request takes it, or a role of the spec by its logical name
// or its ARN. The policies of such a role count too. Actions are as in Of.
func (d *Deployment) Trust(name, caller string, only ...string) (*Subject, error) {
	r := d.roles[name]
	if r == nil {
		return nil, nil
	}
	trust := actions(only).written(r.Trust, d.binding, "trust policy")
	sub := &Subject{Name: r.Name, ARN: d.binding.Text(r.ARN()), trust: true, caller: caller, callerName: caller}
	from := d.roles[caller]
	if from == nil {
		from = d.roleARNs[caller]
	}
	if from == nil {
		sub.known = knownOf(caller)
		return finish(sub, nil, nil, trust)
	}
	identity, boundary := d.permissions(from, only)
	sub.known = knownOf(d.binding.Text(from.ARN()))
	sub.callerName = from.Name
	sub.caller = iam.ARN{
		Partition: d.binding.Partition, Service: "sts", Account: d.binding.AccountID,
		Resource: "assumed-role/" + d.binding.Text(from.RoleName) + "/session",
	}.String()
	for i, doc := range identity {
		identity[i] = doc.of(from.Name)
	}
	if boundary != nil {
		boundary = boundary.of(from.Name)
	}
	return finish(sub, identity, boundary, trust)
}

// permissions are the documents of a role: those of its own and those attached
// to it, and its boundary, if it has one.
func (d *Deployment) permissions(r *spec.Role, as actions) (identity []*document, boundary *document) {
	identity = []*document{}
	for _, p := range r.Policies {
		identity = append(identity, as.written(p.Document, d.binding, "inline policy "+p.Name))
	}
	for _, it := range r.Managed {
		identity = append(identity, d.managed(it, as)...)
	}
	if r.Boundary != nil {
		for _, doc := range d.managed(*r.Boundary, as) {
			doc.title = "permissions boundary, " + doc.title
			boundary = doc
		}
	}
	return identity, boundary
}

// managed are the documents of managed policies: one, or those of a list.
func (d *Deployment) managed(it spec.Item, as actions) []*document {
	if !d.binding.Holds(it.When) {
		return nil
	}
	var out []*document
	for _, arn := range d.binding.Texts(it.Value) {
		doc := d.attached(arn, as)
		doc.attached = it.At.String()
		out = append(out, doc)
	}
	return out
}

func (d *Deployment) attached(arn string, as actions) *document {
	if p := d.byARN[arn]; p != nil {
		return as.written(p.Document, d.binding, "policy "+p.Name)
	}
	snapshot, ok := d.aws[arn]
	if !ok {
		if s, found := iam.FindSnapshot(arn); found {
			snapshot = &document{title: "AWS's policy " + s.Name + ", " + s.Version, document: s.Document()}
		}
		d.aws[arn] = snapshot
	}
	if snapshot == nil {
		return unseen(arn)
	}
	out := &document{title: snapshot.title, document: as.of(snapshot.document)}
	out.passed = len(snapshot.document.Statements) - len(out.document.Statements)
	return out
}
