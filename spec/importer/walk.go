package importer

import (
	"iter"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// use is a place of values, of one value, or of a parameter in it.
type use struct {
	value   spec.Value
	at      int       // index of the parameter in value
	covered spec.When // what holds there
	place   place

	beside    []spec.Item // the actions of the statement, if the value is a resource, or its resources, if it is an action
	principal string      // the type, if the value is a principal
	key       string      // if the value is one of a condition
	operator  string      // of that condition

	inDocument bool
	trustOf    *spec.Role // whose trust policy it is in, or nil
}

// place is what a value is.
type place int

const (
	elsewhere  place = iota
	isBoundary       // or a managed policy
	isPassed         // a role that is passed on
	isKey            // a key of KMS
	isPath
	isSession // the longest session of a role
	isAction
	isTrusted // an action of a trust policy
	isSetting // of a security configuration
)

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

// lists replaces each list of values of the draft by what f makes of it. What can have only
// one value is a list of one.
func (d *draft) lists(f func(use, []spec.Item) []spec.Item) {
	one := func(in use, all ...*spec.Value) {
		for _, v := range all {
			if *v != nil {
				*v = f(in, []spec.Item{{Value: *v}})[0].Value
			}
		}
	}
	outputs := func(of *spec.Deployed, exists spec.When) {
		for i := range of.Outputs {
			one(use{}, &of.Outputs[i].Export)
			one(use{covered: absent(exists)}, &of.Outputs[i].Otherwise)
		}
	}
	for _, p := range d.params {
		one(use{}, &p.Resolve)
	}
	for _, r := range d.roles {
		one(use{}, &r.RoleName, &r.Profile)
		one(use{place: isPath}, &r.Path, &r.ProfilePath)
		one(use{place: isSession}, &r.MaxSession)
		outputs(&r.OfProfile, r.When)
		attached := use{place: isBoundary, covered: r.When}
		r.Boundary, r.Managed = f(attached, r.Boundary), f(attached, r.Managed)
		r.Tags = lists.Flat(r.Tags, func(t spec.Tag) []spec.Tag {
			return lists.Map(f(use{covered: r.When}, []spec.Item{t.Value}), func(it spec.Item) spec.Tag { return spec.Tag{Key: t.Key, Value: it} })
		})
		for _, p := range r.Policies {
			one(use{}, &p.PolicyName)
		}
	}
	for _, p := range d.policies {
		one(use{}, &p.PolicyName)
		one(use{place: isPath}, &p.Path)
		p.Attached = lists.Flat(p.Attached, func(a spec.Attachment) []spec.Attachment {
			one(use{covered: p.When.And(a.Name.When)}, &a.Studio)
			return lists.Map(f(use{covered: p.When}, []spec.Item{a.Name}), func(it spec.Item) spec.Attachment {
				a.Name = it
				return a
			})
		})
	}
	for _, c := range d.configurations {
		in := use{place: isSetting, covered: c.When}
		one(use{}, &c.ConfigurationName)
		for _, m := range c.Mappings {
			m.Identifiers = f(in, m.Identifiers)
		}
		c.values(func(v spec.Value) spec.Value {
			one(in, &v)
			return v
		})
	}
	for _, m := range d.subjects() {
		outputs(&m.Header().Deployed, m.Header().When)
		for i, doc := range m.Documents() {
			in := use{inDocument: true}
			if i == 0 {
				in.trustOf = m.Role
			}
			for _, st := range carried(doc) {
				in.covered = m.Header().When.And(st.When)
				listsOf(st, in, f)
			}
		}
	}
}

// absent is what holds wherever a condition does not, of which that is known.
func absent(w spec.When) spec.When {
	if len(w) == 1 {
		if not, ok := w[0].Negation(); ok {
			return spec.When{not}
		}
	}
	return nil
}

// listsOf is lists for a statement. Its condition keys stay as they are.
func listsOf(st *spec.Statement, in use, f func(use, []spec.Item) []spec.Item) {
	action, on := in, in
	action.place, action.beside = isAction, st.Resources
	if len(st.Principals) > 0 && len(st.Resources) == 0 {
		action.place = isTrusted
	}
	switch {
	case everyAction(st, "iam:passrole"):
		on.place = isPassed
	case everyAction(st, "kms:"):
		on.place = isKey
	}
	if !st.NotActions {
		on.beside = st.Actions
	}
	st.Actions, st.Resources = f(action, st.Actions), f(on, st.Resources)
	for i, p := range st.Principals {
		in.principal = p.Type
		st.Principals[i].Values = f(in, p.Values)
	}
	in.principal = ""
	for i, c := range st.Conditions {
		if c.KeyValue != nil {
			f(in, []spec.Item{{Value: c.KeyValue}})
		}
		of := in
		of.key, of.operator = c.Key, c.Operator
		st.Conditions[i].Values = f(of, c.Values)
	}
}

func everyAction(st *spec.Statement, prefix string) bool {
	return len(st.Actions) > 0 && !st.NotActions && !slices.ContainsFunc(st.Actions, func(it spec.Item) bool {
		return !strings.HasPrefix(strings.ToLower(it.Value.String()), prefix)
	})
}

// eachWhen replaces each condition of the draft.
func (d *draft) eachWhen(f func(spec.When) spec.When) {
	for st := range d.statements() {
		st.When = f(st.When)
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
	for _, r := range d.roles {
		outputs(&r.OfProfile)
	}
	d.lists(func(_ use, its []spec.Item) []spec.Item {
		for i := range its {
			its[i].When = f(its[i].When)
		}
		return its
	})
}
