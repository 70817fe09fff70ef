package terraform

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
)

// roles prints what the stack has, in the spec's order. What is looked up comes
// first, but is known last.
func (m *module) roles() []byte {
	var blocks []expr
	for _, r := range m.stack.Roles {
		blocks = append(blocks, m.role(r)...)
	}
	for _, p := range m.stack.Policies {
		blocks = append(blocks, m.policy(p))
	}
	for _, c := range m.stack.SecurityConfigurations {
		blocks = append(blocks, m.configuration(c))
	}
	return m.file(append(m.lookedUp(), blocks...)...)
}

// lookedUp prints the data sources and locals that the resources use.
func (m *module) lookedUp() []expr {
	var blocks []expr
	var known []entry
	if len(m.principals) > 0 {
		m.pseudo(spec.Partition)
	}
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
	if len(known) == 0 {
		return nil
	}
	return append(blocks, block("locals", known, m.principalsByPartition()))
}

func (m *module) principalsByPartition() []entry {
	if len(m.principals) == 0 {
		return nil
	}
	var out []entry
	for _, partition := range spec.Partitions {
		var in []entry
		for _, k := range slices.Sorted(maps.Keys(m.principals)) {
			in = append(in, entry{key(k), quoted(m.principals[k][partition])})
		}
		out = append(out, entry{key(partition), object(in)})
	}
	return []entry{{"# Service principals, which differ by partition.\nprincipals", object(out) + "[local.partition]"}}
}

// role prints a role with what belongs to it.
func (m *module) role(r *spec.Role) []expr {
	args := []entry{{"name", m.value(r.RoleName)}}
	args = append(args, m.path(r.Path)...)
	if r.Doc != "" {
		args = append(args, entry{"description", quoted(r.Doc)})
	}
	if r.MaxSession != nil {
		args = append(args, entry{"max_session_duration", m.seconds(r.MaxSession)})
	}
	if r.Boundary != nil {
		args = append(args, entry{"permissions_boundary", m.boundary(*r.Boundary)})
	}
	trust := m.document(r.Trust, nil, func(v spec.Value) expr { return m.roleOr(v, r) })
	role := block(m.header("aws_iam_role", r), args, []entry{{"assume_role_policy", trust}}, m.tags(r))
	out := []expr{comments(see(r.Source)) + role}
	for _, p := range r.Policies {
		out = append(out, m.inline(r, p))
	}
	for _, it := range r.Managed {
		out = append(out, m.attachment(r, it))
	}
	if r.Profile != nil {
		out = append(out, block(m.header("aws_iam_instance_profile", r),
			append(append([]entry{{"name", m.value(r.Profile)}}, m.path(r.Path)...), m.roleName(r))))
	}
	return out
}

func (m *module) header(typ string, of any) string { return resource(typ, m.names[of]) }

func resource(typ, name string) string { return `resource "` + typ + `" "` + name + `"` }

// roleName is the argument by which what belongs to a role names it.
func (m *module) roleName(r *spec.Role) entry {
	return entry{"role", m.resource("aws_iam_role", r) + ".name"}
}

