package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// Matched opens parameters that may have any value, and names that deployments make,
// where it depends on the value which wildcards match: those of the specs, of the
// AWS managed policies that they attach, and of some further texts. For each
// combination of wildcards that some value matches, one such value is an option.
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
	m := matching{texts: s.compared(), bind: s.bind}
	for _, p := range s.Params {
		q := p.common
		if p.Own == nil || q.Values != nil || q.Type == spec.Boolean || q.Type == spec.Number || s.stays(q) {
			continue
		}
		values, complete := m.values(p.declared, p.Own[0])
		if !complete {
			s.Notes = append(s.Notes, fmt.Sprintf("only some of the values of %s that wildcards match were tried", p.Name))
		}
		if len(values) > 0 {
			p.Var, p.matched = newVariable(q, slices.Concat(q.Compared, values), p.Own), q.Compared == nil && !q.Optional
		}
	}
	return s
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
		for _, e := range of.Environments {
			if e.Name == name {
				all = append(all, e)
			}
		}
	}
	m := matching{texts: s.compared(), bind: func(p *spec.Param) (values []string) {
		for _, e := range all {
			values = append(values, e.Binding.Values[p.Name]...)
		}
		return values
	}}
	for _, p := range s.Params {
		q := p.common
		given := slices.ContainsFunc(all, func(e *spec.Environment) bool { _, given := e.Values[q.Name]; return given })
		if q.Made == nil || q.Made.Stack != nil || given || s.stays(q) {
			continue
		}
		own := q.Example
		out[q.Name] = nil
		if values, _ := m.values(p.declared, own[0]); len(values) > 0 {
			out[q.Name] = newVariable(q, values, own)
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
	texts []compared
	bind  func(*spec.Param) []string
}

// values returns one value of a parameter, as some specs declare it, for each
// combination of wildcards that some value matches and another one does not, except
// for the combination that own matches. It reports whether these are all.
func (m *matching) values(declared []*spec.Param, own string) (out []string, complete bool) {
	p := declared[0]
	var catches []catch
	for _, text := range m.texts {
		if !slices.ContainsFunc(text.Params(), func(q *spec.Param) bool { return q.Name == p.Name }) {
			continue
		}
		before, after := around(text.Value, p)
		for _, other := range m.texts {
			if !other.meets(text) {
				continue
			}
			for _, pattern := range m.patterns(other, p) {
				c, ok := newCatch(pattern, before, after)
				if ok {
					c, ok = c.within(plain(own), p.Made != nil && p.Made.Like(other.String()))
				}
				if ok && !slices.ContainsFunc(catches, c.equal) {
					catches = append(catches, c)
				}
			}
		}
	}
	if len(catches) == 0 {
		return nil, true
	}
	return caught(declared, catches, own)
}

// around are the patterns of a text before and after a parameter. Everything else that
// only the deployment knows is a wildcard.
func around(text spec.Value, p *spec.Param) (before, after glob.Pattern) {
	at := &before
	for _, part := range text {
		switch part := part.(type) {
		case spec.Lit:
			*at = glob.CompilePart(*at, string(part), glob.One, glob.Many)
		case spec.EachName:
			*at = glob.CompilePart(*at, string(part), glob.One, glob.Many)
		case spec.EachValue:
			*at = glob.CompilePart(*at, part.Text(), glob.One, glob.Many)
		case spec.ParamRef:
			if part.Param.Name == p.Name && at == &before {
				at = &after
				continue
			}
			*at = append(*at, glob.Many)
		case spec.ListRef:
			if part.Param.Name == p.Name && at == &before {
				at = &after
				continue
			}
			*at = append(*at, glob.Many)
		case spec.Pseudo:
			*at = append(*at, glob.ManyNoColon)
		default:
			*at = append(*at, glob.Many)
		}
	}
	return before, after
}

// maxPatterns limits the patterns that a text with parameters is written as.
const maxPatterns = 16

// patterns are those of a text that may match some values of p: with wildcards; for a
// made name, with the values of its parameters, or as CloudFormation makes names.
func (m *matching) patterns(text compared, p *spec.Param) []glob.Pattern {
	out := []string{""}
	wild := false
	for _, part := range text.Value {
		some := []string{"*"}
		var param *spec.Param
		switch part := part.(type) {
		case spec.Lit:
			some, wild = []string{string(part)}, wild || glob.HasWildcard(string(part))
		case spec.EachName:
			some = []string{string(part)}
		case spec.EachValue:
			some, wild = []string{part.Text()}, wild || glob.HasWildcard(part.Text())
		case spec.ParamRef:
			param = part.Param
		case spec.ListRef:
			param = part.Param
		case spec.PolicyVar:
			some = []string{"${" + string(part) + "}"}
		}
		if param != nil {
			if some = m.bind(param); p.Made == nil || param.Name == p.Name {
				return nil
			}
		}
		var next []string
		for _, before := range out {
			for _, s := range some {
				next = append(next, before+s)
			}
		}
		if out = next; len(out) > maxPatterns {
			return nil
		}
	}
	var all []glob.Pattern
	for _, s := range out {
		switch {
		case !(wild && text.wild) && (p.Made == nil || !p.Made.Like(s)):
		case strings.HasPrefix(s, "arn:"):
			all = append(all, glob.CompileParted(s))
		default:
			all = append(all, glob.CompileText(s))
		}
	}
	return all
}
