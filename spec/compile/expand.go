package compile

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// expand replaces templates by their content and applies overlays: after it, each
// body is complete, with its policies and statements in order.
func (s *syntaxSpec) expand(ts *templates) {
	for _, b := range s.configurations {
		b.dropNulls()
	}
	for _, b := range byDepth(s.roles) {
		ts.instantiate(b, ofRole)
		b.fields = b.fields.over(s.defaults, joined)
		b.defaultTags = s.defaults.at("tags")
		b.dropNulls()
		b.expandRolePolicies()
		b.selectOperations("role " + b.name)
		b.overlayRole()
		b.policies = slices.DeleteFunc(b.policies, func(p *syntaxPolicy) bool { return len(p.statements) == 0 })
		if !b.fits() {
			return
		}
	}
	for _, b := range byDepth(s.policies) {
		ts.instantiate(b, ofPolicy)
		b.fields = b.fields.over(s.defaults.only(func(key string) bool { return slices.Contains(language.Policy.Names(), key) }), joined)
		b.dropNulls()
		b.expandStatements("policy " + b.name)
		if !b.fits() {
			return
		}
	}
	for _, b := range s.resources {
		ts.instantiate(b, ofResource)
		b.dropNulls()
		if f, ok := b.fields.get("for"); ok {
			b.spacedSids = f.n.Kind == syntax.Scalar && spec.ResourceKind(f.n.Text).Info().Spaces
		}
		b.expandStatements("resource policy " + b.name)
		if !b.fits() {
			return
		}
	}
}

// dropNulls ends the merging: it removes fields that are null.
func (b *syntaxBody) dropNulls() {
	isNull := func(key string) bool { return b.fields.at(key).top().n.Kind == syntax.Null }
	b.nulls = b.fields.only(isNull)
	b.fields = b.fields.only(func(key string) bool { return !isNull(key) })
}

func (b *syntaxBody) expandRolePolicies() {
	b.sids, b.policyNames = map[string]diag.Span{}, map[string]field{}
	f, ok := b.fields.get("policies")
	if !ok {
		return
	}
	for _, layer := range f.live() {
		for _, e := range layer.sc.entries(layer.n, "policies of role "+b.name) {
			if isInlineName(e.Value) {
				name := layer.sc.fields(e.Value, "policy "+e.Key.Text, language.InlineName).at("policyName")
				name.key = e.Key // where a name that nothing has is wrong
				b.policyNames[e.Key.Text] = name
				continue
			}
			b.dropPolicy(e.Key, layer.sc)
			if e.Value.Kind != syntax.Null {
				p := decodePolicy(layer.sc, e.Key, e.Value)
				b.policies = append(b.policies, p)
				if p.policyName.n != nil {
					b.policyNames[p.name] = p.policyName
				}
			}
		}
	}
	for _, p := range b.policies {
		b.claimSids(p.statements, p.name)
	}
}

// isInlineName reports whether n says only which name in IAM an inline policy has that
// is written elsewhere.
func isInlineName(n *syntax.Node) bool {
	return n.Kind == syntax.Mapping && n.Get("policyName") != nil && n.Get("Statement") == nil && n.Get("Effect") == nil
}

// dropPolicy removes an inline policy that another one, or null, replaces.
func (b *syntaxBody) dropPolicy(key *syntax.Node, sc *scope) {
	delete(b.policyNames, key.Text)
	b.policies = slices.DeleteFunc(b.policies, func(p *syntaxPolicy) bool {
		if p.name != key.Text {
			return false
		}
		for _, st := range p.statements {
			if !b.checkLock(st, key.Span(), sc) {
				break // one is enough
			}
		}
		return true
	})
}

// decodePolicy reads an inline policy: a document, a statement, or a list of
// statements.
func decodePolicy(sc *scope, key, n *syntax.Node) *syntaxPolicy {
	p := &syntaxPolicy{name: key.Text, at: key.Span(), sc: sc}
	p.read(sc, n, "policy "+key.Text, language.InlineDocument)
	return p
}

// read reads the statements of a policy, of which there must be one.
func (p *syntaxPolicy) read(sc *scope, n *syntax.Node, what string, of *language.Shape) {
	n = p.unwrap(sc, n, what, of)
	p.statements = decodeStatements(sc, n, what)
	if n.Empty() {
		sc.errorf(n.Span(), "empty-list", "%s has no statements", what)
	}
}

// document is the policy in the model, where given holds.
func (p *syntaxPolicy) document(kind string, given spec.When) *spec.Document {
	return &spec.Document{Version: p.version, ID: p.id, Statements: resolveStatements(p.statements, kind, given), Unversioned: p.pasted && p.version == ""}
}

