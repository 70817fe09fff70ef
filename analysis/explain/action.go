package explain

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag/show"
	"github.com/emriam/emriam/spec/edges"
)

// Action lists who may, or may not, use an action, and by which statements.
type Action struct {
	Action string   `json:"action"`           // as given, e.g., "s3:Get*"
	Known  []Known  `json:"known,omitempty"`  // the AWS actions that it matches
	Users  []User   `json:"users"`            // the owners of the statements
	Unseen []Unseen `json:"unseen,omitempty"` // attached policies whose content is unknown
}

// Known is an action that AWS has.
type Known struct {
	Action string `json:"action"`
	Access string `json:"access"` // e.g., "Read"
}

// String returns k as text.
func (k Known) String() string { return k.Action + " (" + k.Access + ")" }

// User is a role, a policy or a resource policy.
type User struct {
	What     string   `json:"what"` // e.g., "role"
	Name     string   `json:"name"`
	At       string   `json:"at"`
	Source   string   `json:"source,omitempty"`
	Edges    []string `json:"edges,omitempty"` // of a policy, e.g., "is attached to JobRole"
	Policies []Policy `json:"policies"`        // with those statements that name the action
}

// Unseen is an attached policy whose document is unknown.
type Unseen struct {
	ARN string `json:"arn"`
	To  string `json:"to"` // the role
	At  string `json:"at"`
}

// OfAction finds the statements of a spec that name an action, or an action that a
// pattern matches, as written in the spec, regardless of the deployment. Of the
// members of an each, it includes only the first.
func OfAction(s *spec.Spec, pattern string) *Action {
	f, out := &finder{asked: pattern, names: []string{pattern}}, &Action{Action: pattern, Users: []User{}}
	if known := facts.MatchActions(pattern); known != nil {
		f.names = lists.Map(known, facts.Action.String)
		out.Known = lists.Map(known, func(a facts.Action) Known { return Known{a.String(), string(a.Access())} })
	}
	for _, h := range holders(s) {
		out.Unseen = append(out.Unseen, h.unseen...)
		if u := h.only(f.finds); u.Policies != nil {
			out.Users = append(out.Users, u)
		}
	}
	return out
}

// holder is a User with all of its statements.
type holder struct {
	User
	operations []spec.Operation
	unseen     []Unseen
}

// holders are the roles, customer managed policies and resource policies of a spec; of the
// members of an each, the first.
func holders(s *spec.Spec) []holder {
	var out []holder
	x := New(s)
	for m := range s.Subjects() {
		h := m.Header()
		if m.Configuration != nil || !h.Each.First() || m.Policy != nil && m.Policy.Made() {
			continue
		}
		from := x.of(m)
		one := holder{User: User{What: from.What, Name: h.Written(), At: from.At, Source: from.Source}}
		for i, p := range from.Policies {
			switch {
			case m.Role == nil:
				p.Name = ""
			case i > 0: // after the trust policy
				p.Name = "inline policy " + p.Name
			}
			one.Policies = append(one.Policies, p)
		}
		switch {
		case m.Role != nil:
			one.operations = m.Role.Operations
			one.attached(m.Role)
		case m.Policy != nil:
			one.operations = m.Policy.Operations
			for _, e := range from.Edges {
				if e.To == h.Name && (e.Kind == string(edges.Has) || e.Kind == string(edges.Boundary)) {
					one.Edges = append(one.Edges, passive[e.Kind]+" "+e.From)
				}
			}
		}
		out = append(out, one)
	}
	return out
}

// attached adds the AWS managed policies of a role. The policies of the spec are listed
// separately.
func (h *holder) attached(r *spec.Role) {
	for _, it := range r.Managed {
		if slices.ContainsFunc(it.Value, func(p spec.Part) bool { _, ok := p.(spec.PolicyRef); return ok }) {
			continue
		}
		arn := it.Value.String()
		if snapshot, ok := facts.FindSnapshot(arn); ok {
			h.Policies = append(h.Policies, ofAWS("AWS's policy "+snapshot.Name+", "+snapshot.Version, snapshot, Origin{From: "attached", At: it.At.String()}))
		} else {
			h.unseen = append(h.unseen, Unseen{arn, r.Written(), it.At.String()})
		}
	}
}

