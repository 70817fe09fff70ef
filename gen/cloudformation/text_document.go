package cloudformation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
)

// trust prints the trust policy of r. A function cannot be a key: a document with a
// condition key that depends on a parameter is the text of JSON, in Fn::Sub.
func (t *template) trust(r *spec.Role) node {
	if !r.Trust.Keyed() {
		return t.policyDocument(r.Trust, r.When, t.principalOf(r))
	}
	d := &textDocument{template: t, role: r, names: map[string]bool{}}
	for _, p := range t.params {
		d.names[p.ID()] = true
	}
	return d.sub(func(d *textDocument) jsonNode { return d.document(r.Trust) }, true)
}

// textDocument prints a policy document as the text of JSON for Fn::Sub. What is
// conditional in it, and lists of parameters, are variables of Fn::Sub: the text can
// hold no function.
//
//	"Action": ["a", {"Fn::If": ["HasX", "b", {"Ref": "AWS::NoValue"}]}]
//
// will become
//
//	"Action": [${Values}], with Values: !Join [", ", ['"a"', !If [HasX, '"b"', !Ref AWS::NoValue]]]
type textDocument struct {
	*template
	role  *spec.Role
	names map[string]bool // of parameters and variables
	vars  dict
}

// jsonNode is a piece of JSON: a text that is complete, a list or an object.
type jsonNode interface{ isJSON() }

type (
	jsonText   string
	jsonList   []jsonNode
	jsonObject []statement.Field[jsonNode]
)

func (jsonText) isJSON()   {}
func (jsonList) isJSON()   {}
func (jsonObject) isJSON() {}

// sub prints the text that f makes of a document, with the variables that it needs.
func (d *textDocument) sub(f func(*textDocument) jsonNode, tall bool) node {
	inner := &textDocument{template: d.template, role: d.role, names: d.names}
	var s string
	n := f(inner)
	if tall {
		s = printJSON(n, "\n")
	} else {
		s = printJSON(n, "")
	}
	if !usesSub.MatchString(s) {
		return apostrophed(strings.ReplaceAll(s, "${!", "${"))
	}
	var body node = apostrophed(s)
	if tall {
		body = lines(s)
	}
	if len(inner.vars) == 0 {
		return call("!Sub", body)
	}
	return call("!Sub", list{body, inner.vars})
}

// usesSub matches what only Fn::Sub replaces.
var usesSub = regexp.MustCompile(`\$\{[^!]`)

// variable names a value that the text can only refer to.
func (d *textDocument) variable(name string, n node) jsonText {
	name = unused(name, func(s string) bool { return d.names[s] })
	d.names[name] = true
	d.vars = append(d.vars, entry{Key: name, Value: n})
	return jsonText("${" + name + "}")
}

func (d *textDocument) document(doc *spec.Document) jsonNode {
	out := jsonObject{{Key: "Version", Value: jsonText(quotedJSON(doc.Version))}}
	if doc.ID != "" {
		out = append(out, statement.Field[jsonNode]{Key: "Id", Value: jsonText(quotedJSON(doc.ID))})
	}
	var statements jsonList
	if !slices.ContainsFunc(doc.Statements, func(st *spec.Statement) bool { return len(d.spec.Simplify(condition{st.When}, d.role.When)) > 0 }) {
		statements = append(statements, lists.Map(doc.Statements, d.statement)...)
	} else {
		var parts list
		for _, st := range doc.Statements {
			n := d.sub(func(d *textDocument) jsonNode { return d.statement(st) }, false)
			parts = append(parts, d.ifHolds(d.spec.Simplify(condition{st.When}, d.role.When), n))
		}
		statements = jsonList{d.variable("Statements", join(", ", parts))}
	}
	return append(out, statement.Field[jsonNode]{Key: "Statement", Value: statements})
}

func (d *textDocument) statement(st *spec.Statement) jsonNode {
	return statement.Printer[jsonNode]{
		Text:       func(s string) jsonNode { return jsonText(quotedJSON(s)) },
		Object:     func(fields []statement.Field[jsonNode]) jsonNode { return jsonObject(fields).named(d) },
		List:       func(items []spec.Item) jsonNode { return d.items(items, slices.Concat(d.role.When, st.When), false) },
		Principals: func(items []spec.Item) jsonNode { return d.items(items, slices.Concat(d.role.When, st.When), true) },
	}.Print(st)
}