func (m *module) path(v spec.Value) []entry {
	if s, ok := v.Literal(); ok && s == "/" {
		return nil
	}
	return []entry{{"path", m.value(v)}}
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

// boundary prints the ARN of a permissions boundary, or null. A policy of this
// spec that is not there must stop the deployment, not leave the role without a
// boundary.
func (m *module) boundary(it spec.Item) expr {
	if len(it.Value) == 1 && len(it.When) == 1 {
		if p, ok := it.Value[0].(spec.ParamRef); ok && p.Param == it.When[0] {
			return m.variable(p.Param)
		}
	}
	e, _ := m.policyARN(it.Value)
	return m.ifHolds(m.both(it.When, nil, nil), e, "null")
}

// policyARN prints the ARN of a managed policy. One of this spec is there only
// if it has a statement.
func (m *module) policyARN(v spec.Value) (expr, []spec.When) {
	if len(v) == 1 {
		if ref, ok := v[0].(spec.PolicyRef); ok {
			presence := m.presence(ref.Policy.Document)
			if ref.Policy.Stack == m.stack {
				return m.policyAttr(ref.Policy, presence, "[0]") + ".arn", presence
			}
			return m.value(v), presence
		}
	}
	return m.value(v), nil
}

// policyAttr is the address of a policy of the stack; of one that may not be
// there, with an index.
func (m *module) policyAttr(p *spec.Policy, presence []spec.When, index expr) expr {
	if len(presence) == 0 {
		index = ""
	}
	return m.resource("aws_iam_policy", p) + index
}

// tags prints the tags of a role; those that may not be there by merge.
func (m *module) tags(r *spec.Role) []entry {
	var maps []expr
	var always []entry
	flush := func() {
		if always != nil {
			maps = append(maps, object(always))
			always = nil
		}
	}
	for _, tag := range r.Tags {
		e := entry{key(tag.Key), m.value(tag.Value.Value)}
		if c := m.both(tag.Value.When, nil, nil); len(c) > 0 {
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

// inline prints an inline policy of r.
func (m *module) inline(r *spec.Role, p *spec.RolePolicy) expr {
	name := m.policies.Name(strings.TrimSuffix(m.names[r]+"_"+ident.Snake(p.Name), "_"))
	presence := m.presence(p.Document)
	return block(resource("aws_iam_role_policy", name), m.count(presence),
		[]entry{{"name", quoted(p.Name)}, m.roleName(r), {"policy", m.document(p.Document, certain(presence), m.value)}})
}

// attachment prints the attachment of a managed policy, or of a list of them.
func (m *module) attachment(r *spec.Role, it spec.Item) expr {
	name := m.attached.Name(strings.TrimSuffix(m.names[r]+"_"+m.label(it.Value), "_"))
	header := resource("aws_iam_role_policy_attachment", name)
	if it.Value.List() != nil {
		all := m.ifHolds(m.both(it.When, nil, nil), m.list(it.Value), "[]")
		return block(header, []entry{{"for_each", "toset(" + all + ")"}}, []entry{m.roleName(r), {"policy_arn", "each.value"}})
	}
	e, presence := m.policyARN(it.Value)
	return block(header, m.count(m.both(it.When, presence, nil)), []entry{m.roleName(r), {"policy_arn", e}})
}

// label is what an attachment is called for: the policy, or the parameter that
// says which one.
func (m *module) label(v spec.Value) string {
	for _, p := range v {
		switch p := p.(type) {
		case spec.PolicyRef:
			if name := m.names[p.Policy]; name != "" {
				return name
			}
			return ident.Snake(p.Policy.Name)
		case spec.ParamRef:
			return m.vars[p.Param]
		case spec.ListRef:
			return m.vars[p.Param]
		}
	}
	s := v.String()
	return ident.Snake(s[strings.LastIndexByte(s, '/')+1:])
}

// policy prints a customer managed policy.
func (m *module) policy(p *spec.Policy) expr {
	args := append([]entry{{"name", m.value(p.PolicyName)}}, m.path(p.Path)...)
	if p.Doc != "" {
		args = append(args, entry{"description", quoted(p.Doc)})
	}
	presence := m.presence(p.Document)
	doc := m.document(p.Document, certain(presence), m.value)
	return comments(see(p.Source)) + block(m.header("aws_iam_policy", p), m.count(presence), append(args, entry{"policy", doc}))
}

// configuration prints a security configuration of EMR.
func (m *module) configuration(c *spec.SecurityConfiguration) expr {
	return comments(c.Doc, see(c.Source)) + block(m.header("aws_emr_security_configuration", c),
		[]entry{{"name", m.value(c.ConfigurationName)}, {"configuration", jsonencode(m.json(c.Document()))}})
}
