package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// trustedBy are the keys of a trust that say whom to trust.
var trustedBy = []string{"service", "role", "oidc", "saml"}

// trust resolves the trust policy of a role.
func (b *syntaxBody) trust(r *spec.Role) *spec.Document {
	what := "role " + b.name
	f, ok := b.fields.get("trust")
	if !ok {
		help := "e.g., trust: {service: elasticmapreduce}"
		if r.Kind == spec.KindEMRFS || r.Kind == spec.KindRuntime {
			help = "write trust: {role: …} with the instance role of the cluster"
		}
		b.sc.helpf(b.at, "missing-key", help, "%s has no trust", what)
		return &spec.Document{Version: "2012-10-17"}
	}
	doc := &syntaxPolicy{name: "Trust", sc: f.sc}
	n := doc.unwrap(f.sc, f.n, "trust of "+what, language.Document)
	out := doc.document(Trust, nil) // without statements yet
	tb := &syntaxBody{name: "the trust policy of " + what, sids: map[string]diag.Span{}, sc: f.sc}
	var edges []*spec.Statement
	items := slices.Collect(n.List())
	pasted := make([][]*syntaxStatement, len(items)) // nil for an edge
	for i, item := range items {
		if help := foreignTrust(item); help != "" {
			f.sc.helpf(item.Span(), "wrong-type", help, "the trust of %s is neither {service: …}, {role: …}, {oidc: …}, {saml: …} nor a statement", what)
			continue
		}
		if item.Kind == syntax.Mapping && !slices.ContainsFunc(trustedBy, func(key string) bool { return item.Get(key) != nil }) {
			pasted[i] = decodeStatements(f.sc, item, "the trust policy of "+what)
		}
	}
	tb.claimSids(slices.Concat(pasted...), "Trust") // numbered over the whole document
	for i, item := range items {
		if foreignTrust(item) != "" {
			continue // which is reported
		}
		if pasted[i] != nil {
			out.Statements = append(out.Statements, resolveStatements(pasted[i], Trust, b.when)...)
			continue
		}
		sts := b.trustEdge(f.sc, item, r, what)
		out.Statements = append(out.Statements, sts...)
		edges = append(edges, sts...)
	}
	for _, st := range edges {
		st.Sid = freeSid(tb.sids, st.Sid)
	}
	if !b.sc.diags.HasErrors() && !b.when.Covered(whensOfAllow(out.Statements)) {
		f.sc.helpf(f.key.Span(), "trust-conditional", "remove the when of one statement that allows sts:AssumeRole", "the trust policy of %s can be empty", what)
	}
	if withVersion(out); out.Keyed() && (out.ID != "" || out.Version != "2012-10-17") {
		f.sc.helpf(f.key.Span(), "placeholder-in-key", "remove Id, and write Version 2012-10-17", "the trust policy of %s has a parameter in a condition key, and an Id or an old Version", what)
	}
	return out
}

// foreignTrust is the help for a trust that says whom to trust in another way
// than those there are; "" for one of these.
func foreignTrust(n *syntax.Node) string {
	text := n.Text
	if n.Kind == syntax.Mapping {
		for _, e := range n.Pairs() {
			if slices.Contains(language.Trust.Names(), e.Key.Text) || slices.Contains(language.Statement.Names(), meantKey(e.Key.Text, language.Statement.Names())) {
				return ""
			}
		}
		if len(n.Kids) == 0 {
			return "e.g., trust: {service: elasticmapreduce}"
		}
		text = firstText(n.Kids[0].Value)
	}
	if s := meantService(text); s != "" {
		return "write trust: {service: " + s + "}"
	}
	principal := `{Service: ` + text + `}`
	switch {
	case n.Kind == syntax.Scalar && !strings.Contains(text, ".") && !strings.Contains(text, ":") && !regex.Matches("[0-9]+", text):
		return "write trust: {role: " + text + "} for a role of the spec, or {service: …}: known are " + strings.Join(spec.ServiceNames(), ", ")
	case regex.Matches("[0-9]{12}", text):
		principal = `{AWS: "` + text + `"}`
	case strings.HasPrefix(text, "arn:") || syntax.HasPlaceholder(text):
		principal = `{AWS: "` + text + `"}`
	case n.Kind == syntax.Mapping && text == "", !strings.Contains(text, ".amazonaws.com"):
		principal = `{AWS: …}`
	}
	return `write a statement: {Effect: Allow, Principal: ` + principal + `, Action: "sts:AssumeRole"}`
}

