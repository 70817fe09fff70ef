package compile

import (
	"fmt"
	"maps"
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// scope is where a piece of YAML was written: the file, the parameters that
// its placeholders can name, and, for a template, what they are bound to. Each text
// keeps its scope when templates and overlays are merged, so that a placeholder means
// what it means where it stands.
type scope struct {
	*collector
	src             *syntax.Source
	params          map[string]*spec.Param
	cover           spec.When       // see optionals
	template        string          // its name; "" in the spec itself
	args            map[string]*arg // of a template: one for each parameter
	ops             map[string]bool // operations that a template declares
	via             []diag.Note     // where a template is used; added to each finding
	extends         bool            // the file extends another
	level           int             // of a spec: 0 is the user's, 1 what that extends, and so on
	refs            *symbols        // of the spec; a template names no roles
	from            string          // the body that a from copies this of, or ""
	isDefaults      bool            // what stands here is for all roles
	copied          bool            // a from or an each repeats what stands here, and what is wrong with it
	member          *member         // of a group, that ${each} is the name of; or nil
	always          string          // what is resolved, if that takes no when: "roleName of role Job"; or ""
	stackName       bool            // ${AWS::StackName} may stand here
	keyPlaceholders bool            // keys may have placeholders
	verbatim        bool            // the file is IAM's own: it has no placeholders, and no keys but IAM's
}

// but is a copy of sc that was changed.
func (sc *scope) but(change func(*scope)) *scope {
	out := *sc
	change(&out)
	return &out
}

func (sc *scope) add(f diag.Finding) {
	if sc.copied && sc.diags.Has(f.Span, f.Code) {
		return
	}
	f.Notes = append(f.Notes, sc.via...)
	sc.diags.Add(f)
}

// errorf reports a mistake at n.
func (sc *scope) errorf(at diag.Span, code, format string, args ...any) {
	sc.add(diag.Finding{Span: at, Code: code, Message: fmt.Sprintf(format, args...)})
}

// helpf reports a mistake at n, with the way out.
func (sc *scope) helpf(at diag.Span, code, help, format string, args ...any) {
	sc.add(diag.Finding{Span: at, Code: code, Message: fmt.Sprintf(format, args...), Help: help})
}

// warnf reports what need not be a mistake.
func (sc *scope) warnf(at diag.Span, code, help, format string, args ...any) {
	sc.add(diag.Finding{Span: at, Code: code, Severity: diag.Warning, Message: fmt.Sprintf(format, args...), Help: help})
}

// notef is helpf with a note about another position.
func (sc *scope) notef(at diag.Span, code, help string, other diag.Pos, note, format string, args ...any) {
	sc.add(diag.Finding{Span: at, Code: code, Message: fmt.Sprintf(format, args...), Help: help, Notes: []diag.Note{{Pos: other, Text: note}}})
}

// entries are the entries of a mapping whose keys are names or IAM's own:
// without duplicates, and without placeholders in keys.
func (sc *scope) entries(n *syntax.Node, what string) []syntax.Entry {
	if n.Kind == syntax.Null {
		return nil
	}
	if n.Kind != syntax.Mapping {
		sc.helpf(n.Span(), "wrong-type", mappingHelp(n, what), "%s must be a mapping, not %s", what, n.Kind)
		return nil
	}
	out := make([]syntax.Entry, 0, len(n.Kids))
	first := make(map[string]*syntax.Node, len(n.Kids))
	for _, e := range n.Kids {
		switch before := first[e.Key.Text]; {
		case syntax.HasPlaceholder(e.Key.Text) && !sc.verbatim && !sc.keyPlaceholders:
			sc.helpf(e.Key.Span(), "placeholder-in-key", "write the name itself; only values can have placeholders", "the key %q of %s has a placeholder", e.Key.Text, what)
		case before != nil:
			sc.notef(e.Key.Span(), "duplicate-key", "", before.Span().Pos, "first here", "%s has the key %q twice", what, e.Key.Text)
		default:
			first[e.Key.Text] = e.Key
			out = append(out, e)
		}
	}
	return out
}

// fields are the entries of a mapping with a fixed set of keys; nil, after a finding, if n
// is something else. An unknown key is a finding.
func (sc *scope) fields(n *syntax.Node, what string, of *language.Shape) fields {
	allowed := of.Names()
	entries := sc.entries(n, what)
	if entries == nil && n.Kind != syntax.Null {
		return nil
	}
	out := make(fields, 0, len(entries))
	for _, e := range entries {
		if !slices.Contains(allowed, e.Key.Text) {
			sc.helpf(e.Key.Span(), "unknown-key", unknownKey(e.Key.Text, allowed), "%s has no key %q", what, e.Key.Text)
			if meant := meantKey(e.Key.Text, allowed); meant != "" && n.Get(meant) == nil && out.index(meant) < 0 {
				key := *e.Key
				key.Text = meant // or else the one that is meant would be missing as well
				out = append(out, field{key: &key, n: e.Value, sc: sc})
			}
			continue
		}
		out = append(out, field{key: e.Key, n: e.Value, sc: sc})
	}
	return out
}

// required reports a key that must be there and is not. Nil, which is a finding, lacks none.
func (sc *scope) required(at diag.Span, fs fields, what string, keys ...string) {
	for _, k := range keys {
		if fs != nil && !fs.has(k) {
			sc.errorf(at, "missing-key", "%s has no %s", what, k)
		}
	}
}

// scalar is the text of n; ok is false, after a finding, if n is not a scalar.
func (sc *scope) scalar(n *syntax.Node, what string) (text string, ok bool) {
	if n.Kind != syntax.Scalar {
		if name, help, ok := n.Intrinsic(); ok {
			sc.helpf(n.Span(), "wrong-type", help, "%s must be text, not the function %s", what, name)
			return "", false
		}
		sc.errorf(n.Span(), "wrong-type", "%s must be text, not %s", what, n.Kind)
		return "", false
	}
	return n.Text, true
}

// plain is the text of a scalar that takes no placeholders.
func (sc *scope) plain(n *syntax.Node, what string) (text string, ok bool) {
	if text, ok = sc.scalar(n, what); !ok {
		return "", false
	}
	if sc.verbatim || !syntax.HasPlaceholder(text) {
		return text, true
	}
	for _, p := range syntax.Split(text) {
		if p.Placeholder {
			sc.errorf(sc.src.PlaceholderSpan(n.Span(), p.Index), "bad-placeholder", "%s cannot have placeholders", what)
			return "", false
		}
	}
	return text, true
}

// text is the plain text of the field named key, or "".
func (sc *scope) text(fs fields, key, what string) string {
	f, ok := fs.get(key)
	if !ok || f.n.Kind == syntax.Null {
		return ""
	}
	s, _ := f.sc.plain(f.n, key+" of "+what)
	return s
}

// flag is the value of a field that is true or false.
func (sc *scope) flag(fs fields, key, what string) bool {
	f, ok := fs.get(key)
	if !ok {
		return false
	}
	switch s, ok := f.sc.scalar(f.n, key+" of "+what); {
	case !ok:
	case s == "true":
		return true
	case s != "false":
		sc.errorf(f.n.Span(), "bad-value", "%s of %s must be true or false, not %q", key, what, s)
	}
	return false
}

// names are the plain texts of n, which is one or a list.
func (sc *scope) names(n *syntax.Node, what string) []*syntax.Node {
	var out []*syntax.Node
	for item := range n.List() {
		if _, ok := sc.plain(item, what); ok {
			out = append(out, item)
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// collector is what is written down while a spec is read: findings, and what was
// named where.
type collector struct {
	diags      *diag.List
	used       map[*spec.Param]bool // parameters of the spec that a placeholder or a when names
	conditions map[string]*namedCondition
	named      map[*spec.ExistingRole]bool // by an edge or a placeholder
	profiles   []profilePlaceholder
	stackNames []diag.Span // placeholders for the name of the stack
	attached   []attachment
	shares     map[[2]*group]int // see shared
	spread     int               // what names of groups stand for, altogether
	statements int               // that expand made
}

func newCollector(l *diag.List) *collector {
	return &collector{diags: l, used: map[*spec.Param]bool{}, conditions: map[string]*namedCondition{}, named: map[*spec.ExistingRole]bool{}, shares: map[[2]*group]int{}}
}
