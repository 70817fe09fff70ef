package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// limit finds out where the values of parameters end up, which decides which
// characters they cannot have, and compares what the spec says of each parameter with
// that.
func (s *syntaxSpec) limit(out *spec.Spec) {
	for _, d := range documentsOf(out) {
		for _, st := range d.Statements {
			matchStatement(st)
		}
	}
	excludeDelimiters(out)
	for _, r := range out.Roles {
		if r.Trust.Keyed() {
			quote(r)
		}
	}
	for _, p := range s.params {
		if f, ok := s.written[p].get("resolve"); ok && p.Quoted {
			f.sc.helpf(f.key.Span(), "dynamic-reference", "give the value instead", "parameter %s is looked up, and is in or beside a condition key that contains a parameter", p.Name)
			continue
		}
		s.checkLimits(p)
	}
}

// documentsOf returns all documents of s.
func documentsOf(s *spec.Spec) []*spec.Document {
	out := lists.Flat(s.Roles, (*spec.Role).Documents)
	out = append(out, lists.Map(s.Policies, func(p *spec.Policy) *spec.Document { return p.Document })...)
	out = append(out, lists.Map(s.ResourcePolicies, func(p *spec.ResourcePolicy) *spec.Document { return p.Document })...)
	return out
}

// quote notes which parameters stand in the trust policy of r, which CloudFormation
// gets as the text of JSON.
func quote(r *spec.Role) {
	for _, it := range r.Trust.Items() {
		for _, p := range it.Value.Expand().Params() {
			p.Quoted = true
		}
	}
}

func matchStatement(st *spec.Statement) {
	for _, list := range st.Lists()[:2+len(st.Principals)] {
		matchWildcards(list)
	}
	for _, c := range st.Conditions {
		matchWildcards(slices.DeleteFunc(slices.Clone(c.Values), func(it spec.Item) bool { return !matchesARN(c, it.Value) }))
	}
}

// matchesARN reports whether a value of c is a pattern of ARNs: under the
// operators for ARNs, and where an ARN is compared with StringLike.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func matchesARN(c spec.Condition, v spec.Value) bool {
	operator := strings.ToLower(c.Operator)
	if _, after, ok := strings.Cut(operator, ":"); ok { // ForAnyValue:
		operator = after
	}
	return strings.HasPrefix(operator, "arn") || strings.Contains(operator, "like") && isARN(v)
}

// isARN reports whether v begins as an ARN does.
func isARN(v spec.Value) bool {
	v = v.Expand()
	if len(v) == 0 {
		return false
	}
	if lit, ok := v[0].(spec.Lit); ok {
		return strings.HasPrefix(string(lit), "arn:")
	}
	p := spec.ParamOf(v[0])
	return p != nil && p.Type == spec.ARN
}

// matchWildcards notes that * and ? stand for other characters in items, and so
// in the values of the parameters there.
func matchWildcards(items []spec.Item) {
	for _, it := range items {
		for _, p := range it.Value.Expand().Params() {
			p.Matched = true
		}
	}
}

// checkLimits reports what the spec says of p that does not go with where p's
// values end up.
func (s *syntaxSpec) checkLimits(p *spec.Param) {
	fs, what := s.written[p], "parameter "+p.Name
	if f, ok := fs.get("pattern"); ok && p.Matched && !p.Wildcards && p.TakesWildcards() {
		if c := spec.FirstAdmitted(p.Pattern); c != "" {
			f.sc.helpf(f.n.Span(), "wildcard-pattern", "exclude * and ?, as [^*?] does, or write wildcards: true",
				"the pattern of %s accepts %s, which would match any text in the resources, principals or ARNs that use it", what, c)
			return
		}
	}
	// Values are what they are, so it is they that must not have a wildcard.
	anyValue := *p
	anyValue.Values = nil
	if f, ok := fs.get("values"); ok {
		decodeValues(f.sc, &anyValue, f.n, "a value of "+what)
		return
	}
	for _, key := range []string{"default", "example"} {
		if f, ok := fs.get(key); ok && f.n.Kind != syntax.Null {
			decodeValues(f.sc, &anyValue, f.n, "the "+key+" of "+what)
		}
	}
}

// excludeDelimiters notes with which characters targets may join the lists of s, so that
// no value of a parameter in them has one.
func excludeDelimiters(s *spec.Spec) {
	for _, d := range documentsOf(s) {
		for _, st := range d.Statements {
			for _, list := range st.Lists() {
				excludeDelimiter(list, st.When)
			}
		}
	}
	for _, r := range s.Roles {
		excludeDelimiter(r.Managed, nil)
	}
	for _, c := range s.SecurityConfigurations {
		for _, m := range c.Mappings {
			excludeDelimiter(m.Identifiers, nil)
		}
	}
}

// excludeDelimiter does so for one list, which is present where given holds.
func excludeDelimiter(items []spec.Item, given spec.When) {
	if !slices.ContainsFunc(items, func(it spec.Item) bool { return it.Value.List() != nil }) {
		return
	}
	if len(items) == 1 && len(items[0].Value) == 1 && given.Implies(items[0].When) { // the list as it is
		return
	}
	d := spec.Delimiter(items)
	for _, it := range items {
		for _, p := range it.Value.Expand().Params() {
			if !strings.Contains(p.Delimiters, d) {
				p.Delimiters += d
			}
		}
	}
}
