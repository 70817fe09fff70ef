package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// eksAudience is the audience of the tokens that EKS issues to service accounts, in
// every partition. https://github.com/eksctl-io/eksctl/issues/1910
const eksAudience = "sts.amazonaws.com"

// samlAudiences are the sign-in endpoints of the partitions. An assertion has the one
// that it is sent to.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_relying-party.html
// https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_roles_providers_create_saml_relying-party.html
var samlAudiences = []string{
	"https://signin.aws.amazon.com/saml", "https://signin.amazonaws.cn/saml", "https://signin.amazonaws-us-gov.com/saml",
}

// trustOIDC completes a statement that trusts identities of an OpenID Connect
// provider. The provider is part of the condition keys.
func (b *syntaxBody) trustOIDC(st *spec.Statement, f field, r *spec.Role, what string) {
	what = "oidc of the trust of " + what
	fs := f.sc.fields(f.n, what, language.OIDC)
	provider, ok := f.provider(fs, st.When, what)
	if !ok {
		return
	}
	st.Sid, st.Principals = "AssumedByWebIdentity", federated("oidc-provider/", provider, f)
	if ns, ok := fs.get("namespace"); ok {
		if s, both := fs.get("subject"); both {
			f.sc.helpf(s.key.Span(), "both-keys", "write a trust for each of them", "%s has both namespace and subject", what)
		}
		b.trustJobs(st, f, fs, ns, r, provider, what)
		return
	}
	audience := []spec.Item{{Value: spec.Text(eksAudience), At: f.n.Span()}}
	if a, ok := fs.get("audience"); ok {
		audience = a.items("audience of "+what, st.When)
	}
	st.Conditions = append(st.Conditions, providerCondition("StringEquals", provider, ":aud", audience, f))
	s, ok := fs.get("subject")
	if !ok {
		f.sc.helpf(f.key.Span(), "missing-key", `e.g., subject: "system:serviceaccount:NAMESPACE:NAME"; "*" is every identity of the provider`, "%s has no subject", what)
		return
	}
	subject := s.items("subject of "+what, st.When)
	operator := "StringEquals"
	if slices.ContainsFunc(subject, func(it spec.Item) bool { return mayMatch(it.Value) }) {
		operator = "StringLike"
	}
	st.Conditions = append(st.Conditions, providerCondition(operator, provider, ":sub", subject, s))
}

// trustJobs limits a statement to the service accounts that EMR on EKS makes for the
// jobs of a role in some namespaces. Without audience, it is the statement that
// "aws emr-containers update-role-trust-policy" adds.
// https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/iam-execution-role.html
func (b *syntaxBody) trustJobs(st *spec.Statement, f field, fs fields, ns field, r *spec.Role, provider spec.Value, what string) {
	if a, ok := fs.get("audience"); ok {
		st.Conditions = append(st.Conditions, providerCondition("StringEquals", provider, ":aud", a.items("audience of "+what, st.When), f))
	}
	name, ok := r.RoleName.Literal()
	if !ok {
		at, help := b.at, "write a roleName without placeholders, or use EKS Pod Identity: trust: {service: pods.eks}"
		if rn, ok := b.fields.get("roleName"); ok {
			at = rn.n.Span()
		}
		b.sc.helpf(at, "name-in-subject", help, "the name of role %s must be literal text: the service accounts of its jobs contain it in base36", b.name)
		return
	}
	var subject []spec.Item
	for _, it := range ns.items("namespace of "+what, st.When) {
		if lit, ok := it.Value.Named().Literal(); ok && !regex.Matches("[a-z0-9*?-]+", lit) {
			ns.sc.helpf(it.At, "bad-value", "write the name of a Kubernetes namespace, e.g., spark-jobs", "namespace of %s is %q, which is not a namespace", what, lit)
		}
		it.Value = spec.Text("system:serviceaccount:").Append(it.Value...).Append(spec.Lit(":"+spec.JobAccount), spec.AccountID, spec.Lit("-"+spec.Base36(name)))
		subject = append(subject, it)
	}
	st.Conditions = append(st.Conditions, providerCondition("StringLike", provider, ":sub", subject, ns))
}

