package importer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// exists is the condition of a resource. One that the language cannot say becomes a
// parameter.
func (t *cfn) exists(r resource) spec.When {
	name := scalarText(r.node.Get("Condition"))
	if name == "" {
		return nil
	}
	whens, err := t.whens(name, true)
	if err != nil {
		t.lose(r.node.Get("Condition").Pos(), "%s exists only under the condition %s, which could not be carried over: %v", r.id, name, err)
		return nil
	}
	if whens = alternatives(whens); len(whens) == 1 {
		return whens[0]
	}
	t.formulas[name] = t.switched(name, t.root.Get("Conditions").Get(name), false)
	w := t.formulas[name].holds[0]
	w[0].Default = []string{fmt.Sprint(slices.ContainsFunc(whens, t.defaults().Holds))}
	return w
}

// defaults are the values of the parameters read so far for which nothing else is
// chosen.
func (t *cfn) defaults() spec.Binding {
	b := spec.Binding{Values: map[string][]string{}}
	for _, p := range t.params {
		if p.Default != nil {
			b.Values[p.Name] = p.Default
		}
	}
	return b
}

// alternatives are whens without those that cannot hold, and with one for those that
// differ only in the value of one parameter.
func alternatives(whens []spec.When) []spec.When {
	var out []spec.When
	for _, w := range whens {
		if w = intersected(w); w.Satisfiable() {
			out = append(out, w)
		}
	}
	for i := 0; i < len(out); i++ {
		for j := i + 1; j < len(out); j++ {
			if w, ok := united(out[i], out[j]); ok {
				out[i] = w
				out = slices.Delete(out, j, j+1)
				j = i
			}
		}
	}
	return out
}

// intersected is w with one term for all that it says of the value of a parameter.
func intersected(w spec.When) spec.When {
	var out spec.When
	for _, t := range w {
		i := slices.IndexFunc(out, func(o spec.Term) bool {
			return o.Param == t.Param && o.Values != "" && t.Values != "" && !o.Not && !t.Not
		})
		if i < 0 {
			out = append(out, t)
			continue
		}
		some := slices.DeleteFunc(out[i].Options(), func(v string) bool { return !slices.Contains(t.Options(), v) })
		if len(some) == 0 {
			return append(out, t) // which cannot hold
		}
		out[i] = spec.OneOf(t.Param, some...)
	}
	return out
}

// united is the condition that a or b holds, if they differ in one value.
func united(a, b spec.When) (spec.When, bool) {
	if a.Implies(b) || b.Implies(a) {
		if a.Implies(b) {
			return b, true
		}
		return a, true
	}
	if len(a) != len(b) {
		return nil, false
	}
	out := slices.Clone(a)
	differ := 0
	for i, t := range a {
		j := slices.IndexFunc(b, func(o spec.Term) bool { return o.Param == t.Param })
		switch {
		case j < 0 || (t.Values == "") != (b[j].Values == ""):
			return nil, false
		case t == b[j]:
		case t.Values == "", t.Not, b[j].Not:
			return nil, false
		default:
			differ++
			out[i] = spec.OneOf(t.Param, append(t.Options(), b[j].Options()...)...)
		}
	}
	return out, differ == 1
}

// nameConditions keeps the names of the conditions that were read, if the language
// can say them in one way and artefacts would not name them so anyway.
func (t *cfn) nameConditions() {
	section := t.root.Get("Conditions")
	if section == nil {
		return
	}
	for _, e := range section.Pairs() {
		f, read := t.formulas[e.Key.Text]
		if !read || f.holdsErr != nil {
			continue
		}
		whens := alternatives(f.holds)
		if len(whens) != 1 || len(whens[0]) == 0 || t.isSwitch(whens[0]) || whens[0].Identifier() == e.Key.Text {
			continue
		}
		c := &spec.NamedCondition{When: whens[0], Pos: e.Value.Pos()}
		if slices.ContainsFunc(t.namedConditions, func(o *spec.NamedCondition) bool { return o.ID() == e.Key.Text && key(o.When) == key(c.When) }) {
			continue // another template has it
		}
		c.Name = t.claim(logicalName(e.Key.Text, "Is"), isParam)
		if c.Name != e.Key.Text {
			c.LogicalID = e.Key.Text
		}
		t.namedConditions = append(t.namedConditions, c)
	}
}

func (t *cfn) isSwitch(w spec.When) bool {
	return slices.Contains(slices.Collect(maps.Values(t.switches)), w[0].Param)
}

