package constants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// runner is a module with the generated packages of some specs, and a program
// that prints what their functions return.
type runner struct {
	t     *testing.T
	dir   string
	calls []string          // statements of the program
	want  map[string]string // by the key under which the program prints
	docs  map[string]*iam.Document

	differs func(key, format string, args ...any) // told of what is not as the model has it
}

func newRunner(t *testing.T) *runner {
	r := &runner{t: t, dir: t.TempDir(), want: map[string]string{}, docs: map[string]*iam.Document{}}
	r.differs = func(key, format string, args ...any) { t.Errorf("%s "+format, append([]any{key}, args...)...) }
	return r
}

// TestRun compiles the generated packages and holds what each function
// returns, in each partition and for each choice of the parameters that a
// document depends on, against what the model says.
func TestRun(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles Go")
	}
	r := newRunner(t)
	specs := map[string]*spec.Spec{"builtin": specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn)}
	for _, pattern := range []string{"testdata/*.yaml", "../testdata/*/spec.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no cases %s: %v", pattern, err)
		}
		for _, file := range files {
			specs[caseName(file)] = specfile.Load(t, file)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(specs)) {
		r.spec(name, specs[name])
	}
	r.limits("limits", specs["limits"])
	r.writeProgram()
	r.compare()
	r.judge()
}

// caseName is the name of a case as the folder, and in Go the name, of its
// package.
func caseName(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(file, "/spec.yaml"), ".yaml")
	return strings.ReplaceAll(filepath.Base(name), "-", "")
}

func (r *runner) spec(name string, s *spec.Spec) {
	r.sources(name, s, compile(r.t, s))
}

// sources writes the files of a package, and calls what is in it.
func (r *runner) sources(name string, s *spec.Spec, files []gen.File) {
	for _, f := range files {
		// The header tells gofumpt and staticcheck to look away.
		_, src, ok := bytes.Cut(f.Content, []byte(". DO NOT EDIT.\n"))
		if !ok {
			r.t.Errorf("%s of %s has no header", f.Path, name)
		}
		write(r.t, filepath.Join(r.dir, name, filepath.FromSlash(f.Path)), bytes.TrimLeft(src, "\n"))
	}
	p := newPackage(s, "emrroles")
	for _, sub := range p.subjects {
		for _, m := range p.membersOf(sub) {
			for i, x := range []*text{sub.iamName, sub.arn, sub.profile, sub.profARN} {
				if x != nil {
					r.text(name, s, x, m.value(i), m.name())
				}
			}
			for i, d := range sub.documents {
				r.document(name, p, m, d, i)
			}
			if sub.managedFn != "" {
				r.managed(name, p, m)
			}
		}
	}
	for _, l := range p.lists {
		key := name + " " + l.fn
		r.call("printText(%q, strings.Join(%s.%s(), \" \"))", key, name, l.fn)
		r.want[key] = strings.Join(l.Names, " ")
	}
	for _, c := range p.configurations {
		r.text(name, s, c.iamName, c.spec.ConfigurationName, "")
		r.configuration(name, p, c)
	}
}

// limits calls a document function of the case with values that it must refuse,
// and with values that it must take.
func (r *runner) limits(name string, s *spec.Spec) {
	p := newPackage(s, "emrroles")
	m := p.membersOf(p.subjects[0])[0]
	fn := m.documents[1].fn
	for _, q := range m.params {
		for _, v := range []string{
			"", "*", "a?", "a", "gold", "bronze", "a/b", "/", "1", "3", "-3", "1234567890123456", "a\n", "gold\n", "a\r", "a\tb", "a\u2028", "a|b", "a,b", " a",
			"arn:aws:sns:us-east-1:123456789012:x*", "arn:aws:sns:us-east-1:123456789012:x\n", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::123456789012:role/x\n",
		} {
			if _, err := strconv.ParseInt(v, 10, 64); q.Type == spec.Number && err != nil {
				continue // no int64
			}
			if v == "" && !q.List {
				continue // not given
			}
			b := bindings(s, nil)[0]
			b.Values[q.Name] = []string{v}
			key := fmt.Sprintf("%s %s = %q", name, q.Name, v)
			r.call("printPanic(%q, func() { %s.%s(%s) })", key, name, fn, arguments(name, m, m.params, b))
			r.want[key] = "<nil>"
			if q.Refuses(v) != "" {
				r.want[key] = limitPanic(m, q, v)
			}
		}
	}
	key := name + " a name"
	r.call("printPanic(%q, func() { %s.%s(%q) })", key, name, m.iamName.ident, "*")
	r.want[key] = `emrroles: the prefix of JobName is "*", which does not match [a-z-]+`
}

