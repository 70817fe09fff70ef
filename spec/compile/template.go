package compile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// template is a template as it was written, with what is the same for all that
// use it.
type template struct {
	name        string
	src         *syntax.Source
	root        *syntax.Node // nil if it is not YAML
	fields      fields
	doc, source string
	rows        []int
	params      []*spec.Param
	byName      map[string]*spec.Param // of params
	operations  []spec.Operation
	ops         map[string]bool // names of operations
	found       diag.List       // mistakes in these, which whoever uses it reports
}

// decode reads what is the same for all that use t.
func (t *template) decode() {
	what := "template " + t.name
	t.byName, t.ops = map[string]*spec.Param{}, map[string]bool{}
	sc := &scope{src: t.src, collector: &collector{diags: &t.found}, template: t.name}
	t.fields = sc.fields(t.root, what, language.Template)
	t.doc, t.source = sc.text(t.fields, "doc", what), sc.text(t.fields, "source", what)
	t.rows = sc.rows(t.fields, what)
	for _, f := range section(t.fields, "parameters") {
		if p, _ := decodeParam(f); p != nil {
			t.params, t.byName[p.Name] = append(t.params, p), p
		}
	}
	t.operations = decodeOperations(sc, t.fields)
	for _, op := range t.operations {
		t.ops[op.Name] = true
	}
}

// rows are the rows of the table of kinds that a template is for.
func (sc *scope) rows(fs fields, what string) []int {
	var out []int
	for n := range fs.at("rows").n.List() {
		text, ok := sc.plain(n, "a row of "+what)
		if !ok {
			continue
		}
		row, err := strconv.Atoi(text)
		if err != nil || row < 1 {
			sc.helpf(n.Span(), "bad-value", "write rows: [1, 12]", "%s has the row %q, which is not a number", what, text)
			continue
		}
		out = append(out, row)
	}
	return out
}

// templateKind is one of the things that a template can be for.
type templateKind struct {
	key     string // under which a template has it
	what    string // in messages
	section string // of a spec, where it is used
	keys    *language.Shape
}

var (
	ofRole     = templateKind{"role", "role", "roles", language.TemplateRole}
	ofPolicy   = templateKind{"policy", "policy", "policies", language.TemplatePolicy}
	ofResource = templateKind{"resourcePolicy", "resource policy", "resourcePolicies", language.TemplateResourcePolicy}

	templateKinds = []templateKind{ofRole, ofPolicy, ofResource}
)

// kindIn is what a template with these fields is for.
func kindIn(fs fields) (templateKind, bool) {
	return lists.Lookup(templateKinds, func(k templateKind) bool { return fs.has(k.key) })
}

// templates reads templates, each once.
type templates struct {
	fsys  fs.FS
	diags *diag.List
	known map[string]*template
}

func newTemplates(fsys fs.FS, l *diag.List) *templates {
	return &templates{fsys, l, map[string]*template{}}
}

func (ts *templates) read(name string) (*template, error) {
	text, err := fs.ReadFile(ts.fsys, name+".yaml")
	if err != nil {
		return nil, err
	}
	p := parsedTemplate(name, text)
	ts.diags.Merge(p.found)
	t := &template{name: name, src: p.src, root: p.root}
	if t.root != nil {
		t.decode()
	}
	return t, nil
}

// parsed is what a template is parsed to, which nothing changes.
type parsed struct {
	text  []byte
	src   *syntax.Source
	root  *syntax.Node
	found *diag.List
}

// parsedTemplates are those that were parsed last, by name: most commands compile more
// than one spec.
var parsedTemplates sync.Map

func parsedTemplate(name string, text []byte) *parsed {
	if p, ok := parsedTemplates.Load(name); ok && bytes.Equal(p.(*parsed).text, text) {
		return p.(*parsed)
	}
	p := &parsed{text: text, src: syntax.NewSource(path.Join("templates", name+".yaml"), text), found: &diag.List{}}
	p.src.Shared = true
	p.found.AddSource(p.src.File, text)
	p.root = syntax.Parse(p.src, text, p.found)
	parsedTemplates.Store(name, p)
	return p
}

// names returns the names of all templates.
func (ts *templates) names() []string {
	files, _ := fs.Glob(ts.fsys, "*.yaml")
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".yaml")
	}
	return files
}

// load reads a template. It returns nil, after a finding, if it cannot.
func (ts *templates) load(sc *scope, n *syntax.Node, what string) *template {
	name, ok := sc.plain(n, "template of "+what)
	if !ok {
		return nil
	}
	if t := ts.known[name]; t != nil {
		return t
	}
	t, err := ts.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		sc.helpf(n.Span(), "unknown-template", diag.DidYouMean(name, ts.names()), "%s has the unknown template %q", what, name)
		return nil
	case err != nil:
		sc.errorf(n.Span(), "unknown-template", "%s has the template %q, which cannot be read: %v", what, name, err)
		return nil
	}
	ts.known[name] = t
	return t
}

