package terraform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
)

// Apply is what m creates in env.
func (m *Module) Apply(env Env) (*read.Account, error) {
	in := conditional.Deployments{Partition: env.Partition, Region: env.Region, AccountID: env.AccountID, Values: env.Vars}
	names := map[string]string{}
	for name := range env.Vars {
		if !slices.Contains(m.Variables(), name) {
			return nil, fmt.Errorf("there is no variable %s", name)
		}
		names[name] = name
	}
	a := conditional.NewAccount(in)
	if err := m.Read(in, names, a); err != nil {
		return nil, err
	}
	return &a.Account, a.Done()
}

// Read tells a Maker what a module creates in all of some deployments. Names are the
// variables of the module, by the parameters of the deployments that they are.
//
//	concat([A], var.key_arn != null ? [B] : [])
//
// is A, and B where the condition holds. Lists, objects, choices and jsonencode are
// read so; HCL evaluates all else, with each combination of values of the variables
// that it names, through locals and arguments of resources. The error is a
// formula.TooMany, or says what is wrong whatever is chosen.
func (m *Module) Read(in conditional.Deployments, names map[string]string, to conditional.Maker) (err error) {
	r := &reader{Module: m, Maker: to, in: in, choices: in.Choices(to.Fail), names: map[string]string{}, created: map[string][]instance{}}
	for param, name := range names {
		r.names[name] = param
	}
	if tooMany := conditional.Catch(func() { err = r.read() }); tooMany != nil {
		return tooMany
	}
	return err
}

// reader reads a module in all deployments.
type reader struct {
	*Module
	conditional.Maker
	in      conditional.Deployments
	choices *conditional.Choices
	names   map[string]string // parameters, by variable
	created map[string][]instance
}

func (r *reader) read() error {
	for _, v := range r.variables {
		r.choices.Explore(formula.Always, func(p *conditional.Path) (any, error) { return nil, r.at(p).bindOne(v) })
	}
	for _, address := range slices.Sorted(maps.Keys(r.resources)) {
		if err := r.resource(r.resources[address]); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.outputs)) {
		r.output(name)
	}
	return nil
}

// at is the module in those deployments that a path is.
func (r *reader) at(p *conditional.Path) *resolution {
	given := func(variable string) []string {
		if param, ok := r.names[variable]; ok {
			return p.Values(param)
		}
		return nil
	}
	return &resolution{Module: r.Module, in: r.in, given: given, vars: map[string]cty.Value{}, known: map[string]cty.Value{}}
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
		} else if s.output {
			out = r.existing(out, n.of)
		}
	}
	return out
}

// output adds an output, and each member of one that is an object.
func (r *reader) output(name string) {
	for _, a := range r.value(r.outputs[name], scope{when: formula.Always, output: true}) {
		switch of := a.Of.(type) {
		case nil:
		case conditional.Map:
			for key, v := range of {
				for _, b := range v.Under(a.When) {
					r.Output(b.When, name+"."+key, conditional.Value{b}, nil)
				}
			}
		default:
			r.Output(a.When, name, conditional.Value{a}, nil)
		}
	}
}

// existing is what an output says of a resource, of which all instances were taken for
// created: where there are none it is null, and an object has those that there are.
func (r *reader) existing(v conditional.Value, of *resource) conditional.Value {
	var some formula.Formula
	for _, i := range r.several(of) {
		some = conditional.Or(some, i.when)
		for _, a := range v {
			if members, ok := a.Of.(conditional.Map); ok {
				members[i.key] = members[i.key].Under(i.when)
			}
		}
	}
	return v.Under(some)
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
	src, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(src, &out)
}

// resource adds what a resource creates.
func (r *reader) resource(res *resource) error {
	schema := schemas()[res.typ]
	for _, i := range r.several(res) {
		args := map[string]conditional.Value{}
		for name, e := range res.args {
			args[name] = r.value(e, scope{extra: i.extra, when: i.when})
			for _, a := range args[name] {
				if text, ok := a.Of.(string); ok && schema.args[name] == cty.Number {
					if _, err := cty.ParseNumberVal(text); err != nil {
						r.Fail(conditional.And(i.when, a.When), fmt.Errorf("%s of %s: %w", name, res.address(), err))
					}
				}
			}
		}
		for _, name := range schema.required {
			none := args[name].Absent()
			for _, a := range args[name] {
				if a.Of == nil {
					none = conditional.Or(none, a.When)
				}
			}
			r.Fail(conditional.And(i.when, none), fmt.Errorf("%s of %s is null", name, res.address()))
		}
		r.Keep(res.retained)
		if err := create(r, i.when, res.typ, args); err != nil {
			return err
		}
	}
	return nil
}
