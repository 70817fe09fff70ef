package terraform

import (
	"slices"
	"strconv"

	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// roles prints what the stack has, in the spec's order. What is looked up comes
// first, but is known last.
func (m *module) roles() []byte {
	var blocks []expr
	for _, r := range m.stack.Roles {
		if m.first(r) {
			m.within(r, func() { blocks = append(blocks, m.role(r)...) })
		}
	}
	for _, p := range m.stack.Policies {
		if m.first(p) {
			m.within(p, func() { blocks = slices.Concat(blocks, []expr{m.policy(p)}, m.attachedTo(p), m.sessions(p)) })
		}
	}
	blocks = append(blocks, lists.Map(m.stack.SecurityConfigurations, m.configuration)...)
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
	var args []entry
	if r.Named() {
		args = append(args, entry{"name", m.or(m.roleOverride(r), r.RoleName)})
	}
	args = append(args, m.path(r.Path)...)
	if r.Doc != "" {
		args = append(args, entry{"description", quoted(r.Doc)})
	}
	if r.MaxSession != nil {
		args = append(args, entry{"max_session_duration", m.seconds(r.MaxSession)})
	}
	if b := m.boundary(r); b != "null" {
		args = append(args, entry{"permissions_boundary", b})
	}
	trust := m.document(r.Trust, r.When, func(v spec.Value) expr { return m.roleOr(v, r) })
	role := block(m.header("aws_iam_role", r), m.repeated(r, m.exists(r)), args, []entry{{"assume_role_policy", trust}}, m.tags(r.Tags, r.When))
	out := []expr{comments(statement.See(r.Source)) + retained(role, r.Deployed)}
	out = append(out, lists.Map(r.Policies, func(p *spec.RolePolicy) expr { return m.inline(r, p) })...)
	out = append(out, lists.Map(m.attachments(r), func(it spec.Run) expr { return m.attachment(r, it) })...)
	if r.Profile != nil {
		var args []entry
		if r.ProfileNamed() {
			args = append(args, entry{"name", m.or(m.profileOverride(r), r.Profile)})
		}
		profile := block(m.header("aws_iam_instance_profile", r), m.repeated(r, m.exists(r)), append(append(args, m.path(r.ProfilePath)...), m.roleName(r)), m.tags(r.ProfileTags, r.When))
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

func (m *module) header(typ string, of any) string { return resource(typ, m.names[of]) }

func resource(typ, name string) string { return `resource "` + typ + `" "` + name + `"` }

// roleName is the argument by which what belongs to a role names it.
func (m *module) roleName(r *spec.Role) entry {
	return entry{"role", m.address("aws_iam_role", r, true) + ".name"}
}

func (m *module) path(v spec.Value) []entry {
	if s, ok := v.Literal(); ok && s == "/" && !m.overrides(pathVar) {
		return nil
	}
	return []entry{{"path", m.or(m.pathOverride(v), v)}}
}

// seconds prints a number of seconds, which is no text.
func (m *module) seconds(v spec.Value) expr {
	if s, ok := v.Literal(); ok {
		if _, err := strconv.Atoi(s); err == nil {
			return expr(s)
		}
	}
	if p, ok := v[0].(spec.ParamRef); ok && len(v) == 1 {
		return m.variable(p.Param)
	}
	return m.value(v)
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
