package conditional

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
)

// decoded is v with what its texts say in JSON.
func (f *Facts) decoded(when formula.Formula, what string, v Value) Value {
	var out Value
	v.each(when, func(when formula.Formula, of any) {
		switch of := of.(type) {
		case Text:
			out = append(out, of.JSON.Under(when)...)
		case string:
			dec := json.NewDecoder(bytes.NewReader([]byte(of)))
			dec.UseNumber()
			var decoded any
			if err := dec.Decode(&decoded); err != nil {
				f.Fail(when, fmt.Errorf("%s: %w", what, err))
				return
			}
			out = append(out, Always(decoded).Under(when)...)
		default:
			out = append(out, Alternative{when, of})
		}
	})
	return out
}

// document adds what a policy document grants: the lines of iam.Canonical, each
// under the conditions of its statement and of what of it the line names.
func (f *Facts) document(when formula.Formula, what string, v Value) {
	f.decoded(when, what, v).each(when, func(when formula.Formula, of any) {
		if all, ok := of.(Statements); ok {
			for _, st := range all {
				f.canonical(And(when, st.When), what, st.Document)
			}
			return
		}
		doc, ok := of.(Map)
		if !ok {
			f.Fail(when, fmt.Errorf("%s: %v is no object", what, of))
			return
		}
		for key := range doc {
			if key != "Version" && key != "Id" && key != "Statement" {
				f.Fail(when, fmt.Errorf("%s: unknown key %q", what, key))
			}
		}
		f.texts(when, what+": Version", doc["Version"], "", func(when formula.Formula, version string) {
			d := document{f, what, version}
			doc["Statement"].each(when, d.statements)
		})
	})
}

// document is a document of a version.
type document struct {
	*Facts
	what    string
	version string
}

func (d *document) statements(when formula.Formula, of any) {
	switch of := of.(type) {
	case List:
		for _, e := range of {
			e.each(when, d.statements)
		}
	case Map:
		d.statement(when, of)
	default:
		d.Fail(when, fmt.Errorf("%s: %v is no statement", d.what, of))
	}
}

// part is what a statement has under some keys, where a Formula holds.
type part struct {
	when formula.Formula
	keys map[string]any
}

// maxParts is into how many parts a statement is taken apart.
const maxParts = 1 << 12

// statement adds the lines of a statement. Lists of alternatives are taken apart
// by the conditions of their elements; all else is written out for each
// combination of what it depends on.
func (d *document) statement(when formula.Formula, st Map) {
	rest := Map{}
	parts := []part{{when, nil}}
	for _, key := range slices.Sorted(maps.Keys(st)) {
		switch key {
		case "Action", "Resource":
			parts = product(parts, listed(st[key], key))
		case "Principal":
			parts = product(parts, principals(st[key]))
		case "Condition":
			parts = product(parts, conditions(st[key]))
		default:
			rest[key] = st[key]
		}
	}
	Value{{formula.Always, rest}}.whole().each(formula.Always, func(when formula.Formula, of any) {
		for _, p := range product(parts, []part{{when, of.(map[string]any)}}) {
			d.lines(p)
		}
	})
}

// product is each of a with each of b, where both hold.
func product(a, b []part) []part {
	var out []part
	for _, x := range a {
		for _, y := range b {
			if when := And(x.when, y.when); len(when) > 0 {
				keys := maps.Clone(x.keys)
				if keys == nil {
					keys = map[string]any{}
				}
				maps.Copy(keys, y.keys)
				out = append(out, part{when, keys})
			}
		}
	}
	if len(out) > maxParts {
		var all formula.Formula
		for _, p := range out {
			all = append(all, p.when...)
		}
		panic(formula.TooManyOf(all.Variables()))
	}
	return out
}

