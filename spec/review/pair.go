package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// member is a role or policy of one spec.
type member struct {
	role     *spec.Role
	policy   *spec.Policy
	resource *spec.ResourcePolicy
}

func (m member) name() string {
	switch {
	case m.role != nil:
		return m.role.Name
	case m.policy != nil:
		return m.policy.Name
	}
	return m.resource.Name
}

func (m member) at() string {
	switch {
	case m.role != nil:
		return m.role.Pos.String()
	case m.policy != nil:
		return m.policy.Pos.String()
	}
	return m.resource.Pos.String()
}

func (m member) what() string {
	switch {
	case m.role != nil:
		return "role"
	case m.policy != nil:
		return "policy"
	}
	return "resource policy"
}

// documents are those whose statements may hang on parameters.
func (m member) documents() []*spec.Document {
	switch {
	case m.role != nil:
		docs := []*spec.Document{m.role.Trust}
		for _, p := range m.role.Policies {
			docs = append(docs, p.Document)
		}
		return docs
	case m.policy != nil:
		return []*spec.Document{m.policy.Own()}
	}
	return []*spec.Document{m.resource.Document}
}

// members are what a spec has, by name. Of those that placement made or each
// multiplied, the one that was written, or the first.
func members(s *spec.Spec) map[string]member {
	out := map[string]member{}
	for _, r := range s.Roles {
		if r.Each.First() {
			out[r.Written()] = member{role: r}
		}
	}
	for _, p := range s.Policies {
		if p.Each.First() && !p.Made() {
			out[p.Written()] = member{policy: p}
		}
	}
	for _, p := range s.ResourcePolicies {
		out[p.Name] = member{resource: p}
	}
	return out
}

// duo is what one name stands for on both sides; nil on a side that has none.
type duo struct {
	name     string
	old, new *member
}

// pair brings together what has one name, or is the only one of its kind.
func pair(old, new *spec.Spec) []duo {
	before, after := members(old), members(new)
	if len(before) == 1 && len(after) == 1 {
		for name, b := range before {
			for renamed, a := range after {
				if a.what() == b.what() {
					return []duo{{cmp.Or(renamed, name), &b, &a}}
				}
			}
		}
	}
	names := maps.Clone(before)
	maps.Copy(names, after)
	var out []duo
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d := duo{name: name}
		if m, ok := before[name]; ok {
			d.old = &m
		}
		if m, ok := after[name]; ok {
			d.new = &m
		}
		if d.old != nil && d.new != nil && d.old.what() != d.new.what() {
			out = append(out, duo{name, d.old, nil}, duo{name, nil, d.new})
			continue
		}
		out = append(out, d)
	}
	return out
}

// shared are values of parameters for both sides, so that another example is no
// change: those of the new side come first. A parameter that has none is given
// one.
func shared(old, new Side) map[string][]string {
	out := old.binding().Values
	maps.Copy(out, new.binding().Values)
	return out
}

func (s Side) environment() *spec.Environment {
	for _, e := range s.Spec.Environments {
		if e.Name == s.Env {
			return e
		}
	}
	return nil
}

// binding is that of the environment with every conditional parameter given.
func (s Side) binding() spec.Binding {
	b, _ := s.Spec.Sample()
	if e := s.environment(); e != nil {
		values := b.Values
		b = e.Binding
		b.Values = maps.Clone(b.Values)
		for name, v := range values {
			if _, ok := b.Values[name]; !ok {
				b.Values[name] = v
			}
		}
	}
	return b
}

// choice is which of the conditional parameters are given.
type choice struct {
	given   map[string]bool
	partial bool // not all are
}

// maxAll is of how many conditional parameters all choices are looked at; of
// more, those with all, none, one, or all but one.
const maxAll = 5

// choices of the parameters that a when of d's documents names, all given first.
func (d duo) choices() ([]string, []choice) {
	set := map[string]bool{}
	for _, m := range []*member{d.old, d.new} {
		if m != nil {
			for _, p := range spec.Conditional(m.documents()...) {
				set[p.Name] = true
			}
		}
	}
	names := slices.Sorted(maps.Keys(set))
	var out []choice
	add := func(given func(i int) bool) {
		c := choice{given: map[string]bool{}}
		for i, name := range names {
			c.given[name] = given(i)
			c.partial = c.partial || !given(i)
		}
		out = append(out, c)
	}
	if len(names) <= maxAll {
		for set := 1<<len(names) - 1; set >= 0; set-- {
			add(func(i int) bool { return set>>i&1 == 1 })
		}
		return names, out
	}
	add(func(int) bool { return true })
	for one := range names {
		add(func(i int) bool { return i != one })
	}
	for one := range names {
		add(func(i int) bool { return i == one })
	}
	add(func(int) bool { return false })
	return names, out
}

// under is the binding of a side for a choice, with values that both share.
func (s Side) under(c choice, values map[string][]string) spec.Binding {
	b := s.binding()
	out := b
	out.Values = map[string][]string{}
	for _, p := range s.Spec.Params {
		given, asked := c.given[p.Name]
		switch {
		case asked && !given && p.Type == spec.Boolean:
			out.Values[p.Name] = []string{"false"}
		case asked && !given:
		default:
			out.Values[p.Name] = b.Values[p.Name]
			if v := values[p.Name]; len(v) == 1 || p.List {
				out.Values[p.Name] = v
			}
		}
	}
	return out
}

// words are the parameters that a choice gives, and those that it does not.
func (c choice) words(names []string) []string {
	var out []string
	for _, name := range names {
		if c.given[name] {
			out = append(out, name)
		} else {
			out = append(out, "no "+name)
		}
	}
	return out
}

// arn is that of a role or policy; "" for a resource policy.
func (m *member) arn(b spec.Binding) string {
	switch {
	case m == nil || m.resource != nil:
		return ""
	case m.role != nil:
		return b.Text(m.role.ARN())
	}
	return b.Text(m.policy.ARN())
}

// followed is a replacer of ARNs in the old side by what they are in the new
// one, for those that follow when they are renamed.
func followed(pairs []duo, old, new spec.Binding) func(string) string {
	renamed := map[string]string{}
	for _, d := range pairs {
		if before, after := d.old.arn(old), d.new.arn(new); before != after && before != "" && after != "" {
			renamed[before] = after
		}
	}
	return func(text string) string {
		for before, after := range renamed {
			for at := 0; ; {
				i := strings.Index(text[at:], before)
				if i < 0 {
					break
				}
				i += at
				end := i + len(before)
				if end < len(text) && isName(text[end]) {
					at = end
					continue
				}
				text = text[:i] + after + text[end:]
				at = i + len(after)
			}
		}
		return text
	}
}

// isName reports whether a byte goes on a name in IAM.
func isName(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("+=,.@_-*?", b) >= 0
}

// change is a difference in words.
func change(what, old, new string) string {
	return fmt.Sprintf("%s: %s → %s", what, cmp.Or(old, "none"), cmp.Or(new, "none"))
}