// instantiate merges a body that names a template with what the template
// says. What the body says wins; lists of managed policies, tags and inline
// policies are joined.
func (ts *templates) instantiate(b *syntaxBody, kind templateKind) {
	what := kind.what
	f, ok := b.fields.get("template")
	if !ok || f.n.Kind == syntax.Null {
		if w, ok := b.fields.get("with"); ok {
			w.sc.errorf(w.key.Span(), "unknown-with", "%s %s has no template with parameters", what, b.name)
		}
		return
	}
	t := ts.load(f.sc, f.n, what+" "+b.name)
	if t == nil || t.root == nil {
		return
	}
	b.template = t.name
	tsc := t.scope(b, what)
	for _, f := range t.found.Findings() {
		tsc.add(f)
	}
	body, ok := t.fields.get(kind.key)
	if !ok {
		f.otherKind(t, what)
		return
	}
	b.doc, b.source, b.operations = t.doc, t.source, t.operations
	tsc.bindArgs(t, b, what)
	b.fields = b.fields.over(tsc.fields(body.n, what+" of template "+t.name, kind.keys), joined)
}

// otherKind reports a template that is not for what uses it.
func (f field) otherKind(t *template, what string) {
	is, ok := kindIn(t.fields)
	if !ok {
		f.sc.errorf(f.n.Span(), "template-kind", "template %s needs a role or a policy", t.name)
		return
	}
	f.sc.helpf(f.n.Span(), "template-kind", "use it under "+is.section, "template %s is for a %s, not for a %s", t.name, is.what, what)
}

func (t *template) scope(b *syntaxBody, what string) *scope {
	return &scope{
		src: t.src, collector: b.sc.collector, template: t.name, copied: b.sc.copied,
		params: t.byName, args: make(map[string]*arg, len(t.params)), ops: t.ops,
		via: []diag.Note{{Pos: b.at.Pos, Text: "used by " + what + " " + b.name}},
	}
}

// bindArgs binds the parameters of a template to what the body gives them.
func (sc *scope) bindArgs(t *template, b *syntaxBody, what string) {
	given := b.given(what)
	for _, f := range given {
		if name := f.key.Text; sc.params[name] == nil {
			f.sc.helpf(f.key.Span(), "unknown-with", diag.DidYouMean(name, sortedKeys(sc.params)), "template %s has no parameter %q", sc.template, name)
		}
	}
	for _, p := range t.params {
		name := p.Name
		f, ok := given.get(name)
		switch {
		case ok && f.n.Kind != syntax.Null:
			if a := bindArg(f.sc, p, f.n, sc.template, b.when); a != nil {
				sc.args[name] = a
				if a.off {
					b.declined = append(b.declined, name)
				}
			}
		case p.Default != nil:
			sc.args[name] = literalArg(p, p.Default)
		case p.Optional:
			sc.args[name] = &arg{param: p, off: true}
		default:
			f := b.fields.at("template")
			f.sc.helpf(f.n.Span(), "missing-with", fmt.Sprintf("write with: {%s: …}", name), "template %s needs a value for its parameter %s", sc.template, name)
		}
	}
}

// given are the values that a body gives the parameters of its template, by
// name. Null gives what a body below gave back.
func (b *syntaxBody) given(what string) fields {
	var out fields
	for _, layer := range b.fields.at("with").live() {
		for _, e := range layer.sc.entries(layer.n, "with of "+what+" "+b.name) {
			if e.Value.Kind == syntax.Null && out.index(e.Key.Text) >= 0 {
				out = out.without(e.Key.Text)
				continue
			}
			out = out.with(field{key: e.Key, n: e.Value, sc: layer.sc})
		}
	}
	return out
}

func literalArg(p *spec.Param, texts []string) *arg {
	a := &arg{param: p, off: p.Type == spec.Boolean && texts[0] == "false"}
	a.values = append(a.values, lists.Map(texts, spec.Text)...)
	return a
}

// bindArg resolves the value given to p in the scope of whoever gives it.
func bindArg(sc *scope, p *spec.Param, n *syntax.Node, tmpl string, given spec.When) *arg {
	what := p.Name + " of template " + tmpl
	if n.Kind == syntax.Sequence && !p.List {
		sc.errorf(n.Span(), "wrong-type", "%s accepts only one value, not a list", what)
		return nil
	}
	a := &arg{param: p, at: n.Span()}
	for item := range n.List() {
		vs, ok := sc.values(item, what, sc.optionals())
		if !ok {
			return nil
		}
		for _, v := range vs {
			if !a.take(sc, v, item, what, given) {
				return nil
			}
		}
	}
	if len(a.values) == 0 {
		sc.errorf(n.Span(), "empty-list", "%s is an empty list", what)
		return nil
	}
	return a
}

