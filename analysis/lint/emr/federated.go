package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// provider is an OpenID Connect provider that a trust policy names.
type provider struct {
	host string // before the colon of its condition keys; "" if it is known only at deployment
	at   spec.Item
}

const (
	gitHub = "token.actions.githubusercontent.com"

	// clusterJobs is the subject of the service accounts that EMR on EKS makes for jobs.
	// https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-trust-policy.html
	clusterJobs = "emr-containers-sa-"
)

// builtInProviders are those that IAM knows without an ARN. Whoever has an account
// there is a user, so that the app, and no subject, is what policies name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
var builtInProviders = []string{"accounts.google.com", "cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com"}

func (p provider) isEKS() bool { return strings.Contains(p.host, "oidc.eks") }

func (p provider) isBuiltIn() bool { return slices.Contains(builtInProviders, p.host) }

// checkFederated checks which identities of a provider a trust policy allows.
func checkFederated(c *core.Checker, st *core.Statement) {
	switch {
	case st.In.Resource != nil:
		federatedResource(c, st)
	case st.In.Trust && st.Effect == "Allow" && !st.NotPrincipals:
		if ps := providersOf(c, st); len(ps) > 0 {
			federated(c, st, ps)
		}
	}
}

// federatedResource finds identity providers in the policy of a resource, which only a
// trust policy can name.
func federatedResource(c *core.Checker, st *core.Statement) {
	for _, p := range st.Principals {
		if p.Type == "Federated" {
			c.About(st, p.At, "federated-principal", "name the role whose trust policy allows the provider", "names an identity provider, which %s cannot", st.In)
		}
	}
}

// providersOf are the OpenID Connect providers among the principals of a statement.
func providersOf(c *core.Checker, st *core.Statement) []provider {
	if !st.Has("sts:AssumeRoleWithWebIdentity") {
		return nil
	}
	var out []provider
	for _, p := range st.Principals {
		if p.Type != "Federated" {
			continue
		}
		for _, it := range p.Values {
			texts := c.Texts([]spec.Item{it})
			if len(texts) == 0 {
				out = append(out, provider{"", it})
			}
			for _, v := range texts {
				_, host, ok := strings.Cut(v.Literal, ":oidc-provider/")
				switch {
				case ok:
					out = append(out, provider{host, it})
				case !strings.Contains(v.Literal, ":"):
					out = append(out, provider{v.Literal, it})
				}
			}
		}
	}
	return out
}

// claim is a condition on a claim of a provider's tokens.
type claim struct {
	core.Condition
	host string
	name string // e.g., "sub"
}

// limits reports whether a claim must have one of some values.
func (cl claim) limits() bool {
	return !cl.Op.Negated() && !cl.Op.IfExists && cl.Op.Set != core.ForAll && cl.Op.Textual()
}

// claimsOf are the conditions of a statement on claims.
func claimsOf(st *core.Statement) []claim {
	var out []claim
	for _, cond := range st.ConditionTexts {
		at := strings.LastIndexByte(cond.Key, ':')
		if at > 0 && cond.Op.Base != "" && (cond.KeyValue != nil || strings.Contains(cond.Key[:at], ".")) {
			out = append(out, claim{cond, cond.Key[:at], strings.ToLower(cond.Key[at+1:])})
		}
	}
	return out
}

func federated(c *core.Checker, st *core.Statement, ps []provider) {
	claims := claimsOf(st)
	unknown := slices.ContainsFunc(ps, func(p provider) bool { return p.host == "" })
	others := false
	for _, cl := range claims {
		if !unknown && !slices.ContainsFunc(ps, func(p provider) bool { return strings.EqualFold(p.host, cl.host) }) {
			others = true
			c.About(st, cl.At, "oidc-other-provider", "write "+ps[0].host+":"+cl.name, "has a condition on %s, a key of another provider than %s, which it trusts", cl.Key, ps[0].host)
		}
		if cl.Op.Set != "" && (cl.name == "aud" || cl.name == "sub") {
			c.About(st, cl.OpAt, "set-operator", "write "+strings.TrimPrefix(cl.Operator, cl.Op.Set), "compares %s, which is single-valued, as a set of values", cl.Key)
		}
		p := ps[0]
		if cl.Op.Set == "" && cl.name == "aud" && p.host != "" && !p.isEKS() && p.host != gitHub && !p.isBuiltIn() {
			c.About(st, cl.At, "audience-type", "if its tokens have a list of audiences, write ForAnyValue:"+cl.Operator, "compares %s as one value, which %s must send", cl.Key, p.host)
		}
	}
	if others {
		return
	}
	for _, p := range ps {
		missingClaims(c, st, p, claims)
	}
	for _, cl := range claims {
		if cl.name == "sub" {
			otherRole(c, st, cl)
		}
	}
}

