package explain

import (
	"github.com/emriam/emriam/internal/lists"

	"github.com/emriam/emriam/spec"
)

func origin(o spec.Origin) Origin {
	out := Origin{From: string(o.From), Of: o.Of}
	if o.At.IsValid() {
		out.At = o.At.String()
	}
	return out
}

func fieldsOf(fs []spec.Field) []Field {
	return lists.Map(fs, func(f spec.Field) Field { return Field{f.Name, f.Value, origin(f.Origin), fieldsOf(f.Over)} })
}

func gone(removed []spec.Removed) []Gone {
	return lists.Map(removed, func(r spec.Removed) Gone { return Gone{r.Sid, origin(r.Origin), origin(r.By)} })
}

func statements(d *spec.Document) []Statement {
	out := []Statement{}
	for _, st := range d.Statements {
		x := Statement{
			Sid: st.Sid, Doc: st.Doc, Source: st.Source, Operations: st.Operations, Locked: st.Locked,
			Effect: st.Effect, When: when(st.When), Origin: origin(st.Origin), Elements: elements(st),
		}
		for _, c := range st.Conditions {
			x.Conditions = append(x.Conditions, Condition{c.Operator, c.Key, values(c.Values)})
		}
		for _, c := range st.Changes {
			x.Changes = append(x.Changes, Change{c.Verb, c.Element, origin(c.Origin)})
		}
		out = append(out, x)
	}
	return out
}

func elements(st *spec.Statement) []Element {
	var out []Element
	add := func(name string, not bool, sub string, items []spec.Item) {
		if not {
			name = "Not" + name
		}
		if len(items) > 0 {
			out = append(out, Element{name + sub, values(items)})
		}
	}
	add("Action", st.NotActions, "", st.Actions)
	for _, p := range st.Principals {
		if p.Type == "*" {
			add("Principal", st.NotPrincipals, "", []spec.Item{{Value: spec.Text("*")}})
			continue
		}
		add("Principal", st.NotPrincipals, "."+p.Type, p.Values)
	}
	add("Resource", st.NotResources, "", st.Resources)
	return out
}

func values(items []spec.Item) []Value {
	out := []Value{}
	out = append(out, lists.Map(items, func(it spec.Item) Value { return Value{it.Value.String(), when(it.When)} })...)
	return out
}

func when(w spec.When) []string {
	return lists.Map(w, spec.Term.String)
}
