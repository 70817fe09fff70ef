package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// value reads what stands for one text.
func (t *cfn) value(n *syntax.Node) (spec.Value, error) {
	v, err := t.computed(n)
	v = t.lookups(n, v)
	for _, p := range v {
		if lit, ok := p.(spec.Lit); ok && strings.Contains(string(lit), "{{resolve:") {
			return t.elsewhere(n, nameOf(n), spec.String, "the template looks it up: "+show(n)), nil
		}
	}
	return v, err
}

// lookups makes parameters of the dynamic references in v, which a deployment looks up.
func (t *cfn) lookups(n *syntax.Node, v spec.Value) spec.Value {
	var out spec.Value
	var reference spec.Value // what stands in a reference that has begun
	open := false
	for _, p := range v {
		lit, ok := p.(spec.Lit)
		for rest := string(lit); ok; {
			if !open {
				before, after, begins := strings.Cut(rest, "{{resolve:")
				out = out.Append(spec.Lit(before))
				if !begins {
					break
				}
				open, reference, rest = true, nil, after
			}
			inside, after, ends := strings.Cut(rest, "}}")
			reference = reference.Append(spec.Lit(inside))
			if !ends {
				break
			}
			ref := t.lookup(n, reference)
			if ref == nil {
				return v
			}
			open, rest = false, after
			out = out.Append(ref...)
		}
		switch {
		case ok:
		case open:
			reference = reference.Append(p)
		default:
			out = out.Append(p)
		}
	}
	if open {
		return v
	}
	return out
}

// lookup is the parameter that is looked up by a reference, or nil if a spec cannot
// have it.
func (t *cfn) lookup(n *syntax.Node, reference spec.Value) spec.Value {
	if len(reference) == 0 || !spec.IsReference(reference.String()) {
		return nil
	}
	for _, p := range reference {
		switch p := p.(type) {
		case spec.Lit, spec.Pseudo:
		case spec.ParamRef:
			if p.Param.Resolve != nil || p.Param.Optional {
				return nil
			}
		default:
			return nil
		}
	}
	key := "resolve " + reference.String()
	p := t.outside[key]
	if p == nil {
		_, name, _ := strings.Cut(reference.String(), ":")
		p = &spec.Param{Name: t.claim(logicalName(subPlaceholder.ReplaceAllString(name, ""), "Value"), isParam), Type: spec.String, Resolve: reference}
		t.outside[key] = p
		t.declare(p, n, t.last())
	}
	return spec.Value{spec.ParamRef{Param: p}}
}

// computed is value, before what is looked up in it becomes a parameter.
func (t *cfn) computed(n *syntax.Node) (spec.Value, error) {
	if n == nil {
		return nil, fmt.Errorf("it is empty")
	}
	name, arg := form(n)
	switch name {
	case "":
		return t.plain(n)
	case "Ref":
		return t.ref(n, arg.Text)
	case "Fn::GetAtt":
		id, attr := attributeOf(arg)
		return t.attribute(n, id, attr)
	case "Fn::Sub":
		return t.sub(n, arg)
	case "Fn::Join":
		if v, err, ok := t.join(arg); ok {
			return v, err
		}
	case "Fn::FindInMap":
		if v, ok := t.findInMap(arg); ok {
			return v, nil
		}
	case "Fn::Select":
		if v, err, ok := t.selected(arg); ok {
			return v, err
		}
	case "Fn::ImportValue":
		if export, err := t.computed(arg); err == nil {
			if v := t.lookup(n, concat(append([]spec.Part{spec.Lit("export:")}, export...)...)); v != nil {
				return v, nil
			}
		}
	case "Fn::If":
		condition, _, _, _ := branches(n)
		return nil, fmt.Errorf("its value depends on the condition %s", condition)
	case "Fn::Transform":
		return nil, fmt.Errorf("it comes from a macro")
	}
	return t.decided(n, nameOf(n), spec.String, "the template computes it as "+show(n)), nil
}

func (t *cfn) plain(n *syntax.Node) (spec.Value, error) {
	if n.Kind != syntax.Scalar {
		return nil, fmt.Errorf("it is %s, not a string", show(n))
	}
	return spec.Verbatim(n.Text), nil
}

