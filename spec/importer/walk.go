package importer

import (
	"iter"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// replaceLists replaces each list of a statement.
func replaceLists(st *spec.Statement, f func([]spec.Item) []spec.Item) {
	st.Actions, st.Resources = f(st.Actions), f(st.Resources)
	for i, p := range st.Principals {
		st.Principals[i].Values = f(p.Values)
	}
	for i, c := range st.Conditions {
		st.Conditions[i].Values = f(c.Values)
	}
}

// carried are the statements that could be carried over.
func carried(doc *spec.Document) []*spec.Statement {
	return lists.Filter(doc.Statements, func(st *spec.Statement) bool { return !isLost(st) })
}

// eachValue replaces each value of a document.
func eachValue(doc *spec.Document, f func(spec.Value) spec.Value) {
	for _, st := range carried(doc) {
		for _, l := range st.Lists() {
			for i := range l {
				l[i].Value = f(l[i].Value)
			}
		}
	}
}

// parts are those of the values of some statements.
func parts(sts ...*spec.Statement) []spec.Part {
	return lists.Flat(sts, func(st *spec.Statement) []spec.Part {
		return lists.Flat(slices.Concat(st.Lists()...), func(it spec.Item) []spec.Part { return it.Value })
	})
}

// statements are all statements of the draft, each with what holds wherever it is
// there.
func (d *draft) statements() iter.Seq2[*spec.Statement, spec.When] {
	return func(yield func(*spec.Statement, spec.When) bool) {
		for _, m := range d.subjects() {
			for _, doc := range m.Documents() {
				for _, st := range carried(doc) {
					if !yield(st, m.Header().When.And(st.When)) {
						return
					}
				}
			}
		}
	}
}

// eachWhen replaces each condition of the draft.
func (d *draft) eachWhen(f func(spec.When) spec.When) {
	all := func(its []spec.Item) {
		for i := range its {
			its[i].When = f(its[i].When)
		}
	}
	for st := range d.statements() {
		st.When = f(st.When)
		for _, l := range st.Lists() {
			all(l)
		}
	}
	outputs := func(of *spec.Deployed) {
		for i := range of.Outputs {
			of.Outputs[i].When = f(of.Outputs[i].When)
		}
	}
	for _, m := range d.subjects() {
		m.Header().When = f(m.Header().When)
		outputs(&m.Header().Deployed)
	}
	for _, p := range d.policies {
		for i := range p.Attached {
			p.Attached[i].Name.When = f(p.Attached[i].Name.When)
		}
	}
	for _, c := range d.configurations {
		for _, m := range c.Mappings {
			all(m.Identifiers)
		}
	}
	for _, r := range d.roles {
		outputs(&r.OfProfile)
		all(r.Managed)
		all(r.Boundary)
		for i := range r.Tags {
			r.Tags[i].Value.When = f(r.Tags[i].Value.When)
		}
	}
}
