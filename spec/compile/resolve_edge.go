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
	"github.com/emriam/emriam/spec/syntax"
)

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

// allowing begins the statement that an edge at a position becomes.
func allowing(at diag.Span, sid, doc string, actions ...string) *spec.Statement {
	return &spec.Statement{Sid: sid, Doc: doc, Effect: "Allow", Actions: texts(at, actions...), At: at, Origin: fromEdge(at)}
}

// texts are items of an edge.
func texts(at diag.Span, all ...string) []spec.Item {
	return lists.Map(all, func(text string) spec.Item { return spec.Item{Value: spec.Text(text), At: at} })
}

// conditionOn is a condition that an edge becomes.
func conditionOn(operator, key string, values []spec.Item, at diag.Span) []spec.Condition {
	return []spec.Condition{{Operator: operator, Key: key, Values: values, At: at, OpAt: at}}
}

// passStatement returns the statement for one service.
func passStatement(svc spec.ServiceInfo, n *syntax.Node) *spec.Statement {
	st := allowing(n.Span(), svc.Sid, fmt.Sprintf("Passes these roles only to %s.", svc.Name), "iam:PassRole")
	st.Conditions = []spec.Condition{svc.PassCondition(n.Span())}
	return st
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
	out := st.Split(func(st *spec.Statement) *[]spec.Item { return &st.Resources }, given)
	for i, part := range out[1:] {
		part.Sid = fmt.Sprintf("%s%d", st.Sid, i+2)
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
	switch kind {
	case spec.KindRuntime:
		return allowing(n.Span(), "AssumeRuntime", "Assumes these runtime roles, and tags their sessions.", trustActions(kind, "role")...)
	case spec.KindEMRFS:
		return allowing(n.Span(), "AssumeEMRFS", "Assumes these roles for EMRFS.", "sts:AssumeRole")
	}
	return allowing(n.Span(), "AssumeRoles", "Assumes these roles.", "sts:AssumeRole")
}

// identityStatement allows setting the source identity of a session. The values may
// be patterns.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
func identityStatement(identity []spec.Item, n *syntax.Node) *spec.Statement {
	st := allowing(n.Span(), "PropagateSourceIdentity", "Passes the identity of who submitted the step to these roles.", "sts:SetSourceIdentity")
	st.Conditions = conditionOn("StringLike", "sts:SourceIdentity", identity, n.Span())
	return st
}

// trustActions returns the actions with which a role of kind k is assumed by those
// that a key of a trust names. Identities of a provider neither tag their sessions nor
// have a context.
func trustActions(k spec.Kind, by string) []string {
	switch by {
	case "oidc":
		return []string{"sts:AssumeRoleWithWebIdentity"}
	case "saml":
		return []string{"sts:AssumeRoleWithSAML"}
	}
	if also := k.SessionAction(); also != "" {
		return []string{"sts:AssumeRole", also}
	}
	return []string{"sts:AssumeRole"}
}

// linkedRoles resolves the statements that allow creating service-linked roles, one
// for each role.
func (b *syntaxBody) linkedRoles(what string) []*spec.Statement {
	f := b.fields.at("serviceLinkedRoles")
	what = "serviceLinkedRoles of " + what
	var out []*spec.Statement
	first := map[string]diag.Span{}
	for n := range f.n.List() {
		name, when, keep := f.sc.linkedRole(n, what)
		if name == nil || !keep {
			continue
		}
		i := slices.IndexFunc(spec.LinkedRoles, func(r spec.LinkedRole) bool { return r.Name == name.Text })
		if i < 0 {
			f.sc.helpf(name.Span(), "unknown-linked-role", diag.DidYouMean(name.Text, spec.LinkedRoleNames()), "%s names the service-linked role %q, which emriam does not know", what, name.Text)
			continue
		}
		st := linkedStatement(spec.LinkedRoles[i], name.Span(), when)
		if before, ok := first[st.Sid]; ok {
			f.sc.notef(name.Span(), "duplicate-sid", "", before.Pos, "first here", "%s has %s twice", what, name.Text)
			continue
		}
		first[st.Sid] = name.Span()
		b.checkFree(f, st.Sid)
		out = append(out, st)
	}
	return out
}

// linkedRole returns the name and the when of one item; the name is nil after a
// finding.
func (sc *scope) linkedRole(n *syntax.Node, what string) (name *syntax.Node, when spec.When, keep bool) {
	keep = true
	if n.Kind == syntax.Mapping {
		fs := sc.fields(n, what, language.LinkedRole)
		sc.required(n.Span(), fs, what, "name")
		when, keep = fs.when(what)
		if n = fs.at("name").n; n == nil {
			return nil, nil, false
		}
	}
	if _, ok := sc.plain(n, what); !ok {
		return nil, nil, false
	}
	return n, when, keep
}

func linkedStatement(r spec.LinkedRole, at diag.Span, when spec.When) *spec.Statement {
	services := r.Services
	if services == nil {
		services = []string{r.Service}
	}
	st := allowing(at, "CreateServiceLinkedRoleFor"+r.Name, "Creates the service-linked role "+r.When+".", append([]string{"iam:CreateServiceLinkedRole"}, r.Also...)...)
	st.Source, st.When = r.Source, when
	st.Resources = []spec.Item{{Value: r.Resource(), At: at}}
	st.Conditions = conditionOn(cmp.Or(r.Operator, "StringLike"), "iam:AWSServiceName", texts(at, services...), at)
	return st
}
