package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// roleConstruct is the construct of a role, in the making.
type roleConstruct struct {
	*construct
	inside  *spec.Role // the role as it is where it exists
	methods []string   // the methods of the props that make the inline policies
	ids     []string   // of the constructs of the inline policies that are resources of their own
}

// newRole begins the construct of a role.
func newRole(c *construct) *roleConstruct {
	scope := naming.NewScope("complete")
	rc := &roleConstruct{construct: c, inside: c.Role.Inside()}
	ids := naming.NewScope("Role", "InstanceProfile", "PermissionsBoundary", "RoleArn", "RoleName", "InstanceProfileArn", "InstanceProfileName")
	for _, p := range c.Role.Policies {
		rc.ids = append(rc.ids, ids.Name(p.Name))
		rc.methods = append(rc.methods, scope.Name(naming.UnexportedCDK(naming.Exported(p.Name))+"Document"))
	}
	return rc
}

// write prints the file of the role.
func (c *roleConstruct) write(f *gofile.File) {
	accessors := c.accessors()
	c.declare(f, accessors, c.Role.Source, c.name+" is the role"+called(c.Role.RoleName), c.Role.Doc, c.Role.TemplateDoc)
	c.declareProps(f)
	c.defineNew(f)
	c.define(f, accessors)
	c.defineLater(f)
	c.defineComplete(f)
	for i, p := range c.inside.Policies {
		c.defineDocument(f, c.methods[i], "the inline policy "+p.Name, p.Document, c.lateOf(p)...)
	}
}

func (c *roleConstruct) accessors() []accessor {
	absent := ""
	if len(c.Role.When) > 0 {
		absent = " It is nil if it does not exist with these props."
	}
	accessors := []accessor{{"Role", "role", jen.Qual(awsiam, "Role"), "Role is the IAM role." + absent}}
	if c.Role.Profile != nil {
		accessors = append(accessors, accessor{
			"InstanceProfile", "instanceProfile", jen.Qual(awsiam, "InstanceProfile"),
			"InstanceProfile is the instance profile of the role." + absent,
		})
	}
	return accessors
}

// defineNew prints the constructor.
func (c *roleConstruct) defineNew(f *gofile.File) {
	f.Decl(
		gofile.Doc("", "New"+c.name+" creates the role and everything that belongs to it"),
		c.constructor(func(g *jen.Group) {
			fields := []jen.Code{jen.Id("construct"), jen.Id("role")}
			if c.Role.Profile != nil {
				fields = append(fields, jen.Id("instanceProfile"))
			}
			absent := []jen.Code{gofile.Field("Construct", jen.Id("construct"))}
			if all := c.later(); all != nil {
				fields = append(fields, jen.Id(c.ownProps()))
				absent = append(absent, gofile.Field("props", jen.Id(c.ownProps())))
				for _, l := range all {
					pending := c.helpers.use("mustCall").Call(jen.Id("construct"), jen.Lit(l.method))
					fields, absent = append(fields, pending), append(absent, gofile.Field(l.field, pending))
				}
			}
			if w := c.Role.When; len(w) > 0 {
				g.If(c.fails(w)).BlockFunc(func(g *jen.Group) {
					c.otherwise(g, c.Role.Entity(), false)
					c.otherwise(g, c.Role.ProfileEntity(), false)
					g.Return(jen.Op("&").Id(c.structName()).Values(absent...))
				})
			}
			c.create(g)
			g.Return(jen.Op("&").Id(c.structName()).Values(fields...))
		}),
	)
}

// create prints what makes the role and its instance profile.
func (c *roleConstruct) create(g *jen.Group) {
	locals := c.locals()
	g.Add(c.newRole(g, locals))
	c.completeTrust(g, locals)
	c.versions(g)
	c.tags(g)
	c.deployed(g, c.Role.Entity())
	c.nameAfter(g)
	c.apart(g, false)
	if c.Role.Profile != nil {
		c.profile(g)
		c.deployed(g, c.Role.ProfileEntity())
	}
}

