package terraform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
)

// instance is one of a resource.
type instance struct {
	key   string // of several, or ""
	extra map[string]cty.Value
	when  formula.Formula
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
		out = []instance{{when: formula.Always}}
	}
	r.created[res.address()] = out
	return out
}

func (r *reader) counted(res *resource) []instance {
	var out []instance
	for _, a := range r.count(res.count) {
		n, ok := a.Of.(json.Number)
		count, err := n.Int64()
		if !ok || err != nil {
			r.Fail(a.When, fmt.Errorf("%s: count is %v", res.address(), a.Of))
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
	return out
}

// count is how many there are. That there are none is left out where it can be.
func (r *reader) count(e hcl.Expression) conditional.Value {
	s := scope{when: formula.Always}
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
	for _, a := range r.value(e, scope{when: formula.Always}) {
		list, ok := a.Of.(conditional.List)
		if !ok {
			r.Fail(a.When, fmt.Errorf("%s: for_each of %v", res.address(), a.Of))
			continue
		}
		for _, element := range list {
			for _, b := range element.Under(a.When) {
				key, err := conditional.Scalar(b.Of)
				if err != nil {
					r.Fail(b.When, fmt.Errorf("%s: %w", res.address(), err))
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

// instanceOf is a resource that an expression names; with a key if it is one of
// several.
type instanceOf struct {
	of  *resource
	key hcl.Expression // or nil
}

// instances are the resources that e names: of those with count or for_each, the
// one at a key, unless e asks for all of them somewhere, as a for expression does.
func (r *reader) instances(e hcl.Expression) []instanceOf {
	node, ok := e.(hclsyntax.Node)
	if !ok {
		return nil
	}
	var out []instanceOf
	bare := map[string]bool{}
	looped := map[string]bool{} // variables of for expressions
	seen := map[hclsyntax.Node]bool{}
	resourceOf := func(t hcl.Traversal) *resource {
		if first, err := step(t, 1); err == nil {
			return r.resources[t.RootName()+"."+first]
		}
		return nil
	}
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.ForExpr:
			looped[n.KeyVar], looped[n.ValVar] = true, true
		case *hclsyntax.IndexExpr:
			if of, ok := n.Collection.(*hclsyntax.ScopeTraversalExpr); ok && len(of.Traversal) == 2 {
				if res := resourceOf(of.Traversal); res != nil {
					seen[of] = true
					if slices.ContainsFunc(n.Key.Variables(), func(t hcl.Traversal) bool { return looped[t.RootName()] }) {
						bare[res.address()] = true
					}
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
		var there formula.Formula
		for _, i := range r.several(n.of) {
			if i.key == a.Of {
				there = i.when
			}
		}
		if !conditional.Implies(a.When, there) {
			r.Fail(conditional.And(a.When, conditional.Not(there)), fmt.Errorf("%s[%s] is not there", n.of.address(), a.Of))
		}
	}
}

// each is what the address of a resource stands for: one, a list of them, or a map. Of
// those that may have several instances, it takes those with known keys for created.
func (r *resolution) each(res *resource) (cty.Value, error) {
	keys, assumed := r.keys[res.address()]
	var err error
	switch {
	case res.count != nil:
		n := cty.NumberIntVal(int64(len(keys)))
		if !assumed {
			if n, err = r.value(res.count, nil); err != nil {
				return n, err
			}
		}
		var all []cty.Value
		for i := cty.Zero; i.LessThan(n).True(); i = i.Add(cty.NumberIntVal(1)) {
			v, err := r.attributes(res, map[string]cty.Value{"count": cty.ObjectVal(map[string]cty.Value{"index": i})})
			if err != nil {
				return v, err
			}
			all = append(all, v)
		}
		return cty.TupleVal(all), nil
	case res.forEach != nil:
		values := map[string]cty.Value{}
		for _, k := range keys {
			values[k] = cty.StringVal(k)
		}
		if !assumed {
			set, err := r.value(res.forEach, nil)
			if err != nil {
				return set, err
			}
			if set.IsNull() || !set.Type().IsSetType() && !set.Type().IsMapType() && !set.Type().IsObjectType() {
				return set, fmt.Errorf("for_each of %#v", set)
			}
			for k, v := range set.Elements() {
				values[k.AsString()] = v
			}
		}
		all := map[string]cty.Value{}
		for _, k := range slices.Sorted(maps.Keys(values)) {
			each := cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(k), "value": values[k]})
			if all[k], err = r.attributes(res, map[string]cty.Value{"each": each}); err != nil {
				return all[k], err
			}
		}
		return cty.ObjectVal(all), nil
	default:
		return r.attributes(res, nil)
	}
}

// attributes are the name, the path and the ARN of an instance.
func (r *resolution) attributes(res *resource, extra map[string]cty.Value) (cty.Value, error) {
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
		attrs["arn"] = cty.StringVal("arn:" + r.in.Partition + ":iam::" + r.in.AccountID + ":" + s.arn + attrs["path"].AsString() + attrs["name"].AsString())
	}
	return cty.ObjectVal(attrs), nil
}
