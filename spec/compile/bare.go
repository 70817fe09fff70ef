package compile

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// The kinds of bare documents.
const (
	Identity = "identity" // what a role, user or group may do
	Trust    = "trust"    // who may assume a role
)

// IsDocument reports whether a text is a policy document of IAM's and no spec:
// its top level has a Statement.
func IsDocument(text []byte) bool {
	switch {
	case !bytes.Contains(text, []byte("Statement")):
		return false
	case syntax.IsJSON(text):
		return true // if it cannot be read, that is best said of a document
	case !hasStatementLine(text) && !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
		return false // without the time that parsing takes
	}
	n := syntax.Parse(syntax.NewSource("", text), text, &diag.List{})
	return n != nil && n.Kind == syntax.Mapping && n.Get("Statement") != nil
}

// hasStatementLine finds the key where a document in block style has it.
func hasStatementLine(text []byte) bool {
	for line := range bytes.Lines(text) {
		key, _, ok := bytes.Cut(line, []byte(":"))
		if ok && string(bytes.Trim(key, " \t\"'")) == "Statement" {
			return true
		}
	}
	return false
}

// LoadDocument reads a policy document of IAM's, in JSON or YAML, into a Spec
// that has nothing else: one policy, or, if kind is Trust, one role with that
// trust. If kind is "", the document's elements tell. In it, "${" is IAM's
// own. The Spec is nil if any finding is an error.
func LoadDocument(file string, text []byte, kind string) (*spec.Spec, *diag.List) {
	l := &diag.List{}
	l.AddSource(file, text)
	src := syntax.NewSource(file, text)
	read := syntax.Parse
	if syntax.IsJSON(text) {
		read = syntax.ParseJSON
	}
	root := read(src, text, l)
	if root == nil {
		return nil, l
	}
	sc := &scope{src: src, ledger: newLedger(l), verbatim: true}
	doc := bareDocument(sc, root, &kind)
	if l.HasErrors() {
		return nil, l
	}
	out := &spec.Spec{File: filepath.Base(file), Bare: true}
	pos := diag.Pos{File: file, Line: 1, Col: 1}
	if kind == Trust {
		out.Roles = []*spec.Role{{Kind: spec.KindOther, Path: spec.Text("/"), Trust: doc, Pos: pos, At: spec.Places{"trust": root.Span()}}}
	} else {
		out.Policies = []*spec.Policy{{Path: spec.Text("/"), Document: doc, Pos: pos}}
	}
	return out, l
}

func bareDocument(sc *scope, root *syntax.Node, kind *string) *spec.Document {
	const what = "the document"
	if root.Kind != syntax.Mapping {
		sc.errorf(root.Span(), "wrong-type", "%s must be a mapping, not %s", what, root.Kind)
		return nil
	}
	fs := sc.fields(root, what, documentKeys...)
	sc.required(root.Span(), fs, what, "Statement")
	p := &syntaxPolicy{}
	n := p.unwrap(sc, root, what)
	if n == root {
		return nil // without a Statement, which was said
	}
	if n.Empty() {
		sc.errorf(n.Span(), "empty-list", "%s has no statements", what)
	}
	sts := decodeStatements(sc, n, what)
	if *kind == "" {
		*kind = kindOf(sts)
	}
	b := &syntaxBody{name: what, sids: map[string]diag.Span{}, sc: sc}
	b.claimSids(sts, "")
	// Without a Version, IAM takes the language of 2008, which has no policy
	// variables.
	out := &spec.Document{Version: p.version, ID: p.id, Statements: resolveStatements(sts, *kind)}
	if out.Version == "" {
		out.Version = "2008-10-17"
	}
	return out
}

// kindOf tells what a document is: a trust says who. So does the policy of a
// bucket or a key, which says on what as well and is about other actions.
func kindOf(sts []*syntaxStatement) string {
	about := func(st *syntaxStatement) bool {
		f, ok := st.fields.get("Action")
		if !ok {
			return false
		}
		for n := range f.n.List() {
			if strings.HasPrefix(strings.ToLower(n.Text), "sts:") {
				return true
			}
		}
		return false
	}
	has := func(keys ...string) bool {
		return slices.ContainsFunc(sts, func(st *syntaxStatement) bool {
			return slices.ContainsFunc(keys, func(key string) bool { _, ok := st.fields.get(key); return ok })
		})
	}
	if has("Principal", "NotPrincipal") && (!has("Resource", "NotResource") || slices.ContainsFunc(sts, about)) {
		return Trust
	}
	return Identity
}

// bareKeys are the keys of a statement in IAM.
var bareKeys = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}

// label names a statement in messages.
func (st *syntaxStatement) label() string {
	if st.sid == "" {
		return "the statement"
	}
	return "statement " + st.sid
}
