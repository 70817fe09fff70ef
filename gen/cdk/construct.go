package cdk

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// construct is a construct in the making: of a role, a policy, a security
// configuration or a stack.
type construct struct {
	name    string // e.g., "StudioServiceRole"
	spec    *spec.Spec
	props   []prop // in the order in which the struct lists them
	params  map[*spec.Param]prop
	refs    refs
	helpers helpers

	spec.Subject             // that it creates; zero for a stack
	selfName     *spec.Param // stands for the prop that gives the name; nil if there is none
	shared       *shared     // what the function that is being printed uses several times

	each      *spec.Each                // of the first of those that the construct can make, or nil
	nameParam *spec.Param               // stands for the prop that says which of them
	names     map[*spec.NameList]string // the functions that return names
	valuesOf  map[*spec.NameList]values // of those whose names have values
	loop      *jen.Statement            // the variable of the loop over names that is being printed, or nil
}

// prop is a field of the props.
type prop struct {
	name   string // e.g., "StudioKey"
	typ    *jen.Statement
	object *object // of a parameter whose prop is an object of the CDK
	param  *spec.Param
	text   spec.Value // the default of the prop that overrides the name, or nil
	made   bool       // the prop overrides a name that the deployment makes

	required bool        // of the prop for another role or policy: nothing else says its name
	exists   []spec.When // one of which holds where that exists; nil if it always does
	doc      string
}

func (c *construct) propsName() string { return c.name + "Props" }

// structName is the name of the type behind the interface. It ends in a word
// that no local variable ends in.
func (c *construct) structName() string { return naming.UnexportedCDK(c.name + "Construct") }

// newConstruct begins a construct that takes params, and roles and policies of
// the spec. One for each of some names takes a name first.
func (k *pkg) newConstruct(name string, params []*spec.Param, rs refs, each *spec.Each) (*construct, *naming.Scope) {
	c := &construct{name: name, spec: k.spec, params: map[*spec.Param]prop{}, refs: rs, helpers: k.helpers, each: each, names: k.names, valuesOf: k.values}
	scope := &naming.Scope{}
	if each != nil {
		c.nameParam = k.newNameParam(each)
		c.addParam(c.nameParam, scope)
	}
	for _, p := range params {
		if p.Made == nil { // or else the prop is what has the name
			c.addParam(p, scope)
		}
	}
	for _, r := range c.refs.list {
		r.prop = scope.Name(r.want)
		c.props = append(c.props, prop{name: r.prop, typ: r.typ(), doc: r.doc(), required: r.required(), exists: r.Exists()})
	}
	return c, scope
}

// newSubject begins the construct of a role, a policy or a security configuration.
func (k *pkg) newSubject(of spec.Subject) *construct {
	e := spec.Entity{Subject: of}
	name := k.construct(of.Header().Written(), kindOf(e).suffix)
	c, fields := k.newConstruct(name, k.spec.ParamsOfSubject(of), refsOf(of), of.Header().Each)
	c.Subject = of
	if of.Role == nil || !of.Role.NameInTrust() {
		c.addName(fields, kindOf(e).field, e.What(), e.AWSName())
	}
	return c
}

// entity is what the construct makes, but for an instance profile.
func (c *construct) entity() spec.Entity { return spec.Entity{Subject: c.Subject} }

// kind is how constructs speak of a kind of entity.
type kind struct {
	what     string
	suffix   string // of the name of its construct, if another construct has the name
	field    string // the prop that overrides the name of the entity
	accessor string // the method of its construct that returns it

	value *jen.Statement       // the CDK's construct, where it is made
	class string               // of its resource, e.g., "CfnRole"; "" if it is the resource
	texts map[spec.Attr]string // its methods that return texts
}

func kindOf(e spec.Entity) kind {
	texts := func(arn, name string) map[spec.Attr]string {
		return map[spec.Attr]string{spec.AttrARN: arn, spec.AttrName: name}
	}
	switch {
	case e.Profile:
		return kind{"instance profile", "", "", "InstanceProfile", jen.Id("instanceProfile"), "CfnInstanceProfile", texts("InstanceProfileArn", "InstanceProfileName")}
	case e.Role != nil:
		return kind{"role", "Role", "RoleName", "Role", jen.Id("role"), "CfnRole", texts("RoleArn", "RoleName")}
	case e.Policy != nil:
		return kind{"managed policy", "Policy", "ManagedPolicyName", "ManagedPolicy", jen.Id("c").Dot("policy"), "CfnManagedPolicy", texts("ManagedPolicyArn", "ManagedPolicyName")}
	}
	return kind{"security configuration", "Configuration", "ConfigurationName", "SecurityConfiguration", jen.Id("configuration"), "", texts("", "Ref")}
}

