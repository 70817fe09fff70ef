package access

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
)

// knownOf returns the keys that all requests of a principal have: the ARN of a role
// is the ARN of the role itself, not of its session; only users have a name; and
// only requests of AWS services name the account that they act for.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func knownOf(principal string) eval.Context {
	arn, err := iam.ParseARN(strings.TrimPrefix(principal, "AWS:"))
	if err != nil || len(arn.Account) != 12 {
		return eval.Context{}
	}
	c := eval.Context{
		Values: map[string][]string{"aws:PrincipalAccount": {arn.Account}},
		Absent: []string{"aws:SourceAccount", "aws:SourceArn"},
	}
	kind, _, _ := strings.Cut(arn.Resource, "/")
	switch {
	case arn.Service == "iam" && kind == "user":
		c.Values["aws:PrincipalArn"] = []string{arn.String()}
		c.Values["aws:PrincipalType"] = []string{"User"}
	case arn.Service == "iam" && kind == "role":
		c.Values["aws:PrincipalArn"] = []string{arn.String()}
		c.Values["aws:PrincipalType"] = []string{"AssumedRole"}
		c.Absent = append(c.Absent, "aws:username")
	case arn.Service == "sts" && kind == "assumed-role":
		c.Values["aws:PrincipalType"] = []string{"AssumedRole"}
		c.Absent = append(c.Absent, "aws:username")
	}
	return c
}

// over returns known, except for keys in given.
func over(known, given eval.Context) eval.Context {
	out := eval.Context{Values: map[string][]string{}, Absent: given.Absent, Complete: given.Complete}
	for key, values := range given.Values {
		out.Values[key] = values
	}
	for key, values := range known.Values {
		if !says(given, key) {
			out.Values[key] = values
		}
	}
	for _, key := range known.Absent {
		if !says(given, key) {
			out.Absent = append(out.Absent[:len(out.Absent):len(out.Absent)], key)
		}
	}
	return out
}

func says(c eval.Context, key string) bool {
	for name := range c.Values {
		if strings.EqualFold(name, key) {
			return true
		}
	}
	return slices.ContainsFunc(c.Absent, func(name string) bool { return strings.EqualFold(name, key) })
}

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

// open is the answer where AWS evaluates one of two requests, and it is not known which.
func open(one, two *Answer, why string) *Answer {
	out := *one
	out.Result, out.Why, out.Open = Unknown, why, true
	out.By, out.Needs, out.Unseen = slices.Concat(one.By, two.By), slices.Concat(one.Needs, two.Needs), slices.Concat(one.Unseen, two.Unseen)
	out.Nearest, out.Absent = nil, nil
	return &out
}

// openOn is the answer where a request is allowed on one of two resources, of which
// a service asks for one.
func openOn(one, two *Answer) *Answer {
	format, source, _ := facts.AskedOn(one.Action)
	out := open(one, two, fmt.Sprintf("AWS's reference gives it no resource type, but AWS's error messages name %s (%s); it is %s on %s and %s on %s",
		format, source, one.Result, one.Resource, two.Result, two.Resource))
	for i := range out.By {
		out.By[i].Resource = false
	}
	return out
}

// openSession is the answer where the session of a role decides.
func openSession(others, session *Answer, arn string) *Answer {
	return open(others, session, fmt.Sprintf("the session decides: it is %s in the session %s, and %s in others", session.Result, arn, others.Result))
}

// openAccount is the answer where the account of a resource, or whether that is the
// account of the deployment, is unknown and decides.
func openAccount(across, within *Answer) *Answer {
	out := open(across, within, fmt.Sprintf("the account decides: it is %s if the resource is in the account of the role, and %s if it is in another one", within.Result, across.Result))
	out.By, out.Needs = within.By, []Need{{Key: "aws:PrincipalAccount"}, {Key: "aws:ResourceAccount"}}
	return out
}

// permitted is the answer about an action that needs no permission.
func (sub *Subject) permitted(action, resource string, context eval.Context) *Answer {
	r := sub.request(action, resource, context)
	return &Answer{
		Subject: sub.Name, Principal: sub.callerName, Action: action, Resource: r.Resource, Result: Allowed,
		Why: "it needs no permission, and no policy can deny it",
	}
}