func (t *cfn) ref(n *syntax.Node, name string) (spec.Value, error) {
	switch p := t.declared[name]; {
	case p != nil && p.isList():
		return spec.Value{spec.ListRef{Param: t.use(p)}}, nil
	case p != nil:
		return spec.Value{spec.ParamRef{Param: t.use(p)}}, nil
	case strings.HasPrefix(name, "AWS::"):
		return t.pseudo(n, name)
	case t.roleOf[name] != nil:
		return spec.Value{spec.RoleRef{Role: t.roleOf[name].Role, Attr: spec.AttrName}}, nil
	case t.policyOf[name] != nil:
		return spec.Value{spec.PolicyRef{Policy: t.policyOf[name].Policy}}, nil
	case t.holderOf[name] != nil:
		h := t.holderOf[name]
		if h.Profile.String() == h.RoleName.String() {
			return spec.Value{spec.RoleRef{Role: h.Role, Attr: spec.AttrName}}, nil
		}
		if h.ProfileNamed() {
			return h.Profile, nil
		}
	}
	typ, known := t.resourceType(name)
	if !known {
		return nil, fmt.Errorf("it names %s, which the template does not have", name)
	}
	return t.made(n, name, refTypes[typ], name, typ), nil
}

// refTypes are the types of what Ref returns of resources of other services.
var refTypes = map[string]spec.Type{
	"AWS::S3::Bucket":                 spec.BucketName,
	"AWS::KMS::Key":                   spec.KeyID,
	"AWS::EMRServerless::Application": spec.ApplicationID,
	"AWS::Logs::LogGroup":             spec.LogGroupName,
	"AWS::EC2::VPC":                   spec.VPCID,
	"AWS::EC2::Subnet":                spec.SubnetID,
	"AWS::EC2::SecurityGroup":         spec.SecurityGroupID,
	"AWS::SecretsManager::Secret":     spec.ARN,
	"AWS::SNS::Topic":                 spec.ARN,
}

func (t *cfn) resourceType(id string) (typ string, known bool) {
	n := t.root.Get("Resources").Get(id)
	return scalarText(n.Get("Type")), n != nil
}

func (t *cfn) pseudo(n *syntax.Node, name string) (spec.Value, error) {
	switch p := spec.Pseudo(name); p {
	case spec.Partition, spec.Region, spec.AccountID, spec.URLSuffix:
		return spec.Value{p}, nil
	case spec.StackName:
		if t.inExport {
			return spec.Value{p}, nil
		}
		return spec.Value{spec.ParamRef{Param: stackName}}, nil
	}
	if name == "AWS::NoValue" {
		return nil, fmt.Errorf("it is AWS::NoValue where a value is required")
	}
	name = strings.TrimPrefix(name, "AWS::")
	return t.elsewhere(n, name, spec.String, "the template takes it from its stack (AWS::"+name+")"), nil
}

// stackName stands for the name of the stack that a template is deployed as.
var stackName = &spec.Param{Name: string(spec.StackName), Type: spec.String, Made: &spec.MadeName{Stack: &spec.Stack{}}}

// attributeOf takes the argument of Fn::GetAtt apart.
func attributeOf(arg *syntax.Node) (id, attr string) {
	if arg.Kind == syntax.Sequence && len(arg.Kids) == 2 {
		return arg.Kids[0].Value.Text, arg.Kids[1].Value.Text
	}
	id, attr, _ = strings.Cut(arg.Text, ".")
	return id, attr
}

func (t *cfn) attribute(n *syntax.Node, id, attr string) (spec.Value, error) {
	switch {
	case t.roleOf[id] != nil && attr == "Arn":
		return spec.Value{spec.RoleRef{Role: t.roleOf[id].Role, Attr: spec.AttrARN}}, nil
	case t.policyOf[id] != nil && attr == "PolicyArn":
		return spec.Value{spec.PolicyRef{Policy: t.policyOf[id].Policy}}, nil
	case t.holderOf[id] != nil && attr == "Arn":
		return spec.Value{spec.RoleRef{Role: t.holderOf[id].Role, Attr: spec.AttrProfileARN}}, nil
	}
	typ, known := t.resourceType(id)
	if !known {
		return nil, fmt.Errorf("it names %s, which the template does not have", id)
	}
	if typ == "AWS::S3::Bucket" && attr == "Arn" {
		bucket, err := t.ref(n, id)
		return concat(append([]spec.Part{spec.Lit("arn:"), spec.Partition, spec.Lit(":s3:::")}, bucket...)...), err
	}
	return t.made(n, id+strings.ReplaceAll(attr, ".", ""), attributeType(typ, attr), id, typ), nil
}

