package access

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Question asks whether a role, or a principal with a customer managed policy, may
// do something.
type Question struct {
	Name      string // the logical name of a role or policy
	Principal string // who assumes the role, or ""
	Action    string
	Resource  string // as in Subject.Ask
	Context   eval.Context
}

// Verdict is the answer to a question in every deployment of a place.
type Verdict struct {
	Result    Result `json:"result"`
	Subject   string `json:"subject"` // the logical name
	Principal string `json:"principal,omitempty"`
	Action    string `json:"action"`
	Resource  string `json:"resource"`

	// Depends are the parameters whose values decide which of the cases applies;
	// none if there is one case.
	Depends []string `json:"depends,omitempty"`

	Cases []Case `json:"cases"`

	// Where are parameters with the values that the question names: with other
	// values, the answer differs.
	Where []string `json:"where,omitempty"`
}

// Case is the answer for some deployments.
type Case struct {
	When string `json:"when,omitempty"` // e.g., "KeyArn, no Extra"; "" for every deployment
	*Answer
}

// Depends is the result if cases have different results.
const Depends Result = "depends"

// texts returns the texts that a value of a parameter could be mistaken for.
func (q Question) texts() []string {
	out := []string{q.Resource, q.Principal}
	for _, values := range q.Context.Values {
		out = append(out, values...)
	}
	return out
}

// Ask answers a question in every deployment at a place of a space. If the question
// names values of parameters, such as their examples, it is about these values: if
// others would have another answer, Where has them. Nil and errors are as in
// Everywhere.
func Ask(s *spec.Spec, at func(*deploy.Space) *deploy.Place, q Question) (*Verdict, error) {
	space, apart := deploy.Named(q.texts(), s).Singles(), deploy.Apart(q.texts(), s).Singles()
	out, err := Everywhere(s, at(space), q)
	if out == nil || err != nil {
		return nil, err
	}
	other, err := Everywhere(s, at(apart), q)
	if err != nil {
		return nil, err
	}
	if other.Result != out.Result || !slices.Equal(other.Depends, out.Depends) {
		for _, p := range space.Params {
			if own := apart.Param(p.Name).Own; !slices.Equal(p.Own, own) {
				out.Where = append(out.Where, p.Name+"="+strings.Join(p.Own, ","))
			}
		}
	}
	return out, nil
}

// Everywhere answers a question in every deployment of a place. It returns nil if
// nothing in the spec has the name. The error is a deploy.TooMany, or about a
// document that IAM would reject.
func Everywhere(s *spec.Spec, at *deploy.Place, q Question) (*Verdict, error) {
	places, err := at.Each(deploy.Names(s))
	if err != nil {
		return nil, err
	}
	out := &Verdict{Principal: q.Principal, Action: q.Action}
	results := map[Result]formula.Formula{}
	var order []Result
	for _, place := range places {
		sub, err := q.subject(s, place)
		if sub == nil || err != nil {
			return nil, err
		}
		outcomes, err := sub.Decide(q.Action, q.Resource, q.Context)
		if err != nil {
			return nil, err
		}
		named := at.Chosen(place)
		for _, o := range outcomes {
			if results[o.Result] == nil {
				order = append(order, o.Result)
			}
			both, _ := named.And(o.When)
			results[o.Result] = append(results[o.Result], both)
		}
	}
	for _, r := range order {
		when := results[r][0]
		sub, err := q.subject(s, at.Under(when))
		if err != nil {
			return nil, err
		}
		one := Case{Answer: sub.Ask(q.Action, q.Resource, q.Context)}
		if len(order) > 1 {
			one.When = when.String()
		}
		out.Cases = append(out.Cases, one)
		out.Subject, out.Resource = one.Subject, one.Resource
	}
	if out.Result = order[0]; len(order) > 1 {
		out.Result = Depends
		out.Depends = dependsOn(results)
	}
	return out, nil
}

func dependsOn(results map[Result]formula.Formula) []string {
	var out []string
	for _, f := range results {
		for _, v := range f.Variables() {
			if f.DependsOn(v) {
				out = append(out, v.Param)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (q Question) subject(s *spec.Spec, at *deploy.Place) (*Subject, error) {
	d := New(s, at)
	if q.Principal != "" {
		return d.Trust(q.Name, q.Principal)
	}
	return d.Of(q.Name)
}
