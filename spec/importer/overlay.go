package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// added is the inline policy that takes the new statements of an overlay.
const added = "Added"

// statements are the statements of a role's inline policies, without those
// that passes says.
func (r *role) statements(d *draft) []*spec.Statement {
	return lists.Flat(r.inline(d), func(p *spec.RolePolicy) []*spec.Statement { return p.Document.Statements })
}

// inline are the inline policies without the one that passes makes.
func (r *role) inline(d *draft) []*spec.RolePolicy {
	return slices.DeleteFunc(slices.Clone(r.Policies), func(p *spec.RolePolicy) bool {
		if p.Name != passRoles {
			return false
		}
		_, ok := d.passes(p.Document.Statements)
		return ok
	})
}

func templateStatements(r *spec.Role) []*spec.Statement {
	return append(roleStatements(r), r.Trust.Statements...)
}

// roleStatements are the statements of a role's inline policies.
func roleStatements(r *spec.Role) []*spec.Statement {
	return lists.Flat(r.Policies, func(p *spec.RolePolicy) []*spec.Statement { return p.Document.Statements })
}

// overlayRole expresses the difference between the inline policies that a
// template makes and those of r. It reports false if the template has a
// statement that must not change and would.
func (m *match) overlayRole(d *draft, made *spec.Role, r *role) bool {
	var all []*spec.Statement
	names := map[string]bool{} // that the result has
	for _, p := range made.Policies {
		all = append(all, p.Document.Statements...)
		names[p.Name] = true
	}
	fresh, ok := m.overlay(all, r.statements(d))
	if !ok {
		return false
	}
	for _, p := range r.inline(d) {
		rest := slices.DeleteFunc(slices.Clone(p.Document.Statements), func(st *spec.Statement) bool { return !slices.Contains(fresh, st) })
		switch {
		case p.LogicalID != "" && (len(rest) < len(p.Document.Statements) || names[p.Name] || p.Name == added):
			return false // it would be no resource of its own any more
		case len(rest) == 0:
		case len(rest) == len(p.Document.Statements) && !names[p.Name] && p.Name != added:
			m.policies.add(p.Name, d.writtenPolicyOfRole(p))
			names[p.Name] = true
		default:
			for _, st := range rest {
				i := slices.Index(p.Document.Statements, st)
				m.addStatement(st, fmt.Sprintf("%s%d", spec.Alphanumeric(p.Name), i+1))
			}
			names[added] = true
		}
	}
	kept := m.keepNames(made, names, r.inline(d), paired(all, r.statements(d)))
	var other []string
	for _, p := range r.inline(d) {
		if !names[p.Name] && !kept[p] {
			other = append(other, p.PolicyName.String())
		}
	}
	if m.renamed = len(other); len(other) > 0 {
		m.comments = append(m.comments, fmt.Sprintf("Its inline policies now have the template's names; before, they were named %s.", strings.Join(other, ", ")))
	}
	return true
}

// keepNames gives the policies that a template makes the names in IAM of those that they
// stand for, which it returns. It leaves out those with a name that the result has already.
func (m *match) keepNames(made *spec.Role, names map[string]bool, deployed []*spec.RolePolicy, couples []couple) map[*spec.RolePolicy]bool {
	kept := map[*spec.RolePolicy]bool{}
	for _, to := range made.Policies {
		i := slices.IndexFunc(deployed, func(p *spec.RolePolicy) bool {
			return !kept[p] && slices.ContainsFunc(couples, func(c couple) bool {
				return slices.Contains(to.Document.Statements, c.made) && slices.Contains(p.Document.Statements, c.want)
			})
		})
		if i < 0 {
			continue
		}
		name := deployed[i].PolicyName.String()
		kept[deployed[i]] = name == to.Name || !names[name]
		if name != to.Name && !names[name] {
			m.policies.add(to.Name, dict{flow: true, fields: []entry{{Key: "policyName", Value: text(name)}}})
		}
	}
	return kept
}

// addStatement adds a statement to the overlay, by its Sid, or by one that it
// would have had by its place.
func (m *match) addStatement(st *spec.Statement, sid string) {
	if st.Sid != "" {
		sid = st.Sid
	}
	m.statements.add(sid, elements(st))
}

