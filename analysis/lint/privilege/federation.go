package privilege

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

const webIdentity = "sts:AssumeRoleWithWebIdentity"

// checkFederation checks trust in OpenID Connect providers: the condition keys are
// those of the provider, and limit who of its identities may assume the role.
func checkFederation(c *core.Checker) {
	for d, st := range c.Statements() {
		if !d.Trust || st.Effect != "Allow" || st.NotPrincipals || !allowsWebIdentity(c, st) {
			continue
		}
		for _, p := range st.PrincipalTexts {
			if p.Type == "Federated" {
				checkProviders(c, d, st, p.Values)
			}
		}
	}
}

func allowsWebIdentity(c *core.Checker, st *core.Statement) bool {
	matches := slices.ContainsFunc(c.Binding.List(st.Actions), func(a string) bool { return glob.Match(strings.ToLower(a), strings.ToLower(webIdentity)) })
	return matches != st.NotActions
}

func checkProviders(c *core.Checker, d *core.Document, st *core.Statement, values []spec.Item) {
	var providers []string // by which the condition keys begin
	for _, it := range values {
		_, provider, ok := strings.Cut(c.Binding.Text(it.Value), ":oidc-provider/")
		if !ok {
			return // one of AWS, such as Cognito, has other keys
		}
		providers = append(providers, provider)
	}
	limited := false
	for _, cond := range st.ConditionTexts {
		i := strings.LastIndexByte(cond.Key, ':')
		if i < 0 || cond.KeyValue == nil && !strings.Contains(cond.Key[:i], ".") {
			continue
		}
		provider, claim := cond.Key[:i], cond.Key[i+1:]
		if !slices.ContainsFunc(providers, func(p string) bool { return strings.EqualFold(p, provider) }) {
			c.Add(d.Subject, cond.At, "provider-key", "write "+providers[0]+":"+claim, "%s has the condition key %s, but its principal is the provider %s, whose tokens do not have this key", core.Label(st), cond.Key, providers[0])
			return
		}
		limited = limited || claim != "aud" && !everything(c.Binding.List(cond.Values))
	}
	if !limited {
		c.Add(d.Subject, values[0].At, "open-provider", "add a condition on the subject, e.g., StringEquals: {"+providers[0]+`:sub: "system:serviceaccount:NAMESPACE:NAME"}`,
			"%s allows every identity of the provider %s to assume the role", core.Label(st), providers[0])
	}
}

// everything reports whether one of some patterns matches any text.
func everything(patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return strings.Trim(p, "*") == "" })
}
