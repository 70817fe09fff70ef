// Package explain describes a role or policy of a spec: each field and statement
// with its value and origin, and its edges.
//
// It decides nothing: everything is on the model. Text prints an explanation, and
// the fields of Explanation are its JSON.
package explain

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/edges"
)

// Explanation describes a role or policy.
type Explanation struct {
	Name      string   `json:"name"`
	What      string   `json:"what"` // e.g., "role"
	At        string   `json:"at"`
	For       []string `json:"for,omitempty"` // the names of its each; the explanation is of the first one
	Doc       string   `json:"doc,omitempty"`
	Source    string   `json:"source,omitempty"`
	Stack     string   `json:"stack,omitempty"`
	Fields    []Field  `json:"fields"`
	Policies  []Policy `json:"policies,omitempty"`
	Removed   []Gone   `json:"removed,omitempty"`
	Edges     []Edge   `json:"edges,omitempty"`
	Placement []string `json:"placement,omitempty"`
}

// Origin is the source of a field or statement.
type Origin struct {
	From string `json:"from"`
	Of   string `json:"of,omitempty"`
	At   string `json:"at,omitempty"`
}

// Field is a field with its value and what it overrides.
type Field struct {
	Field string `json:"field"`
	Value string `json:"value"`
	Origin
	Over []Field `json:"over,omitempty"`
}

// Policy is the trust policy, an inline policy, or the document of a policy.
type Policy struct {
	Name       string      `json:"name"`                 // "trust" for the trust policy
	PolicyName string      `json:"policyName,omitempty"` // in IAM, of an inline policy with another name there
	In         []string    `json:"in,omitempty"`         // the managed policies that it is packed into
	Statements []Statement `json:"statements"`
}

// Statement is a statement as in the spec, with placeholders.
type Statement struct {
	Sid        string      `json:"sid"`
	Doc        string      `json:"doc,omitempty"`
	Source     string      `json:"source,omitempty"`
	Operations []string    `json:"operations,omitempty"`
	Locked     string      `json:"locked,omitempty"`
	Effect     string      `json:"effect"`
	Elements   []Element   `json:"elements"`
	Conditions []Condition `json:"conditions,omitempty"`
	When       []string    `json:"when,omitempty"`
	Origin
	Changes []Change `json:"changes,omitempty"`
}

// Element is a list of a statement, e.g., its Action.
type Element struct {
	Name   string  `json:"name"` // e.g., "NotAction", "Principal.Service"
	Values []Value `json:"values"`
}

// Condition is one key under one operator.
type Condition struct {
	Operator string  `json:"operator"`
	Key      string  `json:"key"`
	Values   []Value `json:"values"`
}

// Value is a value, and the parameters that its presence depends on.
type Value struct {
	Value string   `json:"value"`
	When  []string `json:"when,omitempty"`
}

// Change is a change of a statement by an overlay.
type Change struct {
	Verb    string `json:"verb"`
	Element string `json:"element"`
	Origin
}

// Gone is a statement that an overlay removed.
type Gone struct {
	Sid string `json:"sid"`
	Origin
	By Origin `json:"by"`
}

// Edge is an edge from or to the explained role or policy.
type Edge struct {
	Kind      string   `json:"kind"`
	From      string   `json:"from"`
	To        string   `json:"to"`
	Services  []string `json:"services,omitempty"`
	Statement string   `json:"statement,omitempty"`
	When      []string `json:"when,omitempty"`
	At        string   `json:"at"`
}

// Names returns the names that Of explains.
func Names(s *spec.Spec) []string {
	var roles, others []string
	for m := range s.Subjects() {
		if m.Role != nil {
			roles = append(roles, m.Header().Names()...)
		} else {
			others = append(others, m.Header().Names()...)
		}
	}
	return slices.Concat(roles, lists.Map(s.Existing, func(e *spec.ExistingRole) string { return e.Name }), others)
}

// Explainer explains what is in a spec.
type Explainer struct {
	spec  *spec.Spec
	edges map[string][]edges.Edge // by both ends, in the order of the spec
}

// New returns an Explainer of a spec, which must not change.
func New(s *spec.Spec) *Explainer {
	x := &Explainer{s, map[string][]edges.Edge{}}
	for _, e := range edges.Of(s) {
		x.edges[e.From] = append(x.edges[e.From], e)
		if e.Known && e.To != e.From {
			x.edges[e.To] = append(x.edges[e.To], e)
		}
	}
	return x
}

// Of explains one name of a spec, as Explainer.Of does for several.
func Of(s *spec.Spec, name string) *Explanation { return New(s).Of(name) }

// Of explains the role, policy or security configuration with a name, or the first
// member of an each. It returns nil if nothing has the name.
func (x *Explainer) Of(name string) *Explanation {
	s := x.spec
	for _, e := range s.Existing {
		if e.Name == name {
			return x.begin("existing role", &e.Header)
		}
	}
	for m := range s.Subjects() {
		if slices.Contains(m.Header().Names(), name) {
			return x.of(m)
		}
	}
	return nil
}

