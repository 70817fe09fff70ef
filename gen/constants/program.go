package constants

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Program is a Go program that calls every function of generated packages, and what
// the model says that they return.
type Program struct {
	packages  []string
	files     map[string][]byte
	functions []string // function literals
	calls     []call
	want      []Result
}

// call is a call of a function.
type call struct {
	Function int
	Account  struct{ Partition, Region, ID string }
	Params   map[string]any // by field
}

// Result is what a call returns, or should.
type Result struct {
	Label    string // e.g., "JobTrust in aws, with KeyArn"
	Document bool   // a policy document, or a text
	Absent   bool   // the document is not there
	Text     string // in JSON, if it is a document
	Panic    string // what the function says instead, or ""
}

// NewProgram is a program that calls nothing yet.
func NewProgram() *Program { return &Program{files: map[string][]byte{}} }

// Add adds the package of s, of which these are the files, under a name: each
// function is called in each partition, with each combination of choices for the
// parameters that its document depends on, where each parameter has a value of its
// own. It returns those functions, with the parameters, that depend on too many to
// be called for each.
func (p *Program) Add(name string, s *spec.Spec, space *deploy.Space, files []gen.File) (tooMany []string) {
	pkgName := "emrroles"
	for _, f := range files {
		pkgName = path.Base(path.Dir(f.Path))
		p.files[name+"/"+path.Base(f.Path)] = f.Content
	}
	p.packages = append(p.packages, name)
	a := &adder{Program: p, name: name, pkg: newPackage(s, pkgName), space: space}
	for of := range s.Subjects() {
		if sub := a.pkg.of[of]; sub != nil {
			a.member(member{sub, of})
		}
	}
	for _, l := range a.pkg.lists {
		a.text(fmt.Sprintf(`func(call) (string, bool) { return strings.Join(%s.%s(), " "), true }`, name, l.fn), l.fn, strings.Join(l.Names, " "))
	}
	for _, c := range a.pkg.configurations {
		a.iamText(c.iamName, c.spec.ConfigurationName, "")
		a.configuration(c)
	}
	return a.tooMany
}

type adder struct {
	*Program
	name    string
	pkg     *pkg
	space   *deploy.Space
	tooMany []string
}

// member is what a subject is of: a role or a policy. A subject of several has as
// many.
type member struct {
	*subject
	spec.Subject
}

// each is the name that m is made for, quoted, or "".
func (m member) each() string {
	if e := m.Header().Each; e != nil {
		return strconv.Quote(e.Name)
	}
	return ""
}

// documents are what the model says of the documents of the subject.
func (m member) modelDocuments() []*spec.Document {
	switch {
	case m.Role != nil:
		return m.Role.Documents()
	case m.Policy != nil:
		return []*spec.Document{m.Policy.Document}
	default:
		return []*spec.Document{m.Resource.Document}
	}
}

func (a *adder) member(m member) {
	if m.arn != nil {
		a.iamText(m.iamName, spec.Entity{Subject: m.Subject}.AWSName(), m.each())
		a.iamText(m.arn, m.ARN(), m.each())
	}
	if m.profile != nil {
		a.iamText(m.profile, m.Role.Profile, m.each())
		a.iamText(m.profARN, m.Role.ProfileEntity().ARN(), m.each())
	}
	for i, doc := range m.modelDocuments() {
		d := m.documents[i]
		uses := a.pkg.spec.ParamsOfDocument(d.doc)
		results := "d := %s; return d.String(), true"
		if d.doc.Presence() != nil {
			results = "d, ok := %s; return d.String(), ok"
		}
		function := a.function(m.subject, d.fn, m.each(), uses, results)
		a.cases(function, d.fn+m.each(), m.subject, uses, func(b spec.Binding) Result {
			if want := b.Document(doc); want != nil {
				return Result{Document: true, Text: string(want.JSON())}
			}
			return Result{Document: true, Absent: true}
		})
		a.missing(m, d, uses)
	}
	if m.managedFn != "" {
		uses := paramsOfItems(a.pkg.spec, m.managed)
		function := a.function(m.subject, m.managedFn, m.each(), uses, `return strings.Join(%s, " "), true`)
		a.cases(function, m.managedFn+m.each(), m.subject, uses, func(b spec.Binding) Result {
			return Result{Text: strings.Join(b.List(m.Role.Managed), " ")}
		})
	}
}

