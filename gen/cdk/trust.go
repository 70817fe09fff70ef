package cdk

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/gofile"
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// trust is a trust policy, split as the CDK wants it: one statement in
// RoleProps.AssumedBy, the others added to the role's AssumeRolePolicy.
type trust struct {
	assumedBy   *spec.Statement // nil if no statement can stand there
	action      string          // the action that assumedBy stands for, e.g., "sts:AssumeRole"
	sessionTags bool            // assumedBy allows sts:TagSession, too
	rest        []*spec.Statement
	asText      bool // a condition key is a token, which is possible only in the text of JSON
}

// partTrust finds the first statement of d that AssumedBy can say: it allows
// principals to assume the role, unconditionally. Its other actions stay with
// the rest.
func partTrust(d *spec.Document) trust {
	if d.Keyed() {
		return trust{rest: d.Statements, asText: true}
	}
	for i, st := range d.Statements {
		action, others, ok := assumes(st)
		if !ok {
			continue
		}
		t := trust{assumedBy: st, action: action, rest: slices.Clone(d.Statements)}
		switch texts, literal := literals(others); {
		case len(others) == 0 || literal && len(texts) == 1 && texts[0] == "sts:TagSession":
			t.sessionTags = len(others) > 0
			t.rest = slices.Delete(t.rest, i, i+1)
		default:
			other := *st
			other.Actions = others
			t.rest[i] = &other
		}
		return t
	}
	return trust{rest: d.Statements}
}

// assumes returns the action by which AssumedBy can say st, and the other
// actions of st.
func assumes(st *spec.Statement) (action string, others []spec.Item, ok bool) {
	if st.Effect != "Allow" || st.NotPrincipals || st.NotActions || len(st.When) > 0 {
		return "", nil, false
	}
	for i, it := range st.Actions {
		lit, literal := it.Value.Literal()
		if !literal || len(it.When) > 0 {
			continue
		}
		for _, a := range assumeActions(st) {
			if strings.EqualFold(lit, a) {
				return a, slices.Delete(slices.Clone(st.Actions), i, i+1), true
			}
		}
	}
	return "", nil, false
}

// assumeActions are the actions that AssumedBy can say for the principals of
// st. Only a FederatedPrincipal takes another one than the first.
func assumeActions(st *spec.Statement) []string {
	actions := []string{"sts:AssumeRole"}
	for _, p := range st.Principals {
		if p.Type != "Federated" {
			return actions
		}
	}
	return append(actions, "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
}

// assumedBy prints the expression for AssumedBy. Without a statement that it
// can say it is a principal that a later statement replaces.
func (c *construct) assumedBy(g *jen.Group, locals *naming.Scope, t trust) *jen.Statement {
	if t.assumedBy == nil {
		return jen.Qual(awsiam, "NewAccountRootPrincipal").Call()
	}
	out := c.onePrincipal(g, t)
	if conditions := c.conditionMap(g, locals, t.assumedBy); conditions != nil {
		out.Dot("WithConditions").Call(conditions)
	}
	if t.sessionTags {
		out.Dot("WithSessionTags").Call()
	}
	return out
}

// onePrincipal prints the principals of a statement as one.
func (c *construct) onePrincipal(g *jen.Group, t trust) *jen.Statement {
	simple := true
	var at []jen.Code
	for _, p := range t.assumedBy.Principals {
		l := newList(p.Values, nil)
		simple = simple && l.simple()
		at = append(at, c.principals(p.Type, l.items, t.action)...)
	}
	composite := jen.Qual(awsiam, "NewCompositePrincipal")
	switch {
	case simple && len(at) == 1:
		return jen.Add(at[0])
	case simple:
		return composite.Add(gofile.Lines("(", ")", at...))
	}
	v := jen.Id("assumedBy")
	declareList(g, v, jen.Qual(awsiam, "IPrincipal"), at)
	for _, p := range t.assumedBy.Principals {
		c.addRest(g, newList(p.Values, nil), func(value *jen.Statement) *jen.Statement {
			return appendTo(v, c.principal(p.Type, value, t.action))
		})
	}
	return composite.Call(v.Clone().Op("..."))
}

// principalList prints what of the principals of a statement is there at once,
// or nil.
func (c *construct) principalList(st *spec.Statement) jen.Code {
	var at []jen.Code
	for _, p := range st.Principals {
		at = append(at, c.principals(p.Type, newList(p.Values, st.When).items, "")...)
	}
	if at == nil {
		return nil
	}
	return jen.Op("&").Index().Qual(awsiam, "IPrincipal").Add(gofile.List(at...))
}

func (c *construct) principals(typ string, items []spec.Item, action string) []jen.Code {
	if typ == "*" {
		return []jen.Code{jen.Qual(awsiam, "NewStarPrincipal").Call()}
	}
	var out []jen.Code
	for _, it := range items {
		if typ == "AWS" && it.Value.String() == "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" {
			out = append(out, jen.Qual(awsiam, "NewAccountRootPrincipal").Call())
			continue
		}
		out = append(out, c.principal(typ, c.value(it.Value), action))
	}
	return out
}

// principal prints a principal of a type and a text. action is what it does in
// AssumedBy, or "".
func (c *construct) principal(typ string, text *jen.Statement, action string) *jen.Statement {
	switch typ {
	case "AWS":
		return jen.Qual(awsiam, "NewArnPrincipal").Call(text)
	case "Service":
		// The plain constructor takes .cn away from names in China.
		return jen.Qual(awsiam, "ServicePrincipal_FromStaticServicePrincipleName").Call(text)
	case "Federated":
		as := jen.Nil()
		if action != "" && action != "sts:AssumeRole" {
			as = jsiiString(action)
		}
		return jen.Qual(awsiam, "NewFederatedPrincipal").Call(text, jen.Nil(), as)
	case "CanonicalUser":
		return jen.Qual(awsiam, "NewCanonicalUserPrincipal").Call(text)
	default:
		panic("cdk: principal of type " + typ)
	}
}