// overlay expresses what is different in statements that the template makes,
// and returns those that it does not make. It is not ok if one must not change
// and would.
func (m *match) overlay(made []*spec.Statement, want []*spec.Statement) (fresh []*spec.Statement, ok bool) {
	known := map[*spec.Statement]bool{}
	for _, c := range paired(made, want) {
		if c.want == nil {
			if c.made.Locked != "" {
				return nil, false
			}
			m.statements.add(c.made.Sid, dict{flow: true, fields: []entry{{Key: "remove", Value: bare("true")}}})
			continue
		}
		known[c.want] = true
		change := changed(c.made, c.want)
		if len(change.fields) == 0 {
			continue
		}
		if c.made.Locked != "" {
			return nil, false
		}
		m.statements.add(c.made.Sid, change)
	}
	fresh = append(fresh, lists.Filter(want, func(st *spec.Statement) bool { return !known[st] })...)
	return fresh, true
}

// changed are the fields by which a statement differs from the one that a
// template makes.
func changed(made, want *spec.Statement) dict {
	out := dict{flow: true}
	var add, take dict
	if key(made.When) != key(want.When) {
		out.add("when", orNull(when(want.When)))
	}
	if made.Effect != want.Effect {
		out.add("Effect", text(want.Effect))
	}
	list := func(name string, not bool, made, want []spec.Item, sameSense bool) {
		more, less := without(want, made), without(made, want)
		switch {
		case sameSense && len(more)+len(less) == 0:
		case sameSense && len(more)+len(less) < len(want):
			add.add(name, items(more))
			take.add(name, items(less))
		default:
			out.add(name, items(want))
		}
	}
	list(not(want.NotActions, "Action"), want.NotActions, made.Actions, want.Actions, made.NotActions == want.NotActions)
	list(not(want.NotResources, "Resource"), want.NotResources, made.Resources, want.Resources, made.NotResources == want.NotResources)
	if conditionsKey(made.Conditions) != conditionsKey(want.Conditions) {
		out.add("Condition", orNull(conditions(want.Conditions).given()))
	}
	add.flow, take.flow = true, true
	out.add("add", add.given())
	out.add("take", take.given())
	return out
}

// orNull takes away what the template has, if there is nothing instead.
func orNull(v yaml) yaml {
	if v == nil {
		return bare("null")
	}
	return v
}

func key(w spec.When) string {
	out := lists.Map(w, spec.Term.String)
	slices.Sort(out)
	return strings.Join(out, " ")
}

// without are the items of a that b has not.
func without(a, b []spec.Item) []spec.Item {
	var out []spec.Item
	for _, it := range a {
		k := itemsKey([]spec.Item{it})
		if !slices.ContainsFunc(b, func(o spec.Item) bool { return itemsKey([]spec.Item{o}) == k }) {
			out = append(out, it)
		}
	}
	return out
}

// sameStatements reports whether two lists say the same, but for Sids.
func sameStatements(a, b []*spec.Statement) bool {
	return slices.Equal(set(lists.Map(a, statementKey)), set(lists.Map(b, statementKey)))
}

func statementKey(st *spec.Statement) string {
	out := fmt.Sprintf("%s %s %v %s %v %s %v", st.Effect, key(st.When), st.NotActions, namesKey(st.Actions), st.NotResources, itemsKey(st.Resources), st.NotPrincipals)
	var ps []string
	for _, p := range st.Principals {
		values := slices.Clone(p.Values)
		for i := range values {
			values[i].Value = asEdge(values[i].Value)
		}
		ps = append(ps, p.Type+" "+itemsKey(values))
	}
	slices.Sort(ps)
	return out + "\n" + strings.Join(ps, "\n") + "\n" + conditionsKey(st.Conditions)
}

// asEdge is a principal as an edge names it: a service that is named as in aws
// has in each partition the name that works there.
func asEdge(v spec.Value) spec.Value {
	name, ok := v.Literal()
	if service, found := strings.CutSuffix(name, ".amazonaws.com"); ok && found {
		if p := spec.ServicePrincipal(service); p != nil {
			return p
		}
	}
	return v
}
