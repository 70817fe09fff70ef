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
	f := &finder{spec: s, asked: pattern, names: []string{pattern}, out: &Action{Action: pattern, Users: []User{}}}
	if known := facts.MatchActions(pattern); known != nil {
		f.names = nil
		for _, a := range known {
			f.names = append(f.names, a.String())
			f.out.Known = append(f.out.Known, Known{a.String(), string(a.Access())})
		}
	}
	for _, r := range s.Roles {
		if r.Each.First() {
			f.role(r)
		}
	}
	for _, p := range s.Policies {
		if p.Each.First() && !p.Made() {
			u := User{What: "policy", Name: p.Written(), At: p.Pos.String(), Source: p.Source, Edges: f.edges(p.Name)}
			f.user(u, f.policy("", p.Own()))
		}
	}
	for _, p := range s.ResourcePolicies {
		f.user(User{What: "resource policy", Name: p.Name, At: p.Pos.String(), Source: p.Source}, f.policy("", p.Document))
	}
	return f.out
}

// finder looks for statements that name an action.
type finder struct {
	spec  *spec.Spec
	asked string
	names []string
	out   *Action
}

func (f *finder) role(r *spec.Role) {
	found := f.policy("trust", r.Trust)
	for _, p := range r.Own() {
		found = append(found, f.policy("inline policy "+p.Name, p.Document)...)
	}
	for _, it := range r.Managed {
		found = append(found, f.attached(r, it)...)
	}
	f.user(User{What: "role", Name: r.Written(), At: r.Pos.String(), Source: r.Source}, found)
}

// attached returns the AWS managed policies of a role. The policies of the spec are
// listed separately.
func (f *finder) attached(r *spec.Role, it spec.Item) []Policy {
	if slices.ContainsFunc(it.Value, func(p spec.Part) bool { _, ok := p.(spec.PolicyRef); return ok }) {
		return nil
	}
	arn := it.Value.String()
	snapshot, ok := facts.FindSnapshot(arn)
	if !ok {
		f.out.Unseen = append(f.out.Unseen, Unseen{arn, r.Written(), it.At.String()})
		return nil
	}
	x := Policy{Name: "AWS's policy " + snapshot.Name + ", " + snapshot.Version}
	for _, st := range snapshot.Document().Statements {
		if hits := f.hits(st.Actions, st.NotActions); hits != nil {
			x.Statements = append(x.Statements, ofAWS(st, hits, Origin{From: "attached", At: it.At.String()}))
		}
	}
	if x.Statements == nil {
		return nil
	}
	return []Policy{x}
}

// OfSnapshot returns an AWS managed policy, as a policy of a spec.
func OfSnapshot(p facts.Snapshot) Policy {
	x := Policy{Name: p.Name}
	for _, st := range p.Document().Statements {
		x.Statements = append(x.Statements, ofAWS(st, st.Actions, Origin{From: "AWS"}))
	}
	return x
}

// ofAWS returns a statement of an AWS managed policy, with some of its actions.
func ofAWS(st iam.Statement, actions []string, from Origin) Statement {
	plain := func(texts []string) []Value {
		out := []Value{}
		out = append(out, lists.Map(texts, func(text string) Value { return Value{Value: text} })...)
		return out
	}
	named := func(name string, not bool) string {
		if not {
			return "Not" + name
		}
		return name
	}
	x := Statement{Sid: st.Sid, Effect: st.Effect, Origin: from, Elements: []Element{
		{named("Action", st.NotActions), plain(actions)}, {named("Resource", st.NotResources), plain(st.Resources)},
	}}
	for _, c := range st.Conditions {
		x.Conditions = append(x.Conditions, Condition{c.Operator, c.Key, plain(c.Values)})
	}
	return x
}

// policy returns a document with the statements that name the action: none or one
// policy.
func (f *finder) policy(name string, d *spec.Document) []Policy {
	x := Policy{Name: name}
	all := statements(d)
	for i, st := range d.Statements {
		texts := lists.Map(st.Actions, func(it spec.Item) string { return it.Value.String() })
		hits := f.hits(texts, st.NotActions)
		if hits == nil {
			continue
		}
		for j, e := range all[i].Elements {
			if e.Name == "Action" {
				all[i].Elements[j].Values = slices.DeleteFunc(e.Values, func(v Value) bool { return !slices.Contains(hits, v.Value) })
			}
		}
		x.Statements = append(x.Statements, all[i])
	}
	if x.Statements == nil {
		return nil
	}
	return []Policy{x}
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

func (f *finder) user(u User, found []Policy) {
	if found != nil {
		u.Policies = found
		f.out.Users = append(f.out.Users, u)
	}
}

// edges lists the roles that a policy is attached to.
func (f *finder) edges(policy string) []string {
	var out []string
	for _, e := range edges.Of(f.spec) {
		if e.Known && e.To == policy && (e.Kind == edges.Has || e.Kind == edges.Boundary) {
			out = append(out, passive[string(e.Kind)]+" "+e.From)
		}
	}
	return out
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
	return lists.Add(nil, lists.Map(all, func(o spec.Operation) string { return o.Name })...)
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
	o.Actions = lists.Add(o.Actions, ops[i].Actions...)
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