// meantService is the service of the table that a name stands for, e.g.,
// emr-serverless.amazonaws.com or emr; "" if there is none.
func meantService(written string) string {
	name, _, _ := strings.Cut(strings.ToLower(written), ".")
	names := spec.ServiceNames()
	switch {
	case slices.Contains(names, name):
		return name
	case name == "emr":
		return "elasticmapreduce"
	case name == "":
		return ""
	}
	return cmp.Or(lists.Find(names, func(n string) bool { return strings.HasSuffix(n, "-"+name) }), diag.Nearest(name, names))
}

// serviceHelp is the help for a service that is not in the table.
func serviceHelp(written string) string {
	other := diag.DidYouMean(written, spec.ServiceNames()) + `; for another one, write a statement: {Effect: Allow, Principal: {Service: …}, Action: "sts:AssumeRole"}`
	return cmp.Or(didYouMean(meantService(written)), other)
}

// whensOfAllow returns the conditions of statements that allow something.
func whensOfAllow(sts []*spec.Statement) []spec.When {
	sts = lists.Filter(sts, func(st *spec.Statement) bool { return st.Effect == "Allow" })
	return lists.Map(sts, func(st *spec.Statement) spec.When { return st.When })
}

// freeSid takes the first of sid, sid2, sid3 … that is not taken.
func freeSid(taken map[string]diag.Span, sid string) string {
	free := sid
	for n := 2; ; n++ {
		if _, ok := taken[free]; !ok {
			taken[free] = diag.Span{}
			return free
		}
		free = fmt.Sprintf("%s%d", sid, n)
	}
}

// trustEdge resolves {service: …}, {role: …}, {oidc: …} or {saml: …}.
func (b *syntaxBody) trustEdge(sc *scope, n *syntax.Node, r *spec.Role, what string) []*spec.Statement {
	fs := sc.fields(n, "trust of "+what, language.Trust)
	when, keep := fs.whenGiven("trust of "+what, b.when)
	st := allowing(n.Span(), "", "")
	st.When = when
	var by string // the first that says whom
	for _, key := range trustedBy {
		f, ok := fs.get(key)
		switch {
		case ok && by != "":
			sc.helpf(f.key.Span(), "both-keys", "write a trust for each of them", "the trust of %s has both %s and %s", what, by, key)
		case ok:
			by = key
		}
	}
	if !keep {
		return nil
	}
	st.Actions = texts(n.Span(), trustActions(r.Kind, by)...)
	if f, ok := fs.get("actions"); ok {
		st.Actions = f.items("actions of the trust of "+what, st.When)
	}
	identity, identified := fs.get("sourceIdentity")
	f := fs.at(by)
	switch by {
	case "service":
		b.trustServices(st, f, fs, r, what)
	case "role":
		trustRoles(st, f, what)
		if id, ok := fs.get("externalId"); ok {
			ids := id.items("externalId of the trust of "+what, st.When)
			st.Conditions = conditionOn("StringEquals", "sts:ExternalId", ids, id.n.Span())
		}
	case "oidc":
		b.trustOIDC(st, f, r, what)
	case "saml":
		trustSAML(st, f, what)
	}
	for _, only := range []struct{ key, by, code string }{
		{"sourceIdentity", "role", "unknown-key"}, {"externalId", "role", "unknown-key"}, {"guard", "service", "bad-guard"}, {"sourceArn", "service", "bad-guard"},
	} {
		if f, ok := fs.get(only.key); ok && by != only.by {
			sc.errorf(f.key.Span(), only.code, "trust: {%s: …} cannot have %s", by, only.key)
		}
	}
	if len(st.Principals) == 0 {
		return nil
	}
	if !identified || by != "role" {
		return []*spec.Statement{st}
	}
	return []*spec.Statement{st, allowIdentity(st, identity, n, what)}
}

// allowIdentity allows the principals of st to set a source identity.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
func allowIdentity(st *spec.Statement, f field, n *syntax.Node, what string) *spec.Statement {
	out := identityStatement(f.items("sourceIdentity of the trust of "+what, st.When), n)
	out.Sid, out.Doc, out.When, out.Principals = "AllowSetSourceIdentity", "", st.When, st.Principals
	return out
}

