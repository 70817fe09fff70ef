package cloudformation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/spec"
)

// role prints a role, with its policies inside, and its instance profile.
func (t *template) role(r *spec.Role) dict {
	props := t.identity(r.Entity(), "RoleName")
	add := func(key string, n node) { props = append(props, entry{Key: key, Value: n}) }
	if r.MaxSession != nil {
		add("MaxSessionDuration", t.seconds(r.MaxSession))
	}
	if r.Boundary != nil {
		add("PermissionsBoundary", t.boundary(r))
	}
	add("AssumeRolePolicyDocument", t.trust(r))
	if its := r.Attaches(); len(its) > 0 {
		add("ManagedPolicyArns", t.items(its, r.When, t.attached))
	}
	if inline := t.inlinePolicies(r); len(inline) > 0 {
		add("Policies", inline)
	}
	if len(r.Tags) > 0 {
		add("Tags", t.tags(r))
	}
	out := dict{resource(r.Deployed, r.Name, r.Source, "AWS::IAM::Role", t.conditionOf(r.When), props)}
	if r.Profile != nil {
		out = append(out, t.profile(r))
	}
	for _, p := range r.Policies {
		if p.Apart && t.stack.Holders(p, r)[0] == r {
			out = append(out, t.apart(r, p))
		}
	}
	return out
}

// boundary prints the permissions boundary of r. A policy of this spec that is not there
// must stop the deployment, not leave the role without a boundary.
func (t *template) boundary(r *spec.Role) node {
	var out node = noValue
	for i, it := range slices.Backward(r.Boundary) {
		n, _ := t.attached(it.Value)
		if c := t.itemCondition(it, r.When, always); len(c) == 0 || i == len(r.Boundary)-1 && r.AlwaysBounded() {
			out = n
		} else {
			out = call("!If", list{text(t.condition(c)), n, out})
		}
	}
	return out
}

// apart prints an inline policy that is a resource of its own.
func (t *template) apart(r *spec.Role, p *spec.RolePolicy) entry {
	presence := t.spec.Simplify(p.Document.Presence(), nil)
	var roles list
	for _, h := range t.stack.Holders(p, r) {
		roles = append(roles, t.ifHolds(t.spec.Simplify(condition{h.When}, spec.Certain(presence)), ref(h.Deployed.ID(h.Name))))
	}
	holders := entry{Key: "Roles", Value: roles}
	if p.ResourceType == "AWS::IAM::RolePolicy" {
		holders = entry{Key: "RoleName", Value: ref(r.Deployed.ID(r.Name))}
	}
	props := dict{
		{Key: "PolicyName", Value: t.value(p.PolicyName)},
		{Key: "PolicyDocument", Value: t.policyDocument(p.Document, spec.Certain(presence), t.plain)},
		holders,
	}
	return resource(spec.Deployed{LogicalID: p.LogicalID}, t.apartName(r, p), "", cmp.Or(p.ResourceType, "AWS::IAM::Policy"), t.nameOf(presence), props)
}

// resource prints a resource that the spec, or its profile, calls by a name.
func resource(d spec.Deployed, name, source, typ, condition string, props dict) entry {
	name = d.ID(name)
	body := dict{{Key: "Type", Value: text(typ)}}
	if d.Retain {
		body = append(body, entry{Key: "DeletionPolicy", Value: text("Retain")}, entry{Key: "UpdateReplacePolicy", Value: text("Retain")})
	}
	if condition != "" {
		body = append(body, entry{Key: "Condition", Value: text(condition)})
	}
	e := entry{Key: name, Apart: true, Value: append(body, entry{Key: "Properties", Value: props})}
	if source != "" {
		e.Comments = []string{statement.See(source)}
	}
	return e
}

// identity prints the name, the path and the description of e, of what the spec says.
func (t *template) identity(e spec.Entity, nameKey string) dict {
	var props dict
	if e.Named() {
		props = append(props, entry{Key: nameKey, Value: t.value(e.AWSName())})
	}
	if path := e.Path(); path != nil {
		props = append(props, entry{Key: "Path", Value: t.value(path)})
	}
	if d := e.Description(); d != "" {
		props = append(props, entry{Key: "Description", Value: prose(d)})
	}
	return props
}

// seconds prints a number of seconds, which is no text.
func (t *template) seconds(v spec.Value) node {
	if s, ok := v.Literal(); ok {
		return number(s)
	}
	return t.value(v)
}

// principalOf prints principals in the trust policy of r. IAM checks that a
// role exists when another trusts it: a role of the same stack is named by
// Fn::GetAtt, which makes CloudFormation create it first. r is nil where no
// role trusts.
func (t *template) principalOf(r *spec.Role) printer {
	return func(v spec.Value) (node, condition) {
		if o, ok := spec.LoneRole(v); ok && o.Role.Stack == t.stack && o.Role != r {
			return getAtt(o.Role.Deployed.ID(o.Role.Name), "Arn"), always
		}
		return t.plain(v)
	}
}

