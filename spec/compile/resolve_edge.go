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
	out := &spec.Document{Version: doc.version, ID: doc.id, Unversioned: doc.unversioned()}
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
	if !b.sc.diags.HasErrors() && !b.when.Covered(allowing(out.Statements)) {
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

// allowing returns the conditions of statements that allow something.
func allowing(sts []*spec.Statement) []spec.When {
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
	st := &spec.Statement{Effect: "Allow", At: n.Span(), Origin: fromEdge(n.Span()), When: when}
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
	st.Actions = trustActions(r.Kind, by, n)
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
			st.Conditions = append(st.Conditions, spec.Condition{Operator: "StringEquals", Key: "sts:ExternalId", Values: ids, At: id.n.Span(), OpAt: id.n.Span()})
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
	return &spec.Statement{
		Sid: "AllowSetSourceIdentity", Effect: "Allow", At: n.Span(), Origin: fromEdge(n.Span()), When: st.When, Principals: st.Principals,
		Actions:    []spec.Item{{Value: spec.Text("sts:SetSourceIdentity"), At: n.Span()}},
		Conditions: identityConditions(f.items("sourceIdentity of the trust of "+what, st.When), n),
	}
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
		st.Conditions = confusedDeputyConditions(guard, r.Kind, services, st.At)
		return
	}
	if g, ok := fs.get("guard"); ok && guard != spec.ConfusedDeputyARN {
		f.sc.errorf(g.n.Span(), "bad-guard", "the trust of %s has sourceArn, so its guard is source-arn", what)
	}
	st.Conditions = append(confusedDeputyConditions(spec.ConfusedDeputyAccount, r.Kind, services, st.At), spec.Condition{
		Operator: "ArnLike", Key: "aws:SourceArn", Values: source.items("sourceArn of the trust of "+what, st.When), At: source.n.Span(), OpAt: source.n.Span(),
	})
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

// confusedDeputyConditions are the conditions that keep a service from acting for a
// stranger.
func confusedDeputyConditions(g spec.ConfusedDeputy, k spec.Kind, services []spec.ServiceInfo, at diag.Span) []spec.Condition {
	if g != spec.ConfusedDeputyAccount && g != spec.ConfusedDeputyARN {
		return nil
	}
	out := []spec.Condition{{Operator: "StringEquals", Key: "aws:SourceAccount", Values: []spec.Item{{Value: spec.Value{spec.AccountID}, At: at}}, At: at, OpAt: at}}
	if g == spec.ConfusedDeputyAccount {
		return out
	}
	var region spec.Part = spec.Lit("*")
	if k.Info().Region {
		region = spec.Region
	}
	c := spec.Condition{Operator: "ArnLike", Key: "aws:SourceArn", At: at, OpAt: at}
	for _, s := range services {
		c.Values = append(c.Values, spec.Item{Value: s.SourceARN(region), At: at})
	}
	return append(out, c)
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

// passes resolves the PassRole statements: one for each service passed to, in
// the order in which the services first occur.
func (b *syntaxBody) passes(what string) []*spec.Statement {
	f := b.fields.at("passes")
	var out []*spec.Statement
	byService := map[string]*spec.Statement{}
	for n := range f.n.List() {
		svc, items, ok := b.pass(f.sc, n, what)
		if !ok {
			continue
		}
		st := byService[svc.Name]
		if st == nil {
			st = passStatement(svc, n)
			b.checkFree(f, st.Sid)
			byService[svc.Name] = st
			out = append(out, st)
		}
		st.Resources = append(st.Resources, items...)
	}
	return lists.Flat(out, func(st *spec.Statement) []*spec.Statement { return splitByWhen(st, b.when) })
}

// passStatement returns the statement for one service. AWS writes the condition with
// StringLike and "*", which covers aws-cn.
func passStatement(svc spec.ServiceInfo, n *syntax.Node) *spec.Statement {
	return &spec.Statement{
		Sid: svc.Sid, Effect: "Allow", At: n.Span(), Origin: fromEdge(n.Span()),
		Doc:     fmt.Sprintf("Passes these roles only to %s.", svc.Name),
		Actions: []spec.Item{{Value: spec.Text("iam:PassRole"), At: n.Span()}},
		Conditions: []spec.Condition{{
			Operator: "StringLike", Key: "iam:PassedToService", Values: []spec.Item{{Value: spec.Text(svc.PassedTo), At: n.Span()}}, At: n.Span(), OpAt: n.Span(),
		}},
	}
}

// checkFree reports a derived Sid that collides with a written one.
func (b *syntaxBody) checkFree(edge field, sid string) {
	if before, ok := b.sids[sid]; ok {
		edge.sc.errorf(before, "duplicate-sid", "the Sid %s is already used by the statement that %s of %s creates", sid, edge.key.Text, b.name)
	}
}

// splitByWhen prevents empty statements: if every resource is conditional, each
// condition gets a separate statement.
func splitByWhen(st *spec.Statement, given spec.When) []*spec.Statement {
	if given.Covered(whensOf(st.Resources)) {
		return []*spec.Statement{st}
	}
	var out []*spec.Statement
	for _, it := range st.Resources {
		i := slices.IndexFunc(out, func(o *spec.Statement) bool { return o.When.Same(it.When) })
		if i < 0 {
			part := *st
			part.When, part.Resources = it.When, nil
			if len(out) > 0 {
				part.Sid = fmt.Sprintf("%s%d", st.Sid, len(out)+1)
			}
			i, out = len(out), append(out, &part)
		}
		out[i].Resources = append(out[i].Resources, spec.Item{Value: it.Value, At: it.At})
	}
	return out
}

// edgeItem is an item of passes or assumes: roles, and under which condition.
type edgeItem struct {
	fields
	kind spec.Kind
	arns []spec.Item
	when spec.When
}

// edgeItem reads an item of passes or assumes, where an arn needs a key beside it.
func (b *syntaxBody) edgeItem(sc *scope, n *syntax.Node, what string, of *language.Shape, beside string) (e edgeItem, ok bool) {
	if n.Kind == syntax.Scalar {
		n = n.Under("role")
	}
	e.fields = sc.fields(n, what, of)
	when, keep := e.fields.when(what)
	e.when = when
	var vs []spec.Value
	switch role, arn := e.at("role").n, e.at("arn").n; {
	case role != nil:
		if sc.roleName(role, what) {
			e.kind, vs, ok = sc.rolesAt(role, what, b.when.And(when))
		}
	case arn != nil:
		vs, ok = sc.values(arn, what, b.when.And(when))
		sc.required(n.Span(), e.fields, what, beside)
	case len(e.fields) == 0 && len(n.Kids) > 0: // an unknown key, which is reported
	default:
		sc.errorf(n.Span(), "missing-key", "%s needs a role or an arn", what)
	}
	e.arns = append(e.arns, lists.Map(vs, func(v spec.Value) spec.Item { return spec.Item{Value: v, When: when, At: n.Span()} })...)
	return e, ok && keep
}

// pass resolves one item of passes: the roles' ARNs, and the service that they are
// passed to, the named one or else the one of their kind.
func (b *syntaxBody) pass(sc *scope, n *syntax.Node, what string) (svc spec.ServiceInfo, arns []spec.Item, ok bool) {
	what = "passes of " + what
	e, ok := b.edgeItem(sc, n, what, language.Pass, "to")
	to := sc.text(e.fields, "to", what)
	if role := e.at("role").n; ok && role != nil {
		if to = cmp.Or(to, e.kind.Info().PassedTo); to == "" {
			sc.helpf(role.Span(), "cannot-pass", "write {role: "+role.Text+", to: …}", "%s names %s, but no service accepts roles of kind %s by default", what, role.Text, e.kind)
		}
	}
	if !ok || to == "" {
		return spec.ServiceInfo{}, nil, false
	}
	if svc, ok = spec.FindService(to); !ok {
		sc.helpf(e.at("to").n.Span(), "unknown-service", cmp.Or(didYouMean(meantService(to)), diag.DidYouMean(to, spec.ServiceNames())), "%s names the service %q, which emriam does not know", what, to)
	}
	return svc, e.arns, ok
}

func didYouMean(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", name)
}

// roleName reports whether n names a role as edges do, and not by a
// placeholder.
func (sc *scope) roleName(n *syntax.Node, what string) bool {
	names := syntax.Placeholders(n.Text)
	if len(names) == 1 && n.Text == "${"+names[0]+"}" && !sc.verbatim {
		name, _, _ := strings.Cut(names[0], ".")
		sc.helpf(n.Span(), "bad-placeholder", "write "+name, "%s names a role by its name, not by %s", what, n.Text)
		return false
	}
	_, ok := sc.plain(n, what)
	return ok
}

// meantRole is the help for a name that no role has: the role whose roleName
// or ARN it is, or what is written for one outside the spec.
func (s *symbols) meantRole(written, what string) string {
	name := written[strings.LastIndexByte(written, '/')+1:]
	if logical := s.roleNames[name]; logical != "" {
		return fmt.Sprintf("that is the name of %s in IAM: write %s", logical, logical)
	}
	if !strings.HasPrefix(written, "arn:") {
		return s.didYouMean(written)
	}
	if strings.HasPrefix(what, "passes") {
		return fmt.Sprintf("write {arn: %q, to: …} with the service to pass it to, e.g., elasticmapreduce", written)
	}
	if strings.HasPrefix(what, "assumes") {
		return fmt.Sprintf("write {arn: %q, kind: …}", written)
	}
	return fmt.Sprintf("declare it under roles: {SomeRole: {existing: {arn: %q}, kind: other}}", written)
}

// rolesAt is the kind and the ARNs of the roles at the end of an edge.
func (sc *scope) rolesAt(n *syntax.Node, what string, cover spec.When) (spec.Kind, []spec.Value, bool) {
	if e := sc.refs.existing[n.Text]; e != nil {
		vs, ok := sc.existingRef(e, n.Spot(), cover)
		return e.Kind, vs, ok
	}
	roles := sc.rolesNamed(n.Text, n.Spot())
	if roles == nil {
		sc.helpf(n.Span(), "unknown-role", sc.refs.meantRole(n.Text, what), "%s names %q, which is not a role of the spec", what, n.Text)
		return "", nil, false
	}
	var vs []spec.Value
	for _, ref := range roles {
		ref.Attr = spec.AttrARN
		vs = append(vs, spec.Value{ref})
	}
	return roles[0].Role.Kind, vs, true
}
