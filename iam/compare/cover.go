package compare

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// Covers reports whether a statement applies to every request that another applies
// to, whatever their effects. It is conservative: true is certain, and false may mean
// only that the texts do not show it.
func Covers(by, of iam.Statement) bool {
	samePrincipals := by.NotPrincipals == of.NotPrincipals && (by.Principals == nil) == (of.Principals == nil) &&
		iam.Set(iam.PrincipalTexts(by.Principals)) == iam.Set(iam.PrincipalTexts(of.Principals))
	return samePrincipals && coversElement(by.NotActions, by.Actions, of.NotActions, of.Actions, coversName, facts.MatchAction) &&
		coversElement(by.NotResources, by.Resources, of.NotResources, of.Resources, coversARN, iam.MatchResource) &&
		coversConditions(by.Conditions, of.Conditions)
}

// coversElement is Covers for the actions, or the resources, of two statements.
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

// coversAllBut is coversElement if the covered element is NotAction or NotResource:
// it is covered by an element for everything, or for all but some of the same values.
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

// standsAlone reports whether a text has no wildcards and no variables.
func standsAlone(text string) bool {
	return !glob.HasWildcard(text) && !strings.Contains(text, "${")
}

// coversConditions reports whether the conditions by hold wherever the conditions of
// hold.
func coversConditions(by, of []iam.Condition) bool {
	for _, c := range by {
		if !slices.ContainsFunc(of, func(o iam.Condition) bool { return holdsWith(c, o) }) {
			return false
		}
	}
	return true
}

// holdsWith reports whether c holds wherever of holds: both are the same, except for
// values that make c wider.
func holdsWith(c, of iam.Condition) bool {
	if !strings.EqualFold(c.Operator, of.Operator) || !strings.EqualFold(c.Key, of.Key) {
		return false
	}
	switch op, ok := eval.ParseOperator(c.Operator); {
	case !ok:
		return false
	case op.Negated:
		return containsAll(of.Values, c.Values) // c forbids less
	default:
		return containsAll(c.Values, of.Values) // c allows more
	}
}

func containsAll(values, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(values, s) })
}

// coversName reports whether a pattern of actions matches all that another matches.
func coversName(pattern, other string) bool {
	if standsAlone(other) { // the common case
		return facts.MatchAction(pattern, other)
	}
	return covers(tokens(strings.ToLower(pattern)), tokens(strings.ToLower(other)))
}

// coversARN reports whether a pattern of a Resource element matches all that another
// matches. It compares ARNs part by part, because wildcards do not cross colons,
// except at the end of a part.
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

// tokens splits a text into characters, wildcards and policy variables.
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

// covers matches p with o, whose wildcards are treated as characters that only *
// matches. If that succeeds, p matches whatever o matches.
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