// named writes the keys of an object as JSON, also those that only the deployment
// knows.
func (o jsonObject) named(d *textDocument) jsonNode {
	for i, f := range o {
		key := quotedJSON(f.Key)
		if f.Dynamic != nil {
			key = d.value(f.Dynamic, false)
		}
		o[i].Key = key[1 : len(key)-1]
	}
	return o
}

// items prints one text, or a list.
func (d *textDocument) items(items []spec.Item, given spec.When, principals bool) jsonNode {
	plain := !slices.ContainsFunc(items, func(it spec.Item) bool {
		return it.Value.List() != nil || len(d.itemCondition(it, given, always)) > 0
	})
	if plain {
		var out jsonList
		for _, it := range items {
			out = append(out, jsonText(d.value(it.Value, principals)))
		}
		if len(out) == 1 {
			return out[0]
		}
		return out
	}
	var parts list
	for _, it := range items {
		var n node
		if it.Value.List() != nil {
			n = d.joinedList(quotedList(it.Value), ", ")
		} else {
			n = d.sub(func(d *textDocument) jsonNode { return jsonText(d.value(it.Value, principals)) }, false)
		}
		parts = append(parts, d.ifHolds(d.itemCondition(it, given, always), n))
	}
	if len(parts) == 1 {
		return jsonList{d.variable("Values", parts[0])}
	}
	return jsonList{d.variable("Values", join(", ", parts))}
}

// quotedList is a value with a list, each in quotation marks.
func quotedList(v spec.Value) spec.Value {
	out := spec.Value{spec.Lit(`"`)}
	for _, p := range v {
		if text, ok := (spec.Value{p}).Static(); ok {
			p = spec.Lit(escapedJSON(text))
		}
		out = out.Append(p)
	}
	return out.Append(spec.Lit(`"`))
}

// value prints a text in quotation marks.
func (d *textDocument) value(v spec.Value, principal bool) string {
	if o, ok := spec.LoneRole(v); ok && principal && o.Role.Stack == d.stack && o.Role != d.role {
		return `"${` + o.Role.Deployed.ID(o.Role.Name) + `.Arn}"`
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, p := range d.expand(v).Named() {
		if text, ok := (spec.Value{p}).Static(); ok {
			p = spec.Lit(escapedJSON(text))
		}
		s, ok := d.subText(spec.Value{p})
		if !ok {
			s = string(d.variable("Text", d.lone(p)))
		}
		out.WriteString(s)
	}
	out.WriteByte('"')
	return out.String()
}

// quotedJSON is s as JSON that Fn::Sub gives back.
func quotedJSON(s string) string {
	s, ok := escapeSub(escapedJSON(s))
	if !ok {
		panic(fmt.Sprintf("cloudformation: %q in a document that is text", s))
	}
	return `"` + s + `"`
}

// escapedJSON is s within the quotation marks of JSON.
func escapedJSON(s string) string {
	quoted := strings.TrimSpace(string(show.Encode(s, "")))
	return quoted[1 : len(quoted)-1]
}

// printJSON prints n; what separates lines is a line break with the indentation, or
// nothing.
func printJSON(n jsonNode, newLine string) string {
	deeper := newLine
	if newLine != "" {
		deeper += "  "
	}
	var items []string
	brackets := "[]"
	switch n := n.(type) {
	case jsonText:
		return string(n)
	case jsonList:
		items = append(items, lists.Map(n, func(item jsonNode) string { return printJSON(item, deeper) })...)
	case jsonObject:
		brackets = "{}"
		for _, f := range n {
			items = append(items, `"`+f.Key+`": `+printJSON(f.Value, deeper))
		}
	default:
		panic(fmt.Sprintf("cloudformation: JSON %T", n))
	}
	if newLine == "" {
		return brackets[:1] + strings.Join(items, ", ") + brackets[1:]
	}
	return brackets[:1] + deeper + strings.Join(items, ","+deeper) + newLine + brackets[1:]
}
