package grammar

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
)

// trustForms finds what a trust policy cannot have, or needs beside its principals.
func trustForms(c *core.Checker) {
	for d, st := range c.Statements() {
		for _, p := range st.PrincipalTexts {
			if p.Type == "AWS" {
				identifiersOf(c, d, st, p.Texts)
				if d.Trust {
					sessions(c, d, st, p.Texts)
				}
			}
			if d.Trust && p.Type == "*" && !st.NotPrincipals {
				c.Add(d.Subject, p.At, "trust-wildcard", "name the allowed principals, or write {AWS: \"*\"} with a condition", "%s has the Principal \"*\", which AWS does not support in a trust policy", core.Label(st))
			}
		}
		if d.Trust && st.NotPrincipals {
			c.Add(d.Subject, core.Element(st, "Principal"), "trust-not-principal", "name the allowed principals under Principal", "%s has a NotPrincipal, which a trust policy cannot have", core.Label(st))
		}
	}
	for _, d := range c.Documents {
		if d.Trust {
			anywhere(c, d)
		}
	}
}

// identifiersOf finds unique IDs in place of ARNs: IAM shows them where a role or user
// was deleted.
func identifiersOf(c *core.Checker, d *core.Document, st *core.Statement, values []core.Text) {
	kinds := map[string]string{"AROA": "role", "AIDA": "user"}
	for _, v := range values {
		if kind := kinds[v.Literal[:min(4, len(v.Literal))]]; kind != "" && core.IsUniqueID(v.Literal) {
			c.Add(d.Subject, v.At, "unique-id-principal", "write the ARN of the "+kind, "%s names a %s by its unique ID %s, which is that of a deleted %s or may be", core.Label(st), kind, v.Literal, kind)
		}
	}
}

// sessions finds sessions of a role that is allowed itself.
func sessions(c *core.Checker, d *core.Document, st *core.Statement, values []core.Text) {
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
			c.Add(d.Subject, v.At, "redundant-session", "remove it", "%s names the session %s besides its role %s", core.Label(st), v.Literal, values[i].Literal)
		}
	}
}

// anywhereActions are those that IAM Roles Anywhere calls.
// https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
var anywhereActions = []string{"sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"}

// anywhere finds trust of IAM Roles Anywhere without one of its actions. Several
// statements can allow them together.
func anywhere(c *core.Checker, d *core.Document) {
	var at *core.Text
	missing := slices.Clone(anywhereActions)
	var label string
	for i := range d.Sampled {
		st := &d.Sampled[i]
		v := servicePrincipal(st, "rolesanywhere.amazonaws.com")
		if v == nil || st.Effect != "Allow" || st.NotPrincipals {
			continue
		}
		if at == nil {
			at, label = v, core.Label(st)
		}
		missing = slices.DeleteFunc(missing, func(action string) bool {
			named := slices.ContainsFunc(st.ActionTexts, func(a core.Text) bool { return facts.MatchAction(a.Literal, action) })
			return named != st.NotActions
		})
	}
	if at != nil && len(missing) > 0 {
		c.Add(d.Subject, at.At, "roles-anywhere-actions", "add "+core.And(missing), "%s trusts rolesanywhere.amazonaws.com without %s, which it also calls", label, core.And(missing))
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