func (x *Explainer) of(m spec.Subject) *Explanation {
	switch {
	case m.Role != nil:
		return x.role(m.Role)
	case m.Policy != nil:
		return x.policy(m.Policy)
	}
	h := m.Header()
	out := x.begin(m.What(), h)
	if m.Resource != nil {
		out.Policies = []Policy{{Name: h.Name, Statements: statements(m.Resource.Document)}}
	}
	return out
}

func (x *Explainer) begin(what string, h *spec.Header) *Explanation {
	out := &Explanation{What: what, Name: h.Name, At: h.Pos.String(), Doc: h.Doc, Source: h.Source, Fields: fieldsOf(h.Fields), Removed: gone(h.Removed), For: names(h.Each)}
	if h.Stack != nil {
		out.Stack = h.Stack.Name
	}
	if h.Packing != nil {
		out.Placement = h.Packing.Lines()
	}
	for _, e := range x.edges[h.Name] {
		out.Edges = append(out.Edges, Edge{string(e.Kind), e.From, e.To, e.Services, e.Statement, e.When.Strings(), e.At.Pos.String()})
	}
	return out
}

func (x *Explainer) role(r *spec.Role) *Explanation {
	out := x.begin("role", &r.Header)
	out.Policies = append(out.Policies, Policy{Name: "trust", Statements: statements(r.Trust)})
	for _, p := range r.Own() {
		one := Policy{Name: p.Name, In: placed(r.Packing, p), Statements: statements(p.Document)}
		if name := p.PolicyName.String(); name != p.Name && one.In == nil {
			one.PolicyName = name
		}
		out.Policies = append(out.Policies, one)
	}
	return out
}

// policy explains a customer managed policy or, if packing created it, its source.
func (x *Explainer) policy(p *spec.Policy) *Explanation {
	if p.Made() {
		if p.Packing.Role != nil {
			return x.role(p.Packing.Role)
		}
		p = p.Packing.Policy
	}
	out := x.begin("policy", &p.Header)
	one := Policy{Name: p.Name, Statements: statements(p.Own())}
	if p.Packing != nil {
		one.In = partsOf(p.Packing.Policies[0])
	}
	out.Policies = []Policy{one}
	return out
}

// names returns the names of an each, beginning with that of the explained member.
func names(e *spec.Each) []string {
	if e == nil {
		return nil
	}
	return append([]string{e.Name}, lists.Filter(e.List.Names, func(name string) bool { return name != e.Name })...)
}

func placed(pl *spec.Packing, p *spec.RolePolicy) []string {
	if pl == nil {
		return nil
	}
	i := slices.IndexFunc(pl.Policies, func(o spec.PackedPolicy) bool { return o.Policy == p })
	return partsOf(pl.Policies[i])
}

func partsOf(p spec.PackedPolicy) []string {
	return lists.Map(p.Parts, func(part spec.ManagedPart) string { return part.Policy.Name })
}

func origin(o spec.Origin) Origin {
	out := Origin{From: string(o.From), Of: o.Of}
	if o.At.IsValid() {
		out.At = o.At.String()
	}
	return out
}

func fieldsOf(fs []spec.Field) []Field {
	return lists.Map(fs, func(f spec.Field) Field { return Field{f.Name, f.Value, origin(f.Origin), fieldsOf(f.Over)} })
}

func gone(removed []spec.Removed) []Gone {
	return lists.Map(removed, func(r spec.Removed) Gone { return Gone{r.Sid, origin(r.Origin), origin(r.By)} })
}

func statements(d *spec.Document) []Statement {
	return append([]Statement{}, lists.Map(d.Statements, statement)...)
}

func statement(st *spec.Statement) Statement {
	return Statement{
		Sid: st.Sid, Doc: st.Doc, Source: st.Source, Operations: st.Operations, Locked: st.Locked,
		Effect: st.Effect, When: st.When.Strings(), Origin: origin(st.Origin), Elements: elements(st),
		Conditions: lists.Map(st.Conditions, func(c spec.Condition) Condition { return Condition{c.Operator, c.Key, values(c.Values)} }),
		Changes:    lists.Map(st.Changes, func(c spec.Change) Change { return Change{c.Verb, c.Element, origin(c.Origin)} }),
	}
}

func elements(st *spec.Statement) []Element {
	var out []Element
	add := func(name string, not bool, sub string, items []spec.Item) {
		if not {
			name = "Not" + name
		}
		if len(items) > 0 {
			out = append(out, Element{name + sub, values(items)})
		}
	}
	add("Action", st.NotActions, "", st.Actions)
	for _, p := range st.Principals {
		if p.Type == "*" {
			add("Principal", st.NotPrincipals, "", []spec.Item{{Value: spec.Text("*")}})
			continue
		}
		add("Principal", st.NotPrincipals, "."+p.Type, p.Values)
	}
	add("Resource", st.NotResources, "", st.Resources)
	return out
}

func values(items []spec.Item) []Value {
	return append([]Value{}, lists.Map(items, func(it spec.Item) Value { return Value{it.Value.String(), it.When.Strings()} })...)
}
