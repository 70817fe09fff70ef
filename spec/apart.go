package spec

import (
	"slices"
	"strings"
)

// keepApart notes which characters would part the values of the lists of s, so
// that no parameter in them has these.
func (s *Spec) keepApart() {
	for _, d := range s.documents() {
		for _, st := range d.Statements {
			keepApart(st.Actions, st.When)
			keepApart(st.Resources, st.When)
			for _, p := range st.Principals {
				keepApart(p.Values, st.When)
			}
			for _, c := range st.Conditions {
				keepApart(c.Values, st.When)
			}
		}
	}
	for _, r := range s.Roles {
		keepApart(r.Managed, nil)
	}
	for _, c := range s.SecurityConfigurations {
		for _, m := range c.Mappings {
			keepApart(m.Identifiers, nil)
		}
	}
}

// keepApart does it for one list, which is there if given holds.
func keepApart(items []Item, given When) {
	if !slices.ContainsFunc(items, func(it Item) bool { return it.Value.List() != nil }) {
		return
	}
	if len(items) == 1 && len(items[0].Value) == 1 && given.Implies(items[0].When) { // the list as it is
		return
	}
	d := Delimiter(items)
	for _, it := range items {
		for _, p := range it.Value.Expand().Params() {
			if !strings.Contains(p.apart, d) {
				p.apart += d
			}
		}
	}
}

// Delimiter is a character that occurs in no literal text of items, and in no
// value that the spec gives their parameters: "|" if possible. Where one of
// items is a list, no value of their parameters has it, so that all of them can
// be joined to one text and parted again.
func Delimiter(items []Item) string {
	var all strings.Builder
	for _, it := range items {
		for _, part := range it.Value.Expand() {
			all.WriteString(Value{part}.String())
		}
		for _, p := range it.Value.Expand().Params() {
			for _, s := range slices.Concat(p.Default, p.Example, p.Values) {
				all.WriteString(s)
			}
		}
	}
	for _, d := range append([]string{"|", " ", "\t", "\n"}, strings.Split("^~;!%&<>`\"#(){}[]\\", "")...) {
		if !strings.Contains(all.String(), d) {
			return d
		}
	}
	panic("spec: no delimiter for a list with " + all.String())
}
