package deploy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Matched opens parameters that may have any value, and names that deployments make,
// where it depends on the value which wildcards match: those of the specs, of the
// AWS managed policies that they attach, and of some further texts. For each
// combination of wildcards of one role that some value matches, one such value is an
// option: no request is about the policies of two roles.
//
//	Deny   arn:aws:iam::*:role/acme-*
//	Allow  ${JobRole.Arn}
//
// makes "acme-" an option of the name of JobRole, beside its own value. For a name
// that a deployment makes, the wildcard may contain parameters, and a text without a
// wildcard counts if CloudFormation could make it of the logical name. The parameters
// of except stay as they are, and so does a made name that only some specs have.
//
// Wildcards are matched with one parameter at a time.
func (s *Space) Matched(except []*spec.Param, more ...spec.Value) *Space {
	s.except, s.more = except, more
	m := s.matching(s.compared(), s.bind)
	for _, p := range s.Params {
		q := p.common
		if p.Own == nil || q.Values != nil || q.Type == spec.Boolean || s.stays(q) {
			continue
		}
		values, complete := m.ordered(p.declared, p.Own[0])
		if q.Type != spec.Number {
			wild, all := m.values(p.declared, p.Own[0])
			for _, v := range wild {
				if !slices.Contains(values, v) {
					values = append(values, v)
				}
			}
			complete = complete && all
			if s.equal {
				values = lists.Add(values, lists.Filter(append(m.together(p.declared[0]), "*"), func(v string) bool { return admits(p.declared, v) })...)
			}
		}
		if !complete {
			s.Partial = append(s.Partial, p.Name)
		}
		if len(values) > 0 || !complete {
			p.Var, p.matched = newVariable(q, slices.Concat(q.Compared, values), p.Own), q.Compared == nil && !q.Optional
			p.Var.Partial = !complete
		}
	}
	if s.Partial != nil {
		s.Notes = append(s.Notes, "only some of the values that conditions and wildcards tell apart were tried, of "+strings.Join(s.Partial, ", "))
	}
	return s
}

// Equal is Matched in which a parameter also has each value with which a text of the specs is
// one of the further texts.
func (s *Space) Equal(except []*spec.Param, more ...spec.Value) *Space {
	s.equal = true
	return s.Matched(except, more...)
}

// About returns a copy in which Matched looks only at the wildcards that matter for some
// requests.
func (s *Space) About(a About) *Space {
	out := &Space{
		Places: s.Places, Notes: slices.Clone(s.Notes), byName: map[string]*Param{}, about: a,
		specs: s.specs, texts: s.texts, digits: s.digits, written: s.written, found: s.found,
	}
	for _, p := range s.Params {
		one := *p
		out.Params = append(out.Params, &one)
		out.byName[p.Name] = &one
	}
	return out
}

// stays reports whether Matched does not open p.
func (s *Space) stays(p *spec.Param) bool {
	return slices.ContainsFunc(s.except, func(e *spec.Param) bool { return e.Name == p.Name }) ||
		p.Made != nil && slices.ContainsFunc(s.specs, func(of *spec.Spec) bool { return of.Param(p.Name) == nil })
}

// bind returns the values of a parameter that wildcards are matched with.
func (s *Space) bind(p *spec.Param) []string {
	one := s.byName[p.Name]
	switch {
	case p.Type == spec.Boolean:
		return []string{"true", "false"}
	case p.Values != nil:
		return p.Values
	case one == nil:
		return nil
	}
	return one.Own
}

// Environment returns an environment of one of the specs: a deployment in which only
// the names are open that the deployment makes, as Matched opens them, and that no
// spec gives in the environment.
func (s *Space) Environment(of *spec.Spec, e *spec.Environment) *Place {
	out := &Place{Binding: e.Binding, open: map[string]*formula.Variable{}, own: map[string]bool{}, matched: map[string]bool{}}
	for _, p := range of.MadeNames() {
		v, known := s.environment(e.Name)[p.Name]
		if v != nil {
			out.open[p.Name], out.matched[p.Name] = v, true
		}
		out.own[p.Name] = known
	}
	return out
}

