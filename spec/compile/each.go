package compile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// group has the members of a role or policy with each, one for each name, in the
// order of the names.
type group struct {
	name    string // e.g., "Tenant"
	names   []*syntax.Node
	texts   []string // of names
	keys    []string // of values; none for a list of names alone
	values  []map[string]string
	list    *spec.NameList // of them
	index   map[string]int // of texts
	members []spec.Subject // roles, or policies
}

func newGroup(name string, names eachNames) *group {
	g := &group{name: name, names: names.nodes, keys: names.keys, values: names.values, index: map[string]int{}}
	for i, n := range g.names {
		g.texts = append(g.texts, n.Text)
		g.index[n.Text] = i
	}
	return g
}

// member identifies one member of a group.
type member struct {
	group *group
	index int
}

func (m *member) name() string { return m.group.texts[m.index] }

// logical returns the name of a member in the spec and in artefacts.
//
//	Tenant, globex-eu → TenantGlobexEu
func (m *member) logical() string { return m.group.name + spec.Titled(m.name()) }

// each returns m in the model, or nil.
func (m *member) each() *spec.Each {
	if m == nil {
		return nil
	}
	return &spec.Each{Group: m.group.name, Name: m.name(), List: m.group.list}
}

// logical returns the name of a body in the model. Messages use the author's name of
// the group.
func (b *syntaxBody) logical() string {
	if b.member == nil {
		return b.name
	}
	return b.member.logical()
}

// multiplication replaces bodies with each by their members.
type multiplication struct {
	s     *syntaxSpec
	lists map[string]field // what each body with each says there, by the body's name
	made  int
}

// multiply replaces each body that has an each by its members.
func (s *syntaxSpec) multiply() {
	m := &multiplication{s: s, lists: map[string]field{}}
	for _, b := range slices.Concat(s.roles, s.policies) {
		if f, ok := b.fields.get("each"); ok && f.n.Kind != syntax.Null {
			m.lists[b.name] = f
		}
	}
	if len(m.lists) == 0 {
		return
	}
	s.roles = m.members(s.roles)
	s.policies = m.members(s.policies)
	s.checkMemberNames()
}

func (m *multiplication) members(bodies []*syntaxBody) []*syntaxBody {
	var out []*syntaxBody
	for _, b := range bodies {
		f, ok := m.lists[b.name]
		if !ok {
			out = append(out, b)
			continue
		}
		g := newGroup(b.name, m.names(b, f))
		if m.made += len(g.names); m.made > syntax.MaxMembers {
			b.sc.errorf(f.key.Span(), "too-large", "with %s, each creates more than %d roles and policies", b.name, syntax.MaxMembers)
			return out
		}
		m.s.sc.refs.groups[b.name] = g
		g.list = m.s.nameList(g)
		for i := range g.names {
			out = append(out, b.of(&member{g, i}))
		}
	}
	return out
}

// nameList returns the list that g shares with groups with the same names and values.
func (s *syntaxSpec) nameList(g *group) *spec.NameList {
	i := slices.IndexFunc(s.nameLists, func(l *spec.NameList) bool {
		return slices.Equal(l.Names, g.texts) && slices.EqualFunc(l.Values, g.values, maps.Equal)
	})
	if i < 0 {
		i = len(s.nameLists)
		s.nameLists = append(s.nameLists, &spec.NameList{Names: g.texts, Keys: g.keys, Values: g.values})
	}
	s.nameLists[i].Groups = append(s.nameLists[i].Groups, g.name)
	return s.nameLists[i]
}

// eachNames are the names of an each, with the values of each name.
type eachNames struct {
	nodes  []*syntax.Node
	keys   []string // none for a list of names alone
	values []map[string]string
}

// names returns the names of a body's each: those that it lists, or those of the
// body that it names.
func (m *multiplication) names(b *syntaxBody, f field) eachNames {
	seen, own := []string{b.name}, f
	for f.n.Kind == syntax.Scalar {
		other, known := m.lists[f.n.Text]
		switch {
		case !language.IsLogicalName(f.n.Text):
			f.sc.helpf(f.n.Span(), "bad-each", "e.g., each: [acme, globex-eu]", "each of %s must be a list or mapping of names, or a role or policy with such an each, not %q", b.name, f.n.Text)
			return eachNames{}
		case !known:
			f.sc.helpf(f.n.Span(), "bad-each", diag.DidYouMean(f.n.Text, sortedKeys(m.lists)), "each of %s names %q, which is not a role or policy with each", b.name, f.n.Text)
			return eachNames{}
		case slices.Contains(seen, f.n.Text):
			own.sc.errorf(own.n.Span(), "bad-each", "each of %s leads back to itself, not to names", b.name)
			return eachNames{}
		}
		seen = append(seen, f.n.Text)
		f = other
	}
	if f.n.Empty() || f.n.Kind == syntax.Mapping && len(f.n.Kids) == 0 {
		f.sc.errorf(f.n.Span(), "empty-list", "each of %s is an empty list", b.name)
		return eachNames{}
	}
	if f.n.Kind == syntax.Mapping {
		return f.eachValues(b.name)
	}
	return eachNames{nodes: slices.DeleteFunc(slices.Collect(f.n.List()), func(n *syntax.Node) bool { return !checkEachName(f.sc, n, b.name) })}
}

