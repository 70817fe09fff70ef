package review

import (
	"maps"
	"slices"

	"github.com/emriam/emriam/spec"
)

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
type choice struct{ given map[string]bool }

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
