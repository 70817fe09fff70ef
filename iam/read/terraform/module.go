package terraform

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/emriam/emriam/internal/lists"
)

// Module is a module that was read.
type Module struct {
	variables  []*variable
	locals     map[string]hcl.Expression
	data       map[string]map[string]hcl.Expression // arguments, e.g., of "aws_region.current"
	references map[string]string                    // see Referenced
	resources  map[string]*resource
	order      []string // addresses of resources
	outputs    map[string]hcl.Expression
}

type variable struct {
	name        string
	typ         cty.Type
	defaults    *typeexpr.Defaults // of attributes, or nil
	fallback    hcl.Expression     // or nil
	nullable    bool
	validations []hcl.Expression
}

type resource struct {
	typ, name      string
	args           map[string]hcl.Expression
	count, forEach hcl.Expression // or nil
	retained       bool
}

// Parse reads the files of a module, by name. Those that do not end in .tf are
// skipped.
func Parse(files map[string][]byte) (*Module, error) {
	m := &Module{locals: map[string]hcl.Expression{}, data: map[string]map[string]hcl.Expression{}, resources: map[string]*resource{}, outputs: map[string]hcl.Expression{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Ext(name) != ".tf" {
			continue
		}
		f, diags := hclsyntax.ParseConfig(files[name], name, hcl.InitialPos)
		if diags.HasErrors() {
			return nil, diags
		}
		body := f.Body.(*hclsyntax.Body)
		if len(body.Attributes) > 0 {
			return nil, fmt.Errorf("%s: an argument outside of blocks", name)
		}
		for _, b := range body.Blocks {
			if err := m.block(b); err != nil {
				return nil, fmt.Errorf("%s: %w", b.DefRange(), err)
			}
		}
	}
	return m, m.cycles()
}

// cycles is an error if a local or a resource needs itself.
func (m *Module) cycles() error {
	const visiting, done = 1, 2
	state := map[string]int{}
	var visit func(address string) error
	visit = func(address string) error {
		switch state[address] {
		case visiting:
			return fmt.Errorf("cycle through %s", address)
		case done:
			return nil
		}
		state[address] = visiting
		for _, e := range m.expressions(address) {
			for _, t := range e.Variables() {
				if first, err := step(t, 1); err == nil {
					if err := visit(t.RootName() + "." + first); err != nil {
						return err
					}
				}
			}
		}
		state[address] = done
		return nil
	}
	all := slices.Collect(maps.Keys(m.resources))
	for name := range m.locals {
		all = append(all, "local."+name)
	}
	slices.Sort(all)
	for _, address := range all {
		if err := visit(address); err != nil {
			return err
		}
	}
	return nil
}

// expressions are those that a local or a resource is made of.
func (m *Module) expressions(address string) []hcl.Expression {
	if name, ok := strings.CutPrefix(address, "local."); ok && m.locals[name] != nil {
		return []hcl.Expression{m.locals[name]}
	}
	res := m.resources[address]
	if res == nil {
		return nil
	}
	out := slices.Collect(maps.Values(res.args))
	return slices.DeleteFunc(append(out, res.count, res.forEach), func(e hcl.Expression) bool { return e == nil })
}

// Variables are the names of the variables, in the order of their declarations.
func (m *Module) Variables() []string {
	return lists.Map(m.variables, func(v *variable) string { return v.name })
}

// HasOutput reports whether m has an output of a name.
func (m *Module) HasOutput(name string) bool { return m.outputs[name] != nil }

func (m *Module) block(b *hclsyntax.Block) error {
	labels := map[string]int{"terraform": 0, "locals": 0, "variable": 1, "output": 1, "data": 2, "resource": 2}
	n, known := labels[b.Type]
	if !known || len(b.Labels) != n {
		return fmt.Errorf("a block %s with %d labels", b.Type, len(b.Labels))
	}
	switch b.Type {
	case "locals":
		return addAll(m.locals, b, "")
	case "variable":
		return m.declare(b)
	case "output":
		args, err := arguments(b, nil, "description", "value")
		if err != nil || args["value"] == nil || m.outputs[b.Labels[0]] != nil {
			return fmt.Errorf("output %s: no value, or twice: %w", b.Labels[0], err)
		}
		m.outputs[b.Labels[0]] = args["value"]
	case "data":
		args, err := arguments(b, nil, lookupArguments[b.Labels[0]]...)
		m.data[b.Labels[0]+"."+b.Labels[1]] = args
		return err
	case "resource":
		return m.resource(b)
	}
	return nil
}

func addAll(into map[string]hcl.Expression, b *hclsyntax.Block, what string) error {
	for name, a := range b.Body.Attributes {
		if into[name] != nil {
			return fmt.Errorf("%s%s twice", what, name)
		}
		into[name] = a.Expr
	}
	return nil
}

// arguments are the arguments of a block, of which there are no others than
// known, nor blocks in it of another type than blocks.
func arguments(b *hclsyntax.Block, blocks []string, known ...string) (map[string]hcl.Expression, error) {
	out := map[string]hcl.Expression{}
	for name, a := range b.Body.Attributes {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%s: the argument %s is not known", a.SrcRange, name)
		}
		out[name] = a.Expr
	}
	for _, in := range b.Body.Blocks {
		if !slices.Contains(blocks, in.Type) {
			return nil, fmt.Errorf("%s: the block %s is not known", in.DefRange(), in.Type)
		}
	}
	return out, nil
}