func (d *document) lines(p part) {
	text, err := json.Marshal(map[string]any{"Version": d.version, "Statement": p.keys})
	if err != nil {
		d.Fail(p.when, fmt.Errorf("%s: %w", d.what, err))
		return
	}
	doc, err := iam.Parse(text)
	if err != nil {
		d.Fail(p.when, fmt.Errorf("%s: %w", d.what, err))
		return
	}
	d.canonical(p.when, d.what, doc)
}

// canonical adds what a document grants where a Formula holds.
func (f *Facts) canonical(when formula.Formula, what string, doc *iam.Document) {
	for _, line := range iam.Canonical(doc) {
		f.add(when, what+": "+line)
	}
}

// listed are the elements of a list of alternatives under a key: those under the same
// conditions together. Where there is no list, there is no key.
func listed(v Value, key string) []part {
	var out []part
	add := func(when formula.Formula, of any) {
		i := slices.IndexFunc(out, func(p part) bool { return p.when.Alike(when) })
		if i < 0 {
			i = len(out)
			out = append(out, part{when, map[string]any{key: []any{}}})
		}
		out[i].keys[key] = append(out[i].keys[key].([]any), of)
	}
	for _, a := range v {
		list, ok := a.Of.(List)
		if !ok {
			add(a.When, plain(a.Of))
			continue
		}
		for _, e := range list {
			e.each(a.When, func(when formula.Formula, of any) { add(when, plain(of)) })
		}
		if len(list) == 0 {
			out = append(out, part{a.When, map[string]any{key: []any{}}})
		}
	}
	return append(out, absent(v)...)
}

// absent is the part without a key where v is not there.
func absent(v Value) []part {
	if none := v.Absent(); len(none) > 0 {
		return []part{{none, nil}}
	}
	return nil
}

// plain is a text as encoding/json decodes it, or what it encodes as nothing that
// IAM reads.
func plain(of any) any {
	switch of.(type) {
	case string, bool, json.Number:
		return of
	}
	return []any{fmt.Sprint(of)} // a list in a list is an error
}

// object are the parts of an object under a key, of which f makes those of its
// members.
func object(v Value, key string, f func(part, Map) []part) []part {
	var out []part
	for _, a := range v {
		if of, ok := a.Of.(Map); ok {
			out = append(out, f(part{a.When, nil}, of)...)
		} else {
			out = append(out, part{a.When, map[string]any{key: plain(a.Of)}})
		}
	}
	return append(out, absent(v)...)
}

// under puts the keys of parts under another key.
func under(key string, parts []part) []part {
	return lists.Map(parts, func(p part) part { return part{p.when, map[string]any{key: p.keys}} })
}

// principals are those of a statement: "*", or lists by type.
func principals(v Value) []part {
	return object(v, "Principal", func(p part, types Map) (out []part) {
		for _, typ := range slices.Sorted(maps.Keys(types)) {
			out = append(out, product([]part{p}, under("Principal", listed(types[typ], typ)))...)
		}
		return out
	})
}

// conditions are the conditions of a statement. Of one that conditional values
// meet alternatively, each is a part.
func conditions(v Value) []part {
	return object(v, "Condition", func(p part, operators Map) []part {
		parts := []part{{p.when, map[string]any{}}}
		for _, operator := range slices.Sorted(maps.Keys(operators)) {
			parts = product(parts, object(operators[operator], operator, func(p part, keys Map) []part {
				inner := []part{p}
				for _, key := range slices.Sorted(maps.Keys(keys)) {
					inner = product(inner, values(operator, key, keys[key]))
				}
				return under(operator, inner)
			}))
		}
		return under("Condition", parts)
	})
}

func values(operator, key string, v Value) []part {
	if iam.IsAnyOf(operator) && len(v.variables(nil).Variables()) > 0 {
		return listed(v, key)
	}
	var out []part
	v.whole().each(formula.Always, func(when formula.Formula, of any) { out = append(out, part{when, map[string]any{key: of}}) })
	return append(out, absent(v)...)
}
