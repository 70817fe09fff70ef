package deploy

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// Variable is a choice that a deployment makes for a parameter.
type Variable struct {
	Param   string
	Options []Option // at least two
	boolean bool
}

// Option is one way to choose.
type Option struct {
	Values []string // of the parameter; nil: it is not given
}

// newVariable is the choice for p, whose value is own where it may be any. The
// last option stands for whatever the others are not.
func newVariable(p *spec.Param, own []string) *Variable {
	v := &Variable{Param: p.Name, boolean: p.Type == spec.Boolean}
	switch {
	case v.boolean:
		v.Options = []Option{{[]string{"true"}}, {[]string{"false"}}}
	case p.Values == nil:
		v.Options = []Option{{own}}
	case p.List:
		for _, some := range subsets(p.Values) {
			v.Options = append(v.Options, Option{some})
		}
	default:
		for _, value := range p.Values {
			v.Options = append(v.Options, Option{[]string{value}})
		}
	}
	if p.Optional {
		v.Options = append(v.Options, Option{})
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
		for _, v := range values {
			out = append(out, []string{v})
		}
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

// Describe is an option in words: "KeyArn", "no KeyArn" or "Tier=gold".
func (v *Variable) Describe(option int) string {
	values := v.Options[option].Values
	switch {
	case values == nil, v.boolean && values[0] == "false":
		return "no " + v.Param
	case v.boolean || v.givenOptions() == 1:
		return v.Param
	}
	return v.Param + "=" + strings.Join(values, ",")
}

// givenOptions is how many options give the parameter a value.
func (v *Variable) givenOptions() int {
	n := 0
	for _, o := range v.Options {
		if o.Values != nil {
			n++
		}
	}
	return n
}

// holds are the options under which a When that names the parameter holds.
func (v *Variable) holds() []int {
	var out []int
	for i, o := range v.Options {
		if o.Values != nil && (!v.boolean || o.Values[0] == "true") {
			out = append(out, i)
		}
	}
	return out
}

// keyPrefix begins the keys that stand for variables. No key of AWS has a space.
const keyPrefix = "the parameter "

// Key is the condition key that stands for v.
func (v *Variable) Key() string { return keyPrefix + v.Param }

// IsKey reports whether a condition key stands for a variable, and of which
// parameter.
func IsKey(key string) (param string, ok bool) {
	return strings.CutPrefix(strings.ToLower(key), keyPrefix)
}

// value is what the key has for an option; the last has any other, or none.
func (v *Variable) value(option int) string {
	if o := v.Options[option]; o.Values != nil && v.givenOptions() > 1 {
		return strings.Join(o.Values, ",")
	}
	return "given"
}

// Choose adds to the values of a context that v has an option.
func (v *Variable) Choose(values map[string][]string, option int) {
	delete(values, v.Key())
	if option < len(v.Options)-1 {
		values[v.Key()] = []string{v.value(option)}
	}
}

// Option is the option that gives the parameter these values; the last if none does.
func (v *Variable) Option(values []string) int {
	for i, o := range v.Options {
		if slices.Equal(o.Values, values) {
			return i
		}
	}
	return len(v.Options) - 1
}

// Chosen is the option that v has in the values of a context.
func (v *Variable) Chosen(values map[string][]string) int {
	if got := values[v.Key()]; len(got) == 1 {
		for i := range v.Options[:len(v.Options)-1] {
			if v.value(i) == got[0] {
				return i
			}
		}
	}
	return len(v.Options) - 1
}

// condition says that v has one of some options.
func (v *Variable) condition(options []int) iam.Condition {
	last := len(v.Options) - 1
	c := iam.Condition{Operator: "StringEquals", Key: v.Key()}
	if slices.Contains(options, last) {
		c.Operator = "StringNotEquals"
	}
	for i := range last {
		if slices.Contains(options, i) == (c.Operator == "StringEquals") {
			c.Values = append(c.Values, v.value(i))
		}
	}
	return c
}
