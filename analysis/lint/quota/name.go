package quota

import (
	"maps"
	"unicode/utf8"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// named is a name or path in IAM with its rules.
type named struct {
	what  string // e.g., "the roleName of role ServiceRole"
	value spec.Value
	at    diag.Span
	form  func(string) bool
	want  string // what the form is, for the help
	limit int
}

const (
	nameWant       = "IAM allows letters, digits and _+=,.@- in a name"
	rolePathWant   = "a path begins and ends with a slash, e.g., /emr/"
	policyPathWant = "the path of a policy begins and ends with a slash and has letters, digits and .,+@=_- between slashes"
)

// checkNames checks names and paths against IAM's rules: with the examples of their
// parameters, with the values of each environment, and their lengths with the
// longest values.
func checkNames(c *core.Checker) {
	if c.Spec.Bare {
		return
	}
	long := c.Spec.Longest()
	for _, p := range c.Spec.Params {
		if p.Type == spec.Boolean { // which is only a text here
			long.Values[p.Name] = []string{"false"}
		}
	}
	for s := range c.Subjects() {
		good := true
		for _, n := range names(s) {
			good = checkName(c, s, n, long) && good
		}
		for _, n := range madeNames(s) {
			good = good && checkName(c, s, n, long) // the next member has the same problem
		}
	}
}

// checkName reports whether n has no findings.
func checkName(c *core.Checker, s spec.Subject, n named, long spec.Binding) bool {
	lit, isLit := n.value.Literal()
	switch {
	case isLit && (lit == "" || n.want == nameWant): // spec checks those
		return true
	case isLit:
		return !refused(c, s, n, lit, "")
	case refused(c, s, n, anyStack(c.Binding, n.value, nil).Text(n.value), " with the examples of its parameters") || refusedSomewhere(c, s, n):
		return false
	}
	most := long.Most(func(b spec.Binding) int { return utf8.RuneCountInString(b.Text(n.value)) })
	if most > n.limit {
		c.Add(s, n.at, "maybe-long-name", longHelp(n.value), "%s can have %d characters with the longest values of its parameters; IAM allows at most %d", n.what, most, n.limit)
	}
	return most <= n.limit
}

// longHelp is the help for a name that can be too long. The length of what is looked up
// has no other limit than the type's, which is as long as a name.
func longHelp(v spec.Value) string {
	const suppress = ", so it cannot have a pattern; if it is short enough, write above the line # emriam:ignore maybe-long-name REASON"
	for _, p := range v.Params() {
		switch {
		case p.Resolve != nil:
			return p.Name + " is looked up" + suppress
		case p.Made != nil && p.Made.Stack != nil:
			return "the deployment names the stack" + suppress
		}
	}
	return "give the parameter a pattern that limits its length, such as [a-z-]{1,20}"
}

// anyStack is b with a short name for the stack, unless it is given: the spec does not
// know what the stack is deployed as.
func anyStack(b spec.Binding, v spec.Value, given map[string]diag.Span) spec.Binding {
	for _, p := range v.Params() {
		if _, is := given[p.Name]; !is && p.Made != nil && p.Made.Stack != nil {
			b.Values = maps.Clone(b.Values)
			b.Values[p.Name] = []string{"x"}
		}
	}
	return b
}

func refusedSomewhere(c *core.Checker, s spec.Subject, n named) bool {
	found := false
	for _, e := range c.Spec.Environments {
		found = refused(c, s, n, anyStack(e.Binding, n.value, e.Values).Text(n.value), " in environment "+e.Name) || found
	}
	return found
}

// refused reports whether IAM rejects a text as the name n.
func refused(c *core.Checker, s spec.Subject, n named, text, with string) bool {
	length := utf8.RuneCountInString(text)
	switch {
	case !n.form(text):
		c.Add(s, n.at, "refused-name", n.want, "%s is %q%s, which IAM rejects", n.what, text, with)
	case length > n.limit:
		c.Add(s, n.at, "refused-name", "shorten it", "%s has %d characters%s; IAM allows at most %d", n.what, length, with, n.limit)
	default:
		return false
	}
	return true
}

func names(s spec.Subject) []named {
	if p := s.Policy; p != nil {
		return []named{
			{"the policyName of " + s.String(), p.PolicyName, core.Place(p.At, "policyName", s), core.IsName, nameWant, iam.MaxPolicyName},
			{"the path of " + s.String(), p.Path, core.Place(p.At, "path", s), core.IsPolicyPath, policyPathWant, iam.MaxPath},
		}
	}
	r := s.Role
	out := []named{
		{"the roleName of " + s.String(), r.RoleName, core.Place(r.At, "roleName", s), core.IsName, nameWant, iam.MaxRoleName},
		{"the path of " + s.String(), r.Path, core.Place(r.At, "path", s), core.IsRolePath, rolePathWant, iam.MaxPath},
	}
	if r.Profile != nil && r.Profile.String() != r.RoleName.String() {
		out = append(out, named{"the instanceProfile of " + s.String(), r.Profile, core.Place(r.At, "instanceProfile", s), core.IsName, nameWant, iam.MaxProfileName})
	}
	if r.Profile != nil && r.ProfilePath.String() != r.Path.String() {
		out = append(out, named{"the path of the instanceProfile of " + s.String(), r.ProfilePath, core.Place(r.At, "instanceProfile", s), core.IsRolePath, rolePathWant, iam.MaxPath})
	}
	for _, p := range r.Policies {
		at := diag.Span{Pos: p.Pos, Len: len(p.Name)}
		out = append(out, named{"the policyName of policy " + p.Name + " of " + s.String(), p.PolicyName, at, core.IsName, nameWant, iam.MaxPolicyName})
	}
	return out
}

// madeNames returns the names of the managed policies that packing created from s.
func madeNames(s spec.Subject) []named {
	var out []named
	for _, p := range core.Made(s) {
		out = append(out,
			named{"the name in IAM of policy " + p.Written() + ", which place creates from " + s.String() + ",", p.PolicyName, core.Place(p.At, "place", s), core.IsName, nameWant, iam.MaxPolicyName},
			named{"the path of policy " + p.Written() + ", which place creates from " + s.String() + ",", p.Path, core.Place(p.At, "path", s), core.IsPolicyPath, policyPathWant, iam.MaxPath},
		)
	}
	return out
}
