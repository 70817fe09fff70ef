package formula

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
)

// Variable is a choice that a deployment makes for a parameter.
type Variable struct {
	Param   string
	Options []Option // at least two, or one if Partial
	Boolean bool     // its options are true, false and perhaps not given
	Other   bool     // its last option with values stands for all values that no option before it has
	Partial bool     // there are further options, too many to look at each
}

// Option is one possible choice.
type Option struct {
	Values []string // of the parameter; nil: it is not given
}

// Describe returns an option as text: "KeyArn", "no KeyArn", "Tier=gold" or "another
// Tier".
func (v *Variable) Describe(option int) string {
	values := v.Options[option].Values
	switch {
	case values == nil, v.Boolean && values[0] == "false":
		return "no " + v.Param
	case v.Boolean || v.GivenOptions() == 1:
		return v.Param
	case v.Other && option == v.GivenOptions()-1:
		return "another " + v.Param
	}
	return v.Param + "=" + strings.Join(values, ",")
}

// GivenOptions returns the number of options that give the parameter a value.
func (v *Variable) GivenOptions() int {
	n := 0
	for _, o := range v.Options {
		if o.Values != nil {
			n++
		}
	}
	return n
}

// Holding returns the options that give the parameter a value; for a Boolean, true.
func (v *Variable) Holding() []int {
	var out []int
	for i, o := range v.Options {
		if o.Values != nil && (!v.Boolean || o.Values[0] == "true") {
			out = append(out, i)
		}
	}
	return out
}

// keyPrefix is the prefix of keys that represent variables. No AWS key has a space.
const keyPrefix = "the parameter "

// Key returns the condition key that represents v.
func (v *Variable) Key() string { return keyPrefix + v.Param }

// IsKey returns the parameter of the variable that a condition key represents, and
// whether it represents one.
func IsKey(key string) (param string, ok bool) {
	return strings.CutPrefix(strings.ToLower(key), keyPrefix)
}

// value returns the key's value for an option; the last option stands for any other
// value, or none.
func (v *Variable) value(option int) string {
	if o := v.Options[option]; o.Values != nil && v.GivenOptions() > 1 {
		return strings.Join(o.Values, ",")
	}
	return "given"
}

// Choose adds an option of v to the values of a context.
func (v *Variable) Choose(values map[string][]string, option int) {
	delete(values, v.Key())
	if option < len(v.Options)-1 {
		values[v.Key()] = []string{v.value(option)}
	}
}

// Option returns the option with these values of the parameter; if there is none, the
// last one with values for some, and the last for nil.
func (v *Variable) Option(values []string) int {
	for i, o := range v.Options {
		if slices.Equal(o.Values, values) && (o.Values == nil) == (values == nil) {
			return i
		}
	}
	if n := v.GivenOptions(); values != nil && n > 0 {
		return n - 1
	}
	return len(v.Options) - 1
}

// Chosen returns the option of v that the values of a context select.
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

// condition returns the condition that v has one of some options.
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