func (m *Module) declare(b *hclsyntax.Block) error {
	args, err := arguments(b, []string{"validation"}, "description", "type", "default", "nullable")
	if err != nil {
		return err
	}
	v := &variable{name: b.Labels[0], typ: cty.DynamicPseudoType, fallback: args["default"], nullable: true}
	if args["type"] != nil {
		var diags hcl.Diagnostics
		if v.typ, v.defaults, diags = typeexpr.TypeConstraintWithDefaults(args["type"]); diags.HasErrors() {
			return diags
		}
	}
	if args["nullable"] != nil {
		val, diags := args["nullable"].Value(nil)
		if diags.HasErrors() {
			return diags
		}
		v.nullable = val.True()
	}
	for _, in := range b.Body.Blocks {
		args, err := arguments(in, nil, "condition", "error_message")
		if err != nil {
			return err
		}
		if args["condition"] == nil || args["error_message"] == nil {
			return fmt.Errorf("variable %s: a validation lacks an argument", v.name)
		}
		v.validations = append(v.validations, args["condition"])
	}
	if slices.Contains(m.Variables(), v.name) {
		return fmt.Errorf("variable %s twice", v.name)
	}
	m.variables = append(m.variables, v)
	return nil
}

func (m *Module) resource(b *hclsyntax.Block) error {
	r := &resource{typ: b.Labels[0], name: b.Labels[1]}
	schema, ok := schemas()[r.typ]
	if !ok {
		return fmt.Errorf("the resource type %s is not known", r.typ)
	}
	var err error
	if r.args, err = arguments(b, []string{"lifecycle"}, append([]string{"count", "for_each"}, slices.Collect(maps.Keys(schema.args))...)...); err != nil {
		return err
	}
	for _, in := range b.Body.Blocks {
		args, err := arguments(in, nil, "prevent_destroy")
		if err != nil {
			return err
		}
		prevent, diags := args["prevent_destroy"].Value(nil)
		if r.retained = prevent.Equals(cty.True).True(); diags.HasErrors() {
			return diags
		}
	}
	r.count, r.forEach = r.args["count"], r.args["for_each"]
	delete(r.args, "count")
	delete(r.args, "for_each")
	for _, name := range schema.required {
		if r.args[name] == nil && (name != "name" || schema.arn == "") { // AWS makes up the names of what has an ARN
			return fmt.Errorf("%s.%s lacks the argument %s", r.typ, r.name, name)
		}
	}
	if m.resources[r.address()] != nil {
		return fmt.Errorf("%s twice", r.address())
	}
	m.resources[r.address()] = r
	m.order = append(m.order, r.address())
	return nil
}

// Nameless are the addresses of those resources of a type that have no name, in order.
func (m *Module) Nameless(typ string) []string {
	var out []string
	for _, address := range m.order {
		if r := m.resources[address]; r.typ == typ && r.args["name"] == nil {
			out = append(out, address)
		}
	}
	return out
}

// Referenced is m where data sources look up these values, by the texts of dynamic
// references of CloudFormation, e.g., "{{resolve:ssm:/acme/boundary}}".
func (m *Module) Referenced(references map[string]string) *Module {
	out := *m
	out.references = references
	return &out
}

// Named is m where resources that have no name have these, by address.
func (m *Module) Named(names map[string]string) *Module {
	out := *m
	out.resources = maps.Clone(m.resources)
	for address, name := range names {
		r := out.resources[address]
		if r == nil || r.args["name"] != nil {
			continue
		}
		named := *r
		named.args = maps.Clone(r.args)
		named.args["name"] = hcl.StaticExpr(cty.StringVal(name), hcl.Range{})
		out.resources[address] = &named
	}
	return &out
}

func (r *resource) address() string { return r.typ + "." + r.name }
