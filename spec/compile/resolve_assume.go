package compile

import (
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// assumes resolves the statements that allow a role or policy to assume roles: one
// for each kind of session, in the order in which they first occur, and then those
// for source identities. It writes ARNs from parts, so that a role and the one that
// trusts it do not depend on each other in a cycle.
func (b *syntaxBody) assumes(what string) []*spec.Statement {
	f := b.fields.at("assumes")
	what = "assumes of " + what
	var sessions, identities []*spec.Statement
	for n := range f.n.List() {
		e, ok := b.edgeItem(f.sc, n, what, language.Assume, "kind")
		if kind, has := e.get("kind"); has {
			e.kind = kind.kind(what)
		}
		if !ok {
			continue
		}
		sessions = b.addTo(sessions, sessionStatement(e.kind, n), e.arns, f)
		if identity, has := e.get("sourceIdentity"); has {
			values := identity.items("sourceIdentity of "+what, b.when.And(e.when))
			identities = b.addTo(identities, identityStatement(values, n), e.arns, f)
		}
	}
	var out []*spec.Statement
	taken := map[string]diag.Span{}
	for _, st := range append(sessions, identities...) {
		for _, part := range splitByWhen(st, b.when) {
			part.Sid = freeSid(taken, part.Sid)
			out = append(out, part)
		}
	}
	return out
}

// addTo adds the roles of st to a statement that is otherwise the same, or else adds
// st.
func (b *syntaxBody) addTo(sts []*spec.Statement, st *spec.Statement, roles []spec.Item, edge field) []*spec.Statement {
	i := slices.IndexFunc(sts, func(o *spec.Statement) bool { return o.Sid == st.Sid && sameConditions(o, st) })
	if i < 0 {
		b.checkFree(edge, st.Sid)
		i, sts = len(sts), append(sts, st)
	}
	sts[i].Resources = append(sts[i].Resources, roles...)
	return sts
}

// sameConditions compares conditions of one key.
func sameConditions(a, b *spec.Statement) bool {
	return slices.EqualFunc(a.Conditions, b.Conditions, func(c, d spec.Condition) bool {
		return slices.EqualFunc(c.Values, d.Values, func(v, w spec.Item) bool {
			return v.Value.String() == w.Value.String() && v.When.Same(w.When)
		})
	})
}

// sessionStatement allows assuming roles of a kind.
func sessionStatement(kind spec.Kind, n *syntax.Node) *spec.Statement {
	st := &spec.Statement{Sid: "AssumeRoles", Effect: "Allow", At: n.Span(), Origin: fromEdge(n.Span()), Doc: "Assumes these roles.", Actions: trustActions(spec.KindOther, "role", n)}
	switch kind {
	case spec.KindRuntime:
		st.Sid, st.Doc, st.Actions = "AssumeRuntime", "Assumes these runtime roles, and tags their sessions.", trustActions(kind, "role", n)
	case spec.KindEMRFS:
		st.Sid, st.Doc = "AssumeEMRFS", "Assumes these roles for EMRFS."
	}
	return st
}

// identityStatement allows setting the source identity of a session. The values may
// be patterns.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
func identityStatement(identity []spec.Item, n *syntax.Node) *spec.Statement {
	return &spec.Statement{
		Sid: "PropagateSourceIdentity", Effect: "Allow", At: n.Span(), Origin: fromEdge(n.Span()),
		Doc:        "Passes the identity of who submitted the step to these roles.",
		Actions:    []spec.Item{{Value: spec.Text("sts:SetSourceIdentity"), At: n.Span()}},
		Conditions: identityConditions(identity, n),
	}
}

func identityConditions(identity []spec.Item, n *syntax.Node) []spec.Condition {
	return []spec.Condition{{Operator: "StringLike", Key: "sts:SourceIdentity", Values: identity, At: n.Span(), OpAt: n.Span()}}
}

// trustActions returns the actions with which a role of kind k is assumed by those
// that a key of a trust names. Identities of a provider neither tag their sessions nor
// have a context.
func trustActions(k spec.Kind, by string, n *syntax.Node) []spec.Item {
	action := "sts:AssumeRole"
	switch by {
	case "oidc":
		action = "sts:AssumeRoleWithWebIdentity"
	case "saml":
		action = "sts:AssumeRoleWithSAML"
	}
	out := []spec.Item{{Value: spec.Text(action), At: n.Span()}}
	if also := k.SessionAction(); also != "" && action == "sts:AssumeRole" {
		out = append(out, spec.Item{Value: spec.Text(also), At: n.Span()})
	}
	return out
}