// newRole prints the call that makes the role, after what it needs.
func (c *roleConstruct) newRole(g *jen.Group, locals *naming.Scope) *jen.Statement {
	r := c.inside
	t := partTrust(r.Trust)
	doc := gofile.DocAt(2, "", "The CDK requires a principal. The trust policy below replaces it.")
	if t.assumedBy != nil {
		doc = statementDoc(t.assumedBy, 2)
	}
	return jen.Id("role").Op(":=").Add(child(awsiam, "Role", "Role",
		gofile.Field("RoleName", c.ownName()),
		gofile.Field("Path", c.path(r.Entity())),
		gofile.Field("Description", optional(r.Doc)),
		gofile.Field("MaxSessionDuration", c.maxSession()),
		gofile.Field("PermissionsBoundary", c.boundary(g)),
		gofile.Item(doc, gofile.Field("AssumedBy", c.assumedBy(g, locals, t))),
		gofile.Field("ManagedPolicies", c.managed(g)),
		gofile.Field("InlinePolicies", c.inline(g)),
	))
}

func (c *construct) path(e spec.Entity) jen.Code {
	if e.Path() == nil {
		return nil
	}
	return c.value(e.Path())
}

func (c *roleConstruct) maxSession() jen.Code {
	v := c.Role.MaxSession
	if v == nil {
		return nil
	}
	seconds := jen.Qual(awscdk, "Duration_Seconds")
	if lit, ok := v.Literal(); ok {
		return seconds.Call(jen.Qual(jsii, "Number").Call(number(lit)))
	}
	return seconds.Call(c.field(v[0].(spec.ParamRef).Param))
}

// inline prints the inline policies, after what they need, or nil.
func (c *roleConstruct) inline(g *jen.Group) jen.Code {
	within := 0
	for _, p := range c.inside.Policies {
		if !p.Apart {
			within++
		}
	}
	if within == 0 {
		return nil
	}
	var always []jen.Code
	for i, p := range c.inside.Policies {
		if !p.Apart && p.Document.Presence() == nil {
			always = append(always, gofile.Entry(c.policyName(p), c.document(i)))
		}
	}
	literal := jen.Map(jen.String()).Qual(awsiam, "PolicyDocument")
	if always == nil {
		literal.Values()
	} else {
		literal.Add(gofile.Struct(always...))
	}
	if len(always) == within && !c.oldVersion() {
		return jen.Op("&").Add(literal)
	}
	g.Id("policies").Op(":=").Add(literal)
	for i, p := range c.inside.Policies {
		if when := p.Document.Presence(); when != nil && !p.Apart {
			g.If(c.conditions(when)).Block(jen.Id("policies").Index(c.policyName(p)).Op("=").Add(c.document(i)))
		}
	}
	return jen.Op("&").Id("policies")
}

// policyName prints the name in IAM of an inline policy, as a string.
func (c *roleConstruct) policyName(p *spec.RolePolicy) *jen.Statement {
	if name, ok := p.PolicyName.Literal(); ok {
		return jen.Lit(name)
	}
	return jen.Op("*").Add(c.value(p.PolicyName))
}

// document prints the document of an inline policy. Without props there is nothing to
// complete.
func (c *roleConstruct) document(i int) *jen.Statement {
	args := lists.Map(c.lateOf(c.inside.Policies[i]), func(r *ref) jen.Code { return jen.Id(r.local) })
	return jen.Id(c.ownProps()).Dot(c.methods[i]).Call(args...)
}

// ownProps is the variable that has the props.
func (c *construct) ownProps() string {
	if len(c.props) == 0 {
		return "props"
	}
	return "p"
}

// completeTrust prints what AssumedBy cannot say.
func (c *roleConstruct) completeTrust(g *jen.Group, locals *naming.Scope) {
	t := partTrust(c.inside.Trust)
	if t.assumedBy == nil {
		g.Id("trust").Op(":=").Qual(awsiam, "NewPolicyDocument").Call(jen.Nil())
		c.statements(g, "trust", locals, t.rest, nil)
		if t.asText {
			text := jen.Qual(awscdk, "Stack_Of").Call(jen.Id("construct")).Dot("ToJsonString").Call(jen.Id("trust"), jen.Nil())
			g.Comment("A condition key has a prop, which may be a token: only the text of JSON can have tokens in keys.")
			g.Add(cfnRole().Dot("AddPropertyOverride").Call(jsiiString("AssumeRolePolicyDocument"), text))
			return
		}
		g.Add(cfnRole().Dot("SetAssumeRolePolicyDocument").Call(jen.Id("trust")))
		return
	}
	if len(t.rest) > 0 {
		g.Id("trust").Op(":=").Id("role").Dot("AssumeRolePolicy").Call()
		c.statements(g, "trust", locals, t.rest, nil)
	}
}

