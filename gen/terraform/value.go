package terraform

import (
	"fmt"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// value prints v: without placeholders, plain text; one lone placeholder, a bare reference; a
// mixture, a template. What v says of roles and policies is built from their
// paths and names.
func (m *module) value(v spec.Value) expr { return m.valueOf(v, "") }

// valueOf prints v, in which each stands for a value of its list.
func (m *module) valueOf(v spec.Value, each expr) expr {
	if len(v) == 1 {
		if e, _ := m.part(v[0], each); e != "" {
			return m.asText(v[0], e)
		}
	}
	t := &template{}
	m.add(t, v, each)
	return t.expr()
}

// add adds v to a text.
func (m *module) add(t *template, v spec.Value, each expr) {
	for _, p := range v {
		switch p.(type) {
		case spec.RoleRef, spec.PolicyRef:
			m.reference(t, p)
			continue
		}
		if e, text := m.part(p, each); e != "" {
			t.interpolate(e)
		} else {
			t.add(text)
		}
	}
}

// part prints a part as an expression, or as text.
func (m *module) part(p spec.Part, each expr) (e expr, text string) {
	switch p := p.(type) {
	case spec.Lit:
		return "", string(p)
	case spec.PolicyVar:
		return "", "${" + string(p) + "}"
	case spec.EachName:
		if m.name == "" {
			return "", string(p)
		}
		return m.name, ""
	case spec.EachValue:
		if m.name == "" {
			return "", p.Text()
		}
		return m.valuesOf(p.List) + "[" + m.name + "]." + expr(naming.Snake(p.Key)), ""
	case spec.Pseudo:
		return m.pseudo(p), ""
	case spec.ParamRef:
		return m.variable(p.Param), ""
	case spec.ListRef:
		return each, ""
	case spec.RoleRef, spec.PolicyRef:
		return "", "" // see reference
	default:
		panic(fmt.Sprintf("terraform: part %T", p))
	}
}

// asText is a whole value e that a part has become: JSON tells texts from
// numbers.
func (m *module) asText(p spec.Part, e expr) expr {
	switch p := p.(type) {
	case spec.ParamRef:
		return textOf(p.Param, e)
	case spec.ListRef:
		return textOf(p.Param, e)
	}
	return e
}

func textOf(p *spec.Param, e expr) expr {
	if variableType(p) == "string" {
		return e
	}
	return "tostring(" + e + ")"
}

func (m *module) variable(p *spec.Param) expr {
	if p.MadeBy(m.stack) && p.Made.Stack == nil {
		return m.address(p.Made.Entity, false) + ".name" // Terraform makes the name
	}
	if p.Resolve != nil {
		return m.lookedUpValue(p)
	}
	return expr("var." + m.vars[p])
}

// locals are what the module calls what only the deployment knows, and the
// data source that does.
var locals = []struct {
	pseudo             spec.Pseudo
	name, source, attr string
}{
	{spec.AccountID, "account_id", "aws_caller_identity", "account_id"},
	{spec.URLSuffix, "dns_suffix", "aws_partition", "dns_suffix"},
	{spec.Partition, "partition", "aws_partition", "partition"},
	{spec.Region, "region", "aws_region", "id"},
}

func (m *module) pseudo(p spec.Pseudo) expr {
	for _, l := range locals {
		if l.pseudo == p {
			m.pseudos[p] = true
			return expr("local." + l.name)
		}
	}
	panic("terraform: pseudo parameter " + string(p))
}

// roleOr prints v, which names a role of the module by its attribute, so that
// Terraform makes it first. A role cannot name itself so.
func (m *module) roleOr(v spec.Value, self *spec.Role) expr {
	if o, ok := spec.LoneRole(v); ok && o.Role.Stack == m.stack && o.Role != self {
		return m.address(o.Role.Entity(), o.Same) + ".arn"
	}
	return m.value(v)
}