// environment returns the choices of the names that are not given in an environment,
// nil where there is none.
func (s *Space) environment(name string) map[string]*formula.Variable {
	if out := s.environments[name]; out != nil {
		return out
	}
	out := map[string]*formula.Variable{}
	var all []*spec.Environment
	for _, of := range s.specs {
		all = append(all, lists.Filter(of.Environments, func(e *spec.Environment) bool { return e.Name == name })...)
	}
	m := s.matching(s.compared(), func(p *spec.Param) (values []string) {
		for _, e := range all {
			values = append(values, e.Binding.Values[p.Name]...)
		}
		return values
	})
	for _, p := range s.Params {
		q := p.common
		given := slices.ContainsFunc(all, func(e *spec.Environment) bool { _, given := e.Values[q.Name]; return given })
		if q.Made == nil || q.Made.Stack != nil || given || s.stays(q) {
			continue
		}
		own := q.Example
		out[q.Name] = nil
		if values, complete := m.values(p.declared, own[0]); len(values) > 0 || !complete {
			out[q.Name] = newVariable(q, values, own)
			out[q.Name].Partial = !complete
		}
	}
	if s.environments == nil {
		s.environments = map[string]map[string]*formula.Variable{}
	}
	s.environments[name] = out
	return out
}

// matching finds values of parameters in texts that wildcards of texts match.
type matching struct {
	texts  []*candidate
	wilds  map[string][]*candidate // with wildcards, by the role that has them
	naming map[string][]*candidate // by parameter
	bind   func(*spec.Param) []string

	wild  map[string]map[string][]catch // what wildcards returned
	found map[string]caughtValues       // of the Space
}

// caughtValues are what caught returned.
type caughtValues struct {
	values []string
	all    bool
}

// candidate is a text with the patterns that it is written as, once they are known.
type candidate struct {
	compared
	text     string
	patterns []glob.Pattern
	compiled bool
}

func (s *Space) matching(texts []compared, bind func(*spec.Param) []string) *matching {
	m := &matching{wilds: map[string][]*candidate{}, naming: map[string][]*candidate{}, bind: bind, wild: map[string]map[string][]catch{}, found: s.found}
	for _, t := range texts {
		c := &candidate{compared: t}
		for _, part := range t.Value {
			c.text += cmp.Or(literal(part), "*")
		}
		c.wild = c.wild && slices.ContainsFunc(t.Value, func(part spec.Part) bool {
			return glob.HasWildcard(literal(part))
		})
		m.texts = append(m.texts, c)
		if c.wild {
			m.wilds[c.role] = append(m.wilds[c.role], c)
		}
		for _, p := range t.Params() {
			m.naming[p.Name] = append(m.naming[p.Name], c)
		}
		if slices.Contains(t.Value, spec.Part(spec.AccountID)) {
			m.naming[string(spec.AccountID)] = append(m.naming[string(spec.AccountID)], c)
		}
	}
	return m
}

// literal is the text of a part that is the same in every deployment, or "".
func literal(part spec.Part) string {
	switch part := part.(type) {
	case spec.Lit:
		return string(part)
	case spec.EachName:
		return string(part)
	case spec.EachValue:
		return part.Text()
	}
	return ""
}

// values returns one value of a parameter, as some specs declare it, for each
// combination of wildcards of a role that some value matches and another one does not,
// except for the combination that own matches. It reports whether these are all.
func (m *matching) values(declared []*spec.Param, own string) (out []string, complete bool) {
	p := declared[0]
	roles := []string{""}
	byRole := map[string][]catch{}
	add := func(role string, some []catch) {
		if len(some) > 0 && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
		for _, c := range some {
			if !slices.ContainsFunc(byRole[role], c.equal) {
				byRole[role] = append(byRole[role], c)
			}
		}
	}
	equal := lists.Filter(m.texts, func(t *candidate) bool { return !t.wild && (t.asked || p.Made != nil && p.Made.Like(t.text)) })
	for _, named := range m.naming[p.Name] {
		before, after := around(named.compared, p)
		for role, some := range m.wildcards(p, named.compared, before, after, plain(own)) {
			add(role, some)
		}
		for _, other := range equal {
			if !other.meets(named.compared) {
				continue
			}
			for _, one := range m.listed(named.compared, p) {
				before, after := around(one, p)
				add(cmp.Or(named.role, other.role), m.catches(other, before, after, plain(own), true))
			}
		}
	}
	complete = true
	slices.Sort(roles)
	for _, role := range roles { // a request is about one
		catches := byRole[role]
		for _, c := range byRole[""] {
			if !slices.ContainsFunc(catches, c.equal) {
				catches = append(catches, c)
			}
		}
		if len(catches) == 0 || role == "" && len(roles) > 1 {
			continue
		}
		got := m.caught(declared, catches, own)
		complete = complete && got.all
		out = lists.Add(out, got.values...)
	}
	return out, complete
}

