package compile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// added is the inline policy for an overlay's new statements.
const added = "Added"

// overlayRole applies a role's statements to its inline policies.
func (b *syntaxBody) overlayRole() {
	f, ok := b.fields.get("statements")
	if !ok {
		return
	}
	to := lists.Find(b.policies, func(p *syntaxPolicy) bool { return p.name == added })
	if to == nil {
		to = &syntaxPolicy{name: added, at: f.key.Span(), sc: f.sc}
		b.policies = append(b.policies, to)
	}
	for _, layer := range f.live() {
		b.overlay(layer, to)
	}
}

// overlay applies one mapping by Sid: it changes a statement with a known Sid in
// place, and adds a new one to a policy.
func (b *syntaxBody) overlay(layer field, to *syntaxPolicy) {
	if layer.n.Kind == syntax.Sequence {
		sts := decodeStatements(layer.sc, layer.n, b.name)
		b.claimSids(sts, added)
		to.statements = append(to.statements, sts...)
		return
	}
	for _, e := range layer.sc.entries(layer.n, "statements of "+b.name) {
		if st := b.find(e.Key.Text); st != nil {
			b.change(st, e, layer.sc)
			continue
		}
		if st := b.newStatement(e, layer.sc); st != nil {
			to.statements = append(to.statements, st)
		}
	}
}

func (b *syntaxBody) find(sid string) *syntaxStatement {
	all := lists.Flat(b.policies, func(p *syntaxPolicy) []*syntaxStatement { return p.statements })
	return lists.Find(all, func(st *syntaxStatement) bool { return st.sid == sid })
}

// change applies one entry of an overlay to a statement.
func (b *syntaxBody) change(st *syntaxStatement, e syntax.Entry, sc *scope) {
	what := "statement " + st.sid
	if !b.checkLock(st, e.Key.Span(), sc) {
		return
	}
	fs := sc.fields(e.Value, what, language.Overlay)
	if sc.flag(fs, "remove", what) {
		b.remove(st)
		b.removed = append(b.removed, removal{st, sc, e.Key.Span()})
		return
	}
	for _, f := range fs.sorted() {
		if key := f.key.Text; key != "remove" && key != "take" && key != "add" {
			replace(st, f)
		}
	}
	for _, verb := range []string{"take", "add"} {
		if f, ok := fs.get(verb); ok {
			st.edit(sc, f, verb, what)
		}
	}
}

// checkLock reports whether an overlay at a position may change or remove a
// statement.
func (b *syntaxBody) checkLock(st *syntaxStatement, at diag.Span, sc *scope) bool {
	lock, ok := st.fields.get("locked")
	if ok {
		sc.notef(at, "locked-statement", "", lock.n.Span().Pos, "locked here", "%s of %s must not change: %s", st.label(), b.name, lock.n.Text)
	}
	return !ok
}

func (b *syntaxBody) remove(st *syntaxStatement) {
	for _, p := range b.policies {
		p.statements = slices.DeleteFunc(p.statements, func(o *syntaxStatement) bool { return o == st })
	}
	delete(b.sids, st.sid)
}

var negated = map[string]string{
	"Action": "NotAction", "NotAction": "Action",
	"Resource": "NotResource", "NotResource": "Resource",
	"Principal": "NotPrincipal", "NotPrincipal": "Principal",
}

// replace sets a field of a statement; null removes it, and an Action replaces a
// NotAction.
func replace(st *syntaxStatement, f field) {
	st.fields = st.fields.without(negated[f.key.Text])
	if f.n.Kind == syntax.Null {
		st.changed(f, "removes")
		st.fields = st.fields.without(f.key.Text)
		return
	}
	st.changed(f, "replaces")
	st.fields = st.fields.with(f)
}

// edit is a change of a list or a Condition by an overlay.
type edit struct {
	field
	take bool // what else it does is to add
}

// edit adds to, or takes from, the lists of a statement. Values are compared when
// both are resolved.
func (st *syntaxStatement) edit(sc *scope, f field, verb, what string) {
	es := sc.fields(f.n, verb+" of "+what, language.Add)
	for _, e := range es.sorted() {
		key := e.key.Text
		base, ok := st.fields.get(key)
		switch {
		case ok:
			st.fields = st.fields.with(base.edited(edit{e, verb == "take"}))
			st.changed(e, verbs[verb])
		case verb == "add" && key == "Condition":
			st.fields = st.fields.with(e)
			st.changed(e, verbs[verb])
		default:
			sc.errorf(e.key.Span(), "bad-edit", "%s has no %s to %s", what, key, map[string]string{"add": "add to", "take": "take from"}[verb])
		}
	}
}

var verbs = map[string]string{"add": "adds to", "take": "takes from"}

func (st *syntaxStatement) changed(f field, verb string) {
	st.changes = append(st.changes, change{f.key.Text, verb, f.sc, f.key.Span()})
}

// newStatement reads a statement that an overlay adds.
func (b *syntaxBody) newStatement(e syntax.Entry, sc *scope) *syntaxStatement {
	if e.Value.Kind != syntax.Mapping || e.Value.Get("Effect") == nil {
		known := "a new statement has an Effect, an Action and a Resource"
		if len(b.sids) > 0 {
			known = "known: " + strings.Join(sortedKeys(b.sids), ", ")
		}
		help := cmp.Or(didYouMean(diag.Nearest(e.Key.Text, sortedKeys(b.sids))), known)
		sc.helpf(e.Key.Span(), "unknown-sid", help, "%s has no statement %q, and this is not a whole statement", b.name, e.Key.Text)
		return nil
	}
	st := &syntaxStatement{sid: e.Key.Text, at: e.Key.Span(), sc: sc, fields: sc.fields(e.Value, "statement "+e.Key.Text, language.NewStatement)}
	b.checkSid(st)
	b.sids[st.sid] = st.at
	return st
}
