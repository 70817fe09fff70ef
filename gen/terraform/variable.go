package terraform

import (
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// variables declares the parameters that the stack uses, in the spec's order, and what
// overrides the spec.
func (m *module) variables() []byte {
	blocks := lists.Map(m.params, m.declare)
	return m.file(append(blocks, m.overrideVariables()...)...)
}

func (m *module) declare(p *spec.Param) expr {
	var args []entry
	if d := p.Describe(", ", "Null for none."); d != "" {
		args = append(args, entry{"description", quoted(d)})
	}
	typ := variableType(p)
	if p.List {
		typ = "list(" + typ + ")"
	}
	args = append(args, entry{"type", typ})
	switch {
	case p.Default != nil:
		args = append(args, entry{"default", valuesOf(p, p.Default)})
	case p.Optional:
		args = append(args, entry{"default", "null"})
	}
	if !p.Optional {
		args = append(args, entry{"nullable", "false"})
	}
	body := string(lines(args))
	for _, v := range m.validations(p) {
		body += "\n" + string(block("validation", []entry{{"condition", v.holds}, {"error_message", quoted(v.says)}}))
	}
	return expr(`variable "` + m.vars[p] + "\" {\n" + body + "}\n")
}

// variableType is how Terraform calls the type of a value of p.
func variableType(p *spec.Param) expr {
	switch p.Type {
	case spec.Number:
		return "number"
	case spec.Boolean:
		return "bool"
	default:
		return "string"
	}
}

// valuesOf prints what the spec says that p could be.
func valuesOf(p *spec.Param, values []string) expr {
	if !p.List {
		return constant(p, values[0])
	}
	out := lists.Map(values, func(s string) string { return string(constant(p, s)) })
	return expr("[" + strings.Join(out, ", ") + "]")
}

// constant prints a value of p.
func constant(p *spec.Param, s string) expr {
	switch variableType(p) {
	case "number":
		return literal(cty.MustParseNumberVal(s))
	case "bool":
		return literal(cty.BoolVal(s == "true"))
	default:
		return quoted(s)
	}
}

// validation is something that a value must be.
type validation struct {
	holds expr
	says  string
}

func (m *module) validations(p *spec.Param) []validation {
	var out []validation
	add := func(holds func(v expr) expr, says string) {
		out = append(out, validation{m.ofEach(p, holds), m.vars[p] + " must " + says + "."})
	}
	value := "be "
	if p.List {
		value = "have values that are each "
		all := m.variable(p)
		full := "length(" + all + ") > 0"
		if p.Optional {
			full = all + " == null ? true : " + full
		}
		out = append(out, validation{full, m.vars[p] + " must not be an empty list."})
	}
	switch patterns := p.Patterns(); {
	case p.Type == spec.Boolean:
	case p.Values != nil:
		add(func(v expr) expr { return "contains(" + allowed(p) + ", " + v + ")" }, value+p.Want())
	default:
		add(func(v expr) expr { return matchAll(patterns, v) }, value+p.Want())
	}
	return out
}

// ofEach prints what must hold of each value of p, if it has one.
func (m *module) ofEach(p *spec.Param, holds func(v expr) expr) expr {
	v := m.variable(p)
	out := holds(v)
	if p.List {
		out = "alltrue([for v in " + v + " : " + holds("v") + "])"
	}
	if p.Optional {
		return v + " == null ? true : " + out
	}
	return out
}

func allowed(p *spec.Param) expr {
	out := lists.Map(p.Values, func(s string) string { return string(constant(p, s)) })
	return expr("[" + strings.Join(out, ", ") + "]")
}

// matchAll prints that each of patterns matches the whole of v. Go's $, as
// Terraform's, is the end of the text, not before a line break.
func matchAll(patterns []string, v expr) expr {
	var all []string
	for _, pattern := range patterns {
		if strings.Contains(pattern, "|") {
			pattern = "(?:" + pattern + ")"
		}
		all = append(all, "can(regex("+string(quoted("^"+pattern+"$"))+", "+string(v)+"))")
	}
	return expr(strings.Join(all, " && "))
}

// values are the values of an environment for the variables of the module.
func (m *module) values(b spec.Binding) []byte {
	var out []entry
	for _, p := range m.params {
		if values, ok := b.Values[p.Name]; ok {
			out = append(out, entry{m.vars[p], valuesOf(p, values)})
		}
	}
	return m.file(lines(out))
}