func cfnRole() *jen.Statement { return resource(jen.Id("role"), "CfnRole") }

func (c *roleConstruct) tags(g *jen.Group) {
	for _, t := range c.inside.Tags {
		c.ifHolds(g, t.Value.When, func(g *jen.Group) {
			g.Qual(awscdk, "Tags_Of").Call(jen.Id("role")).Dot("Add").
				Call(jsiiString(t.Key), c.value(t.Value.Value), jen.Nil())
		})
	}
}

func (c *roleConstruct) profile(g *jen.Group) {
	var name jen.Code
	switch {
	case !c.Role.ProfileNamed():
	case c.profileFollows():
		name = c.ownName()
	default:
		name = c.value(c.Role.Profile)
	}
	g.Id("instanceProfile").Op(":=").Add(child(awsiam, "InstanceProfile", "InstanceProfile",
		gofile.Field("InstanceProfileName", name),
		gofile.Field("Path", c.path(c.Role.ProfileEntity())),
		gofile.Field("Role", jen.Id("role")),
	))
}

// oldVersion reports whether an inline policy has a version or an ID that the
// CDK does not write.
func (c *roleConstruct) oldVersion() bool {
	return slices.ContainsFunc(c.inside.Policies, func(p *spec.RolePolicy) bool { return len(overrides(p.Document)) > 0 })
}

// nameAfter prints where the name of the role comes from, for all that is created
// after it, if CloudFormation makes it.
func (c *roleConstruct) nameAfter(g *jen.Group) {
	isApart := slices.ContainsFunc(c.inside.Policies, func(p *spec.RolePolicy) bool { return p.Apart })
	if !c.Role.Named() && (isApart || c.Role.Profile != nil && c.Role.ProfileNamed()) {
		g.Add(c.field(c.selfName).Op("=").Id("role").Dot("RoleName").Call())
	}
}

// apart prints the inline policies that are resources of their own: those that name
// what is created later, or the others. Roles that share one each have their own here.
func (c *roleConstruct) apart(g *jen.Group, late bool) {
	for i, p := range c.inside.Policies {
		if !p.Apart || late != (c.lateOf(p) != nil) {
			continue
		}
		made := func(g *jen.Group) {
			policy, more := c.apartPolicy(p, i), c.changes(p)
			if len(more) == 0 {
				g.Add(policy)
				return
			}
			if p.ResourceType != rolePolicyType {
				policy = resource(policy, "CfnPolicy")
			}
			g.Id("policy").Op(":=").Add(policy)
			for _, change := range more {
				g.Id("policy").Add(change)
			}
		}
		if when := p.Document.Presence(); when == nil && len(c.changes(p)) > 0 {
			g.BlockFunc(made)
		} else {
			c.ifPresent(g, when, made)
		}
	}
}

// rolePolicyType is the type of an inline policy that is a resource of one role. Its
// document is what the spec says, with its version.
const rolePolicyType = "AWS::IAM::RolePolicy"

func (c *roleConstruct) apartPolicy(p *spec.RolePolicy, i int) *jen.Statement {
	name := gofile.Field("PolicyName", c.value(p.PolicyName))
	class, fields := "Policy", []jen.Code{
		name, gofile.Field("Document", c.document(i)),
		gofile.Field("Roles", jen.Op("&").Index().Qual(awsiam, "IRole").Values(jen.Id("role"))),
	}
	if p.ResourceType == rolePolicyType {
		class, fields = "CfnRolePolicy", []jen.Code{
			name, gofile.Field("PolicyDocument", c.document(i)),
			gofile.Field("RoleName", jen.Id("role").Dot("RoleName").Call()),
		}
	}
	return child(awsiam, class, c.ids[i], fields...)
}

// changes are what the CDK does not say of an inline policy that is a resource of its
// own: calls of methods of the resource. Of roles that share a policy, the first has
// its logical ID.
func (c *roleConstruct) changes(p *spec.RolePolicy) []jen.Code {
	var out []jen.Code
	if p.LogicalID != "" && c.Role.Stack.Holders(p, c.Role)[0] == c.Role {
		out = append(out, jen.Dot("OverrideLogicalId").Call(jsiiString(p.LogicalID)))
	}
	for _, o := range overrides(p.Document) {
		out = append(out, jen.Dot("AddPropertyOverride").Call(jsiiString("PolicyDocument."+o.field), jsiiString(o.value)))
	}
	return out
}
