package importer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// cfnParam is a parameter of a template as it was declared.
type cfnParam struct {
	name, typ, doc string
	node           *syntax.Node
	hasDefault     bool
	defaultText    string
	values         []string // allowed; without ""
	pattern        string
	example        []string // that emriam wrote into the description
	used           *param   // nil until something uses it
	order          int      // among all parameters
}

func (t *cfn) readParams() {
	section := t.root.Get("Parameters")
	if section == nil {
		return
	}
	for _, e := range section.Pairs() {
		n := e.Value
		p := &cfnParam{name: e.Key.Text, node: e.Key, typ: scalarText(n.Get("Type")), pattern: scalarText(n.Get("AllowedPattern"))}
		p.doc, p.example = description(scalarText(n.Get("Description")))
		if d := n.Get("Default"); d != nil {
			p.hasDefault, p.defaultText = true, scalarText(d)
		}
		if v := n.Get("AllowedValues"); v != nil {
			for _, e := range v.Kids {
				if e.Value.Text != "" {
					p.values = append(p.values, e.Value.Text)
				}
			}
		}
		t.declared[p.name] = p
		p.order = len(t.declared)
	}
}

func scalarText(n *syntax.Node) string {
	if n == nil || n.Kind != syntax.Scalar {
		return ""
	}
	return n.Text
}

// description takes apart what emriam itself puts into descriptions.
func description(s string) (doc string, example []string) {
	s = strings.TrimSpace(strings.TrimSuffix(s, "Leave it empty for none."))
	for _, mark := range []string{"; for example, ", "For example, "} {
		if i := strings.LastIndex(s, mark); i >= 0 && strings.HasSuffix(s, ".") && (i == 0 || mark[0] == ';') {
			example = strings.Split(strings.TrimSuffix(s[i+len(mark):], "."), ",")
			s = s[:i]
			if s != "" {
				s += "."
			}
		}
	}
	return s, example
}

func (p *cfnParam) isList() bool {
	return p.typ == "CommaDelimitedList" || strings.HasPrefix(p.typ, "List<") || strings.HasPrefix(p.typ, "AWS::SSM::Parameter::Value<List<")
}

// isBoolean reports whether p is true or false: by its allowed values, or by its
// default.
func (p *cfnParam) isBoolean() bool {
	if len(p.values) == 0 { // the only values that its default goes with
		return p.typ == "String" && (p.defaultText == "true" || p.defaultText == "false")
	}
	return len(p.values) == 2 && slices.Contains(p.values, "true") && slices.Contains(p.values, "false")
}

// use is the parameter of the spec for p. What nothing uses is not in the spec.
func (t *cfn) use(p *cfnParam) *spec.Param {
	if p.used != nil {
		return p.used.Param
	}
	if same := t.sameParam(p); same != nil {
		p.used = same
		return same.Param
	}
	out := &spec.Param{Name: t.claim(logicalName(p.name, "Param"), isParam), Doc: folded(p.doc), List: p.isList(), Example: p.example}
	if out.Name != p.name {
		out.LogicalID = p.name
	}
	out.Type, out.Pattern = t.typeOf(p)
	switch {
	case p.isBoolean():
		out.Type, out.Default, out.Example = spec.Boolean, []string{p.defaultText}, nil
		if !p.hasDefault {
			out.Default = []string{"false"}
			t.note(p.node.Pos(), "%s has no default; in the spec, a Boolean has one: false", p.name)
		}
	case p.hasDefault && p.defaultText == "":
		out.Optional = true
	case p.hasDefault && out.List:
		out.Default = splitList(p.defaultText)
	case p.hasDefault:
		out.Default = []string{p.defaultText}
	}
	if !p.isBoolean() {
		out.Values = p.values
	}
	p.used = t.declare(out, p.node, 1000*len(t.stacks)+p.order)
	return out
}

// sameParam is the parameter that another template declares alike and uses.
func (t *cfn) sameParam(p *cfnParam) *param {
	for _, o := range t.shared[p.name] {
		if o.typ == p.typ && o.hasDefault == p.hasDefault && o.defaultText == p.defaultText && o.pattern == p.pattern && slices.Equal(o.values, p.values) {
			return o.used
		}
	}
	t.shared[p.name] = append(t.shared[p.name], p)
	return nil
}

func splitList(s string) []string {
	return lists.Map(strings.Split(s, ","), strings.TrimSpace)
}

// cfnTypes are the types of CloudFormation's that say what a value is.
var cfnTypes = map[string]spec.Type{
	"Number":                      spec.Number,
	"AWS::EC2::VPC::Id":           spec.VPCID,
	"AWS::EC2::Subnet::Id":        spec.SubnetID,
	"AWS::EC2::SecurityGroup::Id": spec.SecurityGroupID,
}

// typeOf is the type that a parameter of CloudFormation's says it has, and what
// else it says of values.
func (t *cfn) typeOf(p *cfnParam) (spec.Type, string) {
	typ := strings.TrimSuffix(strings.TrimPrefix(p.typ, "List<"), ">")
	if strings.HasPrefix(p.typ, "AWS::SSM::Parameter::") {
		t.note(p.node.Pos(), "the template reads %s from Parameter Store; in the spec, it is the value itself", p.name)
		p.hasDefault, p.defaultText = false, ""
	}
	if known, ok := cfnTypes[typ]; ok && (known != spec.Number || wholeNumber.MatchString(p.defaultText)) {
		return known, ""
	}
	bare := withoutAnchors(p.pattern)
	for _, known := range knownTypes() {
		like := spec.Param{Type: known, List: p.isList()}
		if known != spec.String && slices.Equal(like.Patterns(), []string{bare}) || bare != "" && bare == known.Pattern() {
			return known, ""
		}
	}
	if strings.HasPrefix(bare, strings.TrimSuffix(spec.ARN.Pattern(), "]+")) { // without more characters
		return spec.ARN, ""
	}
	if bare == "" || bare == ".+" || bare == ".*" || strings.HasPrefix(bare, "[^") && strings.Contains(bare, `\n\r`) {
		return spec.String, ""
	}
	problem, _ := regex.Check(bare)
	if problem != "" {
		t.note(p.node.Pos(), "the AllowedPattern of %s %s, and is not imported", p.name, problem)
	}
	if problem != "" || len(p.values) > 0 {
		return spec.String, ""
	}
	return spec.String, bare
}

// withoutAnchors is what an AllowedPattern says of a value that is given.
func withoutAnchors(pattern string) string {
	pattern = strings.TrimPrefix(strings.TrimPrefix(pattern, "^$|"), "^")
	pattern = strings.TrimSuffix(strings.TrimSuffix(pattern, "$"), `(?![\s\S])`)
	if group, ok := strings.CutPrefix(pattern, "(?:"); ok && strings.IndexByte(group, ')') >= 0 {
		for _, end := range []string{")?", ")"} {
			if inner, ok := strings.CutSuffix(group, end); ok {
				if _, err := regexp.Compile(inner); err == nil {
					return inner
				}
			}
		}
	}
	return pattern
}

var wholeNumber = regexp.MustCompile(`^(-?[0-9]{1,15})?$`)

// knownTypes are all types, in alphabetical order.
func knownTypes() []spec.Type {
	out := lists.Map(spec.Types, func(info spec.TypeInfo) spec.Type { return info.Name })
	slices.Sort(out)
	return out
}

func folded(s string) string { return strings.Join(strings.Fields(s), " ") }
