package spec

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

var (
	trustKeys = []string{"service", "role", "guard", "actions", "sourceIdentity", "when"}
	passKeys  = []string{"role", "arn", "to", "when"}
)

// trust resolves who may assume a role.
func (b *syntaxBody) trust(r *Role) *Document {
	what := "role " + b.name
	f, ok := b.fields.get("trust")
	if !ok {
		help := "e.g., trust: {service: elasticmapreduce}"
		if r.Kind == KindEMRFS || r.Kind == KindRuntime {
			help = "say trust: {role: …} with the role of the cluster's instances"
		}
		b.sc.helpf(b.at, "missing-key", help, "%s has no trust", what)
		return &Document{Version: "2012-10-17"}
	}
	doc := &syntaxPolicy{name: "Trust", sc: f.sc}
	n := doc.unwrap(f.sc, f.n, "trust of "+what)
	out := &Document{Version: doc.version, ID: doc.id, Unversioned: doc.unversioned()}
	tb := &syntaxBody{name: "the trust of " + what, sids: map[string]diag.Span{}, sc: f.sc}
	var edges []*Statement
	for item := range n.list() {
		if item.kind == mappingNode && item.get("service") == nil && item.get("role") == nil {
			sts := decodeStatements(f.sc, item, "the trust of "+what)
			tb.claimSids(sts, "Trust")
			out.Statements = append(out.Statements, resolveStatements(sts, Trust)...)
			continue
		}
		sts := b.trustEdge(f.sc, item, r, what)
		out.Statements = append(out.Statements, sts...)
		edges = append(edges, sts...)
	}
	for _, st := range edges {
		st.Sid = freeSid(tb.sids, st.Sid)
	}
	if !b.sc.diags.HasErrors() && !slices.ContainsFunc(out.Statements, func(st *Statement) bool { return st.Effect == "Allow" && len(st.When) == 0 }) {
		f.sc.helpf(f.key.span(), "trust-conditional", "leave the when off one statement that allows sts:AssumeRole", "the trust of %s can be empty", what)
	}
	return withVersion(out)
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

// trustEdge resolves {service: …} or {role: …}.
func (b *syntaxBody) trustEdge(sc *scope, n *node, r *Role, what string) []*Statement {
	fs := sc.fields(n, "trust of "+what, trustKeys...)
	st := &Statement{Effect: "Allow", At: n.span(), Origin: fromEdge(n.span())}
	keep := true
	if f, ok := fs.get("when"); ok {
		st.When, keep = sc.when(f.n, "trust of "+what)
	}
	st.Actions = trustActions(r.Kind, n)
	if f, ok := fs.get("actions"); ok {
		st.Actions = f.items("actions of the trust of "+what, st.When)
	}
	identity, identified := fs.get("sourceIdentity")
	if f, ok := fs.get("service"); ok {
		b.trustServices(st, f, fs, r, what)
		if identified {
			sc.errorf(identity.key.span(), "unknown-key", "a trust in a service takes no sourceIdentity")
		}
	} else if f, ok := fs.get("role"); ok {
		trustRoles(st, f, what)
		if g, ok := fs.get("guard"); ok {
			sc.errorf(g.key.span(), "bad-guard", "a trust in a role takes no guard")
		}
	}
	if !keep || len(st.Principals) == 0 {
		return nil
	}
	if !identified {
		return []*Statement{st}
	}
	return []*Statement{st, allowIdentity(st, identity, n, what)}
}

// allowIdentity lets those whom st trusts say who is behind them.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
func allowIdentity(st *Statement, f field, n *node, what string) *Statement {
	return &Statement{
		Sid: "AllowSetSourceIdentity", Effect: "Allow", At: n.span(), Origin: fromEdge(n.span()), When: st.When, Principals: st.Principals,
		Actions:    []Item{{Value: Text("sts:SetSourceIdentity"), At: n.span()}},
		Conditions: identityConditions(f.items("sourceIdentity of the trust of "+what, st.When), n),
	}
}

func (b *syntaxBody) trustServices(st *Statement, f field, fs fields, r *Role, what string) {
	st.Sid = "AssumedByService"
	p := Principal{Type: "Service", At: f.key.span()}
	var services []service
	for _, n := range f.sc.names(f.n, "service of the trust of "+what) {
		s, ok := findService(n.text)
		if !ok {
			f.sc.helpf(n.span(), "unknown-service", diag.DidYouMean(n.text, serviceNames()), "the trust of %s names the service %q, which is not in the table", what, n.text)
			continue
		}
		services = append(services, s)
		p.Values = append(p.Values, Item{Value: s.principal(), At: n.span()})
	}
	if len(services) == 0 {
		return
	}
	st.Principals = []Principal{p}
	st.Conditions = guardConditions(b.guard(f.sc, fs, r, what), r.Kind, services, st.At)
}

func (b *syntaxBody) guard(sc *scope, fs fields, r *Role, what string) guard {
	f, ok := fs.get("guard")
	if !ok {
		return r.Kind.info().guard
	}
	text, _ := sc.plain(f.n, "guard of "+what)
	if !slices.Contains(guards, text) {
		sc.helpf(f.n.span(), "bad-guard", diag.DidYouMean(text, guards), "the guard of %s is %q, which does not exist", what, text)
	}
	return guard(text)
}

// guardConditions are the conditions that keep a service from acting for a
// stranger.
func guardConditions(g guard, k Kind, services []service, at diag.Span) []Condition {
	if g != guardAccount && g != guardARN {
		return nil
	}
	out := []Condition{{"StringEquals", "aws:SourceAccount", []Item{{Value: Value{AccountID}, At: at}}, at, at}}
	if g == guardAccount {
		return out
	}
	var region Part = Lit("*")
	if k.info().region {
		region = Region
	}
	c := Condition{Operator: "ArnLike", Key: "aws:SourceArn", At: at, OpAt: at}
	for _, s := range services {
		c.Values = append(c.Values, Item{Value: s.sourceARN(region), At: at})
	}
	return append(out, c)
}

func trustRoles(st *Statement, f field, what string) {
	p := Principal{Type: "AWS", At: f.key.span()}
	for _, n := range f.sc.names(f.n, "role of the trust of "+what) {
		if f.sc.refs == nil {
			f.sc.helpf(n.span(), "bad-hole", "take a parameter of type RoleArn and trust {AWS: …}", "template %s names the role %q; a template knows no roles", f.sc.template, n.text)
			continue
		}
		_, vs, ok := f.sc.rolesAt(n, "the trust of "+what, st.When)
		if !ok {
			continue
		}
		st.Sid += n.text
		for _, v := range vs {
			p.Values = append(p.Values, Item{Value: v, At: n.span()})
		}
	}
	st.Sid = "AssumedBy" + st.Sid
	if len(p.Values) > 0 {
		st.Principals = []Principal{p}
	}
}

// passes resolves the PassRole statements: one for each service passed to, in
// the order in which the services first occur.
func (b *syntaxBody) passes(what string) []*Statement {
	f, ok := b.fields.get("passes")
	if !ok {
		return nil
	}
	var out []*Statement
	byService := map[string]*Statement{}
	for n := range f.n.list() {
		svc, items, ok := b.pass(f.sc, n, what)
		if !ok {
			continue
		}
		st := byService[svc.name]
		if st == nil {
			st = passStatement(svc, n)
			b.checkFree(f, st.Sid)
			byService[svc.name] = st
			out = append(out, st)
		}
		st.Resources = append(st.Resources, items...)
	}
	var split []*Statement
	for _, st := range out {
		split = append(split, splitByWhen(st)...)
	}
	return split
}

// passStatement is the statement for one service. AWS writes the condition
// with StringLike and "*", which covers aws-cn.
func passStatement(svc service, n *node) *Statement {
	return &Statement{
		Sid: svc.sid, Effect: "Allow", At: n.span(), Origin: fromEdge(n.span()),
		Doc:     fmt.Sprintf("Passes these roles to %s only.", svc.name),
		Actions: []Item{{Value: Text("iam:PassRole"), At: n.span()}},
		Conditions: []Condition{{
			Operator: "StringLike", Key: "iam:PassedToService", Values: []Item{{Value: Text(svc.passedTo), At: n.span()}}, At: n.span(), OpAt: n.span(),
		}},
	}
}

// checkFree keeps a derived Sid from colliding with a written one.
func (b *syntaxBody) checkFree(edge field, sid string) {
	if before, ok := b.sids[sid]; ok {
		edge.sc.errorf(before, "duplicate-sid", "the Sid %s is taken by a statement that %s of %s makes", sid, edge.key.text, b.name)
	}
}

// splitByWhen keeps a statement from being empty: if every resource is
// conditional, each condition gets a statement of its own.
func splitByWhen(st *Statement) []*Statement {
	if slices.ContainsFunc(st.Resources, func(it Item) bool { return len(it.When) == 0 }) {
		return []*Statement{st}
	}
	var out []*Statement
	for _, it := range st.Resources {
		same := func(o *Statement) bool { return o.When.Implies(it.When) && it.When.Implies(o.When) }
		i := slices.IndexFunc(out, same)
		if i < 0 {
			part := *st
			part.When, part.Resources = it.When, nil
			if len(out) > 0 {
				part.Sid = fmt.Sprintf("%s%d", st.Sid, len(out)+1)
			}
			i, out = len(out), append(out, &part)
		}
		out[i].Resources = append(out[i].Resources, Item{Value: it.Value, At: it.At})
	}
	return out
}

// pass resolves one item of passes: the roles' ARNs and the service.
func (b *syntaxBody) pass(sc *scope, n *node, what string) (svc service, items []Item, ok bool) {
	what = "passes of " + what
	if n.kind == scalarNode {
		n = n.under("role")
	}
	fs := sc.fields(n, what, passKeys...)
	var vs []Value
	var when When
	keep := true
	if f, ok := fs.get("when"); ok {
		when, keep = sc.when(f.n, what)
	}
	to := ""
	if f, has := fs.get("to"); has {
		to, _ = sc.plain(f.n, "to of "+what)
	}
	switch {
	case fs.at("role").n != nil:
		to, vs, ok = sc.passRole(fs.at("role").n, to, what, when)
	case fs.at("arn").n != nil:
		vs, ok = sc.values(fs.at("arn").n, what, when)
		sc.required(n.span(), fs, what, "to")
	default:
		sc.errorf(n.span(), "missing-key", "%s names no role and no arn", what)
	}
	if !ok || !keep || to == "" {
		return service{}, nil, false
	}
	for _, v := range vs {
		items = append(items, Item{Value: v, When: when, At: n.span()})
	}
	if svc, ok = findService(to); !ok {
		sc.helpf(fs.at("to").n.span(), "unknown-service", diag.DidYouMean(to, serviceNames()), "%s names the service %q, which is not in the table", what, to)
	}
	return svc, items, ok
}

// passRole resolves the roles that a name stands for and that are passed on:
// to a service that was named, else to the one that follows from their kind.
func (sc *scope) passRole(n *node, named, what string, cover When) (to string, vs []Value, ok bool) {
	if _, ok = sc.plain(n, what); !ok {
		return "", nil, false
	}
	kind, vs, ok := sc.rolesAt(n, what, cover)
	if !ok {
		return "", nil, false
	}
	if to = cmp.Or(named, kind.info().passedTo); to == "" {
		sc.helpf(n.span(), "cannot-pass", "say {role: "+n.text+", to: …}", "%s names %s, and a role of kind %s is passed to no service by itself", what, n.text, kind)
		return "", nil, false
	}
	return to, vs, true
}

// rolesAt is the kind and the ARNs of the roles at the end of an edge.
func (sc *scope) rolesAt(n *node, what string, cover When) (Kind, []Value, bool) {
	if e := sc.refs.existing[n.text]; e != nil {
		vs, ok := sc.existingRef(e, n.spot(), cover)
		return e.Kind, vs, ok
	}
	roles := sc.rolesNamed(n.text, n.spot())
	if roles == nil {
		sc.helpf(n.span(), "unknown-role", sc.refs.didYouMean(n.text), "%s names %q, which is no role of the spec", what, n.text)
		return "", nil, false
	}
	var vs []Value
	for _, ref := range roles {
		ref.Attr = AttrARN
		vs = append(vs, Value{ref})
	}
	return roles[0].Role.Kind, vs, true
}
