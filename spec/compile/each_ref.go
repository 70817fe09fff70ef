package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// share is how many of a group's names another group has.
type share string

const (
	none share = "none"
	some share = "some"
	all  share = "all"
)

// share says how many of g's names o has.
func (l *collector) share(g, o *group) share {
	key := [2]*group{g, o}
	if s, ok := l.shares[key]; ok {
		return s
	}
	n := 0
	for _, text := range g.texts {
		if _, ok := o.index[text]; ok {
			n++
		}
	}
	s := some
	switch n {
	case 0:
		s = none
	case len(g.texts):
		s = all
	}
	l.shares[key] = s
	return s
}

// eachName resolves ${each}.
func (sc *scope) eachName(at syntax.Spot) ([]spec.Value, bool) {
	if sc.member != nil {
		return []spec.Value{{spec.EachName(sc.member.name())}}, true
	}
	sc.noEach("each", at)
	return nil, false
}

func (sc *scope) noEach(body string, at syntax.Spot) {
	help := "give the role or policy an each, or name a parameter"
	if sc.template != "" {
		help = "use a parameter, which with can set to ${" + body + "}"
	}
	sc.helpf(at.Span(), "bad-placeholder", help, "${%s} is possible only in a role or policy with each", body)
}

// eachValue resolves ${each.Key}.
func (sc *scope) eachValue(key string, at syntax.Spot) ([]spec.Value, bool) {
	if sc.member == nil {
		sc.noEach("each."+key, at)
		return nil, false
	}
	l := sc.member.group.list
	if slices.Contains(l.Keys, key) {
		return []spec.Value{{spec.EachValue{List: l, Name: sc.member.name(), Key: key}}}, true
	}
	help := diag.DidYouMean(key, l.Keys)
	if len(l.Keys) == 0 {
		help = "write each as a mapping: each: {" + l.Names[0] + ": {" + key + ": …}}"
	}
	sc.helpf(at.Span(), "bad-placeholder", help, "the names of %s have no value %q", sc.member.group.name, key)
	return nil, false
}

// rolesNamed returns the roles that a name stands for: one, or those of a group.
// Within a member of a group, the name of a group with the same names stands for the
// member with the same name. It returns none if no role has the name.
func (sc *scope) rolesNamed(name string, at syntax.Spot) []spec.RoleRef {
	g := sc.refs.groups[name]
	roles, same := named(sc, sc.refs.roles[name], g, g.madeRoles(), at)
	return lists.Map(roles, func(r *spec.Role) spec.RoleRef { return spec.RoleRef{Role: r, Same: same} })
}

// policiesNamed is rolesNamed for policies.
func (sc *scope) policiesNamed(name string, at syntax.Spot) []spec.PolicyRef {
	g := sc.refs.groups[name]
	policies, same := named(sc, sc.refs.policies[name], g, g.madePolicies(), at)
	return lists.Map(policies, func(p *spec.Policy) spec.PolicyRef { return spec.PolicyRef{Policy: p, Same: same} })
}

// named returns what has a name by itself, or else the members of the group, and
// whether that is the one with the same name as sc's member.
func named[T any](sc *scope, one *T, g *group, members []*T, at syntax.Spot) (out []*T, same bool) {
	if one != nil {
		return []*T{one}, false
	}
	if members == nil {
		return nil, false
	}
	if i, ok := sc.sameName(g, at); ok {
		return members[i : i+1], true
	}
	return members[:sc.spread(g, at)], false
}

// sameName returns the member of g that the name stands for within sc's member, if
// it is one and not all.
func (sc *scope) sameName(g *group, at syntax.Spot) (int, bool) {
	if sc.member == nil {
		return 0, false
	}
	own := sc.member.group
	switch sc.share(own, g) {
	case all:
		return g.index[sc.member.name()], true
	case some:
		sc.helpf(at.Span(), "each-mismatch", "give both the same list, or list the intended members, e.g., "+(&member{g, 0}).logical(),
			"%s shares only some names with %s, so it is unclear whether %s stands for one of them or for all", g.name, own.name, g.name)
	}
	return 0, false
}

// spread returns how many members of g its name stands for: all, unless there are
// too many in the whole spec.
func (sc *scope) spread(g *group, at syntax.Spot) int {
	n := len(g.texts)
	if sc.collector.spread += n; sc.collector.spread > syntax.MaxSpread {
		sc.errorf(at.Span(), "too-large", "with %s, references to roles and policies with each stand for more than %d", g.name, syntax.MaxSpread)
		return min(n, 1)
	}
	return n
}

// oneOf returns the help for an attribute of a whole group where one value is
// expected, or "".
func (sc *scope) oneOf(text string) string {
	for _, p := range syntax.Split(text) {
		name, _, _ := strings.Cut(p.Text, ".")
		if p.Placeholder && sc.refs != nil && sc.refs.groups[name] != nil {
			return "name one of them, e.g., " + (&member{sc.refs.groups[name], 0}).logical()
		}
	}
	return ""
}