// limitPanic is what a function says of a value that it must refuse.
func limitPanic(m subjectMember, q *spec.Param, v string) string {
	out := fmt.Sprintf("emrroles: %s.%s is %q, which ", m.paramType, m.fields[q], v)
	if q.Values != nil {
		return out + fmt.Sprintf("is none of %q", q.Values)
	}
	for _, pattern := range q.Patterns() {
		if !regexp.MustCompile("^(?:" + pattern + ")$").MatchString(v) {
			return out + "does not match " + pattern
		}
	}
	return "a panic"
}

func (r *runner) configuration(name string, p *pkg, c *configuration) {
	uses := c.uses(p.spec)
	for i, b := range bindings(p.spec, uses) {
		key := fmt.Sprintf("%s %s %d", name, c.fn, i)
		r.call("printText(%q, %s.%s(%s).String())", key, name, c.fn, arguments(name, subjectMember{subject: c.subject}, uses, b))
		var want bytes.Buffer
		if err := json.Indent(&want, b.JSON(c.spec.Document()), "", "  "); err != nil {
			r.t.Fatal(err)
		}
		r.want[key] = want.String()
	}
}

// subjectMember is what a subject is of: a role or a policy. A subject of
// several has as many.
type subjectMember struct {
	*subject
	role   *spec.Role
	policy *spec.Policy
}

func (p *pkg) membersOf(sub *subject) []subjectMember {
	var out []subjectMember
	for _, r := range p.spec.Roles {
		if p.byRole[r] == sub {
			out = append(out, subjectMember{sub, r, nil})
		}
	}
	for _, m := range p.spec.Policies {
		if p.byPolicy[m] == sub {
			out = append(out, subjectMember{sub, nil, m})
		}
	}
	if out == nil {
		out = append(out, subjectMember{subject: sub}) // a resource policy
	}
	return out
}

// name is the name that m is made for, quoted, or "".
func (m subjectMember) name() string {
	switch {
	case m.role != nil && m.role.Each != nil:
		return strconv.Quote(m.role.Each.Name)
	case m.policy != nil && m.policy.Each != nil:
		return strconv.Quote(m.policy.Each.Name)
	}
	return ""
}

// value is what the model says of the text at an index of iamName, arn,
// profile and profARN.
func (m subjectMember) value(i int) spec.Value {
	switch {
	case m.role != nil:
		profile := spec.RoleRef{Role: m.role, Attr: spec.AttrProfileARN}
		return []spec.Value{m.role.RoleName, m.role.ARN(), m.role.Profile, profile.Value()}[i]
	default:
		return []spec.Value{m.policy.PolicyName, m.policy.ARN()}[i]
	}
}

// text calls the function of a name or an ARN, or prints the constant. The
// model says v, of a role or policy that is made for each if that is not "".
func (r *runner) text(name string, s *spec.Spec, x *text, v spec.Value, each string) {
	b := bindings(s, nil)[0]
	expr := name + "." + x.ident
	if !x.isConst() {
		var args []string
		if x.usesAccount() {
			args = append(args, account(name, b))
		}
		if x.varies() {
			args = append(args, each)
			r.refuses(name, x, b)
		}
		for _, q := range x.value.Params() {
			args = append(args, strconv.Quote(b.Values[q.Name][0]))
		}
		expr += "(" + strings.Join(args, ", ") + ")"
	}
	key := name + " " + x.ident + " " + each
	r.call("printText(%q, string(%s))", key, expr)
	r.want[key] = b.Text(v)
}

// refuses calls the function of a text with a name that none can have.
func (r *runner) refuses(name string, x *text, b spec.Binding) {
	args := `"*"`
	if x.usesAccount() {
		args = account(name, b) + ", " + args
	}
	for _, q := range x.value.Params() {
		args += ", " + strconv.Quote(b.Values[q.Name][0])
	}
	key := name + " " + x.ident + " of a wildcard"
	if r.want[key] == "" {
		r.call("printPanic(%q, func() { %s.%s(%s) })", key, name, x.ident, args)
		r.want[key] = `emrroles: "*" is no name of letters, digits and hyphens`
	}
}

func (r *runner) document(name string, p *pkg, m subjectMember, d *policyDocument, index int) {
	uses := p.spec.ParamsOfDocument(d.doc)
	for i, b := range bindings(p.spec, uses) {
		key := fmt.Sprintf("%s %s %s %d", name, d.fn, m.name(), i)
		call := name + "." + d.fn + "(" + arguments(name, m, uses, b) + ")"
		if d.doc.Presence() == nil {
			call = "always(" + call + ")"
		}
		r.call("printDocument(%q)(%s)", key, call)
		r.docs[key] = modelDocument(p, m, index, b)
	}
	if len(uses) > 0 {
		r.missing(name, m, d)
	}
}

// missing calls a document function without its parameters.
func (r *runner) missing(name string, sub subjectMember, d *policyDocument) {
	args := name + ".Account{}"
	if n := sub.name(); n != "" {
		args += ", " + n
	}
	for _, q := range sub.params {
		if !q.Optional && q.Default == nil {
			key := name + " " + d.fn + sub.name() + " without parameters"
			r.call("printPanic(%q, func() { %s.%s(%s, %s.%s{}) })", key, name, d.fn, args, name, sub.paramType)
			r.want[key] = "emrroles: " + sub.paramType + "." + sub.fields[q] + " is required"
			return
		}
	}
}

