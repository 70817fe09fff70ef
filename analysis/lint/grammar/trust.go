package grammar

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
)

// trustForms finds what a trust policy cannot have, or needs beside its principals.
func trustForms(c *core.Checker, st *core.Statement) {
	for _, p := range st.PrincipalTexts {
		if p.Type == "AWS" {
			identifiersOf(c, st, p.Texts)
			if st.In.Trust {
				sessions(c, st, p.Texts)
			}
		}
		if st.In.Trust && p.Type == "*" && !st.NotPrincipals {
			c.About(st, p.At, "trust-wildcard", "name the allowed principals, or write {AWS: \"*\"} with a condition", "has the Principal \"*\", which AWS does not support in a trust policy")
		}
	}
	if st.In.Trust && st.NotPrincipals {
		c.About(st, core.ElementAt(st, "Principal"), "trust-not-principal", "name the allowed principals under Principal", "has a NotPrincipal, which a trust policy cannot have")
	}
}

// identifiersOf finds unique IDs in place of ARNs: IAM shows them where a role or user
// was deleted.
func identifiersOf(c *core.Checker, st *core.Statement, values []core.Text) {
	kinds := map[string]string{"AROA": "role", "AIDA": "user"}
	for _, v := range values {
		if kind := kinds[v.Literal[:min(4, len(v.Literal))]]; kind != "" && core.IsUniqueID(v.Literal) {
			c.About(st, v.At, "unique-id-principal", "write the ARN of the "+kind, "names a %s by its unique ID %s, which is that of a deleted %s or may be", kind, v.Literal, kind)
		}
	}
}

// sessions finds sessions of a role that is allowed itself.
func sessions(c *core.Checker, st *core.Statement, values []core.Text) {
	for _, v := range values {
		parts, ok := core.SplitARN(v.Literal)
		rest, isSession := strings.CutPrefix(parts[5], "assumed-role/")
		if !ok || !isSession {
			continue
		}
		name, _, _ := strings.Cut(rest, "/")
		i := slices.IndexFunc(values, func(o core.Text) bool {
			_, role, ok := core.SplitRoleARN(o.Literal)
			with, _ := core.SplitARN(o.Literal)
			return ok && role == name && with[4] == parts[4]
		})
		if i >= 0 {
			c.About(st, v.At, "redundant-session", "remove it", "names the session %s besides its role %s", v.Literal, values[i].Literal)
		}
	}
}

// callers are services that call several actions when they assume a role.
// https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
var callers = []struct {
	service, code, name string
	actions             []string
}{
	{"rolesanywhere.amazonaws.com", "roles-anywhere-actions", "rolesanywhere.amazonaws.com", []string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}},
	{"pods.eks.amazonaws.com", "pod-identity-actions", "EKS Pod Identity", []string{"sts:AssumeRole", "sts:TagSession"}},
}

// callerActions finds trust of such a service without one of its actions. Several
// statements can allow them together.
func callerActions(c *core.Checker, d *core.Document) {
	for _, by := range callers {
		var at *core.Text
		var first *core.Statement
		missing := slices.Clone(by.actions)
		for _, st := range d.Sampled {
			v := servicePrincipal(st, by.service)
			if v == nil || !d.Trust || st.Effect != "Allow" || st.NotPrincipals {
				continue
			}
			if at == nil {
				at, first = v, st
			}
			missing = slices.DeleteFunc(missing, st.Has)
		}
		if at != nil && len(missing) > 0 {
			c.About(first, at.At, by.code, "add "+core.And(missing), "trusts %s without %s, which it also calls", by.name, core.And(missing))
		}
	}
}

// servicePrincipal returns the value by which a statement names a service, or nil.
func servicePrincipal(st *core.Statement, name string) *core.Text {
	for _, p := range st.PrincipalTexts {
		for i, v := range p.Texts {
			if p.Type == "Service" && v.Literal == name {
				return &p.Texts[i]
			}
		}
	}
	return nil
}