// otherRole finds service accounts of EMR on EKS that belong to the jobs of another
// role.
func otherRole(c *core.Checker, st *core.Statement, cl claim) {
	if st.In.Role == nil {
		return
	}
	name, ok := st.In.Role.RoleName.Named().Literal()
	if !ok || c.Spec.Bare {
		return
	}
	for _, v := range cl.Texts {
		_, account, ok := strings.Cut(v.Literal, ":"+spec.JobAccount)
		_, encoded, _ := strings.Cut(account, "-")
		if ok && encoded != "" && !glob.HasWildcard(encoded) && encoded != spec.Base36(name) {
			c.About(st, v.At, "subject-of-other-role", "write trust: {oidc: {provider: …, namespace: …}}, or end the subject with "+spec.Base36(name), "trusts service accounts that end with %q, and %q is %s in base36", encoded, name, spec.Base36(name))
		}
	}
}

// missingClaims finds that a statement allows identities that it does not name.
func missingClaims(c *core.Checker, st *core.Statement, p provider, claims []claim) {
	mine := slices.DeleteFunc(slices.Clone(claims), func(cl claim) bool { return p.host != "" && !strings.EqualFold(cl.host, p.host) || !cl.limits() })
	sub := slices.IndexFunc(mine, func(cl claim) bool { return cl.name == "sub" })
	hasAud := slices.ContainsFunc(mine, func(cl claim) bool { return cl.name == "aud" || p.isBuiltIn() && cl.name == "app_id" })
	key := p.host
	if key == "" {
		key = "PROVIDER"
	}
	switch {
	case p.host == gitHub:
		gitHubClaims(c, st, p, mine, sub)
	case p.isBuiltIn() && len(mine) == 0, !p.isBuiltIn() && sub < 0 && !hasAud:
		c.About(st, p.at.At, "oidc-without-condition", `add StringEquals: {"`+key+`:sub": …, "`+key+`:aud": …}`, "lets every identity of the provider assume the role: it has no condition on %s:sub", key)
		return
	case p.isBuiltIn():
		return
	case sub < 0 || everySubject(mine[sub]):
		c.About(st, p.at.At, "oidc-without-sub", `add StringLike: {"`+key+`:sub": "system:serviceaccount:NAMESPACE:NAME"}, or what the provider writes there`, "lets every subject of the provider assume the role: it does not limit %s:sub", key)
	}
	if !hasAud && (sub < 0 || !isClusterJobs(mine[sub])) {
		c.About(st, p.at.At, "oidc-without-aud", `add StringEquals: {"`+key+`:aud": sts.amazonaws.com}`, "does not limit %s:aud, so tokens for any other application of the provider are accepted, too", key)
	}
}

// everySubject reports whether a condition on sub admits all of them.
func everySubject(cl claim) bool {
	return slices.ContainsFunc(cl.Texts, func(v core.Text) bool {
		return cl.Op.Wild() && strings.Trim(strings.TrimPrefix(v.Literal, "system:serviceaccount"), "*:") == ""
	})
}

func isClusterJobs(cl claim) bool {
	return len(cl.Texts) < len(cl.Values) || slices.ContainsFunc(cl.Texts, func(v core.Text) bool { return strings.Contains(v.Literal, clusterJobs) })
}

// gitHubClaims checks which repositories may assume a role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
func gitHubClaims(c *core.Checker, st *core.Statement, p provider, mine []claim, sub int) {
	const help = `add StringEquals: {"` + gitHub + `:sub": "repo:ORGANIZATION/REPOSITORY:ref:refs/heads/main"}`
	wide := func(v core.Text) bool {
		rest, ok := strings.CutPrefix(v.Literal, "repo:")
		owner, _, _ := strings.Cut(rest, "/")
		return !ok && glob.HasWildcard(v.Literal) || ok && glob.HasWildcard(owner)
	}
	switch {
	case sub < 0, mine[sub].Op.Wild() && slices.ContainsFunc(mine[sub].Texts, wide):
		c.About(st, p.at.At, "github-without-repo", help, "lets workflows of any repository on GitHub assume the role")
	case mine[sub].Op.Wild() && !slices.ContainsFunc(mine, func(cl claim) bool { return cl.name == "ref" }):
		for _, v := range mine[sub].Texts {
			if glob.HasWildcard(v.Literal) {
				c.About(st, v.At, "github-branch", help+", or a condition on "+gitHub+":ref", "lets workflows of %q assume the role, whatever their branch or event", v.Literal)
			}
		}
	}
}