// take adds one value to what a is bound to.
func (a *arg) take(sc *scope, v spec.Value, at *syntax.Node, what string, given spec.When) bool {
	p := a.param
	if lit, ok := v.Named().Literal(); ok {
		if !checkValue(sc, p, at, lit, what) {
			return false
		}
		a.off = p.Type == spec.Boolean && lit == "false"
	}
	if v.List() != nil && !p.List {
		sc.errorf(at.Span(), "wrong-type", "%s accepts only one value, not a list", what)
		return false
	}
	if p.Type == spec.Boolean && !a.takeBoolean(sc, v, at, what) {
		return false
	}
	for _, q := range v.Params() {
		if !q.Optional {
			continue
		}
		if !p.Optional && !given.Has(q) {
			sc.helpf(at.Span(), "optional-into-required", "give "+q.Name+" a default or an example instead of optional: true", "%s is required, but its value exists only if %s has a value", what, q.Name)
			return false
		}
		a.when = a.when.And(spec.When{spec.Given(q)})
	}
	a.values = append(a.values, v)
	return true
}

// takeBoolean wants a literal, which was checked, or a Boolean parameter.
func (a *arg) takeBoolean(sc *scope, v spec.Value, at *syntax.Node, what string) bool {
	if _, ok := v.Literal(); ok {
		return true
	}
	if ref, ok := v[0].(spec.ParamRef); ok && len(v) == 1 && ref.Param.Type == spec.Boolean {
		a.when = spec.When{spec.Given(ref.Param)}
		return true
	}
	sc.errorf(at.Span(), "bad-value", "%s must be true, false or a Boolean parameter", what)
	return false
}

// optionals covers every optional parameter: an argument may depend on any.
func (sc *scope) optionals() spec.When {
	if sc.cover == nil {
		sc.cover = spec.When{}
		for _, p := range sc.params {
			if p.Optional {
				sc.cover = append(sc.cover, spec.Given(p))
			}
		}
	}
	return sc.cover
}

func decodeOperations(sc *scope, fs fields) []spec.Operation {
	var out []spec.Operation
	for _, f := range section(fs, "operations") {
		what := "operation " + f.key.Text
		if !checkLogicalName(sc, f.key, "operation") {
			continue
		}
		ofs := sc.fields(f.n, what, language.Operation)
		op := spec.Operation{Name: f.key.Text, Doc: sc.text(ofs, "doc", what)}
		if f, ok := ofs.get("actions"); ok {
			for _, n := range f.names("an action of " + what) {
				op.Actions = append(op.Actions, n.Text)
			}
		}
		out = append(out, op)
	}
	return out
}

// Template is what a template says of itself.
type Template struct {
	Name   string // e.g., "studio-service"
	Kind   string // what it makes: "role", "policy" or "resourcePolicy"
	Doc    string
	Source string // the AWS page, or ""
	Rows   []int  // of the table of kinds in docs/templates.md that it is for
	Params []*spec.Param
}

// TemplateNames are the names of the templates in fsys, sorted.
func TemplateNames(fsys fs.FS) []string { return newTemplates(fsys, nil).names() }

// ReadTemplate reads what a template says of itself.
func ReadTemplate(fsys fs.FS, name string) (*Template, error) {
	l := &diag.List{}
	sc := &scope{src: syntax.NewSource("", nil), collector: &collector{diags: l}}
	t := newTemplates(fsys, l).load(sc, &syntax.Node{Kind: syntax.Scalar, Text: name}, "template")
	if t == nil || t.root == nil {
		return nil, fmt.Errorf("template %s: %s", name, l.Findings()[0].Message)
	}
	if t.found.HasErrors() {
		return nil, fmt.Errorf("template %s: %s", name, t.found.Findings()[0].Message)
	}
	kind, _ := kindIn(t.fields)
	return &Template{Name: t.name, Kind: kind.key, Doc: oneLine(t.doc), Source: t.source, Rows: t.rows, Params: t.params}, nil
}

// selectOperations takes away the statements of a template for operations that the body
// does not select. A statement that names no operation stays, and so does one for several
// of which the body selects one.
func (b *syntaxBody) selectOperations(what string) {
	f, ok := b.fields.get("operations")
	if !ok {
		return
	}
	var declared, selected []string
	declared = append(declared, lists.Map(b.operations, func(op spec.Operation) string { return op.Name })...)
	for _, n := range f.names("operations of " + what) {
		if !slices.Contains(declared, n.Text) {
			f.sc.helpf(n.Span(), "unknown-operation", diag.DidYouMean(n.Text, declared), "%s selects the operation %q, which its template does not declare", what, n.Text)
			return
		}
		selected = append(selected, n.Text)
	}
	if len(selected) == 0 {
		f.sc.helpf(f.n.Span(), "empty-list", "remove it to select all operations", "%s selects no operation", what)
		return
	}
	isSelected := func(name string) bool { return slices.Contains(selected, name) }
	b.operations = slices.DeleteFunc(slices.Clone(b.operations), func(op spec.Operation) bool { return !isSelected(op.Name) })
	unselected := func(st *syntaxStatement) bool {
		of, ok := st.fields.get("operation")
		if !ok {
			return false
		}
		for item := range of.n.List() {
			if isSelected(item.Text) {
				return false
			}
		}
		delete(b.sids, st.sid)
		b.removed = append(b.removed, removal{st, f.sc, f.key.Span()})
		return true
	}
	for _, p := range b.policies {
		p.statements = slices.DeleteFunc(p.statements, unselected)
	}
}