// useNames writes the names of conditions instead of their terms, until restore is
// called.
func (d *draft) useNames() (restore func()) {
	d.stands = map[*spec.Param]*spec.NamedCondition{}
	byKey := map[string]*spec.Param{}
	for _, c := range d.namedConditions {
		if byKey[key(c.When)] == nil {
			byKey[key(c.When)] = &spec.Param{Name: c.Name, Type: spec.Boolean}
		}
	}
	d.eachWhen(func(w spec.When) spec.When {
		for _, c := range d.namedConditions {
			if p := byKey[key(c.When)]; p.Name == c.Name && len(w) > 0 && key(c.When) == key(w) {
				d.stands[p] = c
				return spec.When{spec.Given(p)}
			}
		}
		return w
	})
	return func() {
		d.eachWhen(func(w spec.When) spec.When {
			if len(w) == 1 && d.stands[w[0].Param] != nil {
				return d.stands[w[0].Param].When
			}
			return w
		})
	}
}

// writtenConditions are the named conditions that roles and policies have and that
// occur in their text, which a template may leave out.
func (d *draft) writtenConditions(body []byte) dict {
	var out dict
	has := slices.Collect(maps.Values(d.stands))
	for _, c := range d.namedConditions {
		if !slices.Contains(has, c) || !regexp.MustCompile(`\b`+c.Name+`\b`).Match(body) {
			continue
		}
		written := when(c.When)
		if c.LogicalID != "" {
			long := dict{flow: true}
			long.add("when", written)
			long.add("logicalId", text(c.LogicalID))
			written = long
		}
		out.add(c.Name, written)
	}
	return out
}

// unlinkAbsent writes out the ARNs and names of roles and policies where those may
// be absent: the template says there what they are called, not that they exist. What
// names one without a name exists only together with it, because CloudFormation rejects
// a reference to what is absent.
func (d *draft) unlinkAbsent() {
	whenOf := func(p spec.Part) (w spec.When, named bool) {
		switch p := p.(type) {
		case spec.RoleRef:
			return p.Role.When, p.Role.Named() && (p.Attr != spec.AttrProfileARN || p.Role.ProfileNamed())
		case spec.PolicyRef:
			return p.Policy.When, p.Policy.Named()
		}
		return nil, true
	}
	// together is what must hold for v to exist, beyond what is given.
	together := func(v spec.Value, given spec.When) spec.When {
		for _, p := range v {
			if w, named := whenOf(p); !named && len(w) > 0 && !given.Covered([]spec.When{w}) {
				return w
			}
		}
		return nil
	}
	unlink := func(v spec.Value, given spec.When) spec.Value {
		for _, p := range v {
			if w, named := whenOf(p); named && len(w) > 0 && !given.Covered([]spec.When{w}) {
				return v.Expand()
			}
		}
		return v
	}
	one := func(it *spec.Item, given spec.When) {
		it.When = it.When.And(together(it.Value, given.And(it.When)))
		it.Value = unlink(it.Value, given.And(it.When))
	}
	for st, given := range d.statements() {
		for _, l := range st.Lists() {
			apart := slices.ContainsFunc(l, func(it spec.Item) bool { return together(it.Value, given.And(it.When)) == nil })
			for i, it := range l {
				if !apart { // without the statement, nothing would be left in the list
					st.When = st.When.And(together(it.Value, given.And(st.When).And(it.When)))
				}
				one(&l[i], given.And(st.When))
			}
		}
	}
	for _, c := range d.configurations {
		c.values(func(v spec.Value) spec.Value {
			c.When = c.When.And(together(v, c.When))
			return unlink(v, c.When)
		})
	}
	for _, r := range d.roles {
		for i := range r.Boundary {
			one(&r.Boundary[i], r.When)
		}
		for i := range r.Tags {
			one(&r.Tags[i].Value, r.When)
		}
	}
}

// foldItems makes one item of those with the same value in documents, and among what is
// attached, where one of them is always there, and leaves out those that never are.
func (d *draft) foldItems() {
	d.lists(func(in use, its []spec.Item) []spec.Item {
		if !in.inDocument && in.place != isBoundary {
			return its
		}
		return foldedItems(its, in.covered)
	})
}

func foldedItems(its []spec.Item, given spec.When) []spec.Item {
	possible := lists.Filter(its, func(it spec.Item) bool { return len(it.When) == 0 || given.And(it.When).Satisfiable() })
	if len(possible) > 0 {
		its = possible
	}
	whens := map[string][]spec.When{}
	for _, it := range its {
		if len(it.When) > 0 {
			value := it.Value.String()
			whens[value] = append(whens[value], it.When)
		}
	}
	if len(whens) == 0 {
		return its // as in each export of an account, which may be large
	}
	always := map[string]bool{}
	for value, some := range whens {
		always[value] = len(some) > 1 && given.Covered(some)
	}
	var out []spec.Item
	done := map[string]bool{}
	for _, it := range its {
		if value := it.Value.String(); len(it.When) > 0 && always[value] {
			if done[value] {
				continue
			}
			done[value] = true
			it.When = nil
		}
		out = append(out, it)
	}
	return out
}
