package cloudformation

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// parameters declares the parameters used, in the spec's order.
func (t *template) parameters() dict {
	return lists.Map(t.params, func(p *spec.Param) entry { return entry{Key: p.ID(), Value: t.parameter(p)} })
}

func (t *template) parameter(p *spec.Param) dict {
	typ := parameterType(p)
	out := dict{{Key: "Type", Value: text(typ)}}
	add := func(key string, n node) { out = append(out, entry{Key: key, Value: n}) }
	if d := p.Describe(",", "Leave it empty for none."); d != "" {
		add("Description", prose(d))
	}
	switch {
	case p.Default != nil:
		add("Default", constant(typ, strings.Join(p.Default, ",")))
	case p.Optional:
		add("Default", text(""))
	}
	if values := allowedValues(p, typ); values != nil {
		add("AllowedValues", values)
		return out
	}
	add("AllowedPattern", text(allowedPattern(p)))
	return out
}

// parameterType is how CloudFormation calls the type of p. A Number is a String
// unless it has values, since CloudFormation's Number takes fractions and no
// pattern. IDs of EC2 are Strings, since the types that CloudFormation has for
// them are looked up in the account, which no offline check of a template can
// do.
func parameterType(p *spec.Param) string {
	switch {
	case p.List:
		return "CommaDelimitedList"
	case p.Type == spec.Number && !p.Optional && p.Values != nil:
		return "Number"
	default:
		return "String"
	}
}

// constant prints a value of a parameter of a type of CloudFormation's.
func constant(typ, s string) node {
	if typ == "Number" {
		return number(s)
	}
	return text(s)
}

func allowedValues(p *spec.Param, typ string) node {
	values := p.Values
	if p.Type == spec.Boolean {
		values = []string{"true", "false"}
	}
	if len(values) == 0 {
		return nil
	}
	var out list
	for _, v := range values {
		out = append(out, constant(typ, v))
	}
	if p.Optional && !slices.Contains(values, "") {
		out = append(out, text(""))
	}
	return out
}

// end is the end of a value: nothing follows. With $ instead, Java and Python
// would let a line break follow.
const end = `(?![\s\S])`

// allowedPattern is what each value of p must match, if it is given: all
// patterns, the last one after a look ahead at the others.
//
//	^(?:(?=[a-z]+(?![\s\S]))[^x]+)?(?![\s\S])
func allowedPattern(p *spec.Param) string {
	all := p.Patterns()
	last := len(all) - 1
	ahead := ""
	for _, s := range all[:last] {
		ahead += "(?=" + group(s) + end + ")"
	}
	switch {
	case !p.Optional:
		return "^" + ahead + group(all[last]) + end
	case last == 0:
		return "^(?:" + all[last] + ")?" + end
	default:
		return "^(?:" + ahead + group(all[last]) + ")?" + end
	}
}

// group keeps an alternation together.
func group(pattern string) string {
	if strings.Contains(pattern, "|") {
		return "(?:" + pattern + ")"
	}
	return pattern
}