// only returns the User with the statements that are to be kept.
func (h *holder) only(keep func(*Statement) bool) User {
	out := h.User
	out.Policies = nil
	for _, p := range h.Policies {
		var kept []Statement
		for _, st := range p.Statements {
			if keep(&st) {
				kept = append(kept, st)
			}
		}
		if kept != nil {
			out.Policies = append(out.Policies, Policy{Name: p.Name, Statements: kept})
		}
	}
	return out
}

// OfSnapshot returns an AWS managed policy, as a policy of a spec.
func OfSnapshot(p facts.Snapshot) Policy { return ofAWS(p.Name, p, Origin{From: "AWS"}) }

func ofAWS(name string, p facts.Snapshot, from Origin) Policy {
	return Policy{Name: name, Statements: lists.Map(p.Document().Statements, func(st iam.Statement) Statement {
		out := statement(spec.StatementOf(st, spec.Verbatim))
		out.Origin = from
		return out
	})}
}

// finder looks for statements that name an action.
type finder struct {
	asked string
	names []string
}

// finds reports whether a statement names the action, and leaves only the actions that do.
func (f *finder) finds(st *Statement) bool {
	for i, e := range st.Elements {
		if e.Name == "Action" || e.Name == "NotAction" {
			hits := f.hits(lists.Map(e.Values, func(v Value) string { return v.Value }), e.Name == "NotAction")
			st.Elements[i].Values = slices.DeleteFunc(e.Values, func(v Value) bool { return !slices.Contains(hits, v.Value) })
			return hits != nil
		}
	}
	return false
}

// hits returns the actions of a statement that match; all those of a NotAction that
// does not exclude every match.
func (f *finder) hits(actions []string, not bool) []string {
	var out []string
	left := slices.Clone(f.names)
	for _, a := range actions {
		rest := slices.DeleteFunc(slices.Clone(f.names), func(name string) bool { return facts.MatchAction(a, name) })
		if len(rest) < len(f.names) || strings.EqualFold(a, f.asked) {
			out = append(out, a)
		}
		left = slices.DeleteFunc(left, func(name string) bool { return facts.MatchAction(a, name) })
	}
	switch {
	case !not:
		return out
	case len(left) == 0:
		return nil
	default:
		return actions
	}
}

// maxKnown is how many matching actions the text lists.
const maxKnown = 12

// Text returns a as text.
func (a *Action) Text() []byte {
	var b bytes.Buffer
	wrap(&b, "", a.head())
	for _, u := range a.Users {
		u.text(&b)
	}
	if len(a.Users) == 0 {
		b.WriteString("\nno statement names it\n")
	}
	if a.Unseen != nil {
		b.WriteString("\nattached policies with unknown content\n")
		for _, u := range a.Unseen {
			show.Fprintf(&b, "  %s to %s, %s\n", u.ARN, u.To, u.At)
		}
	}
	return b.Bytes()
}

// head returns the action and what it matches.
func (a *Action) head() string {
	known := lists.Map(a.Known[:min(len(a.Known), maxKnown)], Known.String)
	list := strings.Join(known, ", ")
	switch n := len(a.Known); {
	case n == 0:
		return a.Action
	case n == 1 && strings.EqualFold(a.Known[0].Action, a.Action):
		return list
	case n > maxKnown:
		return fmt.Sprintf("%s: %d actions, including %s", a.Action, n, list)
	default:
		return a.Action + ": " + list
	}
}

func (u User) text(b *bytes.Buffer) {
	for i, p := range u.Policies {
		head := fmt.Sprintf("%s %s, %s", u.What, u.Name, u.At)
		if p.Name != "" {
			head += ", " + p.Name
		}
		for _, e := range u.Edges {
			head += ", " + e
		}
		show.Fprintf(b, "\n%s\n", head)
		if i == 0 && u.Source != "" {
			show.Fprintf(b, "  See %s\n", u.Source)
		}
		for _, st := range p.Statements {
			st.text(b)
		}
	}
}

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
	for _, h := range holders(s) {
		op, has := lists.Lookup(h.operations, func(op spec.Operation) bool { return op.Name == name })
		if !has {
			continue
		}
		if out.Users == nil {
			out.Doc = op.Doc
		}
		out.Actions = lists.Add(out.Actions, op.Actions...)
		out.Users = append(out.Users, h.only(func(st *Statement) bool { return slices.Contains(st.Operations, name) }))
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
	return lists.Add(nil, lists.Map(all, func(o spec.Operation) string { return o.Name })...)
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
