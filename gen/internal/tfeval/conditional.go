package tfeval

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/emriam/emriam/gen/internal/conditional"
	"github.com/emriam/emriam/spec/deploy"
)

// Facts says what a module creates in all deployments that a place leaves open.
// Names are the variables of the module, by the parameters of the place that they
// are.
//
//	concat([A], var.key_arn != null ? [B] : [])
//
// is A, and B where the condition holds. Lists, objects, choices and jsonencode are
// read so; HCL evaluates all else, with each combination of values of the variables
// that it names, through locals and arguments of resources. The error is a
// deploy.TooMany, or says what is wrong whatever is chosen.
func (m *Module) Facts(place *deploy.Place, names map[string]string) (facts *conditional.Facts, err error) {
	r := &reader{
		Module: m, choices: conditional.Open(place), names: map[string]string{}, facts: conditional.NewFacts(),
		env:     Env{Partition: place.Partition, Region: place.Region, AccountID: place.AccountID},
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
		r.refused("", r.choices.Explore(deploy.Always, func(p *conditional.Path) (any, error) { return nil, r.at(p).bindOne(v) }))
	}
	for _, address := range slices.Sorted(maps.Keys(r.resources)) {
		if err := r.resource(r.resources[address]); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.outputs)) {
		r.refused("output "+name, r.leaf(r.outputs[name], scope{when: deploy.Always, output: true}))
	}
	return nil
}

func (r *reader) refused(what string, v conditional.Value) {
	for _, a := range v {
		if err, ok := a.Of.(error); ok {
			r.facts.Fail(a.When, fmt.Errorf("%s: %w", what, err))
		}
	}
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
	when   deploy.Formula
	output bool // which asks for what there is, and fails nowhere
}

func (s scope) under(f deploy.Formula) scope {
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
	var out []string
	for _, i := range r.several(of) {
		out = append(out, i.key)
	}
	return out
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

// instanceOf is a resource that an expression names; with a key if it is one of
// several.
type instanceOf struct {
	of  *resource
	key hcl.Expression // or nil
}

// instances are the resources that e names: of those with count or for_each, the
// one at a key, unless e asks for all of them somewhere.
func (r *reader) instances(e hcl.Expression) []instanceOf {
	node, ok := e.(hclsyntax.Node)
	if !ok {
		return nil
	}
	var out []instanceOf
	bare := map[string]bool{}
	seen := map[hclsyntax.Node]bool{}
	resourceOf := func(t hcl.Traversal) *resource {
		if first, err := step(t, 1); err == nil {
			return r.resources[t.RootName()+"."+first]
		}
		return nil
	}
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.IndexExpr:
			if of, ok := n.Collection.(*hclsyntax.ScopeTraversalExpr); ok && len(of.Traversal) == 2 {
				if res := resourceOf(of.Traversal); res != nil {
					seen[of] = true
					out = append(out, instanceOf{res, n.Key})
				}
			}
		case *hclsyntax.ScopeTraversalExpr:
			if seen[n] {
				break
			}
			res := resourceOf(n.Traversal)
			if res == nil {
				break
			}
			if len(n.Traversal) > 2 {
				if index, ok := n.Traversal[2].(hcl.TraverseIndex); ok {
					out = append(out, instanceOf{res, hcl.StaticExpr(index.Key, n.Range())})
					break
				}
			}
			bare[res.address()] = true
			out = append(out, instanceOf{res, nil})
		}
		return nil
	})
	for i, n := range out {
		if bare[n.of.address()] {
			out[i].key = nil
		}
	}
	return out
}

// exists says where an instance is wanted that is not there.
func (r *reader) exists(n instanceOf, s scope) {
	for _, a := range r.choices.Explore(s.when, func(p *conditional.Path) (any, error) {
		v, err := r.at(p).value(n.key, s.extra)
		if err == nil {
			v, err = convert.Convert(v, cty.String)
		}
		if err != nil {
			return nil, err
		}
		return v.AsString(), nil
	}).Under(s.when) {
		key, err := conditional.Scalar(a.Of)
		if err != nil {
			r.facts.Fail(a.When, err)
			continue
		}
		var there deploy.Formula
		for _, i := range r.several(n.of) {
			if i.key == key {
				there = i.when
			}
		}
		if !conditional.Implies(a.When, there) {
			r.facts.Fail(conditional.And(a.When, conditional.Not(there)), fmt.Errorf("%s[%s] is not there", n.of.address(), key))
		}
	}
}

