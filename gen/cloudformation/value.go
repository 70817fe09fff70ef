package cloudformation

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax/layout"
)

var noValue = ref("AWS::NoValue")

func ref(name string) node              { return call("!Ref", text(name)) }
func getAtt(resource, attr string) node { return call("!GetAtt", text(resource+"."+attr)) }

// value prints v: without placeholders, a plain string; one lone placeholder, a bare
// reference; a mixture, Fn::Sub. ARNs of roles and policies are built from their
// paths and names, so that there is no cycle of resources. Only where CloudFormation
// makes the name is there a reference to the resource.
func (t *template) value(v spec.Value) node {
	v = t.expand(v).Named()
	if s, ok := v.Static(); ok {
		return text(s)
	}
	if len(v) == 1 {
		return t.lone(v[0])
	}
	s, ok := t.subText(v)
	if !ok {
		return t.joinedParts(v)
	}
	var imports dict
	for _, p := range v.Params() {
		if p.Export() != nil {
			imports = append(imports, entry{Key: p.ID(), Value: t.imported(p)})
		}
	}
	if imports != nil {
		return call("!Sub", list{text(s), imports})
	}
	return call("!Sub", text(s))
}

// imported prints the value of p, which another stack exports. YAML does not allow a
// tag after a tag.
func (t *template) imported(p *spec.Param) node {
	name := t.value(p.Export())
	if _, nested := name.(layout.Call); nested {
		return dict{{Key: "Fn::ImportValue", Value: name}}
	}
	return call("!ImportValue", name)
}

// expand is Value.Expand, but for roles and policies of the stack without a name.
func (t *template) expand(v spec.Value) spec.Value {
	var out spec.Value
	for _, p := range v {
		if t.resourceOf(p) != "" {
			out = out.Append(p)
			continue
		}
		if imported := t.stack.Imported(p); imported != nil {
			out = out.Append(spec.ParamRef{Param: imported})
			continue
		}
		out = out.Append(spec.Value{p}.Expand()...)
	}
	return out.Looked()
}

// resourceOf is what CloudFormation returns for a part that names a role or policy
// of the stack without a name: a logical ID, for Ref, or with an attribute, for
// Fn::GetAtt. It is "" for all other parts.
func (t *template) resourceOf(p spec.Part) string {
	switch p := p.(type) {
	case spec.ParamRef:
		switch made := p.Param.Made; {
		case !p.Param.MadeBy(t.stack):
		case made.Stack != nil:
			return string(spec.StackName)
		case made.Policy != nil:
			panic("cloudformation: the name of policy " + made.Policy.Name)
		case made.Profile:
			return t.profileID(made.Role)
		default:
			return made.Role.Deployed.ID(made.Role.Name)
		}
	case spec.PolicyRef:
		if p.Policy.Stack == t.stack && !p.Policy.Named() {
			return p.Policy.Deployed.ID(p.Policy.Name)
		}
	case spec.RoleRef:
		id := p.Role.Deployed.ID(p.Role.Name)
		switch {
		case p.Role.Stack != t.stack:
		case p.Attr == spec.AttrProfileARN:
			if !p.Role.Named() || !p.Role.ProfileNamed() {
				return t.profileID(p.Role) + ".Arn"
			}
		case p.Role.Named():
		case p.Attr == spec.AttrARN:
			return id + ".Arn"
		default:
			return id
		}
	}
	return ""
}

// lone prints a part that is a whole value.
func (t *template) lone(p spec.Part) node {
	if id := t.resourceOf(p); id != "" {
		if resource, attr, ok := strings.Cut(id, "."); ok {
			return getAtt(resource, attr)
		}
		return ref(id)
	}
	if s, ok := (spec.Value{p}).Static(); ok {
		return text(s)
	}
	switch p := p.(type) {
	case spec.Pseudo:
		return ref(string(p))
	case spec.ParamRef:
		if p.Param.Export() != nil {
			return t.imported(p.Param)
		}
		return ref(p.Param.ID())
	case spec.ListRef:
		return ref(p.Param.ID())
	default:
		panic(fmt.Sprintf("cloudformation: part %T", p))
	}
}

// subText is the text of Fn::Sub for v. It is not ok if v has literal text
// that Fn::Sub would treat as a placeholder.
func (t *template) subText(v spec.Value) (string, bool) {
	var out strings.Builder
	for _, p := range v {
		if id := t.resourceOf(p); id != "" {
			out.WriteString("${" + id + "}")
			continue
		}
		if s, ok := (spec.Value{p}).Static(); ok {
			if s, ok = escapeSub(s); !ok {
				return "", false
			}
			out.WriteString(s)
			continue
		}
		switch p := p.(type) {
		case spec.Pseudo:
			out.WriteString("${" + string(p) + "}")
		case spec.ParamRef:
			out.WriteString("${" + p.Param.ID() + "}")
		default:
			panic(fmt.Sprintf("cloudformation: part %T in a mixture", p))
		}
	}
	return out.String(), true
}

// literalPlaceholder matches "${…}" that Fn::Sub gives back if written "${!…}".
var literalPlaceholder = regexp.MustCompile(`\$\{([^{}!][^{}]*)\}`)

// escapeSub writes s for Fn::Sub: "${" becomes "${!".
func escapeSub(s string) (string, bool) {
	if strings.Contains(literalPlaceholder.ReplaceAllString(s, ""), "${") {
		return "", false
	}
	return literalPlaceholder.ReplaceAllString(s, "$${!$1}"), true
}

// joinedParts prints v as Fn::Join, which gives no meaning to "${".
func (t *template) joinedParts(v spec.Value) node {
	var parts list
	for _, p := range v {
		parts = append(parts, t.lone(p))
	}
	return join("", parts)
}

func join(delimiter string, of node) node {
	return call("!Join", list{text(delimiter), of})
}