// mayMatch reports whether v contains a wildcard, or a parameter that may have one.
func mayMatch(v spec.Value) bool {
	return slices.ContainsFunc(v, func(part spec.Part) bool {
		lit, _ := part.(spec.Lit)
		p := spec.ParamOf(part)
		return strings.ContainsAny(string(lit), "*?") || p != nil && p.Wildcards
	})
}

// trustSAML completes a statement that trusts identities of a SAML provider.
func trustSAML(st *spec.Statement, f field, what string) {
	what = "saml of the trust of " + what
	fs := f.sc.fields(f.n, what, language.SAML)
	provider, ok := f.provider(fs, st.When, what)
	if !ok {
		return
	}
	st.Sid, st.Principals = "AssumedBySAML", federated("saml-provider/", provider, f)
	var audience []spec.Item
	if a, ok := fs.get("audience"); ok {
		audience = a.items("audience of "+what, st.When)
	} else {
		for _, endpoint := range samlAudiences {
			audience = append(audience, spec.Item{Value: spec.Text(endpoint), At: f.n.Span()})
		}
	}
	st.Conditions = []spec.Condition{{Operator: "StringEquals", Key: "SAML:aud", Values: audience, At: f.n.Span(), OpAt: f.n.Span()}}
}

// provider resolves the provider of oidc or saml: the part of its ARN after the type.
func (f field) provider(fs fields, cover spec.When, what string) (spec.Value, bool) {
	p, ok := fs.get("provider")
	if !ok {
		if f.n.Kind == syntax.Mapping {
			f.sc.errorf(f.key.Span(), "missing-key", "%s has no provider", what)
		}
		return nil, false
	}
	v, ok := p.sc.value(p.n, "provider of "+what, cover)
	if !ok {
		return nil, false
	}
	help := "write its host and path, e.g., oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE, or a String parameter with them"
	if f.key.Text == "saml" {
		help = "write its name, or a String parameter with the name"
	}
	for i, part := range v {
		switch part := part.(type) {
		case spec.Lit:
			if i == 0 && (strings.HasPrefix(string(part), "arn:") || strings.Contains(string(part), "://")) || strings.ContainsAny(string(part), "*? \"\\") {
				p.sc.helpf(p.n.Span(), "bad-provider", help, "provider of %s is %q, which is not a provider", what, v)
				return nil, false
			}
		case spec.ParamRef:
			if part.Param.Type != spec.String {
				p.sc.helpf(p.n.Span(), "bad-provider", help, "provider of %s is the parameter %s of type %s, which is not a provider", what, part.Param.Name, part.Param.Type)
				return nil, false
			}
		case spec.Pseudo, spec.EachName, spec.EachValue:
		default:
			p.sc.helpf(p.n.Span(), "bad-provider", help, "provider of %s can contain only text, parameters and pseudo parameters", what)
			return nil, false
		}
	}
	if len(v) == 0 {
		p.sc.helpf(p.n.Span(), "bad-provider", help, "provider of %s is empty", what)
		return nil, false
	}
	return v, true
}

// federated is the principal that a provider of the account is.
func federated(kind string, provider spec.Value, f field) []spec.Principal {
	arn := spec.Value{spec.Lit("arn:"), spec.Partition, spec.Lit(":iam::"), spec.AccountID, spec.Lit(":" + kind)}.Append(provider...)
	return []spec.Principal{{Type: "Federated", Values: []spec.Item{{Value: arn, At: f.n.Span()}}, At: f.key.Span()}}
}

// providerCondition is a condition on a claim of a provider's tokens.
func providerCondition(operator string, provider spec.Value, claim string, values []spec.Item, f field) spec.Condition {
	key := provider.Append(spec.Lit(claim))
	out := spec.Condition{Operator: operator, Key: key.String(), KeyValue: key, Values: values, At: f.key.Span(), OpAt: f.key.Span()}
	if lit, ok := key.Literal(); ok {
		out.Key, out.KeyValue = lit, nil
	}
	return out
}
