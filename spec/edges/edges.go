// Package edges tells how the roles and policies of a spec depend on each other: who
// passes, assumes and trusts whom, and who has what.
package edges

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Kind is the kind of an edge from one role or policy to another.
type Kind string

// All kinds of edges.
const (
	Passes   Kind = "passes"   // iam:PassRole on a role
	Assumes  Kind = "assumes"  // sts:AssumeRole on a role
	Trusts   Kind = "trusts"   // lets a service, a role or anyone else assume the role
	Creates  Kind = "creates"  // iam:CreateServiceLinkedRole
	Has      Kind = "has"      // a policy of the spec, attached
	Boundary Kind = "boundary" // a policy of the spec as the boundary
	Maps     Kind = "maps"     // users, groups or places in S3 to a role
	Names    Kind = "names"    // in any other way
)

// Edge leads from a role or policy of the spec to another one, or to something
// outside the spec.
type Edge struct {
	Kind      Kind
	From      string   // the logical name, e.g., "ServiceRole"
	To        string   // a logical name, a service, an ARN, or the name of a service-linked role
	Known     bool     // To is a logical name
	Services  []string // that a role is passed to
	Statement string   // the Sid, or ""
	When      spec.When
	At        diag.Span
}

// Of returns all edges of a spec, grouped by role and policy, whether the spec writes
// them as edges or in statements with placeholders.
func Of(s *spec.Spec) []Edge {
	g := &graph{spec: s}
	for _, r := range s.Roles {
		g.from = r.Name
		g.trust(r.Trust)
		for _, p := range r.Own() {
			g.document(p.Document)
		}
		for _, it := range r.Managed {
			if ref, ok := spec.LonePolicy(it.Value); ok && !ref.Policy.Made() {
				g.add(Edge{Kind: Has, To: ref.Policy.Name, Known: true, When: it.When, At: it.At})
			}
		}
		for _, it := range r.Boundary {
			if ref, ok := spec.LonePolicy(it.Value); ok {
				g.add(Edge{Kind: Boundary, To: ref.Policy.Name, Known: true, When: it.When, At: it.At})
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
			g.to(Maps, spec.Item{Value: m.Role, At: m.At}, Edge{})
		}
		for _, section := range c.Sections {
			for _, it := range spec.JSONItems(section.Value) {
				if _, known := g.named(it.Value); known {
					it.At, _ = c.At.Of(section.Key)
					g.to(Maps, it, Edge{})
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
	spec  *spec.Spec
	from  string
	edges []Edge
}

func (g *graph) add(e Edge) {
	e.From = g.from
	g.edges = append(g.edges, e)
}

// to adds an edge to what a value names; the rest is as in another edge.
func (g *graph) to(kind Kind, it spec.Item, like Edge) {
	like.Kind, like.At, like.When = kind, it.At, like.When.And(it.When)
	like.To, like.Known = g.named(it.Value)
	g.add(like)
}

// named returns what a value is the ARN of, if the spec defines it, or else its
// text.
func (g *graph) named(v spec.Value) (name string, known bool) {
	for _, part := range v {
		switch p := part.(type) {
		case spec.RoleRef:
			return p.Role.Name, true
		case spec.PolicyRef:
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

func (g *graph) trust(d *spec.Document) {
	for _, st := range d.Statements {
		like := Edge{Statement: st.Sid, When: st.When}
		for _, p := range st.Principals {
			switch {
			case st.Effect != "Allow" || st.NotPrincipals:
			case p.Type == "*":
				like.Kind, like.To, like.At = Trusts, "*", p.At
				g.add(like)
			default:
				for _, it := range p.Values {
					g.to(Trusts, it, like)
				}
			}
		}
	}
}

// document adds the edges of a policy's statements. Literal ARNs are edges, too, if
// an action says so.
func (g *graph) document(d *spec.Document) {
	for _, st := range d.Statements {
		like := Edge{Statement: st.Sid, When: st.When}
		kind := kindOf(st)
		if kind == Passes {
			like.Services = passedTo(st)
		}
		for _, it := range st.Resources {
			if kind == Creates {
				g.creates(it, like)
			} else if _, known := g.named(it.Value); known || kind != Names {
				g.to(kind, it, like)
			}
		}
		for _, it := range otherItems(st) {
			if _, known := g.named(it.Value); known {
				g.to(Names, it, like)
			}
		}
	}
}

func (g *graph) creates(it spec.Item, like Edge) {
	_, role, ok := strings.Cut(it.Value.String(), ":role/aws-service-role/")
	if !ok {
		return
	}
	like.Kind, like.At, like.When = Creates, it.At, like.When.And(it.When)
	like.To = strings.TrimRight(role[strings.LastIndexByte(role, '/')+1:], "*")
	g.add(like)
}

// kindOf returns the kind of the edges from st to the roles among its resources.
func kindOf(st *spec.Statement) Kind {
	if st.Effect != "Allow" || st.NotActions || st.NotResources {
		return Names
	}
	for _, kind := range []struct {
		Kind
		action string
	}{{Passes, "iam:PassRole"}, {Assumes, "sts:AssumeRole"}, {Creates, "iam:CreateServiceLinkedRole"}} {
		for _, it := range st.Actions {
			if lit, ok := it.Value.Named().Literal(); ok && facts.MatchAction(lit, kind.action) && lit != "*" {
				return kind.Kind
			}
		}
	}
	return Names
}

// passedTo returns the services that st passes roles to.
func passedTo(st *spec.Statement) []string {
	var out []string
	for _, c := range st.Conditions {
		if strings.EqualFold(c.Key, "iam:PassedToService") {
			out = append(out, lists.Map(c.Values, func(it spec.Item) string { return it.Value.String() })...)
		}
	}
	return out
}

// otherItems returns the values of st, other than resources, that may name a role.
func otherItems(st *spec.Statement) []spec.Item {
	out := slices.Concat(st.Lists()[2:]...)
	return slices.DeleteFunc(out, func(it spec.Item) bool { return len(it.Value) == 0 })
}