func attributeType(resource, attr string) spec.Type {
	switch {
	case resource == "AWS::KMS::Key" && attr == "Arn":
		return spec.KMSKeyARN
	case resource == "AWS::EMRServerless::Application" && attr == "ApplicationId":
		return spec.ApplicationID
	case resource == "AWS::EC2::VPC" && attr == "VpcId":
		return spec.VPCID
	case resource == "AWS::EC2::Subnet" && attr == "SubnetId":
		return spec.SubnetID
	case resource == "AWS::EC2::SecurityGroup" && (attr == "GroupId" || attr == "Id"):
		return spec.SecurityGroupID
	case strings.HasSuffix(attr, "Arn"):
		return spec.ARN
	}
	return spec.String
}

var subPlaceholder = regexp.MustCompile(`\$\{(!?)([^}]*)\}`)

// textOfSub takes the argument of Fn::Sub apart: a text, and the values of some names.
func textOfSub(arg *syntax.Node) (text, own *syntax.Node) {
	if arg.Kind == syntax.Sequence && len(arg.Kids) == 2 {
		return arg.Kids[0].Value, arg.Kids[1].Value
	}
	return arg, nil
}

// sub reads a text with placeholders, which may have values of its own.
func (t *cfn) sub(n, arg *syntax.Node) (spec.Value, error) {
	text, own := textOfSub(arg)
	if !isText(text) {
		return nil, fmt.Errorf("Fn::Sub has no string")
	}
	var parts []spec.Part
	from := 0
	for _, m := range subPlaceholder.FindAllStringSubmatchIndex(text.Text, -1) {
		parts = append(parts, spec.Lit(text.Text[from:m[0]]))
		from = m[1]
		name := strings.TrimSpace(text.Text[m[4]:m[5]])
		if m[2] < m[3] { // ${!Literal}
			parts = append(parts, spec.Lit("${"+text.Text[m[4]:m[5]]+"}"))
			continue
		}
		v, err := t.subPlaceholder(n, name, own)
		if err != nil {
			return nil, fmt.Errorf("${%s}: %w", name, err)
		}
		parts = append(parts, v...)
	}
	return variables(concat(append(parts, spec.Lit(text.Text[from:]))...)), nil
}

func (t *cfn) subPlaceholder(n *syntax.Node, name string, own *syntax.Node) (spec.Value, error) {
	if v := own.Get(name); v != nil {
		return t.computed(v)
	}
	if id, attr, ok := strings.Cut(name, "."); ok {
		return t.attribute(n, id, attr)
	}
	return t.ref(n, name)
}

// variables finds the policy variables in the literal text of v, once what
// stood around them is joined.
func variables(v spec.Value) spec.Value {
	return mapped(v, func(p spec.Part) spec.Value {
		if lit, ok := p.(spec.Lit); ok {
			return spec.Verbatim(string(lit))
		}
		return spec.Value{p}
	})
}

// join reads a text that is joined of others; ok is false if it is joined of a
// list that is no list of texts.
func (t *cfn) join(arg *syntax.Node) (v spec.Value, err error, ok bool) {
	if len(arg.Kids) != 2 || !isText(arg.Kids[0].Value) || arg.Kids[1].Value.Kind != syntax.Sequence || arg.Kids[1].Value.Tag != "" {
		return nil, nil, false
	}
	var parts []spec.Part
	for i, item := range arg.Kids[1].Value.Kids {
		v, err := t.computed(item.Value)
		if err != nil {
			return nil, err, true
		}
		if i > 0 {
			parts = append(parts, spec.Lit(arg.Kids[0].Value.Text))
		}
		parts = append(parts, v...)
	}
	return variables(concat(parts...)), nil, true
}

// selected reads an item of a list that the template writes out.
func (t *cfn) selected(arg *syntax.Node) (v spec.Value, err error, ok bool) {
	if len(arg.Kids) != 2 || arg.Kids[1].Value.Tag != "" || arg.Kids[1].Value.Kind != syntax.Sequence {
		return nil, nil, false
	}
	for i, item := range arg.Kids[1].Value.Kids {
		if fmt.Sprint(i) == arg.Kids[0].Value.Text {
			v, err = t.computed(item.Value)
			return v, err, true
		}
	}
	return nil, nil, false
}

