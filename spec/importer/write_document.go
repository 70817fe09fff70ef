package importer

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// writtenDocument is a document as the spec writes it: statements, or a whole document
// if it has a head that is not the usual one. It is nil if no statement is left.
func (d *draft) writtenDocument(doc *spec.Document) yaml {
	if len(carried(doc)) == 0 {
		return nil
	}
	sts := list{tall: true, items: lists.Map(doc.Statements, d.writtenStatement)}
	var head dict
	if doc.Version != current {
		head.add("Version", givenText(doc.Version))
	}
	head.add("Id", givenText(doc.ID))
	if len(head.fields) == 0 {
		return sts
	}
	head.add("Statement", sts)
	return head
}

// inCurrent is doc in the current version of the policy language, the only one that IAM
// accepts in customer managed policies, if that changes nothing.
func inCurrent(doc *spec.Document) *spec.Document {
	if isOdd(doc) || slices.ContainsFunc(doc.Statements, mentionsHole) {
		return doc
	}
	out := *doc
	out.Version = current
	return &out
}

// losses are the comments on statements of which nothing else is left.
func (d *draft) losses(doc *spec.Document) []string {
	return lists.Flat(lists.Filter(doc.Statements, isLost), func(st *spec.Statement) []string { return d.remarks[st] })
}

func (d *draft) writtenStatement(st *spec.Statement) yaml {
	var out dict
	if !isLost(st) {
		out.add("Sid", givenText(st.Sid))
		out.join(elements(st))
	}
	if comments := d.remarks[st]; len(comments) > 0 {
		return commented{Comments: comments, Node: out.given()}
	}
	return out
}

// elements are those of a statement without its Sid.
func elements(st *spec.Statement) dict {
	var d dict
	d.add("when", when(st.When))
	d.add("Effect", text(st.Effect))
	if st.Principals != nil {
		d.add(not(st.NotPrincipals, "Principal"), principals(st.Principals))
	}
	d.add(not(st.NotActions, "Action"), items(st.Actions))
	d.add(not(st.NotResources, "Resource"), items(st.Resources))
	d.add("Condition", conditions(st.Conditions).given())
	return d
}

func not(negated bool, key string) string {
	if negated {
		return "Not" + key
	}
	return key
}

// when is a condition as the spec writes it, nil for none.
func when(w spec.When) yaml {
	if len(w) == 0 {
		return nil
	}
	return oneOrMany(lists.Map(w, term))
}

func term(t spec.Term) yaml {
	one := dict{flow: true}
	switch options := t.Options(); {
	case options != nil && t.Not:
		t.Not = false
		one.add("not", term(t))
	case options != nil:
		one.add(t.Name, oneOrMany(paramValues(options).items))
	case t.Not:
		one.add("not", text(t.Name))
	default:
		return text(t.Name)
	}
	return one
}

func principals(ps []spec.Principal) yaml {
	if len(ps) == 1 && ps[0].Type == "*" {
		return text("*")
	}
	d := dict{flow: true}
	for _, typ := range principalTypes(ps) {
		var all []spec.Item
		for _, p := range ps {
			switch {
			case p.Type == typ:
				all = append(all, p.Values...)
			case p.Type == "*" && typ == "AWS":
				all = append(all, spec.Item{Value: spec.Text("*")})
			}
		}
		d.add(typ, items(all))
	}
	return d
}

// principalTypes are the types of ps, in order, with AWS for anyone.
func principalTypes(ps []spec.Principal) []string {
	var out []string
	for _, p := range ps {
		typ := p.Type
		if typ == "*" {
			typ = "AWS"
		}
		if !slices.Contains(out, typ) {
			out = append(out, typ)
		}
	}
	return out
}

// conditions brings those of one operator together.
func conditions(cs []spec.Condition) dict {
	var d dict
	for _, c := range cs {
		i := slices.IndexFunc(d.fields, func(e entry) bool { return e.Key == c.Operator })
		if i < 0 {
			i = len(d.fields)
			d.add(c.Operator, dict{})
		}
		keys := d.fields[i].Value.(dict)
		keys.add(c.KeyText().String(), items(c.Values))
		d.fields[i].Value = keys
	}
	return d
}

// items are the values of a list: one alone, several names on a line, several
// ARNs below each other; nil for none.
func items(its []spec.Item) yaml {
	var out list
	for _, it := range its {
		s := it.Value.String()
		out.block = out.block || len(s) > 40
		out.items = append(out.items, item(it, text(s)))
	}
	if len(out.items) == 1 {
		return out.items[0]
	}
	return out.given()
}

// item is a value, with the condition under which it is there.
func item(it spec.Item, value yaml) yaml {
	if len(it.When) == 0 {
		return value
	}
	out := dict{flow: true}
	out.add("value", value)
	out.add("when", when(it.When))
	return out
}

func oneOrMany(all []yaml) yaml {
	if len(all) == 1 {
		return all[0]
	}
	return list{items: all}
}
