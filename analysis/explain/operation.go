package explain

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
)

// Operation lists the statements that belong to an operation of EMR's, which a
// template declares.
type Operation struct {
	Operation string   `json:"operation"`
	Doc       string   `json:"doc,omitempty"`
	Actions   []string `json:"actions"` // that AWS lists for it
	Users     []User   `json:"users"`   // the owners of the statements
}

// OfOperation describes an operation of the roles and policies of a spec; nil if
// none has it. Of the members of an each, it includes only the first.
func OfOperation(s *spec.Spec, name string) *Operation {
	out := &Operation{Operation: name}
	for _, r := range s.Roles {
		if r.Each.First() {
			u := User{What: "role", Name: r.Written(), At: r.Pos.String(), Source: r.Source}
			out.add(u, r.Operations, r.Own())
		}
	}
	f := &finder{spec: s}
	for _, p := range s.Policies {
		if p.Each.First() && !p.Made() {
			u := User{What: "policy", Name: p.Written(), At: p.Pos.String(), Source: p.Source, Edges: f.edges(p.Name)}
			out.add(u, p.Operations, []*spec.RolePolicy{{Document: p.Own()}})
		}
	}
	if out.Users == nil {
		return nil
	}
	return out
}

// Operations returns the names that OfOperation describes.
func Operations(s *spec.Spec) []string {
	all := lists.Flat(s.Roles, func(r *spec.Role) []spec.Operation { return r.Operations })
	all = append(all, lists.Flat(s.Policies, func(p *spec.Policy) []spec.Operation { return p.Operations })...)
	var out []string
	for _, o := range all {
		if !slices.Contains(out, o.Name) {
			out = append(out, o.Name)
		}
	}
	return out
}

// add adds the statements of a role or policy that has the operation.
func (o *Operation) add(u User, ops []spec.Operation, policies []*spec.RolePolicy) {
	i := slices.IndexFunc(ops, func(op spec.Operation) bool { return op.Name == o.Operation })
	if i < 0 {
		return
	}
	if o.Users == nil {
		o.Doc = ops[i].Doc
	}
	for _, a := range ops[i].Actions {
		if !slices.Contains(o.Actions, a) {
			o.Actions = append(o.Actions, a)
		}
	}
	for _, p := range policies {
		x := Policy{}
		if p.Name != "" {
			x.Name = "inline policy " + p.Name
		}
		for _, st := range statements(p.Document) {
			if slices.Contains(st.Operations, o.Operation) {
				x.Statements = append(x.Statements, st)
			}
		}
		if x.Statements != nil {
			u.Policies = append(u.Policies, x)
		}
	}
	o.Users = append(o.Users, u)
}

// Text returns o as text.
func (o *Operation) Text() []byte {
	var b bytes.Buffer
	show.Fprintf(&b, "operation %s\n", o.Operation)
	if o.Doc != "" {
		wrap(&b, "  ", o.Doc)
	}
	wrap(&b, "  ", "actions: "+strings.Join(o.Actions, ", "))
	for _, u := range o.Users {
		if u.Policies == nil {
			show.Fprintf(&b, "\n%s %s, %s: no statement belongs to it\n", u.What, u.Name, u.At)
		}
		u.text(&b)
	}
	return b.Bytes()
}