// findInMap reads an entry of a mapping: one that the template names itself, or
// the principal of a service in each partition.
func (t *cfn) findInMap(arg *syntax.Node) (spec.Value, bool) {
	if len(arg.Kids) != 3 || !isText(arg.Kids[0].Value) || !isText(arg.Kids[2].Value) {
		return nil, false
	}
	mapping, second := t.root.Get("Mappings").Get(arg.Kids[0].Value.Text), arg.Kids[2].Value.Text
	if isText(arg.Kids[1].Value) {
		if n := mapping.Get(arg.Kids[1].Value.Text).Get(second); n != nil && isText(n) {
			return spec.Verbatim(n.Text), true
		}
		return nil, false
	}
	fn, ref := form(arg.Kids[1].Value)
	if fn != "Ref" || mapping == nil {
		return nil, false
	}
	texts := map[string]string{} // by partition
	for _, e := range mapping.Pairs() {
		n := e.Value.Get(second)
		partition := e.Key.Text
		if ref.Text == string(spec.Region) {
			found, _ := facts.PartitionOf(e.Key.Text)
			partition = found.Name
		}
		if before, ok := texts[partition]; n == nil || !isText(n) || ok && before != n.Text {
			return nil, false
		}
		texts[partition] = n.Text
	}
	if ref.Text != string(spec.Partition) && ref.Text != string(spec.Region) {
		return nil, false
	}
	return everywhere(texts)
}

// everywhere is the value that has the texts given in their partitions, if the
// language has one. What a template does not map has no text there.
func everywhere(texts map[string]string) (spec.Value, bool) {
	inAWS, ok := texts["aws"]
	if !ok {
		return nil, false
	}
	candidates := []spec.Value{spec.Verbatim(inAWS), spec.ServicePrincipal(serviceName(inAWS))}
	if before, ok := strings.CutSuffix(inAWS, "amazonaws.com"); ok {
		candidates = append(candidates, concat(spec.Lit(before), spec.URLSuffix))
	}
	if before, after, ok := strings.Cut(inAWS, "aws"); ok {
		candidates = append(candidates, concat(spec.Lit(before), spec.Partition, spec.Lit(after)))
	}
	for _, v := range candidates {
		fits := v != nil
		for partition, text := range texts {
			fits = fits && (!slices.Contains(spec.Partitions, partition) || (spec.Binding{Partition: partition}).Text(v) == text)
		}
		if fits {
			return v, true
		}
	}
	return nil, false
}

// made is a parameter for what the template makes itself.
func (t *cfn) made(n *syntax.Node, name string, typ spec.Type, id, resource string) spec.Value {
	return t.decided(n, name, typ, fmt.Sprintf("the template creates %s (%s)", id, resource))
}

// decided is elsewhere for a value that the template decides, not who deploys it.
func (t *cfn) decided(n *syntax.Node, name string, typ spec.Type, why string) spec.Value {
	before := len(t.notes)
	v := t.elsewhere(n, name, typ, why)
	if len(t.notes) > before {
		t.notes[before].Assumed = true
	}
	return v
}

// elsewhere is a parameter for what a template has and a spec has not. One
// thing is one parameter.
func (t *cfn) elsewhere(n *syntax.Node, name string, typ spec.Type, why string) spec.Value {
	key := name + " " + show(n)
	if fn, _ := form(n); fn == "Fn::Sub" || fn == "Ref" || fn == "Fn::GetAtt" {
		key = name // of a resource, however it is named
	}
	p := t.outside[key]
	if p == nil {
		if typ == "" {
			typ = spec.String
		}
		p = &spec.Param{Name: t.claim(logicalName(name, "Value"), isParam), Type: typ}
		t.outside[key] = p
		t.declare(p, n, t.last(), strings.ToUpper(why[:1])+why[1:]+".")
		t.note(n.Pos(), "%s becomes a parameter: %s", p.Name, why)
	}
	return spec.Value{spec.ParamRef{Param: p}}
}

// nameOf names a parameter for what a function returns.
func nameOf(n *syntax.Node) string {
	_, arg := form(n)
	for arg != nil && !isText(arg) {
		name, inner := form(arg)
		if name == "" {
			return "Value"
		}
		arg = inner
	}
	if arg == nil {
		return "Value"
	}
	return subPlaceholder.ReplaceAllString(arg.Text, "")
}
