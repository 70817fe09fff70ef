package access

import (
	"cmp"
	"fmt"
	"os"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/formula"
)

// asked are the resources that a service may ask for: two where AWS's reference
// gives an action no resource type and AWS's error messages name an ARN.
func (sub *Subject) asked(action, resource string) []string {
	format, _, ok := facts.AskedOn(action)
	if !ok || sub.trust || resource != "" && resource != "*" {
		return []string{resource}
	}
	where := map[string]string{"Partition": sub.place.Partition, "Region": sub.place.Region, "Account": sub.place.AccountID}
	return []string{resource, os.Expand(format, func(name string) string { return cmp.Or(where[name], "*") })}
}

// both combines the outcomes of two requests, of which AWS evaluates one, and it is not
// known which: Unknown where they differ.
func both(one, two []Outcome) []Outcome {
	var out []Outcome
	for _, a := range one {
		for _, b := range two {
			when, ok := a.When.And(b.When)
			if !ok {
				continue
			}
			result := a.Result
			if b.Result != a.Result {
				result = Unknown
			}
			out = append(out, Outcome{when, result})
		}
	}
	return out
}

// openOn is the answer where a request is allowed on one of two resources, of which
// a service asks for one.
func openOn(one, two *Answer) *Answer {
	out, other := *one, two
	if two.Result == Allowed {
		out.By, other = two.By, one
	}
	out.Result, out.Nearest, out.Absent, out.Needs, out.Unseen = Unknown, nil, nil, nil, nil
	format, source, _ := facts.AskedOn(one.Action)
	out.Why = fmt.Sprintf("AWS's reference gives it no resource type, but AWS's error messages name %s (%s); it is %s on %s and %s on %s",
		format, source, one.Result, one.Resource, two.Result, two.Resource)
	out.By = nil
	for _, st := range append(append([]Statement{}, one.By...), two.By...) {
		st.Resource = false
		out.By = append(out.By, st)
	}
	out.Needs = append(append([]Need{}, one.Needs...), other.Needs...)
	out.Unseen = append(append([]string{}, one.Unseen...), other.Unseen...)
	out.asked = true
	return &out
}

// permitted is the answer about an action that needs no permission.
func (sub *Subject) permitted(action, resource string, context eval.Context) *Answer {
	r := sub.request(action, resource, context)
	return &Answer{
		Subject: sub.Name, Principal: sub.callerName, Action: action, Resource: r.Resource, Result: Allowed,
		Why: "it needs no permission, and no policy can deny it",
	}
}

// always is an outcome in every deployment.
func always(r Result) []Outcome { return []Outcome{{formula.Term(nil), r}} }