func (r *runner) managed(name string, p *pkg, sub subjectMember) {
	uses := paramsOfItems(p.spec, sub.managed)
	for i, b := range bindings(p.spec, uses) {
		key := fmt.Sprintf("%s %s %s %d", name, sub.managedFn, sub.name(), i)
		r.call("printText(%q, strings.Join(%s.%s(%s), \" \"))", key, name, sub.managedFn, arguments(name, sub, uses, b))
		r.want[key] = strings.Join(b.List(sub.role.Managed), " ")
	}
}

// modelDocument is what the model says of a document, or nil if it is not
// there.
func modelDocument(p *pkg, sub subjectMember, index int, b spec.Binding) *iam.Document {
	set := policies.Documents(p.spec, b)
	if sub.policy != nil {
		for _, m := range set.Policies {
			if m.Name == sub.policy.Name {
				return m.Document
			}
		}
		return nil
	}
	if sub.role == nil {
		for _, m := range set.ResourcePolicies {
			if ident.Exported(m.Name) == sub.subject.name {
				return m.Document
			}
		}
		return nil
	}
	role := set.Roles[slices.Index(p.spec.Roles, sub.role)]
	if index == 0 {
		return role.Trust
	}
	for _, rp := range role.Policies {
		if rp.Name == sub.role.Policies[index-1].Name {
			return rp.Document
		}
	}
	return nil
}

// bindings are a binding for each partition and each choice of those of the
// parameters that may be absent or false.
func bindings(s *spec.Spec, uses []*spec.Param) []spec.Binding {
	base := s.Example()
	var choices []*spec.Param
	for _, q := range uses {
		if q.Conditional() {
			choices = append(choices, q)
		}
	}
	var out []spec.Binding
	for n := range 1 << len(choices) {
		for _, partition := range spec.Partitions {
			b := spec.Binding{Partition: partition, Region: "eu-central-1", AccountID: "210987654321", Values: map[string][]string{}}
			for _, q := range s.Params {
				if v, ok := base.Values[q.Name]; ok && !q.Optional {
					b.Values[q.Name] = v
				}
			}
			for i, q := range choices {
				choose(b, q, n>>i&1 == 1)
			}
			out = append(out, b)
		}
	}
	return out
}

func choose(b spec.Binding, q *spec.Param, given bool) {
	switch {
	case q.Type == spec.Boolean:
		b.Values[q.Name] = []string{strconv.FormatBool(given)}
	case !given:
	case q.List:
		b.Values[q.Name] = slices.Compact([]string{madeUp(q, "1"), madeUp(q, "2")})
	default:
		b.Values[q.Name] = []string{madeUp(q, "0")}
	}
}

// madeUp is a value of q, with an ending of its own if that can be.
func madeUp(q *spec.Param, end string) string {
	for _, s := range slices.Concat(q.Values, q.Example, []string{
		"made-up-<" + q.Name + ">" + end, end, "made-up-" + end, "made-up", "sg-1234567" + end, "vpc-1234567" + end, "subnet-1234567" + end,
		"12345678901" + end, "arn:aws:kms:us-east-1:123456789012:key/" + end, "arn:aws:iam::123456789012:role/" + q.Name + end,
		"arn:aws:iam::aws:policy/" + end, "arn:aws:s3:::" + end, "madeup" + end,
	}) {
		if q.Refuses(s) == "" {
			return s
		}
	}
	panic("no value for " + q.Name)
}

// arguments are the account and, if a function uses any, the parameters.
// Those that have their default stay out, so that the default is seen to hold.
func arguments(name string, sub subjectMember, uses []*spec.Param, b spec.Binding) string {
	args := account(name, b)
	if n := sub.name(); n != "" {
		args += ", " + n
	}
	if len(uses) == 0 {
		return args
	}
	args += ", " + name + "." + sub.paramType + "{"
	for _, q := range sub.params {
		values, ok := b.Values[q.Name]
		if !ok || slices.Equal(values, q.Default) {
			continue
		}
		field := fmt.Sprintf("%q", values[0])
		switch {
		case q.List:
			field = fmt.Sprintf("%#v", values)
		case q.Type == spec.Boolean:
			field = name + ".PointerTo(" + values[0] + ")"
		case q.Type == spec.Number:
			field = name + ".PointerTo(int64(" + values[0] + "))"
		}
		args += sub.fields[q] + ": " + field + ", "
	}
	return args + "}"
}

func account(name string, b spec.Binding) string {
	return fmt.Sprintf("%s.Account{Partition: %q, Region: %q, ID: %q}", name, b.Partition, b.Region, b.AccountID)
}