// eachValues reads an each with values, {acme: {Bucket: acme-data}}. Every name has
// a value under each key of the first.
func (f field) eachValues(of string) eachNames {
	var out eachNames
	for _, e := range f.sc.entries(f.n, "each of "+of) {
		if !checkEachName(f.sc, e.Key, of) {
			continue
		}
		values := map[string]string{}
		var keys []string
		for _, v := range f.sc.entries(e.Value, "each."+e.Key.Text+" of "+of) {
			if !language.IsLogicalName(v.Key.Text) {
				f.sc.helpf(v.Key.Span(), "bad-each", "e.g., Bucket", "a key of the values of %s in each of %s must start with a capital letter and use only letters and digits, not %q", e.Key.Text, of, v.Key.Text)
				continue
			}
			text, ok := f.sc.plain(v.Value, v.Key.Text+" of "+e.Key.Text+" in each of "+of)
			if ok && text == "" {
				f.sc.errorf(v.Value.Span(), "bad-each", "%s of %s in each of %s is empty", v.Key.Text, e.Key.Text, of)
			}
			if i := slices.IndexFunc(keys, func(k string) bool { return strings.EqualFold(k, v.Key.Text) }); i >= 0 {
				f.sc.helpf(v.Key.Span(), "bad-each", "use keys that differ in more than letter case", "%s in each of %s has both %s and %s", e.Key.Text, of, keys[i], v.Key.Text)
			}
			keys = append(keys, v.Key.Text)
			values[v.Key.Text] = text
		}
		if len(out.nodes) == 0 {
			out.keys = keys
		}
		for _, key := range out.keys {
			if _, ok := values[key]; !ok {
				f.sc.helpf(e.Key.Span(), "bad-each", "give every name the same keys", "%s in each of %s has no %s, which %s has", e.Key.Text, of, key, out.nodes[0].Text)
			}
		}
		for _, key := range keys {
			if !slices.Contains(out.keys, key) {
				f.sc.helpf(e.Key.Span(), "bad-each", "give every name the same keys", "%s in each of %s has %s, which %s does not have", e.Key.Text, of, key, out.nodes[0].Text)
			}
		}
		out.nodes = append(out.nodes, e.Key)
		out.values = append(out.values, values)
	}
	return out
}

func checkEachName(sc *scope, n *syntax.Node, of string) bool {
	text, ok := sc.plain(n, "a name in each of "+of)
	if ok && !language.IsPlainName(text) {
		sc.helpf(n.Span(), "bad-each", "e.g., acme or globex-eu", "a name in each of %s must be letters, digits and hyphens and start with a letter, not %q", of, text)
		return false
	}
	return ok
}

// of returns the body of one member: b, with a name for ${each}. All members have
// the same mistakes, which are reported once.
func (b *syntaxBody) of(m *member) *syntaxBody {
	of := func(sc *scope) { sc.member, sc.copied = m, sc.copied || m.index > 0 }
	out := *b
	out.member, out.sc = m, b.sc.but(of)
	out.fields = b.fields.without("each").in(of)
	return &out
}

// checkMemberNames reports names of members that collide with each other or with
// other names of the spec.
func (s *syntaxSpec) checkMemberNames() {
	for _, b := range s.roles {
		if b.fields.has("instanceProfile") {
			s.names[strings.ToLower(b.logical()+"Profile")] = declared{name: "the instance profile of " + b.logical()}
		}
	}
	for _, b := range slices.Concat(s.roles, s.policies) {
		if b.member != nil {
			s.checkMemberName(b)
		}
	}
}

func (s *syntaxSpec) checkMemberName(b *syntaxBody) {
	m := b.member
	name, at := m.logical(), m.group.names[m.index].Span()
	what := fmt.Sprintf("the name %s, of %s for %s,", name, b.name, m.name())
	before, ok := s.names[strings.ToLower(name)]
	switch {
	case !language.IsLogicalName(name):
		s.sc.helpf(at, "bad-each", "shorten it", "%s has %d characters; names of roles and policies have at most 64", what, len(name))
	case ok:
		s.sc.helpf(at, "name-collision", "use names that differ in more than hyphens and letter case", "%s collides with %s", what, before.name)
	default:
		s.names[strings.ToLower(name)] = declared{name: "the name for " + m.name()}
	}
}

// shared counts the names of g that o has.
func (l *collector) shared(g, o *group) int {
	key := [2]*group{g, o}
	n, known := l.shares[key]
	if !known {
		n = len(lists.Filter(g.texts, func(text string) bool { _, ok := o.index[text]; return ok }))
		l.shares[key] = n
	}
	return n
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
	if sc.refs.first(name).Role == nil {
		return nil
	}
	roles, same := sc.subjectsNamed(name, at)
	return lists.Map(roles, func(of spec.Subject) spec.RoleRef { return spec.RoleRef{Role: of.Role, Same: same} })
}

// policiesNamed is rolesNamed for policies.
func (sc *scope) policiesNamed(name string, at syntax.Spot) []spec.PolicyRef {
	if sc.refs.first(name).Policy == nil {
		return nil
	}
	policies, same := sc.subjectsNamed(name, at)
	return lists.Map(policies, func(of spec.Subject) spec.PolicyRef { return spec.PolicyRef{Policy: of.Policy, Same: same} })
}

// subjectsNamed returns what has a name by itself, or else the members of the group, and
// whether that is the one with the same name as sc's member.
func (sc *scope) subjectsNamed(name string, at syntax.Spot) (out []spec.Subject, same bool) {
	out = sc.refs.all(name)
	g := sc.refs.groups[name]
	if g == nil {
		return out, false
	}
	if i, ok := sc.sameName(g, at); ok {
		return out[i : i+1], true
	}
	return out[:sc.spread(g, at)], false
}

// sameName returns the member of g that the name stands for within sc's member, if
// it is one and not all.
func (sc *scope) sameName(g *group, at syntax.Spot) (int, bool) {
	if sc.member == nil {
		return 0, false
	}
	own := sc.member.group
	switch sc.shared(own, g) {
	case 0:
	case len(own.texts):
		return g.index[sc.member.name()], true
	default:
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
