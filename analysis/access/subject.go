package access

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/deploy"
)

// Subject is a role or policy with the documents that decide on its requests, as it
// is deployed. Of and Trust return it.
type Subject struct {
	Name string // the logical name, e.g., "ServiceRole"
	ARN  string // of the role or policy

	place      *deploy.Place
	trust      bool
	resource   eval.PolicyKind // of the resource policy among documents; IdentityPolicy for none, or a session policy
	across     bool            // the resource policy is of another account
	within     *Subject        // the same in the account of the role, if the account of the resource is unknown
	caller     string          // the caller of a trust policy or resource policy
	callerName string          // the caller's name in the spec or the request
	sessions   []string        // of a caller that is a role, which the policy names
	known      eval.Context
	documents  map[eval.PolicyKind][]*document
	evaluator  *eval.Evaluator

	statements, characters int
}

// finish compiles the documents that decide on the requests of a subject; other is its
// trust policy or resource policy, or nil.
func finish(sub *Subject, identity []*document, boundary, other *document) (*Subject, error) {
	sub.documents = map[eval.PolicyKind][]*document{eval.IdentityPolicy: identity}
	if boundary != nil {
		sub.documents[eval.BoundaryPolicy] = []*document{boundary}
	}
	switch {
	case other == nil:
	case sub.resource == eval.ResourcePolicy:
		sub.documents[eval.ResourcePolicy] = []*document{other}
	default:
		sub.documents[eval.TrustPolicy] = []*document{other}
	}
	if other != nil {
		sub.sessions = sub.sessionsIn(other.document)
	}
	for _, docs := range sub.documents {
		for _, d := range docs {
			sub.measure(d.document)
		}
	}
	var err error
	if sub.evaluator, err = eval.Compile(sub.Policies()); err != nil {
		return nil, fmt.Errorf("the policies of %s: %w", sub.Name, err)
	}
	return sub, nil
}

// Outcome is the result of a question in all deployments in which a Term holds.
type Outcome struct {
	When   formula.Term
	Result Result
}

// Decide evaluates a question in every deployment, without the reasons: the Terms of
// the outcomes exclude each other, and one of them always holds. The error is a
// deploy.TooMany.
func (sub *Subject) Decide(action, resource string, context eval.Context) ([]Outcome, error) {
	if facts.Permitted(action) {
		return []Outcome{{formula.Term(nil), Allowed}}, nil
	}
	var out []Outcome
	for i, asked := range sub.asked(action, resource) {
		one, err := sub.decide(action, asked, context)
		switch {
		case err != nil:
			return nil, err
		case i == 0:
			out = one
		default:
			out = both(out, one)
		}
	}
	for _, as := range sub.inSessions() {
		one, err := as.Decide(action, resource, context)
		if err != nil {
			return nil, err
		}
		out = both(out, one)
	}
	if sub.within != nil {
		one, err := sub.within.Decide(action, resource, context)
		return both(out, one), err
	}
	return out, nil
}

func (sub *Subject) decide(action, resource string, context eval.Context) ([]Outcome, error) {
	all, err := sub.place.Decide(sub.evaluator, sub.request(action, resource, context))
	out := lists.Map(all, func(o deploy.Outcome) Outcome { return Outcome{o.When, results[o.Effect]} })
	return out, err
}

// anySession is the session of a caller that is a role: one that no policy names.
const anySession = "/session"

// sessionsIn are the sessions of a caller that is a role which a document names.
func (sub *Subject) sessionsIn(d *iam.Document) []string {
	role, ok := strings.CutSuffix(sub.caller, anySession)
	if !ok || sub.caller == sub.callerName {
		return nil
	}
	var out []string
	for _, st := range d.Statements {
		for _, p := range st.Principals {
			out = append(out, lists.Filter(p.Values, func(v string) bool { return strings.HasPrefix(v, role+"/") })...)
		}
	}
	return out
}

// inSessions are sub with each session of the caller that a policy names.
func (sub *Subject) inSessions() []*Subject {
	return lists.Map(sub.sessions, func(session string) *Subject {
		as := *sub
		as.caller, as.sessions, as.within = session, nil, nil
		return &as
	})
}

// Cost returns the time that it took to create sub, in steps of about twenty
// nanoseconds.
func (sub *Subject) Cost() int {
	return 300 + 400*sub.statements + sub.characters
}

// AskCost returns the time that a question with so many characters may take: every
// statement is evaluated and, if texts are long, all of them are compared.
func (sub *Subject) AskCost(asked int) int {
	const long = 4096 // no text has more, unless it is meant to take time
	cost := 20 + sub.statements
	if asked > long || sub.characters > long*(sub.statements+1) {
		cost += sub.characters * asked / 16
	}
	return cost
}

// request returns a question as a request to IAM.
func (sub *Subject) request(action, resource string, context eval.Context) *eval.Request {
	if resource == "" {
		resource = "*"
		if sub.trust {
			resource = sub.ARN
		}
	}
	return &eval.Request{Principal: sub.caller, Action: action, Resource: resource, Context: over(sub.known, context)}
}

func (sub *Subject) measure(d *iam.Document) {
	sub.statements += len(d.Statements)
	for _, st := range d.Statements {
		lists := [][]string{st.Actions, st.Resources}
		for _, c := range st.Conditions {
			lists = append(lists, c.Values)
		}
		for _, p := range st.Principals {
			lists = append(lists, p.Values)
		}
		for _, list := range lists {
			for _, text := range list {
				sub.characters += len(text)
			}
		}
	}
}

// Policies returns the documents that decide on the requests of sub, with open
// choices as conditions of their statements.
func (sub *Subject) Policies() eval.Policies {
	p := eval.Policies{CrossAccount: sub.across}
	for kind, docs := range sub.documents {
		for _, d := range docs {
			switch kind {
			case eval.IdentityPolicy:
				p.Identity = append(p.Identity, d.document)
			case eval.BoundaryPolicy:
				p.Boundary = d.document
			case eval.ResourcePolicy:
				p.Resource = d.document
			case eval.TrustPolicy:
				p.Trust = d.document
			}
		}
	}
	if p.Identity == nil && sub.documents[eval.IdentityPolicy] != nil {
		p.Identity = []*iam.Document{} // which allows nothing
	}
	return p
}

// Statement returns the statement that a decision on the Policies of sub names. It
// reports false for a statement that nobody wrote: for a policy of which only the
// ARN is known, which is then its Policy, and for the absence of a boundary.
func (sub *Subject) Statement(ref eval.StatementRef) (Statement, bool) {
	from := sub.from(ref)
	if from.unknown != "" {
		return Statement{Policy: from.unknown}, false
	}
	return sub.named(ref), !from.open
}

// UnseenPolicy returns the ARN of the unknown policy that a key of a request stands
// for: see Subject.Policies.
func UnseenPolicy(key string) (arn string, ok bool) { return strings.CutPrefix(key, unknownKey) }
