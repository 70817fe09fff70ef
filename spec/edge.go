package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// EdgeKind is the kind of an edge from one role or policy to another.
type EdgeKind string

// All kinds of edges.
const (
	EdgePasses   EdgeKind = "passes"   // iam:PassRole on a role
	EdgeAssumes  EdgeKind = "assumes"  // sts:AssumeRole on a role
	EdgeTrusts   EdgeKind = "trusts"   // lets a service, a role or anyone else assume the role
	EdgeCreates  EdgeKind = "creates"  // iam:CreateServiceLinkedRole
	EdgeHas      EdgeKind = "has"      // a policy of the spec, attached
	EdgeBoundary EdgeKind = "boundary" // a policy of the spec as the boundary
	EdgeMaps     EdgeKind = "maps"     // users, groups or places in S3 to a role
	EdgeNames    EdgeKind = "names"    // in any other way
)

// Edge leads from a role or policy of the spec to another one, or to something
// outside the spec.
type Edge struct {
	Kind      EdgeKind
	From      string   // the logical name, e.g., "ServiceRole"
	To        string   // a logical name, a service, an ARN, or the name of a service-linked role
	Known     bool     // To is a logical name
	Services  []string // that a role is passed to
	Statement string   // the Sid, or ""
	When      When
	At        diag.Span
}

// Edges returns all edges of the spec, grouped by role and policy, whether the spec
// writes them as edges or in statements with placeholders.
func (s *Spec) Edges() []Edge {
	g := &graph{spec: s}
	for _, r := range s.Roles {
		g.from = r.Name
		g.trust(r.Trust)
		for _, p := range r.Own() {
			g.document(p.Document)
		}
		for _, it := range r.Managed {
			if ref, ok := LonePolicy(it.Value); ok && !ref.Policy.Made() {
				g.add(Edge{Kind: EdgeHas, To: ref.Policy.Name, Known: true, When: it.When, At: it.At})
			}
		}
		if r.Boundary != nil {
			if ref, ok := LonePolicy(r.Boundary.Value); ok {
				g.add(Edge{Kind: EdgeBoundary, To: ref.Policy.Name, Known: true, When: r.Boundary.When, At: r.Boundary.At})
			}
		}
	}
	for _, p := range s.Policies {
		if g.from = p.Name; !p.Made() {
			g.document(p.Own())
		}
	}
	for _, c := range s.SecurityConfigurations {
		g.from = c.Name
		for _, m := range c.Mappings {
			g.to(EdgeMaps, Item{Value: m.Role, At: m.At}, Edge{})
		}
		for _, section := range c.Sections {
			for _, it := range values(section.Value, nil) {
				if _, known := g.named(it.Value); known {
					it.At, _ = c.At.Of(section.Key)
					g.to(EdgeMaps, it, Edge{})
				}
			}
		}
	}
	for _, p := range s.ResourcePolicies {
		g.from = p.Name
		g.document(p.Document)
	}
	return g.edges
}

// graph collects edges.
type graph struct {
	spec  *Spec
	from  string
	edges []Edge
}

func (g *graph) add(e Edge) {
	e.From = g.from
	g.edges = append(g.edges, e)
}

// to adds an edge to what a value names; the rest is as in another edge.
func (g *graph) to(kind EdgeKind, it Item, like Edge) {
	like.Kind, like.At, like.When = kind, it.At, like.When.And(it.When)
	like.To, like.Known = g.named(it.Value)
	g.add(like)
}

// named returns what a value is the ARN of, if the spec defines it, or else its
// text.
func (g *graph) named(v Value) (name string, known bool) {
	for _, part := range v {
		switch p := part.(type) {
		case RoleRef:
			return p.Role.Name, true
		case PolicyRef:
			return p.Policy.Name, true
		}
	}
	text := v.String()
	for _, e := range g.spec.Existing {
		if e.ARN.String() == text {
			return e.Name, true
		}
	}
	return text, false
}

