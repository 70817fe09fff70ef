package terraform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
)

// Facts says what a module creates in all of some deployments. Names are the
// variables of the module, by the parameters of the deployments that they are.
//
//	concat([A], var.key_arn != null ? [B] : [])
//
// is A, and B where the condition holds. Lists, objects, choices and jsonencode are
// read so; HCL evaluates all else, with each combination of values of the variables
// that it names, through locals and arguments of resources. The error is a
// formula.TooMany, or says what is wrong whatever is chosen.
func (m *Module) Facts(in conditional.Deployments, names map[string]string) (facts *conditional.Facts, err error) {
	r := &reader{
		Module: m, choices: in.Choices(), names: map[string]string{}, facts: conditional.NewFacts(),
		env:     Env{Partition: in.Partition, Region: in.Region, AccountID: in.AccountID},
		created: map[string][]instance{},
	}
	for param, name := range names {
		r.names[name] = param
	}
	if tooMany := conditional.Catch(func() { err = r.read() }); tooMany != nil {
		return nil, tooMany
	}
	return r.facts, err
}

// reader reads a module in all deployments.
type reader struct {
	*Module
	env     Env
	choices *conditional.Choices
	names   map[string]string // parameters, by variable
	facts   *conditional.Facts
	locals  []string // that are being read for another, against cycles
	created map[string][]instance
}

func (r *reader) read() error {
	for _, v := range r.variables {
		r.facts.Refused("", r.choices.Explore(formula.Always, func(p *conditional.Path) (any, error) { return nil, r.at(p).bindOne(v) }))
	}
	for _, address := range slices.Sorted(maps.Keys(r.resources)) {
		if err := r.resource(r.resources[address]); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.outputs)) {
		r.facts.Refused("output "+name, r.leaf(r.outputs[name], scope{when: formula.Always, output: true}))
	}
	return nil
}

// at is the module in those deployments that a path is.
func (r *reader) at(p *conditional.Path) *resolution {
	out := &resolution{
		Module: r.Module, env: r.env, vars: map[string]cty.Value{}, known: map[string]cty.Value{}, begun: map[string]bool{},
	}
	out.lookup = func(name string) (cty.Value, error) {
		i := slices.IndexFunc(r.variables, func(v *variable) bool { return v.name == name })
		if i < 0 {
			return cty.NilVal, fmt.Errorf("there is no variable %s", name)
		}
		given := map[string][]string{}
		if param, ok := r.names[name]; ok {
			if values := p.Values(param); values != nil {
				given[name] = values
			}
		}
		return r.variables[i].bind(given)
	}
	return out
}

// scope is where an expression stands: each and count, and the Formula that holds
// there.
type scope struct {
	extra  map[string]cty.Value
	when   formula.Formula
	output bool // which asks for what there is, and fails nowhere
}

func (s scope) under(f formula.Formula) scope {
	s.when = conditional.And(s.when, f)
	return s
}

// leaf is what HCL evaluates an expression to.
func (r *reader) leaf(e hcl.Expression, s scope) conditional.Value {
	named := r.instances(e)
	keys := map[string][]string{}
	for _, n := range named {
		if n.key != nil || s.output {
			keys[n.of.address()] = r.keys(n.of)
		}
	}
	out := r.choices.Explore(s.when, func(p *conditional.Path) (any, error) {
		at := r.at(p)
		at.keys = keys
		v, err := at.value(e, s.extra)
		if err != nil {
			return nil, err
		}
		return numbers(v)
	})
	for _, n := range named {
		if n.key != nil {
			r.exists(n, s)
		}
	}
	return out
}

// keys are the keys of all instances of a resource that there may be.
func (r *reader) keys(of *resource) []string {
	return lists.Map(r.several(of), func(i instance) string { return i.key })
}

// numbers is a value as encoding/json decodes it, with numbers as they are.
func numbers(v cty.Value) (any, error) {
	if v.Type() == cty.Number && !v.IsNull() {
		return json.Number(v.AsBigFloat().Text('f', -1)), nil
	}
	if v.Type().IsSetType() {
		var out []any
		for _, e := range v.AsValueSlice() {
			one, err := numbers(e)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		return out, nil
	}
	return plain(v)
}

// resource adds what a resource creates.
func (r *reader) resource(res *resource) error {
	schema := schemas()[res.typ]
	for _, i := range r.several(res) {
		args := map[string]conditional.Value{}
		for name, e := range res.args {
			args[name] = r.value(e, scope{extra: i.extra, when: i.when})
		}
		for _, name := range schema.required {
			none := args[name].Absent()
			for _, a := range args[name] {
				if a.Of == nil {
					none = conditional.Or(none, a.When)
				}
			}
			r.facts.Fail(conditional.And(i.when, none), fmt.Errorf("%s of %s is null", name, res.address()))
		}
		r.facts.Retain = res.retained
		if err := create(r.facts, i.when, res.typ, args); err != nil {
			return err
		}
	}
	return nil
}
