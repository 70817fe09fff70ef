package access

import (
	"fmt"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/spec/deploy"
)

// Subject is a role or policy with the documents that decide on its requests, as it
// is deployed. Of and Trust make it.
type Subject struct {
	Name string // the logical name, e.g., "ServiceRole"
	ARN  string // of the role or policy

	place      *deploy.Place
	trust      bool
	caller     string // who asks, in a trust
	callerName string // what the spec or the user calls the caller
	known      eval.Context
	documents  map[eval.PolicyKind][]*document
	evaluator  *eval.Evaluator

	statements, characters int
}

// finish compiles what decides on the requests of a subject.
func finish(sub *Subject, identity []*document, boundary, trust *document) (*Subject, error) {
	sub.documents = map[eval.PolicyKind][]*document{eval.IdentityPolicy: identity}
	var p eval.Policies
	if identity != nil {
		p.Identity = []*iam.Document{}
	}
	for _, d := range identity {
		p.Identity = append(p.Identity, d.document)
	}
	if boundary != nil {
		sub.documents[eval.BoundaryPolicy] = []*document{boundary}
		p.Boundary = boundary.document
	}
	if trust != nil {
		sub.documents[eval.TrustPolicy] = []*document{trust}
		p.Trust = trust.document
	}
	for _, docs := range sub.documents {
		for _, d := range docs {
			sub.measure(d.document)
		}
	}
	var err error
	if sub.evaluator, err = eval.Compile(p); err != nil {
		return nil, fmt.Errorf("the policies of %s: %w", sub.Name, err)
	}
	return sub, nil
}

// Outcome is the result of a question wherever a Term holds.
type Outcome struct {
	When   formula.Term
	Result Result
}

// Decide is what is decided on a question in every deployment, without the reasons:
// the Terms of the outcomes exclude each other, and one of them always holds. The
// error is a deploy.TooMany.
func (sub *Subject) Decide(action, resource string, context eval.Context) ([]Outcome, error) {
	if facts.Permitted(action) {
		return always(Allowed), nil
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
	return out, nil
}

func (sub *Subject) decide(action, resource string, context eval.Context) ([]Outcome, error) {
	all, err := sub.place.Decide(sub.evaluator, sub.request(action, resource, context))
	var out []Outcome
	for _, o := range all {
		out = append(out, Outcome{o.When, results[o.Effect]})
	}
	return out, err
}

// Cost is what it took to make sub, in steps of about twenty nanoseconds.
func (sub *Subject) Cost() int {
	return 300 + 400*sub.statements + sub.characters
}

// AskCost is what a question with so many characters may take: a look at each
// statement, and, where texts are long, the comparison of all with all.
func (sub *Subject) AskCost(asked int) int {
	const long = 4096 // more than a text has, unless it is there to take time
	cost := 20 + sub.statements
	if asked > long || sub.characters > long*(sub.statements+1) {
		cost += sub.characters * asked / 16
	}
	return cost
}

// request is a question as IAM would get it.
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