func (a *adder) configuration(c *configuration) {
	uses := c.uses(a.pkg.spec)
	results := "return %s.String(), true"
	if len(c.spec.When) > 0 {
		results = "d, ok := %s; return d.String(), ok"
	}
	a.cases(a.function(c.subject, c.fn, "", uses, results), c.fn, c.subject, uses, func(b spec.Binding) Result {
		if !b.Holds(c.spec.When) {
			return Result{Absent: true}
		}
		var want bytes.Buffer
		if err := json.Indent(&want, b.JSON(c.spec.Document()), "", "  "); err != nil {
			panic(err)
		}
		return Result{Text: want.String()}
	})
}

// function is a function that calls one of the package.
func (a *adder) function(sub *subject, fn, each string, uses []*spec.Param, results string) int {
	args := fmt.Sprintf("%s.Account{Partition: c.Account.Partition, Region: c.Account.Region, ID: c.Account.ID}", a.name)
	if each != "" {
		args += ", " + each
	}
	params := ""
	if len(uses) > 0 {
		params = fmt.Sprintf("var p %s.%s; decode(c.Params, &p); ", a.name, sub.paramType)
		args += ", p"
	}
	called := fmt.Sprintf(results, fmt.Sprintf("%s.%s(%s)", a.name, fn, args))
	return a.literal("func(c call) (string, bool) { " + params + called + " }")
}

func (a *adder) literal(function string) int {
	a.functions = append(a.functions, function)
	return len(a.functions) - 1
}

// cases calls a function in each partition and for each choice of the parameters
// that it uses.
func (a *adder) cases(function int, label string, sub *subject, uses []*spec.Param, want func(spec.Binding) Result) {
	names := lists.Map(uses, func(q *spec.Param) string { return q.Name })
	for _, where := range a.space.Places {
		place := a.space.All(a.pkg.spec, where)
		places, err := place.Each(names)
		var tooMany *formula.TooMany
		if errors.As(err, &tooMany) {
			a.tooMany = append(a.tooMany, label+": "+err.Error())
			return
		}
		for _, at := range places {
			b := at.Decided(false).Binding
			c := call{Function: function, Params: map[string]any{}}
			c.Account.Partition, c.Account.Region, c.Account.ID = b.Partition, b.Region, b.AccountID
			var with []string
			for _, q := range sub.params {
				values, ok := b.Values[q.Name]
				if slices.Contains(uses, q) && (q.Conditional() || q.Compared != nil) {
					with = append(with, q.Name+"="+strings.Join(values, ","))
				}
				// What has its default stays out, so that the default is seen to hold.
				if ok && !slices.Equal(values, q.Default) {
					c.Params[sub.fields[q]] = fieldJSON(q, values)
				}
			}
			result := want(b)
			result.Label = strings.TrimSuffix(label+" in "+where.Partition+", with "+strings.Join(with, ", "), ", with ")
			a.calls, a.Program.want = append(a.calls, c), append(a.Program.want, result)
		}
	}
}

// fieldJSON are values of a parameter for its field.
func fieldJSON(q *spec.Param, values []string) any {
	switch {
	case q.List:
		return values
	case q.Type == spec.Boolean:
		return values[0] == "true"
	case q.Type == spec.Number:
		return json.Number(values[0])
	default:
		return values[0]
	}
}

// iamText calls the function of a name or an ARN, or takes the constant.
func (a *adder) iamText(x *text, v spec.Value, each string) {
	b := a.space.All(a.pkg.spec, a.space.Places[0]).Decided(false).Binding
	expr := a.name + "." + x.ident
	if !x.isConst() {
		var args []string
		if x.usesAccount() {
			args = append(args, fmt.Sprintf("%s.Account{Partition: %q, Region: %q, ID: %q}", a.name, b.Partition, b.Region, b.AccountID))
		}
		if x.varies() {
			if each != noName {
				defer a.iamText(x, v, noName)
			}
			args = append(args, each)
		}
		args = append(args, lists.Map(x.value.Params(), func(q *spec.Param) string { return strconv.Quote(b.Values[q.Name][0]) })...)
		expr += "(" + strings.Join(args, ", ") + ")"
	}
	a.text("func(call) (string, bool) { return string("+expr+"), true }", x.ident+each, b.Text(v))
	if each == noName {
		last := &a.want[len(a.want)-1]
		last.Text, last.Panic = "", a.pkg.name+`: "*" is not a name of letters, digits and hyphens`
	}
}

// noName is what nothing is made for.
const noName = `"*"`

