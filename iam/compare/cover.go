package compare

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// Covers reports whether a statement is about all requests that another is
// about, whatever their effects. It is sure of it: where wildcards or conditions
// would have to be thought through, the answer is no.
func Covers(by, of iam.Statement) bool {
	samePrincipals := by.NotPrincipals == of.NotPrincipals && (by.Principals == nil) == (of.Principals == nil) &&
		iam.Set(iam.PrincipalTexts(by.Principals)) == iam.Set(iam.PrincipalTexts(of.Principals))
	return samePrincipals && coversElement(by.NotActions, by.Actions, of.NotActions, of.Actions, coversName, facts.MatchAction) &&
		coversElement(by.NotResources, by.Resources, of.NotResources, of.Resources, coversARN, iam.MatchResource) &&
		coversConditions(by.Conditions, of.Conditions)
}

// coversElement is about the actions, or the resources, of two statements.
func coversElement(byNot bool, by []string, ofNot bool, of []string, covers, matches func(pattern, other string) bool) bool {
	if ofNot {
		return coversAllBut(byNot, by, of, covers)
	}
	for _, o := range of {
		covered := slices.ContainsFunc(by, func(pattern string) bool { return covers(pattern, o) })
		if byNot {
			covered = standsAlone(o) && !slices.ContainsFunc(by, func(not string) bool { return matches(not, o) })
		}
		if !covered {
			return false
		}
	}
	return true
}

// coversAllBut is about a permission for everything but some values: a
// statement covers it that is for everything, or for all but some of these.
func coversAllBut(negated bool, values, but []string, covers func(pattern, other string) bool) bool {
	if !negated {
		return slices.Contains(values, "*")
	}
	for _, v := range values {
		if !slices.ContainsFunc(but, func(b string) bool { return covers(b, v) }) {
			return false
		}
	}
	return true
}

// standsAlone reports whether a text has neither wildcards nor variables.
func standsAlone(text string) bool {
	return !glob.HasWildcard(text) && !strings.Contains(text, "${")
}

// coversConditions reports whether there is no condition but such as hold
// wherever others do.
func coversConditions(by, of []iam.Condition) bool {
	for _, c := range by {
		if !slices.ContainsFunc(of, func(o iam.Condition) bool { return holdsWith(c, o) }) {
			return false
		}
	}
	return true
}

// holdsWith reports whether c holds wherever of holds: it is the same, but for
// values that make it wider.
func holdsWith(c, of iam.Condition) bool {
	if !strings.EqualFold(c.Operator, of.Operator) || !strings.EqualFold(c.Key, of.Key) {
		return false
	}
	switch op, ok := eval.ParseOperator(c.Operator); {
	case !ok:
		return false
	case op.Negated:
		return containsAll(of.Values, c.Values) // less is forbidden
	default:
		return containsAll(c.Values, of.Values) // more is allowed
	}
}

func containsAll(values, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(values, s) })
}

// coversName reports whether a pattern of actions stands for all that another
// stands for.
func coversName(pattern, other string) bool {
	if standsAlone(other) { // as nearly all are
		return facts.MatchAction(pattern, other)
	}
	return covers(tokens(strings.ToLower(pattern)), tokens(strings.ToLower(other)))
}

// coversARN reports whether a pattern of a Resource element stands for all that
// another stands for. Parts of ARNs are held against each other one by one,
// since wildcards keep to their parts, but for those at the end of one.
func coversARN(pattern, other string) bool {
	if pattern == "*" || pattern == other {
		return true
	}
	p, err := iam.ParseARN(pattern)
	if err != nil {
		return false
	}
	o, err := iam.ParseARN(other)
	if err != nil {
		return false
	}
	part := func(p, o string) bool { return covers(tokens(p), tokens(o)) }
	return part(p.Partition, o.Partition) && part(p.Service, o.Service) && part(p.Region, o.Region) &&
		part(p.Account, o.Account) && part(p.Resource, o.Resource)
}

// tokens takes a text apart into characters, wildcards and policy variables.
func tokens(text string) []string {
	var out []string
	for text != "" {
		size := len(string([]rune(text)[:1]))
		if end := strings.IndexByte(text, '}'); strings.HasPrefix(text, "${") && end > 0 {
			size = end + 1
		}
		out, text = append(out, text[:size]), text[size:]
	}
	return out
}

// covers matches p with o as if the wildcards of o were characters, for which
// only * stands. What matches so, matches whatever they stand for.
func covers(p, o []string) bool {
	rest, retry := []string(nil), -1 // p after its last *, and where in o to try it next
	for at := 0; at < len(o); {
		switch {
		case len(p) > 0 && p[0] == "*":
			p = p[1:]
			rest, retry = p, at
		case len(p) > 0 && (p[0] == o[at] || p[0] == "?" && o[at] != "*" && len([]rune(o[at])) == 1):
			p, at = p[1:], at+1
		case retry >= 0:
			retry++
			p, at = rest, retry
		default:
			return false
		}
	}
	for len(p) > 0 && p[0] == "*" {
		p = p[1:]
	}
	return len(p) == 0
}
