package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// keepListsApart notes which characters would part the values of the lists of s, so
// that no parameter in them has these.
func keepListsApart(s *spec.Spec) {
	for _, d := range documentsOf(s) {
		for _, st := range d.Statements {
			for _, list := range st.Lists() {
				keepApart(list, st.When)
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
func keepApart(items []spec.Item, given spec.When) {
	if !slices.ContainsFunc(items, func(it spec.Item) bool { return it.Value.List() != nil }) {
		return
	}
	if len(items) == 1 && len(items[0].Value) == 1 && given.Implies(items[0].When) { // the list as it is
		return
	}
	d := spec.Delimiter(items)
	for _, it := range items {
		for _, p := range it.Value.Expand().Params() {
			if !strings.Contains(p.Apart, d) {
				p.Apart += d
			}
		}
	}
}