func (g *graph) trust(d *Document) {
	for _, st := range d.Statements {
		like := Edge{Statement: st.Sid, When: st.When}
		for _, p := range st.Principals {
			switch {
			case st.Effect != "Allow" || st.NotPrincipals:
			case p.Type == "*":
				like.Kind, like.To, like.At = EdgeTrusts, "*", p.At
				g.add(like)
			default:
				for _, it := range p.Values {
					g.to(EdgeTrusts, it, like)
				}
			}
		}
	}
}

// document adds the edges of a policy's statements. Literal ARNs are edges, too, if
// an action says so.
func (g *graph) document(d *Document) {
	for _, st := range d.Statements {
		like := Edge{Statement: st.Sid, When: st.When}
		kind := st.edgeKind()
		if kind == EdgePasses {
			like.Services = st.passedTo()
		}
		for _, it := range st.Resources {
			if kind == EdgeCreates {
				g.creates(it, like)
			} else if _, known := g.named(it.Value); known || kind != EdgeNames {
				g.to(kind, it, like)
			}
		}
		for _, it := range st.otherItems() {
			if _, known := g.named(it.Value); known {
				g.to(EdgeNames, it, like)
			}
		}
	}
}

func (g *graph) creates(it Item, like Edge) {
	_, role, ok := strings.Cut(it.Value.String(), ":role/aws-service-role/")
	if !ok {
		return
	}
	like.Kind, like.At, like.When = EdgeCreates, it.At, like.When.And(it.When)
	like.To = strings.TrimRight(role[strings.LastIndexByte(role, '/')+1:], "*")
	g.add(like)
}

// edgeKind returns the kind of the edges from st to the roles among its resources.
func (st *Statement) edgeKind() EdgeKind {
	if st.Effect != "Allow" || st.NotActions || st.NotResources {
		return EdgeNames
	}
	for _, kind := range []struct {
		EdgeKind
		action string
	}{{EdgePasses, "iam:PassRole"}, {EdgeAssumes, "sts:AssumeRole"}, {EdgeCreates, "iam:CreateServiceLinkedRole"}} {
		for _, it := range st.Actions {
			if lit, ok := it.Value.Named().Literal(); ok && facts.MatchAction(lit, kind.action) && lit != "*" {
				return kind.EdgeKind
			}
		}
	}
	return EdgeNames
}

// passedTo returns the services that st passes roles to.
func (st *Statement) passedTo() []string {
	var out []string
	for _, c := range st.Conditions {
		if strings.EqualFold(c.Key, "iam:PassedToService") {
			out = append(out, lists.Map(c.Values, func(it Item) string { return it.Value.String() })...)
		}
	}
	return out
}

// otherItems returns the values of st, other than resources, that may name a role.
func (st *Statement) otherItems() []Item {
	out := slices.Concat(st.Lists()[2:]...)
	return slices.DeleteFunc(out, func(it Item) bool { return len(it.Value) == 0 })
}

// Passes returns the roles of the spec that r may pass to services, in order.
func (r *Role) Passes() []*Role {
	var out []*Role
	for _, p := range r.Own() {
		for _, st := range p.Document.Statements {
			if st.Effect != "Allow" || !slices.ContainsFunc(st.Actions, isPassRole) {
				continue
			}
			out = addRoles(out, st.Resources)
		}
	}
	return out
}

// Trusts returns the roles of the spec that r's trust policy names, in order.
func (r *Role) Trusts() []*Role {
	var out []*Role
	for _, st := range r.Trust.Statements {
		for _, p := range st.Principals {
			out = addRoles(out, p.Values)
		}
	}
	return out
}

// addRoles adds the roles that items name, each once.
func addRoles(out []*Role, items []Item) []*Role {
	for _, it := range items {
		for _, part := range it.Value {
			if ref, ok := part.(RoleRef); ok && !slices.Contains(out, ref.Role) {
				out = append(out, ref.Role)
			}
		}
	}
	return out
}

func isPassRole(it Item) bool {
	lit, _ := it.Value.Literal()
	return lit == "iam:PassRole"
}
