package deploy

import (
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// newVariable is the choice for p, whose value is own where it may be any, if some
// values matter. The last option stands for whatever the others are not.
func newVariable(p *spec.Param, some, own []string) *formula.Variable {
	v := &formula.Variable{Param: p.Name, Boolean: p.Type == spec.Boolean}
	switch {
	case v.Boolean:
		v.Options = []formula.Option{{Values: []string{"true"}}, {Values: []string{"false"}}}
	case p.Values == nil:
		for _, value := range some {
			v.Options = append(v.Options, formula.Option{Values: []string{value}})
		}
		v.Other = len(some) > 0
		v.Options = append(v.Options, formula.Option{Values: own})
	case p.List:
		for _, some := range subsets(p.Values) {
			v.Options = append(v.Options, formula.Option{Values: some})
		}
	default:
		for _, value := range p.Values {
			v.Options = append(v.Options, formula.Option{Values: []string{value}})
		}
	}
	if p.Optional {
		v.Options = append(v.Options, formula.Option{})
	}
	return v
}

// maxSubset is of how many values all subsets are options. A list of more values
// is one of them, or all: policies read a list as alternatives, so that any other
// subset grants what its members grant alone.
const maxSubset = 4

func subsets(values []string) [][]string {
	var out [][]string
	if len(values) > maxSubset {
		out = append(out, lists.Map(values, func(v string) []string { return []string{v} })...)
		return append(out, values)
	}
	for set := 1; set < 1<<len(values); set++ {
		var some []string
		for i, v := range values {
			if set>>i&1 == 1 {
				some = append(some, v)
			}
		}
		out = append(out, some)
	}
	return out
}