// unwrap returns the statements of a document.
func (p *syntaxPolicy) unwrap(sc *scope, n *syntax.Node, what string, of *language.Shape) *syntax.Node {
	if n.Kind != syntax.Mapping || n.Get("Statement") == nil {
		return n
	}
	fs := sc.fields(n, what, of)
	p.when, p.policyName = fs.at("when"), fs.at("policyName")
	if f, ok := fs.get("logicalId"); ok {
		p.logicalID, p.logicalAt, p.apart = f.logicalID("logicalId of "+what), f.n.Span(), true
	}
	if f, ok := fs.get("resourceType"); ok {
		p.resourceType, p.apart = f.inlineType(what), true
	}
	p.pasted = p.when.n == nil && p.policyName.n == nil && !p.apart
	p.version, p.id = sc.text(fs, "Version", what), sc.text(fs, "Id", what)
	if f, ok := fs.get("Version"); ok && p.version != "2012-10-17" && p.version != "2008-10-17" {
		sc.errorf(f.n.Span(), "bad-value", "the Version of a policy must be 2012-10-17 or 2008-10-17, not %q", p.version)
	}
	return fs.at("Statement").n
}

// decodeStatements reads one statement or a list of them.
func decodeStatements(sc *scope, n *syntax.Node, what string) []*syntaxStatement {
	var out []*syntaxStatement
	for item := range n.List() {
		if item.Kind != syntax.Mapping {
			sc.errorf(item.Span(), "wrong-type", "a statement of %s must be a mapping, not %s", what, item.Kind)
			continue
		}
		out = append(out, decodeStatement(sc, item, what))
	}
	return out
}

func decodeStatement(sc *scope, n *syntax.Node, what string) *syntaxStatement {
	of := language.Statement
	switch {
	case sc.verbatim:
		of = language.IAMStatement
	case sc.template != "":
		of = language.TemplateStatement
	}
	st := &syntaxStatement{at: n.Span(), sc: sc, fields: sc.fields(n, "a statement of "+what, of)}
	if f, ok := st.fields.get("Sid"); ok {
		st.sid, _ = sc.plain(f.n, "Sid")
		if sc.verbatim && f.n.Kind == syntax.Scalar && f.n.Type != syntax.Text {
			sc.helpf(f.n.Span(), "bad-sid", fmt.Sprintf("write %q", spec.Alphanumeric(st.sid)), "a Sid must be text, not %s: %s", f.n.Type, st.sid)
			st.sid = "" // whose characters are no second mistake
		}
		if st.sid != "" {
			st.at = f.n.Span()
		}
	}
	return st
}

func (b *syntaxBody) checkSid(st *syntaxStatement) {
	if b.anySids {
		return
	}
	for _, c := range []byte(st.sid) {
		if !spec.IsAlnum(c) && (c != ' ' || !b.spacedSids) {
			st.sc.errorf(st.at, "bad-sid", "a Sid must be only letters and digits, not %q", st.sid)
			return
		}
	}
}

// claimSids gives each statement without a Sid one, named after its policy, and
// reports duplicates.
func (b *syntaxBody) claimSids(sts []*syntaxStatement, policy string) {
	given := lists.Set(lists.Map(sts, func(st *syntaxStatement) string { return st.sid }))
	for i, st := range sts {
		if st.sid == "" && st.sc.verbatim {
			continue
		}
		for n := i + 1; st.sid == ""; n++ {
			sid := fmt.Sprintf("%s%d", spec.Alphanumeric(policy), n)
			if _, taken := b.sids[sid]; !taken && !given[sid] {
				st.sid = sid
			}
		}
		b.checkSid(st)
		if before, ok := b.sids[st.sid]; ok {
			st.sc.notef(st.at, "duplicate-sid", "", before.Pos, "first here", "the Sid %s occurs twice in %s", st.sid, b.name)
			continue
		}
		b.sids[st.sid] = st.at
	}
}

// expandStatements is expandRolePolicies for a single document, whose statements an
// overlay may follow.
func (b *syntaxBody) expandStatements(what string) {
	p := &syntaxPolicy{}
	b.sids, b.policies = map[string]diag.Span{}, []*syntaxPolicy{p}
	for i, layer := range b.fields.at("statements").live() {
		if i > 0 || isOverlay(layer.n) {
			b.overlay(layer, p)
			continue
		}
		p.statements = decodeStatements(layer.sc, p.unwrap(layer.sc, layer.n, what, language.Document), what)
		b.claimSids(p.statements, b.name)
		b.selectOperations(what)
	}
}

// isOverlay reports whether a mapping is an overlay by Sid, not a statement or a
// document.
func isOverlay(n *syntax.Node) bool {
	return n.Kind == syntax.Mapping && n.Get("Effect") == nil && n.Get("Statement") == nil
}

// fits counts the statements of an expanded body, and reports whether the spec is
// still within its limit.
func (b *syntaxBody) fits() bool {
	l := b.sc.collector
	for _, p := range b.policies {
		l.statements += len(p.statements)
	}
	if l.statements > syntax.MaxStatements {
		b.sc.errorf(b.at, "too-large", "with %s, the spec has more than %d statements, including those of templates", b.name, syntax.MaxStatements)
		return false
	}
	return true
}