// listed is a text with each value of the other parameters that list theirs.
func (m *matching) listed(text compared, p *spec.Param) []compared {
	out := []compared{text}
	for i, part := range text.Value {
		of := (spec.Value{part}).Params()
		if of == nil || of[0].Name == p.Name || of[0].Values == nil || len(out)*len(of[0].Values) > maxPatterns {
			continue
		}
		out = lists.Flat(out, func(one compared) []compared {
			return lists.Map(of[0].Values, func(value string) compared {
				with := one
				with.Value = slices.Clone(one.Value)
				with.Value[i] = spec.Lit(value)
				return with
			})
		})
	}
	return out
}

// caught is what the function of that name returns.
func (m *matching) caught(declared []*spec.Param, catches []catch, own string) caughtValues {
	p := declared[0]
	key := fmt.Sprint(p.Name, catches, p.Made != nil, own)
	if len(declared) == 1 { // many parameters and names differ in nothing else
		w := walk{catches: catches}
		admit := plain(own)
		key = fmt.Sprint(catches, p.Made != nil, p.Type, p.List, p.Patterns(), admit(':'), admit('/'), w.combination(w.over(own)))
	}
	got, ok := m.found[key]
	if !ok {
		got.values, got.all = caught(declared, catches, own)
		m.found[key] = got
	}
	return got
}

// wildcards are the catches of the texts with wildcards that a request may be compared
// with beside a text, by the role that has one of the two.
func (m *matching) wildcards(p *spec.Param, named compared, before, after glob.Pattern, admit func(rune) bool) map[string][]catch {
	key := fmt.Sprint(p.Made != nil, named.role, named.what, named.services, before, after, admit(':'), admit('/'))
	out, ok := m.wild[key]
	if ok {
		return out
	}
	out = map[string][]catch{}
	others := m.texts
	if named.role != "" {
		others = slices.Concat(m.wilds[""], m.wilds[named.role])
	}
	for _, other := range others {
		switch {
		case !other.wild || !other.meets(named):
		case slices.ContainsFunc(other.Params(), func(q *spec.Param) bool { return p.Made == nil || q.Made != nil }):
		default:
			role := cmp.Or(named.role, other.role)
			out[role] = append(out[role], m.catches(other, before, after, admit, false)...)
		}
	}
	m.wild[key] = out
	return out
}

// catches are those of one text.
func (m *matching) catches(of *candidate, before, after glob.Pattern, admit func(rune) bool, exact bool) []catch {
	var out []catch
	for _, pattern := range m.patterns(of) {
		c, ok := newCatch(pattern, before, after)
		if ok {
			c, ok = c.within(admit, exact)
		}
		if ok {
			out = append(out, c)
		}
	}
	return out
}

// around are the patterns of a text before and after a parameter. Everything else that
// only the deployment knows is a wildcard.
func around(text compared, p *spec.Param) (before, after glob.Pattern) {
	at := &before
	for _, part := range text.Value {
		of, pseudo := part.(spec.Pseudo)
		names := pseudo && string(of) == p.Name || slices.ContainsFunc(spec.Value{part}.Params(), func(q *spec.Param) bool { return q.Name == p.Name })
		switch lit := literal(part); {
		case lit != "" && !text.wild:
			*at = append(*at, []rune(lit)...)
		case lit != "":
			*at = glob.CompilePart(*at, lit, glob.One, glob.Many)
		case names && at == &before:
			at = &after
		case pseudo:
			*at = append(*at, glob.ManyNoColon)
		default:
			*at = append(*at, glob.Many)
		}
	}
	return before, after
}

// maxPatterns limits the patterns that a text with parameters is written as.
const maxPatterns = 16

// patterns are those that a text is written as with the values of its parameters.
func (m *matching) patterns(c *candidate) []glob.Pattern {
	if c.compiled {
		return c.patterns
	}
	c.compiled = true
	out := []string{""}
	for _, part := range c.Value {
		some := []string{"*"}
		if lit := literal(part); lit != "" {
			some = []string{lit}
		} else if params := (spec.Value{part}).Params(); params != nil {
			some = m.bind(params[0])
		}
		var next []string
		for _, before := range out {
			next = append(next, lists.Map(some, func(s string) string { return before + s })...)
		}
		if out = next; len(out) > maxPatterns {
			return nil
		}
	}
	for _, s := range out {
		if strings.HasPrefix(s, "arn:") {
			c.patterns = append(c.patterns, glob.CompileParted(s))
		} else {
			c.patterns = append(c.patterns, glob.CompileText(s))
		}
	}
	return c.patterns
}
