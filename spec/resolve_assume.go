package spec

import (
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// assumption is one item of assumes: roles of a kind, and the source
// identities that a session may carry.
type assumption struct {
	kind     Kind
	roles    []Item // their ARNs
	identity []Item
}

// assumes resolves the statements by which a role or policy may assume roles:
// one for each kind of session, in the order in which they first occur, and
// then those for source identities. It names roles by built ARNs, as identity
// policies do, so that a role and the one that trusts it make no circle.
func (b *syntaxBody) assumes(what string) []*Statement {
	f, ok := b.fields.get("assumes")
	if !ok || f.n.kind == nullNode {
		return nil
	}
	var sessions, identities []*Statement
	for n := range f.n.list() {
		a, ok := b.assume(f.sc, n, "assumes of "+what)
		if !ok {
			continue
		}
		sessions = b.addTo(sessions, sessionStatement(a, n), a.roles, f)
		if a.identity != nil {
			identities = b.addTo(identities, identityStatement(a, n), a.roles, f)
		}
	}
	var out []*Statement
	taken := map[string]diag.Span{}
	for _, st := range append(sessions, identities...) {
		for _, part := range splitByWhen(st) {
			part.Sid = freeSid(taken, part.Sid)
			out = append(out, part)
		}
	}
	return out
}

// addTo adds roles to the statement that says the same of others, or else st.
func (b *syntaxBody) addTo(sts []*Statement, st *Statement, roles []Item, edge field) []*Statement {
	i := slices.IndexFunc(sts, func(o *Statement) bool { return o.Sid == st.Sid && sameConditions(o, st) })
	if i < 0 {
		b.checkFree(edge, st.Sid)
		i, sts = len(sts), append(sts, st)
	}
	sts[i].Resources = append(sts[i].Resources, roles...)
	return sts
}

// sameConditions compares conditions of one key.
func sameConditions(a, b *Statement) bool {
	return slices.EqualFunc(a.Conditions, b.Conditions, func(c, d Condition) bool {
		return slices.EqualFunc(c.Values, d.Values, func(v, w Item) bool {
			return v.Value.String() == w.Value.String() && v.When.Implies(w.When) && w.When.Implies(v.When)
		})
	})
}

// sessionStatement allows assuming roles of a kind.
func sessionStatement(a assumption, n *node) *Statement {
	st := &Statement{Sid: "AssumeRoles", Effect: "Allow", At: n.span(), Origin: fromEdge(n.span()), Doc: "Assumes these roles.", Actions: trustActions(KindOther, n)}
	switch a.kind {
	case KindRuntime:
		st.Sid, st.Doc, st.Actions = "AssumeRuntime", "Assumes these runtime roles, and tags their sessions.", trustActions(a.kind, n)
	case KindEMRFS:
		st.Sid, st.Doc = "AssumeEMRFS", "Assumes these roles for EMRFS."
	}
	return st
}

// identityStatement allows passing on who is behind a session. The values may
// be patterns.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
func identityStatement(a assumption, n *node) *Statement {
	return &Statement{
		Sid: "PropagateSourceIdentity", Effect: "Allow", At: n.span(), Origin: fromEdge(n.span()),
		Doc:        "Passes on to these roles who submitted the step.",
		Actions:    []Item{{Value: Text("sts:SetSourceIdentity"), At: n.span()}},
		Conditions: identityConditions(a.identity, n),
	}
}

func identityConditions(identity []Item, n *node) []Condition {
	return []Condition{{Operator: "StringLike", Key: "sts:SourceIdentity", Values: identity, At: n.span(), OpAt: n.span()}}
}

// trustActions are the actions by which a role of kind k is assumed.
func trustActions(k Kind, n *node) []Item {
	out := []Item{{Value: Text("sts:AssumeRole"), At: n.span()}}
	if also := k.SessionAction(); also != "" {
		out = append(out, Item{Value: Text(also), At: n.span()})
	}
	return out
}

// assume resolves one item of assumes.
func (b *syntaxBody) assume(sc *scope, n *node, what string) (a assumption, ok bool) {
	if n.kind == scalarNode {
		n = n.under("role")
	}
	fs := sc.fields(n, what, assumeKeys...)
	var vs []Value
	var when When
	keep := true
	if f, ok := fs.get("when"); ok {
		when, keep = sc.when(f.n, what)
	}
	switch {
	case fs.at("role").n != nil:
		if _, ok = sc.plain(fs.at("role").n, what); ok {
			a.kind, vs, ok = sc.rolesAt(fs.at("role").n, what, when)
		}
	case fs.at("arn").n != nil:
		vs, ok = sc.values(fs.at("arn").n, what, when)
		sc.required(n.span(), fs, what, "kind")
	default:
		sc.errorf(n.span(), "missing-key", "%s names no role and no arn", what)
	}
	if f, has := fs.get("kind"); has {
		a.kind = f.kind(what)
	}
	if f, has := fs.get("sourceIdentity"); has {
		a.identity = f.items("sourceIdentity of "+what, when)
	}
	for _, v := range vs {
		a.roles = append(a.roles, Item{Value: v, When: when, At: n.span()})
	}
	return a, ok && keep
}

var assumeKeys = []string{"role", "arn", "kind", "sourceIdentity", "when"}
