package importer

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// passRoles is the inline policy that passes makes.
const passRoles = "PassRoles"

func (d *draft) writtenRoles() dict {
	return dict{apart: true, fields: lists.Map(d.roles, func(r *role) entry { return entry{Key: r.Name, Value: d.writtenRole(r), Comments: d.roleComments(r)} })}
}

// roleComments are what stands above a role: also what could not be carried
// over and has no place of its own.
func (d *draft) roleComments(r *role) []string {
	out := slices.Clone(r.comments)
	if r.match != nil {
		return append(out, r.match.comments...)
	}
	if len(carried(r.Trust)) == 0 {
		out = append(out, d.losses(r.Trust)...)
	}
	for _, p := range r.Policies {
		if len(carried(p.Document)) == 0 {
			out = append(append(out, "Its policy "+p.Name+" has no statements left."), d.losses(p.Document)...)
		}
	}
	return out
}

func (d *draft) writtenRole(r *role) dict {
	out := d.writtenBody(r)
	if r.match != nil {
		out = d.writtenMatch(r, r.match)
	}
	if _, edges := d.writtenInline(r); edges != nil {
		out.add("passes", list{items: edges})
	}
	return out
}

// writtenBody is a role by itself, without a template and what it passes.
func (d *draft) writtenBody(r *role) dict {
	var out dict
	out.add("roleName", givenName(r.RoleName, r.Named()))
	out.add("kind", text(r.Kind))
	out.add("doc", doc(escaped(r.Doc)))
	out.join(d.ownFields(r))
	out.add("trust", d.writtenTrust(r))
	if r.Profile != nil {
		out.add("instanceProfile", writtenProfile(r))
	}
	out.add("managedPolicies", d.managed(r.Managed).given())
	policies, _ := d.writtenInline(r)
	out.add("policies", policies.given())
	return out
}

// writtenMatch is a role that is made of a template.
func (d *draft) writtenMatch(r *role, m *match) dict {
	out := m.head("roleName", givenName(r.RoleName, r.Named()))
	if m.ownDoc {
		out.add("doc", prose(escaped(r.Doc)))
	}
	out.join(d.ownFields(r))
	if m.ownTrust {
		kind := r.Kind
		r.Kind = m.kind // which guards follow from
		out.add("trust", d.writtenTrust(r))
		r.Kind = kind
	}
	switch {
	case r.Profile != nil && (len(writtenDeployed(r.OfProfile).fields) > 0 || !r.ProfileNamed() || r.ownProfilePath()):
		out.add("instanceProfile", writtenProfile(r))
	default:
		out.add("instanceProfile", m.profile)
	}
	out.add("managedPolicies", d.managed(m.managed).given())
	out.add("policies", m.policies.given())
	out.add("statements", m.statements.given())
	return out
}

// head are the fields that every use of a template begins with.
func (m *match) head(key string, name yaml) dict {
	var out dict
	out.add("template", text(m.template))
	out.add(key, name)
	out.add("with", m.with.given())
	return out
}

// givenName is a name that the spec gives, or nil.
func givenName(name spec.Value, given bool) yaml {
	if !given {
		return nil
	}
	return text(name.String())
}

// ownFields are those that no template has.
func (d *draft) ownFields(r *role) dict {
	var out dict
	out.add("when", when(r.When))
	if !isRoot(r.Path) {
		out.add("path", text(r.Path.String()))
	}
	switch len(r.Boundary) {
	case 0:
	case 1:
		out.add("permissionsBoundary", optionalItem(r.Boundary[0]))
	default:
		out.add("permissionsBoundary", items(r.Boundary))
	}
	if r.MaxSession != nil {
		out.add("maxSessionDuration", number(r.MaxSession.String()))
	}
	tags := dict{flow: true}
	for _, t := range r.Tags {
		tags.add(t.Key, optionalItem(t.Value))
	}
	out.add("tags", tags.given())
	out.join(writtenDeployed(r.Deployed))
	return out
}

// optionalItem is a value that is there if it is one optional parameter that is given,
// or else under a condition that the spec writes.
func optionalItem(it spec.Item) yaml {
	value := text(it.Value.String())
	if isLoneOptional(it) {
		return value
	}
	return item(it, value)
}

// ownProfilePath reports whether the instance profile has another path than the role.
func (r *role) ownProfilePath() bool {
	return r.Profile != nil && r.ProfilePath.String() != r.Path.String()
}

func writtenProfile(r *role) yaml {
	if identity := writtenDeployed(r.OfProfile); len(identity.fields) > 0 || !r.ProfileNamed() || r.ownProfilePath() {
		out := dict{flow: true}
		switch {
		case !r.ProfileNamed():
			out.add("name", text(""))
		case r.Profile.String() != r.RoleName.String():
			out.add("name", text(r.Profile.String()))
		}
		if r.ownProfilePath() {
			out.add("path", text(r.ProfilePath.String()))
		}
		out.join(identity)
		return out
	}
	if r.Profile.String() == r.RoleName.String() {
		return bare("true")
	}
	return text(r.Profile.String())
}

// managed are the managed policies: AWS's and the spec's by name, others by
// ARN.
func (d *draft) managed(its []spec.Item) list {
	return list{items: lists.Map(its, func(it spec.Item) yaml { return item(it, text(d.managedName(it.Value))) })}
}

// writtenInline are the inline policies, and what passes says of one.
func (d *draft) writtenInline(r *role) (policies dict, edges []yaml) {
	policies.apart = true
	for _, p := range r.Policies {
		if p.Name == passRoles && isDocumentOnly(p) && !r.plain {
			if e, ok := d.passes(p.Document.Statements); ok && !isOdd(p.Document) {
				edges = e
				continue
			}
		}
		policies.add(p.Name, d.writtenPolicyOfRole(p))
	}
	return policies, edges
}

// writtenPolicyOfRole is an inline policy as the spec writes it; nil if no statement is
// left.
func (d *draft) writtenPolicyOfRole(p *spec.RolePolicy) yaml {
	sts := d.writtenDocument(p.Document)
	if sts == nil || isDocumentOnly(p) {
		return sts
	}
	var out dict
	if renamed(p) {
		out.add("policyName", text(p.PolicyName.String()))
	}
	out.add("logicalId", givenText(p.LogicalID))
	out.add("resourceType", givenText(p.ResourceType))
	if head, ok := sts.(dict); ok {
		out.join(head)
		return out
	}
	out.add("Statement", sts)
	return out
}