// instance is one of a resource.
type instance struct {
	key   string // of several, or ""
	extra map[string]cty.Value
	when  deploy.Formula
}

// several are the instances of a resource that there may be.
func (r *reader) several(res *resource) []instance {
	out, ok := r.created[res.address()]
	if ok {
		return out
	}
	switch {
	case res.count != nil:
		out = r.counted(res)
	case res.forEach != nil:
		out = r.forEach(res)
	default:
		out = []instance{{when: deploy.Always}}
	}
	r.created[res.address()] = out
	return out
}

func (r *reader) counted(res *resource) []instance {
	var out []instance
	var failed conditional.Value
	for _, a := range r.count(res.count) {
		n, ok := a.Of.(json.Number)
		count, err := n.Int64()
		if !ok || err != nil {
			failed = append(failed, conditional.Alternative{When: a.When, Of: fmt.Errorf("count is %v", a.Of)})
			continue
		}
		for i := range int(count) {
			if len(out) == i {
				index := cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(int64(i))})
				out = append(out, instance{key: fmt.Sprint(i), extra: map[string]cty.Value{"count": index}})
			}
			out[i].when = conditional.Or(out[i].when, a.When)
		}
	}
	r.refused(res.address(), failed)
	return out
}

// count is how many there are. That there are none is left out where it can be.
func (r *reader) count(e hcl.Expression) conditional.Value {
	s := scope{when: deploy.Always}
	if c, ok := e.(*hclsyntax.ConditionalExpr); ok {
		if none, diags := c.FalseResult.Value(nil); !diags.HasErrors() && none.RawEquals(cty.Zero) {
			is := r.holds(c.Condition, s, true)
			return r.value(c.TrueResult, s.under(is)).Under(is)
		}
	}
	return r.value(e, s)
}

func (r *reader) forEach(res *resource) []instance {
	e := res.forEach
	if call, ok := e.(*hclsyntax.FunctionCallExpr); ok && call.Name == "toset" && len(call.Args) == 1 {
		e = call.Args[0]
	}
	var out []instance
	for _, a := range r.value(e, scope{when: deploy.Always}) {
		list, ok := a.Of.(conditional.List)
		if !ok {
			r.refused(res.address(), conditional.Value{{When: a.When, Of: fmt.Errorf("for_each of %v", a.Of)}})
			continue
		}
		for _, element := range list {
			for _, b := range element.Under(a.When) {
				key, err := conditional.Scalar(b.Of)
				if err != nil {
					r.refused(res.address(), conditional.Value{{When: b.When, Of: err}})
					continue
				}
				i := slices.IndexFunc(out, func(o instance) bool { return o.key == key })
				if i < 0 {
					i = len(out)
					each := cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(key), "value": cty.StringVal(key)})
					out = append(out, instance{key: key, extra: map[string]cty.Value{"each": each}})
				}
				out[i].when = conditional.Or(out[i].when, b.When)
			}
		}
	}
	return out
}

