package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax"
)

// managedPolicy reads a customer managed policy, and attaches it to the roles
// that it names.
func (t *cfn) managedPolicy(r resource, out *policy) {
	t.known(r, []string{"ManagedPolicyName", "Path", "Description", "PolicyDocument", "Roles", "Users", "Groups"})
	t.attributes(r)
	out.PolicyName = t.name(r, "ManagedPolicyName", spec.MadeName{Entity: out.Policy.Entity()}, &out.comments)
	out.Path, out.Doc = t.path(r), t.text(r, "Description")
	read := func() *spec.Document { return t.document(r.props.Get("PolicyDocument"), false, "policy "+r.id) }
	if whens, _ := t.whens(scalarText(r.node.Get("Condition")), true); len(alternatives(whens)) == 1 {
		out.When = t.exists(r)
		out.Document = read()
	} else {
		out.Document = t.under(r, read)
	}
	for _, h := range t.holders(r) {
		if h.role == nil && t.attach(h, out) {
			continue
		}
		if h.role == nil {
			t.note(h.at.Pos(), "%s is attached to %s, which is not a role of the template; attach it yourself", r.id, h.name)
			out.comments = append(out.comments, "It was attached to "+h.name+".")
			continue
		}
		h.role.Managed = append(h.role.Managed, spec.Item{Value: spec.Value{spec.PolicyRef{Policy: out.Policy}}, When: h.when})
	}
}

// attach attaches a policy to someone who is not in the template, if names say who.
func (t *cfn) attach(h holder, out *policy) bool {
	names, err := t.items(h.at)
	if err != nil {
		return false
	}
	for i, it := range names {
		if len(it.Value) == 0 || len(it.Value) > 1 && it.Value.List() != nil {
			return false
		}
		for _, part := range it.Value {
			switch part.(type) {
			case spec.Lit, spec.Pseudo, spec.ParamRef, spec.ListRef:
			default:
				return false
			}
		}
		names[i].When = h.when.And(it.When)
	}
	for _, it := range names {
		out.Attached = append(out.Attached, spec.Attachment{To: h.kind, Name: it})
	}
	return true
}

// under reads a document whose resource may depend on a condition: then all
// its statements do, unless they say so by themselves.
func (t *cfn) under(r resource, read func() *spec.Document) *spec.Document {
	condition := scalarText(r.node.Get("Condition"))
	if condition == "" {
		return read()
	}
	whens, err := t.whens(condition, true)
	if err != nil {
		t.lose(r.node.Get("Condition").Pos(), "%s depends on the condition %s, which could not be carried over: %v", r.id, condition, err)
		return read()
	}
	return t.underAny(read(), whens)
}

// underAny makes a document depend on one of whens: a statement that does not imply one
// is there once for each.
func (d *draft) underAny(doc *spec.Document, whens []spec.When) *spec.Document {
	return doc.WithStatements(lists.Flat(doc.Statements, func(st *spec.Statement) []*spec.Statement {
		if isLost(st) || slices.ContainsFunc(whens, st.When.Implies) {
			return []*spec.Statement{st}
		}
		return lists.Map(whens, func(w spec.When) *spec.Statement {
			c := *st
			c.When = w.And(st.When)
			d.remarks[&c] = d.remarks[st]
			return &c
		})
	}))
}

// attachedPolicy reads an inline policy that stands by itself. Where none of
// its roles is in the template, it becomes a customer managed policy.
func (t *cfn) attachedPolicy(st *stack, r resource) {
	t.known(r, append([]string{"PolicyName", "PolicyDocument"}, holderKeys...))
	read := func() *spec.Document {
		return t.under(r, func() *spec.Document { return t.document(r.props.Get("PolicyDocument"), false, "policy "+r.id) })
	}
	var strangers []holder
	attached := false
	holders := t.holders(r)
	conditional := slices.ContainsFunc(holders, func(h holder) bool { return h.role != nil && len(h.when) > 0 })
	var logicalID, typ string
	if !conditional {
		logicalID = r.id
		if scalarText(r.node.Get("Type")) == rolePolicy {
			typ = rolePolicy
		}
	}
	for _, h := range holders {
		if h.role == nil {
			strangers = append(strangers, h)
			continue
		}
		attached = true
		name, policyName := t.inlineName(node{Node: r.props.Get("PolicyName")}, r.id, h.role)
		h.role.Policies = append(h.role.Policies, &spec.RolePolicy{
			Name: h.role.freeInline(name), PolicyName: policyName, LogicalID: logicalID, ResourceType: typ, Document: under(read(), h.when),
		})
	}
	if attached {
		if logicalID == "" {
			t.note(r.node.Pos(), "%s is a resource of its own, and in the spec a part of its roles: an update of the stack deletes it after it was added there", r.id)
		}
		for _, h := range strangers {
			t.lose(h.at.Pos(), "%s is also a policy of %s, which is not a role of the template", r.id, h.name)
		}
		return
	}
	out := t.declarePolicy(st, r, r.id+"Managed")
	t.owners = []string{out.Name}
	out.PolicyName, out.Path = t.name(r, "PolicyName", spec.MadeName{Entity: out.Policy.Entity()}, &out.comments), spec.Text("/")
	out.Document = read()
	for _, h := range strangers {
		if t.attach(h, out) {
			t.note(h.at.Pos(), "%s is an inline policy of %s, which is not a role of the template; in the spec, it is the customer managed policy %s", r.id, h.name, out.Name)
			continue
		}
		t.note(h.at.Pos(), "%s is an inline policy of %s, which is not a role of the template; in the spec, it is the customer managed policy %s, which you have to attach before the stack loses %[1]s", r.id, h.name, out.Name)
		out.comments = append(out.comments, "It was an inline policy of "+h.name+".")
	}
}

