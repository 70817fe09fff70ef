package drift

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
)

// granted reports whether a single statement allows all that the permission p
// does. It is sure of it: where wildcards or conditions would have to be thought
// through, or several statements taken together, the answer is no.
func granted(by []iam.Statement, p Permission) bool {
	return slices.ContainsFunc(by, func(st iam.Statement) bool {
		return st.Effect == "Allow" && coversAction(st, p) && coversResource(st, p) && coversConditions(st, p)
	})
}

func coversAction(st iam.Statement, p Permission) bool {
	switch {
	case p.Action == "":
		return coversAllBut(st.NotActions, st.Actions, p.NotAction, coversName)
	case st.NotActions:
		return isPlain(p.Action) && !slices.ContainsFunc(st.Actions, func(not string) bool { return iam.MatchAction(not, p.Action) })
	}
	return slices.ContainsFunc(st.Actions, func(pattern string) bool { return coversName(pattern, p.Action) })
}

func coversResource(st iam.Statement, p Permission) bool {
	switch {
	case p.Resource == "":
		return coversAllBut(st.NotResources, st.Resources, p.NotResource, coversARN)
	case st.NotResources:
		return isPlain(p.Resource) && !slices.ContainsFunc(st.Resources, func(not string) bool { return iam.MatchResource(not, p.Resource) })
	}
	return slices.ContainsFunc(st.Resources, func(pattern string) bool { return coversARN(pattern, p.Resource) })
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

// isPlain reports whether text stands for itself alone.
func isPlain(text string) bool {
	return !strings.ContainsAny(text, "*?") && !strings.Contains(text, "${")
}

// coversConditions reports whether a statement has no condition but such as
// hold wherever those of p hold.
func coversConditions(st iam.Statement, p Permission) bool {
	for _, c := range st.Conditions {
		if !slices.ContainsFunc(p.Conditions, func(of iam.Condition) bool { return holdsWith(c, of) }) {
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
	if strings.Contains(c.Operator, "Not") {
		return containsAll(of.Values, c.Values) // less is forbidden
	}
	return containsAll(c.Values, of.Values) // more is allowed
}

func containsAll(values, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(values, s) })
}

// coversName reports whether a pattern of actions stands for all that another
// stands for.
func coversName(pattern, other string) bool {
	if isPlain(other) { // as nearly all are
		return iam.MatchAction(pattern, other)
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