// missing calls a function of a document without its parameters, of which one is
// required.
func (a *adder) missing(m member, d *policyDocument, uses []*spec.Param) {
	i := slices.IndexFunc(m.params, func(q *spec.Param) bool { return !q.Optional && q.Default == nil })
	if len(uses) == 0 || i < 0 {
		return
	}
	function := a.function(m.subject, d.fn, m.each(), uses, "%s; return \"\", true")
	a.calls = append(a.calls, call{Function: function, Params: map[string]any{}})
	a.want = append(a.want, Result{
		Label: d.fn + m.each() + " without parameters",
		Panic: a.pkg.name + ": " + m.paramType + "." + m.fields[m.params[i]] + " is required",
	})
}

// text calls a function once.
func (a *adder) text(function, label, want string) {
	a.calls = append(a.calls, call{Function: a.literal(function)})
	a.want = append(a.want, Result{Label: label, Text: want})
}

//go:embed program.tmpl
var programText string

// Files are the files of the program, a module of its own that needs nothing else.
// It reads calls.json.
func (p *Program) Files() map[string][]byte {
	out := map[string][]byte{"go.mod": []byte("module generated\n\ngo 1.25\n")}
	for name, content := range p.files {
		out[name] = content
	}
	var imports strings.Builder
	for _, name := range p.packages {
		fmt.Fprintf(&imports, "\t%s \"generated/%s\"\n", name, name)
	}
	// One function of them all would take the compiler minutes.
	var functions, all strings.Builder
	i := 0
	for some := range slices.Chunk(p.functions, 50) {
		fmt.Fprintf(&functions, "func functions%d() []func(call) (string, bool) {\n\treturn []func(call) (string, bool){\n\t\t%s,\n\t}\n}\n\n", i, strings.Join(some, ",\n\t\t"))
		fmt.Fprintf(&all, "\tfunctions = append(functions, functions%d()...)\n", i)
		i++
	}
	out["main.go"] = []byte(strings.NewReplacer("//IMPORTS", imports.String(), "//FUNCTIONS", functions.String(), "//ALL", all.String()).Replace(programText))
	calls, err := json.Marshal(p.calls)
	if err != nil {
		panic(err)
	}
	out["calls.json"] = calls
	return out
}

// Compare says, by label, what of what the program has printed is not as the model
// has it. The error says that it has not printed what it should.
func (p *Program) Compare(printed []byte) (differences [][2]string, err error) {
	dec := json.NewDecoder(bytes.NewReader(printed))
	for _, want := range p.want {
		var got Result
		if err := dec.Decode(&got); err != nil {
			return nil, fmt.Errorf("reading what the program says of %s: %w", want.Label, err)
		}
		if text := want.differs(got); text != "" {
			differences = append(differences, [2]string{want.Label, text})
		}
	}
	if dec.More() {
		return nil, errors.New("the program prints more than its results")
	}
	return differences, nil
}

// Calls is how many calls the program makes.
func (p *Program) Calls() int { return len(p.calls) }

// differs says how a result differs from what is wanted; "" if it does not.
func (r Result) differs(got Result) string {
	switch {
	case r.Panic != got.Panic:
		return fmt.Sprintf("panics with %q, want %q", got.Panic, r.Panic)
	case r.Panic != "":
		return ""
	case r.Absent != got.Absent:
		return fmt.Sprintf("is there: %t, want %t", !got.Absent, !r.Absent)
	case r.Absent:
		return ""
	case !r.Document && r.Text != got.Text && !sameJSON(r.Text, got.Text):
		return fmt.Sprintf("is %q, want %q", got.Text, r.Text)
	case !r.Document:
		return ""
	}
	want, err := iam.Parse([]byte(r.Text))
	if err != nil {
		panic(err)
	}
	has, err := iam.Parse([]byte(got.Text))
	if err != nil {
		return fmt.Sprintf("cannot be read: %v in\n%s", err, got.Text)
	}
	if diff := iam.Diff(want, has); diff != "" {
		return "(-want +got):\n" + diff
	}
	if w, g := sids(want), sids(has); !slices.Equal(w, g) {
		return fmt.Sprintf("has the Sids %q, want %q", g, w)
	}
	return ""
}

// sameJSON reports whether two texts are objects of JSON that differ in the order of
// their keys only.
func sameJSON(a, b string) bool {
	var x, y map[string]any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(x, y)
}

func sids(d *iam.Document) []string {
	return lists.Map(d.Statements, func(st iam.Statement) string { return st.Sid })
}
