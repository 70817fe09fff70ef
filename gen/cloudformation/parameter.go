package cloudformation

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// parameters declares the parameters used, in the spec's order.
func (t *template) parameters() dict {
	var out dict
	for _, p := range t.params {
		out = append(out, entry{key: p.Name, value: t.parameter(p)})
	}
	return out
}

func (t *template) parameter(p *spec.Param) dict {
	typ := parameterType(p)
	out := dict{{key: "Type", value: text(typ)}}
	add := func(key string, n node) { out = append(out, entry{key: key, value: n}) }
	if d := parameterDescription(p); d != "" {
		add("Description", text(d))
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
	if pattern := t.allowedPattern(p); pattern != "" && typ != "Number" {
		add("AllowedPattern", text(pattern))
	}
	return out
}

// parameterType is how CloudFormation calls the type of p. IDs of EC2 are
// Strings, since the types that CloudFormation has for them are looked up in
// the account, which no offline check of a template can do.
func parameterType(p *spec.Param) string {
	switch {
	case p.List:
		return "CommaDelimitedList"
	case p.Type == spec.Number && !p.Optional:
		return "Number"
	default:
		return "String"
	}
}

// parameterDescription is p's doc with an example if p has no default, and
// with what leaving it empty means.
func parameterDescription(p *spec.Param) string {
	doc := strings.TrimSuffix(strings.Join(strings.Fields(p.Doc), " "), ".")
	if p.Default == nil && p.Example != nil {
		example := strings.Join(p.Example, ",")
		if doc == "" {
			doc = "For example, " + example
		} else {
			doc += "; for example, " + example
		}
	}
	if doc != "" {
		doc += "."
	}
	if p.Optional {
		doc = strings.TrimPrefix(doc+" Leave it empty for none.", " ")
	}
	return doc
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

// allowedPattern is what each value of p must match: the pattern of its type,
// its own, and none of the delimiters of a list that p stands in. It is never
// "" for a parameter that must not be empty.
func (t *template) allowedPattern(p *spec.Param) string {
	var all []string
	if s := p.Type.Pattern(); s != "" {
		all = append(all, s)
	}
	if p.Pattern != "" {
		all = append(all, p.Pattern)
	}
	if d := t.joined[p]; d != "" {
		all = append(all, "[^"+classText(d)+"]+")
	}
	if len(all) == 0 {
		if p.Optional {
			return ""
		}
		return ".+"
	}
	pattern := wholePattern(all)
	if p.Optional {
		return "^$|" + pattern
	}
	return pattern
}

// wholePattern matches a whole text that matches all patterns: the last one,
// after a look ahead at the others.
func wholePattern(all []string) string {
	var out strings.Builder
	out.WriteByte('^')
	last := len(all) - 1
	for _, s := range all[:last] {
		out.WriteString("(?=" + group(s) + "$)")
	}
	return out.String() + group(all[last]) + "$"
}

// group keeps an alternation together.
func group(pattern string) string {
	if strings.Contains(pattern, "|") {
		return "(?:" + pattern + ")"
	}
	return pattern
}

// classText is s within the brackets of a regular expression.
func classText(s string) string {
	return strings.NewReplacer("\t", `\t`, "\n", `\n`, "^", `\^`, "]", `\]`, "[", `\[`, `\`, `\\`).Replace(s)
}
