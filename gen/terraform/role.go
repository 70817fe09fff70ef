package terraform

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// roles prints what the stack has, in the spec's order. What is looked up comes
// first, but is known last.
func (m *module) roles() []byte {
	var blocks []expr
	for of := range m.stack.Subjects() {
		if !m.first(of) {
			continue
		}
		m.within(of, func() {
			switch {
			case of.Role != nil:
				blocks = append(blocks, m.role(of.Role)...)
			case of.Policy != nil:
				blocks = slices.Concat(blocks, []expr{m.policy(of.Policy)}, m.attachedTo(of.Policy), m.sessions(of.Policy))
			default:
				blocks = append(blocks, m.configuration(of.Configuration))
			}
		})
	}
	lookups := m.lookupBlocks() // before the locals that they use
	return m.file(slices.Concat(m.lookedUp(), lookups, blocks)...)
}

// lookedUp prints the data sources and locals that the resources use.
func (m *module) lookedUp() []expr {
	var blocks []expr
	var known []entry
	last := ""
	for _, l := range locals {
		if !m.pseudos[l.pseudo] {
			continue
		}
		if l.source != last {
			blocks = append(blocks, block(`data "`+l.source+`" "current"`))
			last = l.source
		}
		known = append(known, entry{l.name, expr("data." + l.source + ".current." + l.attr)})
	}
	own, names, conditions := m.localNames(), append(m.listedNames(), m.listedValues()...), m.namedConditions()
	if len(known)+len(own)+len(names)+len(conditions) == 0 {
		return nil
	}
	return append(blocks, block("locals", known, own, names, conditions))
}

func (m *module) listedNames() []entry {
	var out []entry
	for _, l := range m.nameLists {
		names := lists.Map(l.names, func(name string) element { return element{value: quoted(name)} })
		out = append(out, entry{l.local, tuple(names)})
	}
	return out
}

// role prints a role with what belongs to it.
func (m *module) role(r *spec.Role) []expr {
	of, args := r.Entity().Subject, m.identity(r.Entity())
	if r.MaxSession != nil {
		args = append(args, entry{"max_session_duration", m.seconds(r.MaxSession)})
	}
	if b := m.boundary(r); b != "null" {
		args = append(args, entry{"permissions_boundary", b})
	}
	trust := m.document(r.Trust, r.When, func(v spec.Value) expr { return m.roleOr(v, r) })
	role := block(m.header(r.Entity()), m.repeated(of, m.exists(of)), args, []entry{{"assume_role_policy", trust}}, m.tags(r.Tags, r.When))
	out := []expr{comments(statement.See(r.Source)) + retained(role, r.Deployed)}
	out = append(out, lists.Map(r.Policies, func(p *spec.RolePolicy) expr { return m.inline(r, p) })...)
	out = append(out, lists.Map(m.attachments(r), func(it spec.Run) expr { return m.attachment(r, it) })...)
	if r.Profile != nil {
		args := append(m.identity(r.ProfileEntity()), m.roleName(r))
		profile := block(m.header(r.ProfileEntity()), m.repeated(of, m.exists(of)), args, m.tags(r.ProfileTags, r.When))
		out = append(out, retained(profile, r.OfProfile))
	}
	return out
}

// retained is a block of a resource that Terraform must not destroy, if d says so.
func retained(resource expr, d spec.Deployed) expr {
	if !d.Retain {
		return resource
	}
	return resource[:len(resource)-len("}\n")] + "\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n"
}

func (m *module) header(e spec.Entity) string { return resource(resourceType(e), m.names[e.Subject]) }

// resourceType is how Terraform calls what e is.
func resourceType(e spec.Entity) string {
	switch {
	case e.Profile:
		return "aws_iam_instance_profile"
	case e.Role != nil:
		return "aws_iam_role"
	case e.Policy != nil:
		return "aws_iam_policy"
	}
	return "aws_emr_security_configuration"
}

// identity are the arguments with the name, the path and the description of e, of what the
// spec or a variable says.
func (m *module) identity(e spec.Entity) []entry {
	var out []entry
	if e.Named() {
		out = append(out, entry{"name", m.or(m.override(e), e.AWSName())})
	}
	if path := e.Path(); path != nil || e.Configuration == nil && m.overrides(pathVar) {
		if path == nil {
			path = spec.Text("/")
		}
		out = append(out, entry{"path", m.or(m.pathOverride(path), path)})
	}
	if d := e.Description(); d != "" {
		out = append(out, entry{"description", quoted(d)})
	}
	return out
}

func resource(typ, name string) string { return `resource "` + typ + `" "` + name + `"` }

// roleName is the argument by which what belongs to a role names it.
func (m *module) roleName(r *spec.Role) entry {
	return entry{"role", m.address(r.Entity(), true) + ".name"}
}

// seconds prints a number of seconds, which is no text.
func (m *module) seconds(v spec.Value) expr {
	if s, ok := v.Literal(); ok {
		return expr(s)
	}
	return m.variable(v[0].(spec.ParamRef).Param)
}

// boundary prints the ARN of the permissions boundary of r, or null. A policy of this
// spec that is not there must stop the deployment, not leave the role without a
// boundary.
func (m *module) boundary(r *spec.Role) expr {
	none := expr("null")
	if m.overrides(boundaryVar) {
		none = "var." + boundaryVar
	}
	for i, it := range slices.Backward(r.Boundary) {
		when := m.spec.SimplifyBoth(it.When, nil, r.When)
		if none == "null" && len(it.Value) == 1 && len(when) == 1 && len(when[0]) == 1 {
			if p, ok := it.Value[0].(spec.ParamRef); ok && when[0][0] == spec.Given(p.Param) {
				none = m.variable(p.Param)
				continue
			}
		}
		e, _ := m.policyARN(it.Value)
		if i == len(r.Boundary)-1 && r.AlwaysBounded() {
			when = nil
		}
		none = m.ifHolds(when, e, none)
	}
	return none
}

// tags prints tags, of what is there if given holds; those that may not be there by
// merge.
func (m *module) tags(tags []spec.Tag, given spec.When) []entry {
	var maps []expr
	if m.overrides(tagsVar) {
		maps = append(maps, "var."+tagsVar)
	}
	var always []entry
	flush := func() {
		if always != nil {
			maps = append(maps, object(always))
			always = nil
		}
	}
	for _, tag := range tags {
		e := entry{key(tag.Key), m.value(tag.Value.Value)}
		if c := m.spec.SimplifyBoth(tag.Value.When, nil, given); len(c) > 0 {
			flush()
			maps = append(maps, m.ifHolds(c, "{ "+expr(e.key)+" = "+e.value+" }", "{}"))
		} else {
			always = append(always, e)
		}
	}
	flush()
	switch len(maps) {
	case 0:
		return nil
	case 1:
		return []entry{{"tags", maps[0]}}
	default:
		return []entry{{"tags", call("merge", maps)}}
	}
}