func (b *syntaxBody) trustServices(st *spec.Statement, f field, fs fields, r *spec.Role, what string) {
	st.Sid = "AssumedByService"
	p := spec.Principal{Type: "Service", At: f.key.Span()}
	var services []spec.ServiceInfo
	for _, n := range f.names("service of the trust of " + what) {
		s, ok := spec.FindService(n.Text)
		if !ok {
			f.sc.helpf(n.Span(), "unknown-service", serviceHelp(n.Text), "the trust of %s names the service %q, which emriam does not know", what, n.Text)
			continue
		}
		services = append(services, s)
		p.Values = append(p.Values, spec.Item{Value: s.Principal(), At: n.Span()})
	}
	if len(services) == 0 {
		return
	}
	st.Principals = []spec.Principal{p}
	guard := b.guard(f.sc, fs, r, services, what)
	source, named := fs.get("sourceArn")
	if !named {
		st.Conditions = guard.Conditions(r.Kind, services, st.At)
		return
	}
	if g, ok := fs.get("guard"); ok && guard != spec.ConfusedDeputyARN {
		f.sc.errorf(g.n.Span(), "bad-guard", "the trust of %s has sourceArn, so its guard is source-arn", what)
	}
	arns := source.items("sourceArn of the trust of "+what, st.When)
	st.Conditions = append(spec.ConfusedDeputyAccount.Conditions(r.Kind, services, st.At), conditionOn("ArnLike", "aws:SourceArn", arns, source.n.Span())...)
}

func (b *syntaxBody) guard(sc *scope, fs fields, r *spec.Role, services []spec.ServiceInfo, what string) spec.ConfusedDeputy {
	f, ok := fs.get("guard")
	if !ok {
		return r.Kind.DefaultConfusedDeputy(services)
	}
	text, _ := sc.plain(f.n, "guard of "+what)
	if !slices.Contains(spec.ConfusedDeputies, text) {
		sc.helpf(f.n.Span(), "bad-guard", diag.DidYouMean(text, spec.ConfusedDeputies), "the guard of %s is %q, which is not a guard", what, text)
	}
	_, named := fs.get("sourceArn")
	for _, s := range services {
		if spec.ConfusedDeputy(text) == spec.ConfusedDeputyARN && !s.SendsARN() && !named {
			sc.helpf(f.n.Span(), "guard-unknown-arn", "write guard: source-account, or sourceArn with the ARNs", "the guard of %s is source-arn, and it is not known which ARNs %s sends", what, s.Name)
		}
	}
	return spec.ConfusedDeputy(text)
}

func trustRoles(st *spec.Statement, f field, what string) {
	p := spec.Principal{Type: "AWS", At: f.key.Span()}
	for _, n := range f.names("role of the trust of " + what) {
		if f.sc.refs == nil {
			f.sc.helpf(n.Span(), "bad-placeholder", "use a parameter of type RoleArn and trust {AWS: …}", "template %s names the role %q, but a template cannot refer to roles", f.sc.template, n.Text)
			continue
		}
		_, vs, ok := f.sc.rolesAt(n, "the trust policy of "+what, st.When)
		if !ok {
			continue
		}
		st.Sid += n.Text
		p.Values = append(p.Values, lists.Map(vs, func(v spec.Value) spec.Item { return spec.Item{Value: v, At: n.Span()} })...)
	}
	st.Sid = "AssumedBy" + st.Sid
	if len(p.Values) > 0 {
		st.Principals = []spec.Principal{p}
	}
}

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
	audience := audience(fs, what, st.When, texts(f.n.Span(), eksAudience))
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
	st.Conditions = conditionOn("StringEquals", "SAML:aud", audience(fs, what, st.When, texts(f.n.Span(), samlAudiences...)), f.n.Span())
}

// audience is the audience that oidc or saml names, or else the usual one.
func audience(fs fields, what string, given spec.When, usual []spec.Item) []spec.Item {
	if a, ok := fs.get("audience"); ok {
		return a.items("audience of "+what, given)
	}
	return usual
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
	out := conditionOn(operator, key.String(), values, f.key.Span())[0]
	out.KeyValue = key
	if lit, ok := key.Literal(); ok {
		out.Key, out.KeyValue = lit, nil
	}
	return out
}
