package terraform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// create makes the instances of a resource, and returns what its address stands for.
func (r *resolution) create(res *resource) (cty.Value, error) {
	return r.each(res, func(key string, extra map[string]cty.Value) (cty.Value, error) { return r.instance(res, key, extra) })
}

// each calls f for each instance of a resource, with its key as in an address, and
// returns what the address of the resource stands for: one, a list of them, or a map. Of
// those that may have several instances, it takes those with known keys for created.
func (r *resolution) each(res *resource, f func(key string, extra map[string]cty.Value) (cty.Value, error)) (cty.Value, error) {
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
			v, err := f(fmt.Sprintf("[%d]", len(all)), map[string]cty.Value{"count": cty.ObjectVal(map[string]cty.Value{"index": i})})
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
			if all[k], err = f(fmt.Sprintf("[%q]", k), map[string]cty.Value{"each": each}); err != nil {
				return all[k], err
			}
		}
		return cty.ObjectVal(all), nil
	default:
		return f("", nil)
	}
}

func (r *resolution) instance(res *resource, key string, extra map[string]cty.Value) (cty.Value, error) {
	s := schemas()[res.typ]
	created := Resource{Address: res.address() + key, Type: res.typ, Args: map[string]any{}}
	attrs := map[string]cty.Value{}
	for name, typ := range s.args {
		attrs[name] = cty.NullVal(typ)
		if res.args[name] == nil {
			continue
		}
		v, err := r.value(res.args[name], extra)
		if err == nil {
			v, err = convert.Convert(v, typ)
		}
		if err == nil {
			attrs[name] = v
			created.Args[name], err = plain(v)
		}
		if err != nil {
			return v, fmt.Errorf("%s of %s: %w", name, created.Address, err)
		}
	}
	for _, name := range s.required {
		if attrs[name].IsNull() {
			return cty.NilVal, fmt.Errorf("%s of %s is null", name, created.Address)
		}
	}
	if s.arn != "" {
		arn := "arn:" + r.env.Partition + ":iam::" + r.env.AccountID + ":" + s.arn + textOf(created.Args["path"], "/") + textOf(created.Args["name"], "")
		attrs["arn"] = cty.StringVal(arn)
	}
	r.created = append(r.created, created)
	return cty.ObjectVal(attrs), nil
}

func textOf(arg any, otherwise string) string {
	if arg == nil {
		return otherwise
	}
	return fmt.Sprint(arg)
}

// plain is a value as encoding/json decodes it.
func plain(v cty.Value) (any, error) {
	src, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(src, &out)
}