// value is what an expression is, read as far as it is a list, an object or a
// choice.
func (r *reader) value(e hcl.Expression, s scope) conditional.Value {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.value(e.Expression, s)
	case *hclsyntax.ConditionalExpr:
		var out conditional.Value
		for i, result := range []hcl.Expression{e.TrueResult, e.FalseResult} {
			if empty(result) {
				continue
			}
			is := r.holds(e.Condition, s, i == 0)
			if inner := s.under(is); len(inner.when) > 0 {
				out = append(out, r.value(result, inner).Under(is)...)
			}
		}
		return out
	case *hclsyntax.TupleConsExpr:
		out := conditional.List{}
		for _, element := range e.Exprs {
			out = append(out, r.value(element, s))
		}
		return conditional.Value{{When: deploy.Always, Of: out}}
	case *hclsyntax.ObjectConsExpr:
		if out, ok := r.object(e, s); ok {
			return conditional.Value{{When: deploy.Always, Of: out}}
		}
	case *hclsyntax.FunctionCallExpr:
		switch {
		case e.ExpandFinal:
		case e.Name == "jsonencode" && len(e.Args) == 1:
			return conditional.Value{{When: deploy.Always, Of: conditional.Text{JSON: r.value(e.Args[0], s)}}}
		case e.Name == "concat":
			if out, ok := r.concat(e.Args, s); ok {
				return conditional.Value{{When: deploy.Always, Of: out}}
			}
		case e.Name == "merge":
			if out, ok := r.merge(e.Args, s); ok {
				return conditional.Value{{When: deploy.Always, Of: out}}
			}
		}
	case *hclsyntax.ScopeTraversalExpr:
		if local, ok := r.local(e); ok {
			defer r.leave()
			return r.value(local, scope{when: s.when})
		}
	}
	return r.leaf(e, s)
}

// local is the expression of a local that is all that e names. The caller leaves
// it when it has read it. One that needs itself is none: HCL's evaluator says so.
func (r *reader) local(e *hclsyntax.ScopeTraversalExpr) (hcl.Expression, bool) {
	if e.Traversal.RootName() != "local" || len(e.Traversal) != 2 {
		return nil, false
	}
	name, err := step(e.Traversal, 1)
	out, ok := r.Module.locals[name]
	if err != nil || !ok || slices.Contains(r.locals, name) {
		return nil, false
	}
	r.locals = append(r.locals, name)
	return out, true
}

func (r *reader) leave() { r.locals = r.locals[:len(r.locals)-1] }

func (r *reader) object(e *hclsyntax.ObjectConsExpr, s scope) (conditional.Map, bool) {
	out := conditional.Map{}
	for _, item := range e.Items {
		key, diags := item.KeyExpr.Value(nil)
		if diags.HasErrors() || key.IsNull() || key.Type() != cty.String || out[key.AsString()] != nil {
			return nil, false
		}
		out[key.AsString()] = r.value(item.ValueExpr, s)
	}
	return out, true
}

func (r *reader) concat(args []hclsyntax.Expression, s scope) (conditional.List, bool) {
	out := conditional.List{}
	for _, arg := range args {
		for _, a := range r.value(arg, s) {
			list, ok := a.Of.(conditional.List)
			if !ok {
				return nil, false
			}
			for _, e := range list {
				if e = e.Under(a.When); len(e) > 0 {
					out = append(out, e)
				}
			}
		}
	}
	return out, true
}

// merge is the objects as one, in which a later member replaces an earlier one.
func (r *reader) merge(args []hclsyntax.Expression, s scope) (conditional.Map, bool) {
	out := conditional.Map{}
	for _, arg := range args {
		for _, a := range r.value(arg, s) {
			m, ok := a.Of.(conditional.Map)
			if !ok {
				return nil, false
			}
			for key, v := range m {
				v = v.Under(a.When)
				if out[key] != nil {
					v = append(out[key].Under(v.Absent()), v...)
				}
				out[key] = v
			}
		}
	}
	return out, true
}

// empty reports whether an expression is an empty list or object: there is nothing
// to be said of where it is.
func empty(e hcl.Expression) bool {
	v, diags := e.Value(nil)
	return !diags.HasErrors() && !v.IsNull() && v.CanIterateElements() && v.LengthInt() == 0
}