// addName adds the prop that overrides the name of what the construct makes,
// unless the name is that of a prop anyway.
func (c *construct) addName(scope *naming.Scope, field, what string, name spec.Value) {
	if len(name) == 1 && !isMade(name) {
		if ref, ok := name[0].(spec.ParamRef); ok && c.params[ref.Param].name == field {
			c.selfName = ref.Param
			return
		}
	}
	c.selfName = &spec.Param{Name: field, Type: spec.String}
	pr := prop{
		name: scope.Name(field),
		typ:  jen.Op("*").String(),
		doc:  "The name of the " + what + ". Default: " + show(name) + ".",
		text: name,
	}
	if isMade(name) {
		pr.text, pr.made, pr.doc = nil, true, "The name of the "+what+". Default: CloudFormation makes one."
	}
	c.params[c.selfName] = pr
	c.props = append(c.props, pr)
}

func (c *construct) addParam(p *spec.Param, scope *naming.Scope) {
	pr := prop{object: objectOf(p), param: p, doc: paramDoc(p)}
	name := naming.CDK(p.Name)
	if pr.object != nil {
		name = pr.object.trim(name)
		pr.typ = pr.object.typ()
	} else {
		pr.typ = goType(p)
	}
	pr.name = scope.Name(name)
	c.props = append(c.props, pr)
	c.params[p] = pr
}

func goType(p *spec.Param) *jen.Statement {
	switch {
	case p.List:
		return jen.Op("*").Index().Op("*").String()
	case p.Type == spec.Boolean:
		return jen.Op("*").Bool()
	case p.Type == spec.Number:
		return jen.Op("*").Float64()
	default:
		return jen.Op("*").String()
	}
}

// selfText is what a reference to the construct's own role or policy stands
// for, with the name as the props have it.
func (c *construct) selfText(part spec.Part) (spec.Value, bool) {
	switch part := part.(type) {
	case spec.RoleRef:
		if part.Role == c.Role && c.Role != nil && part.Same == (c.each != nil) {
			return c.called(part, c.selfName), true
		}
	case spec.PolicyRef:
		if part.Policy == c.Policy && c.Policy != nil && part.Same == (c.each != nil) {
			return c.called(part, c.selfName), true
		}
	}
	return nil, false
}

// called is what a reference to what the construct makes stands for, under the
// name that a parameter stands for, or under its own.
func (c *construct) called(part spec.Part, name *spec.Param) spec.Value {
	role, policy := c.Role, c.Policy
	if name != nil {
		value := spec.Value{spec.ParamRef{Param: name}}
		if role != nil {
			copied := *role
			if c.profileFollows() {
				copied.Profile = value
			}
			copied.RoleName = value
			role = &copied
		}
		if policy != nil {
			copied := *policy
			copied.PolicyName = value
			policy = &copied
		}
	}
	if policy != nil {
		return policy.ARN()
	}
	return spec.RoleRef{Role: role, Attr: part.(spec.RoleRef).Attr}.Value()
}

// ownName prints the name of what the construct makes.
func (c *construct) ownName() *jen.Statement {
	if c.selfName == nil {
		return c.value(c.Role.RoleName)
	}
	return c.field(c.selfName)
}

// profileFollows reports whether the instance profile is named as the role.
func (c *construct) profileFollows() bool {
	return c.Role.Profile != nil && c.Role.Profile.String() == c.Role.RoleName.String()
}

// locals is the scope of a function of the construct.
func (c *construct) locals() *naming.Scope {
	names := slices.Concat(allHelpers().names, constructorNames, slices.Collect(maps.Values(importNames)))
	for _, pr := range c.props {
		if pr.param != nil && pr.param.List {
			names = append(names, singular(pr.name))
		}
	}
	for _, r := range c.refs.list {
		if r.late {
			names = append(names, r.local)
		}
	}
	return naming.NewScope(names...)
}

// constructorNames are the parameters and variables of our functions.
var constructorNames = []string{
	"scope", "id", "props", "p", "c", "construct", "policies", "managedPolicies", "boundary", "assumedBy",
	"trust", "role", "instanceProfile", "document", "configuration", "name", "made",
	"partition", "region", "account", "urlSuffix", "stackName",
}

// isMade reports whether a name is one that the deployment makes.
func isMade(name spec.Value) bool {
	if len(name) != 1 {
		return false
	}
	ref, ok := name[0].(spec.ParamRef)
	return ok && ref.Param.Made != nil
}