// attached prints the ARN of a policy that is attached to a role. One of this
// spec is there only if it has a statement.
func (t *template) attached(v spec.Value) (node, condition) {
	p, ok := spec.LonePolicy(v)
	if !ok {
		return t.plain(v)
	}
	presence := condition(p.Policy.Document.Presence())
	if p.Policy.Stack == t.stack {
		return ref(p.Policy.Deployed.ID(p.Policy.Name)), presence
	}
	return t.value(v), presence
}

func (t *template) inlinePolicies(r *spec.Role) list {
	var out list
	for _, p := range r.Policies {
		if p.Apart {
			continue
		}
		presence := t.spec.Simplify(p.Document.Presence(), r.When)
		n := dict{
			{Key: "PolicyName", Value: t.value(p.PolicyName)},
			{Key: "PolicyDocument", Value: t.policyDocument(p.Document, r.When.And(spec.Certain(presence)), t.plain)},
		}
		out = append(out, t.ifHolds(presence, n))
	}
	return out
}

func (t *template) tags(r *spec.Role) list {
	var out list
	for _, tag := range r.Tags {
		n := dict{
			{Key: "Key", Value: text(tag.Key)},
			{Key: "Value", Value: t.value(tag.Value.Value)},
		}
		out = append(out, t.ifHolds(t.itemCondition(tag.Value, r.When, always), n))
	}
	return out
}

// profile prints the instance profile of r, by which EC2 gets the role.
func (t *template) profile(r *spec.Role) entry {
	props := append(t.identity(r.ProfileEntity(), "InstanceProfileName"), entry{Key: "Roles", Value: list{ref(r.Deployed.ID(r.Name))}})
	return resource(r.OfProfile, t.profileName(r), "", "AWS::IAM::InstanceProfile", t.conditionOf(r.When), props)
}

// policy prints a customer managed policy.
func (t *template) policy(p *spec.Policy) entry {
	presence := t.spec.Simplify(p.Document.Presence(), nil)
	props := append(t.identity(p.Entity(), "ManagedPolicyName"), entry{Key: "PolicyDocument", Value: t.policyDocument(p.Document, spec.Certain(presence), t.plain)})
	for i, kind := range spec.AttachmentKinds {
		if names := namesIn(p, kind); len(names) > 0 {
			var some condition // without it, a list of parameters alone would have an empty name
			for _, it := range names {
				some = append(some, it.When)
			}
			given := spec.Certain(presence)
			if len(names) == 1 {
				given = given.And(names[0].When)
			}
			props = append(props, entry{Key: []string{"Groups", "Users", "Roles"}[i], Value: t.ifHolds(t.spec.Simplify(some, spec.Certain(presence)), t.items(names, given, t.nameIn))})
		}
	}
	return resource(p.Deployed, p.Name, p.Source, "AWS::IAM::ManagedPolicy", t.nameOf(presence), props)
}

// sessions prints the mappings of p to Studios.
func (t *template) sessions(p *spec.Policy) dict {
	var out dict
	for _, a := range p.Sessions() {
		id := a.LogicalID
		if id == "" {
			id = unused(p.Name+p.SessionName(a), func(id string) bool {
				return t.isNamed(id) || slices.ContainsFunc(out, func(e entry) bool { return e.Key == id })
			})
		}
		exists := t.spec.SimplifyBoth(a.Name.When, p.Document.Presence(), nil)
		out = append(out, resource(spec.Deployed{}, id, "", "AWS::EMR::StudioSessionMapping", t.nameOf(exists), dict{
			{Key: "StudioId", Value: t.value(a.Studio)},
			{Key: "IdentityType", Value: text(strings.ToUpper(a.To))},
			{Key: "IdentityName", Value: t.value(a.Name.Value)},
			{Key: "SessionPolicyArn", Value: ref(p.Deployed.ID(p.Name))},
		}))
	}
	return out
}

// namesIn are the groups, users or roles that p attaches itself to: those outside of the
// spec, and roles of the stack that cannot name p.
func namesIn(p *spec.Policy, kind string) []spec.Item {
	if kind != "role" {
		return p.AttachedTo(kind)
	}
	return append(p.HeldBy(), p.AttachedTo(kind)...)
}

// nameIn prints one of namesIn.
func (t *template) nameIn(v spec.Value) (node, condition) {
	if r, ok := v[0].(spec.RoleRef); ok {
		return ref(r.Role.Deployed.ID(r.Role.Name)), always
	}
	return t.plain(v)
}
