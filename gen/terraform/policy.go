package terraform

import (
	"strings"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/gen/internal/statement"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// policyARN prints the ARN of a managed policy. One of this spec is there only
// if it has a statement.
func (m *module) policyARN(v spec.Value) (expr, []spec.When) {
	ref, ok := spec.LonePolicy(v)
	if !ok {
		return m.value(v), nil
	}
	presence := m.presence(ref.Policy.Document)
	if ref.Policy.Stack == m.stack {
		return m.address(ref.Policy.Entity(), ref.Same) + ".arn", presence
	}
	return m.value(v), presence
}

// inline prints an inline policy of r.
func (m *module) inline(r *spec.Role, p *spec.RolePolicy) expr {
	name := m.policies.Name(strings.TrimSuffix(m.names[r.Entity().Subject]+"_"+naming.Snake(p.Name), "_"))
	presence := m.presence(p.Document)
	return block(resource("aws_iam_role_policy", name), m.repeated(r.Entity().Subject, presence),
		[]entry{{"name", m.value(p.PolicyName)}, m.roleName(r), {"policy", m.document(p.Document, r.When.And(spec.Certain(presence)), m.value)}})
}

// attachments are the managed policies of r: those that are there for each name,
// as one if r is not in a loop itself.
func (m *module) attachments(r *spec.Role) []spec.Run {
	if m.loops[r.Entity().Subject] == nil {
		return m.runs(r.Managed)
	}
	return lists.Map(r.Managed, func(it spec.Item) spec.Run { return spec.Run{Item: it} })
}

// attachment prints the attachment of a managed policy, or of several: of a
// list, or for each name.
func (m *module) attachment(r *spec.Role, it spec.Run) expr {
	name := m.attached.Name(strings.TrimSuffix(m.names[r.Entity().Subject]+"_"+m.label(it), "_"))
	header := resource("aws_iam_role_policy_attachment", name)
	if it.Value.List() != nil {
		all := m.ifHolds(m.spec.SimplifyBoth(it.When, nil, nil), m.list(it.Value), "[]")
		return block(header, []entry{{"for_each", "toset(" + all + ")"}}, []entry{m.roleName(r), {"policy_arn", "each.value"}})
	}
	if it.Each != nil {
		role := m.roleName(r)
		m.name = "each.key"
		e, presence := m.policyARN(it.Value)
		m.name = ""
		names := m.nameList(it.Each.List, it.Each.List.Names)
		return block(header, forEach(m.ifHolds(m.spec.SimplifyBoth(it.When, presence, nil), names, "[]")), []entry{role, {"policy_arn", e}})
	}
	e, presence := m.policyARN(it.Value)
	return block(header, m.repeated(r.Entity().Subject, m.spec.SimplifyBoth(it.When, presence, nil)), []entry{m.roleName(r), {"policy_arn", e}})
}

// label is what an attachment is called for: the policy, or the parameter that
// says which one.
func (m *module) label(it spec.Run) string {
	v := it.Value
	for _, p := range v {
		switch p := p.(type) {
		case spec.PolicyRef:
			if p.Same {
				return naming.Snake(p.Policy.Written())
			}
			return naming.Snake(p.Policy.Name)
		case spec.ParamRef:
			return m.vars[p.Param]
		case spec.ListRef:
			return m.vars[p.Param]
		}
	}
	s := v.String()
	return naming.Snake(s[strings.LastIndexByte(s, '/')+1:])
}

// policy prints a customer managed policy.
func (m *module) policy(p *spec.Policy) expr {
	of, args := p.Entity().Subject, m.identity(p.Entity())
	presence := m.exists(of)
	doc := m.document(p.Document, spec.Certain(presence), m.value)
	return comments(statement.See(p.Source)) + retained(block(m.header(p.Entity()), m.repeated(of, presence), append(args, entry{"policy", doc}), m.tags(p.Tags, spec.Certain(presence))), p.Deployed)
}

// attachedTo prints what attaches p to groups, users and roles outside of the spec.
func (m *module) attachedTo(p *spec.Policy) []expr {
	var out []expr
	for _, kind := range spec.AttachmentKinds {
		names := p.AttachedTo(kind)
		if len(names) == 0 {
			continue
		}
		presence := m.presence(p.Document)
		typ := "aws_iam_" + kind + "_policy_attachment"
		label := m.names[p.Entity().Subject]
		if kind == "role" {
			label = m.attached.Name(label + "_roles")
		}
		all := m.ifHolds(presence, m.items(names, spec.Certain(presence), m.value), "[]")
		out = append(out, block(resource(typ, label), []entry{{"for_each", "toset(" + all + ")"}},
			[]entry{{kind, "each.value"}, {"policy_arn", m.address(p.Entity(), true) + ".arn"}}))
	}
	return out
}

// sessions prints the mappings of p to Studios.
func (m *module) sessions(p *spec.Policy) []expr {
	var out []expr
	for _, a := range p.Sessions() {
		label := m.attached.Name(m.names[p.Entity().Subject] + "_" + naming.Snake(p.SessionName(a)))
		exists := m.spec.SimplifyBoth(a.Name.When, p.Document.Presence(), nil)
		out = append(out, block(resource("aws_emr_studio_session_mapping", label), m.count(exists), []entry{
			{"studio_id", m.value(a.Studio)},
			{"identity_type", quoted(strings.ToUpper(a.To))},
			{"identity_name", m.value(a.Name.Value)},
			{"session_policy_arn", m.address(p.Entity(), true) + ".arn"},
		}))
	}
	return out
}

// configuration prints a security configuration of EMR.
func (m *module) configuration(c *spec.SecurityConfiguration) expr {
	doc := jsonencode(m.json(c.Document(), c.When)) // first, for the order of the locals that it uses
	args := append(m.identity(c.Entity()), entry{"configuration", doc})
	return comments(c.Doc, statement.See(c.Source)) + retained(block(m.header(c.Entity()), m.count(m.exists(c.Entity().Subject)), args), c.Deployed)
}
