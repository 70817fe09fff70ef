package importer

import (
	"iter"

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
func (doc *document) carried() []*spec.Statement {
	var out []*spec.Statement
	if doc != nil {
		for _, st := range doc.statements {
			if st.Statement != nil {
				out = append(out, st.Statement)
			}
		}
	}
	return out
}

// each replaces each value of a document.
func (doc *document) each(f func(spec.Value) spec.Value) {
	for _, st := range doc.carried() {
		for _, l := range st.Lists() {
			for i := range l {
				l[i].Value = f(l[i].Value)
			}
		}
	}
}

// parts are those of the values of some statements.
func parts(sts ...*spec.Statement) iter.Seq[spec.Part] {
	return func(yield func(spec.Part) bool) {
		for _, st := range sts {
			for _, l := range st.Lists() {
				for _, it := range l {
					for _, p := range it.Value {
						if !yield(p) {
							return
						}
					}
				}
			}
		}
	}
}

// documents are all documents of the draft, each with the condition under which the
// role or policy exists that has it.
func (d *draft) documents() iter.Seq2[*document, spec.When] {
	return func(yield func(*document, spec.When) bool) {
		for _, r := range d.roles {
			if r.trust != nil && !yield(r.trust, r.When) {
				return
			}
			for _, p := range r.policies {
				if !yield(p.document, r.When) {
					return
				}
			}
		}
		for _, p := range d.policies {
			if !yield(p.document, p.When) {
				return
			}
		}
	}
}

// statements are all statements of the draft, each with what holds wherever it is
// there.
func (d *draft) statements() iter.Seq2[*spec.Statement, spec.When] {
	return func(yield func(*spec.Statement, spec.When) bool) {
		for doc, given := range d.documents() {
			for _, st := range doc.carried() {
				if !yield(st, given.And(st.When)) {
					return
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
		m.When = f(m.When)
		outputs(m.Deployed)
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
		for i := range r.Tags {
			r.Tags[i].Value.When = f(r.Tags[i].Value.When)
		}
		if r.Boundary != nil {
			r.Boundary.When = f(r.Boundary.When)
		}
	}
}
