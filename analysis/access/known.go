package access

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
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
