package lint

import (
	"unicode/utf8"

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
func checkNames(c *checker) {
	if c.spec.Bare {
		return
	}
	long := c.spec.Longest()
	for _, p := range c.spec.Params {
		if p.Type == spec.Boolean { // which is only a text here
			long.Values[p.Name] = []string{"false"}
		}
	}
	for s := range c.subjects() {
		good := true
		for _, n := range names(s) {
			good = c.checkName(s, n, long) && good
		}
		for _, n := range madeNames(s) {
			good = good && c.checkName(s, n, long) // the next member has the same problem
		}
	}
}

// checkName reports whether n has no findings.
func (c *checker) checkName(s subject, n named, long spec.Binding) bool {
	lit, isLit := n.value.Literal()
	switch {
	case isLit && (lit == "" || n.want == nameWant): // spec checks those
		return true
	case isLit:
		return !c.refused(s, n, lit, "")
	case c.refused(s, n, c.binding.Text(n.value), " with the examples of its parameters") || c.refusedSomewhere(s, n):
		return false
	}
	most := long.Most(func(b spec.Binding) int { return utf8.RuneCountInString(b.Text(n.value)) })
	if most > n.limit {
		c.add(s, n.at, "maybe-long-name", "give the parameter a pattern that limits its length, such as [a-z-]{1,20}", "%s can have %d characters with the longest values of its parameters; IAM allows at most %d", n.what, most, n.limit)
	}
	return most <= n.limit
}

func (c *checker) refusedSomewhere(s subject, n named) bool {
	found := false
	for _, e := range c.spec.Environments {
		found = c.refused(s, n, e.Binding.Text(n.value), " in environment "+e.Name) || found
	}
	return found
}

// refused reports whether IAM rejects a text as the name n.
func (c *checker) refused(s subject, n named, text, with string) bool {
	length := utf8.RuneCountInString(text)
	switch {
	case !n.form(text):
		c.add(s, n.at, "refused-name", n.want, "%s is %q%s, which IAM rejects", n.what, text, with)
	case length > n.limit:
		c.add(s, n.at, "refused-name", "shorten it", "%s has %d characters%s; IAM allows at most %d", n.what, length, with, n.limit)
	default:
		return false
	}
	return true
}

func names(s subject) []named {
	if p := s.policy; p != nil {
		return []named{
			{"the policyName of " + s.String(), p.PolicyName, place(p.At, "policyName", s), isName, nameWant, iam.MaxPolicyName},
			{"the path of " + s.String(), p.Path, place(p.At, "path", s), isPolicyPath, policyPathWant, iam.MaxPath},
		}
	}
	r := s.role
	out := []named{
		{"the roleName of " + s.String(), r.RoleName, place(r.At, "roleName", s), isName, nameWant, iam.MaxRoleName},
		{"the path of " + s.String(), r.Path, place(r.At, "path", s), isRolePath, rolePathWant, iam.MaxPath},
	}
	if r.Profile != nil && r.Profile.String() != r.RoleName.String() {
		out = append(out, named{"the instanceProfile of " + s.String(), r.Profile, place(r.At, "instanceProfile", s), isName, nameWant, iam.MaxProfileName})
	}
	return out
}

// madeNames returns the names of the managed policies that packing created from s.
func madeNames(s subject) []named {
	var out []named
	for _, p := range s.made() {
		out = append(out,
			named{"the name in IAM of policy " + p.Written() + ", which place creates from " + s.String() + ",", p.PolicyName, place(p.At, "place", s), isName, nameWant, iam.MaxPolicyName},
			named{"the path of policy " + p.Written() + ", which place creates from " + s.String() + ",", p.Path, place(p.At, "path", s), isPolicyPath, policyPathWant, iam.MaxPath},
		)
	}
	return out
}

// place returns the position of a field, or of its subject if the field is absent.
func place(at spec.Places, key string, s subject) diag.Span {
	if span, ok := at.Of(key); ok {
		return span
	}
	return s.place()
}
