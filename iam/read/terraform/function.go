package terraform

import (
	"errors"
	"sync"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those of Terraform's functions that modules of IAM call.
var functions = sync.OnceValue(func() map[string]function.Function {
	return map[string]function.Function{
		"alltrue":    allTrue(),
		"can":        tryfunc.CanFunc,
		"coalesce":   stdlib.CoalesceFunc,
		"concat":     stdlib.ConcatFunc,
		"contains":   stdlib.ContainsFunc,
		"floor":      stdlib.FloorFunc,
		"jsonencode": stdlib.JSONEncodeFunc,
		"jsondecode": stdlib.JSONDecodeFunc,
		"length":     length(),
		"lookup":     stdlib.LookupFunc,
		"merge":      stdlib.MergeFunc,
		"one":        one(),
		"regex":      regex(),
		"toset":      stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tostring":   stdlib.MakeToFunc(cty.String),
	}
})

// allTrue is alltrue of Terraform.
// https://developer.hashicorp.com/terraform/language/functions/alltrue
func allTrue() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for _, v := range args[0].AsValueSlice() {
				if v.IsNull() || v.False() {
					return cty.False, nil
				}
			}
			return cty.True, nil
		},
	})
}

// length is length of Terraform, which also takes texts.
// https://developer.hashicorp.com/terraform/language/functions/length
func length() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if args[0].Type() == cty.String {
				return stdlib.Strlen(args[0])
			}
			if !args[0].CanIterateElements() {
				return cty.NilVal, errors.New("length of what has none")
			}
			return cty.NumberIntVal(int64(args[0].LengthInt())), nil
		},
	})
}

// one is one of Terraform: the only element, or null.
// https://developer.hashicorp.com/terraform/language/functions/one
func one() function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].CanIterateElements() || args[0].LengthInt() > 1 {
				return cty.NilVal, errors.New("one of what has more than one element, or none at all")
			}
			for _, v := range args[0].AsValueSlice() {
				return v, nil
			}
			return cty.NullVal(cty.DynamicPseudoType), nil
		},
	})
}

// regex is regex of Terraform. It remembers what it returned: modules match the same
// values with the same patterns again and again, and each time took two compilations.
// https://developer.hashicorp.com/terraform/language/functions/regex
func regex() function.Function {
	type result struct {
		value cty.Value
		err   error
	}
	var known sync.Map
	return function.New(&function.Spec{
		Params: stdlib.RegexFunc.Params(),
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			key := [2]string{args[0].AsString(), args[1].AsString()}
			r, ok := known.Load(key)
			if !ok {
				value, err := stdlib.RegexFunc.Call(args)
				r, _ = known.LoadOrStore(key, result{value, err})
			}
			return r.(result).value, r.(result).err
		},
	})
}
