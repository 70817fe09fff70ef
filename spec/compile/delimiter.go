package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// excludeDelimiters notes with which characters targets may join the lists of s, so that
// no value of a parameter in them has one.
func excludeDelimiters(s *spec.Spec) {
	for _, d := range documentsOf(s) {
		for _, st := range d.Statements {
			for _, list := range st.Lists() {
				excludeDelimiter(list, st.When)
			}
		}
	}
	for _, r := range s.Roles {
		excludeDelimiter(r.Managed, nil)
	}
	for _, c := range s.SecurityConfigurations {
		for _, m := range c.Mappings {
			excludeDelimiter(m.Identifiers, nil)
		}
	}
}

// excludeDelimiter does so for one list, which is present where given holds.
func excludeDelimiter(items []spec.Item, given spec.When) {
	if !slices.ContainsFunc(items, func(it spec.Item) bool { return it.Value.List() != nil }) {
		return
	}
	if len(items) == 1 && len(items[0].Value) == 1 && given.Implies(items[0].When) { // the list as it is
		return
	}
	d := spec.Delimiter(items)
	for _, it := range items {
		for _, p := range it.Value.Expand().Params() {
			if !strings.Contains(p.Delimiters, d) {
				p.Delimiters += d
			}
		}
	}
}