// holds is where a condition is true, or false.
func (r *reader) holds(e hcl.Expression, s scope, is bool) deploy.Formula {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.holds(e.Expression, s, is)
	case *hclsyntax.UnaryOpExpr:
		if e.Op == hclsyntax.OpLogicalNot {
			return r.holds(e.Val, s, !is)
		}
	case *hclsyntax.BinaryOpExpr:
		switch e.Op {
		case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
			a, b := r.holds(e.LHS, s, is), r.holds(e.RHS, s, is)
			if (e.Op == hclsyntax.OpLogicalAnd) == is {
				return conditional.And(a, b)
			}
			return conditional.Or(a, b)
		}
	case *hclsyntax.ScopeTraversalExpr:
		if local, ok := r.local(e); ok {
			defer r.leave()
			return r.holds(local, scope{when: s.when}, is)
		}
	}
	var out deploy.Formula
	for _, a := range r.leaf(e, s) {
		switch of := a.Of.(type) {
		case bool:
			if of == is {
				out = conditional.Or(out, a.When)
			}
		case error:
			r.facts.Fail(conditional.And(s.when, a.When), of)
		default:
			r.facts.Fail(conditional.And(s.when, a.When), fmt.Errorf("%v where a condition is expected", of))
		}
	}
	return out
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
		switch res.typ {
		case "aws_iam_role":
			r.facts.Role(i.when, args["name"], conditional.Role{
				Path: args["path"], Description: args["description"], MaxSession: args["max_session_duration"],
				Boundary: args["permissions_boundary"], Trust: args["assume_role_policy"], Tags: args["tags"],
			})
		case "aws_iam_policy":
			r.facts.Policy(i.when, args["name"], args["path"], args["description"], args["policy"])
		case "aws_emr_security_configuration":
			r.facts.Configuration(i.when, args["name"], args["configuration"])
		case "aws_iam_role_policy":
			r.facts.Inline(i.when, args["role"], args["name"], args["policy"])
		case "aws_iam_role_policy_attachment":
			r.facts.Attach(i.when, args["role"], args["policy_arn"])
		case "aws_iam_instance_profile":
			r.facts.Profile(i.when, args["role"], args["name"], args["path"])
		default:
			return fmt.Errorf("the type %s is not known", res.typ)
		}
	}
	return nil
}

// attributes are what a resource has for others. Of those that may have several
// instances, it takes those with known keys for created.
func (r *resolution) attributes(res *resource) (cty.Value, error) {
	keys, assumed := r.keys[res.address()]
	switch {
	case res.count != nil:
		if !assumed {
			n, err := r.value(res.count, nil)
			if err != nil {
				return n, err
			}
			for i := cty.Zero; i.LessThan(n).True(); i = i.Add(cty.NumberIntVal(1)) {
				keys = append(keys, fmt.Sprint(len(keys)))
			}
		}
		var all []cty.Value
		for i := range keys {
			v, err := r.attributesOf(res, map[string]cty.Value{"count": cty.ObjectVal(map[string]cty.Value{"index": cty.NumberIntVal(int64(i))})})
			if err != nil {
				return v, err
			}
			all = append(all, v)
		}
		return cty.TupleVal(all), nil
	case res.forEach != nil:
		if !assumed {
			set, err := r.value(res.forEach, nil)
			if err != nil {
				return set, err
			}
			for k := range set.Elements() {
				keys = append(keys, k.AsString())
			}
		}
		all := map[string]cty.Value{}
		for _, k := range keys {
			v, err := r.attributesOf(res, map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(k), "value": cty.StringVal(k)})})
			if err != nil {
				return v, err
			}
			all[k] = v
		}
		return cty.ObjectVal(all), nil
	}
	return r.attributesOf(res, nil)
}

// attributesOf are the name, the path and the ARN of an instance.
func (r *resolution) attributesOf(res *resource, extra map[string]cty.Value) (cty.Value, error) {
	attrs := map[string]cty.Value{"path": cty.StringVal("/")}
	for _, name := range []string{"name", "path"} {
		if res.args[name] == nil {
			continue
		}
		v, err := r.value(res.args[name], extra)
		if err == nil {
			v, err = convert.Convert(v, cty.String)
		}
		if err != nil {
			return v, err
		}
		if !v.IsNull() {
			attrs[name] = v
		}
	}
	if s := schemas()[res.typ]; s.arn != "" && attrs["name"] != cty.NilVal {
		attrs["arn"] = cty.StringVal("arn:" + r.env.Partition + ":iam::" + r.env.AccountID + ":" + s.arn + attrs["path"].AsString() + attrs["name"].AsString())
	}
	return cty.ObjectVal(attrs), nil
}