// apartInline gives inline policies of one name in IAM, of which a role can have only one,
// the names that the spec has for them.
func (d *draft) apartInline() {
	for _, r := range d.roles {
		for i, q := range r.Policies {
			for _, p := range r.Policies[:i] {
				a, b := *p, *q
				a.Document, b.Document = model(p.Document), model(q.Document)
				same, _ := a.SameName(&b)
				if !same {
					continue
				}
				loses := q
				if !renamed(q) {
					loses = p
				}
				d.note(r.Pos, "%s has two inline policies %s; one is named %s in the spec", r.Name, loses.PolicyName, loses.Name)
				d.nameAsInSpec(loses)
			}
		}
	}
}

// nameAsInSpec gives an inline policy the name in IAM that it has in the spec, in all
// roles that share it.
func (d *draft) nameAsInSpec(p *spec.RolePolicy) {
	name := p.PolicyName.String()
	for _, r := range d.roles {
		for _, o := range r.Policies {
			if o == p || p.LogicalID != "" && o.LogicalID == p.LogicalID && o.PolicyName.String() == name {
				o.PolicyName = spec.Text(p.Name)
			}
		}
	}
}

// freeInline is the name of an inline policy that r has not yet.
func (r *role) freeInline(name string) string {
	return unique(name, iam.MaxPolicyName, func(s string) bool {
		return !slices.ContainsFunc(r.Policies, func(p *spec.RolePolicy) bool { return p.Name == s })
	})
}

// holder is who a policy is attached to.
type holder struct {
	role *role  // nil if the template does not have it
	kind string // e.g., "user"
	name string // e.g., "user Ada"
	at   *syntax.Node
	when spec.When
}

// holderKeys are the properties that name holders, of all types of policies.
var holderKeys = []string{"RoleName", "Roles", "UserName", "Users", "GroupName", "Groups"}

// kindOfHolder is what a property names.
func kindOfHolder(key string) string {
	return strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(key, "Name"), "s"))
}

func (t *cfn) holders(r resource) []holder {
	var out []holder
	for _, key := range holderKeys {
		n := r.props.Get(key)
		if n == nil {
			continue
		}
		nodes, err := t.nodes(n, nil)
		if err != nil {
			t.lose(n.Pos(), "%s of %s could not be carried over: %v", key, r.id, err)
		}
		for _, h := range nodes {
			x := holder{kind: kindOfHolder(key), at: h.Node, when: h.when, name: fmt.Sprintf("%s in %s", show(h.Node), key)}
			if x.kind == "role" {
				x.role = t.holder(h.Node)
			}
			out = append(out, x)
		}
	}
	return out
}

// holder is the role of the template that n names, or nil.
func (t *cfn) holder(n *syntax.Node) *role {
	if fn, arg := form(n); fn == "Ref" {
		return t.roleOf[arg.Text]
	}
	for _, r := range t.roles {
		if s, ok := r.RoleName.Literal(); ok && isText(n) && s == n.Text {
			return r
		}
	}
	return nil
}

// profile reads an instance profile, which is a property of its role here.
func (t *cfn) profile(r resource) {
	t.known(r, []string{"InstanceProfileName", "Path", "Roles"})
	var owner *role
	for _, h := range t.holders(r) {
		owner = h.role
	}
	if owner == nil {
		t.lose(r.node.Pos(), "the instance profile %s has no role of the template", r.id)
		return
	}
	i := slices.IndexFunc(r.node.Pairs(), func(e syntax.Entry) bool { return e.Key.Text == "Condition" })
	if i >= 0 && key(t.exists(r)) != key(owner.When) {
		condition := r.node.Kids[i].Value.Text
		t.note(r.node.Kids[i].Key.Pos(), "%s exists only under the condition %s in the template, but always in the spec", r.id, condition)
		owner.comments = append(owner.comments, fmt.Sprintf("In the template, it exists only under the condition %s.", condition))
	}
	t.attributes(r)
	if owner.Profile != nil {
		t.note(r.node.Pos(), "%s is in a second instance profile, %s, which is not imported", owner.Name, r.id)
		owner.comments = append(owner.comments, fmt.Sprintf("It is also in the instance profile %s.", r.id))
		return
	}
	t.holderOf[r.id] = owner
	owner.OfProfile = t.deployed(r, owner.Name+"Profile")
	owner.Profile = t.name(r, "InstanceProfileName", spec.MadeName{Entity: owner.Role.ProfileEntity()}, &owner.comments).Expand()
	owner.ProfilePath = t.path(r)
}
