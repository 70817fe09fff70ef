package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// File is a file to import.
type File struct {
	Name string
	Text []byte
}

// Options say how to import.
type Options struct {
	Name  string   // of the spec; "" for one that follows from the files
	Roles []string // of an account export: names of the roles to take; none for those of EMR
}

// Importer makes specs. Roles and policies may turn out to be made as templates
// say, which it reads once.
type Importer struct {
	templates fs.FS
	opened    func() []opened
}

// New returns an importer that knows the templates in fsys.
func New(fsys fs.FS) *Importer {
	return &Importer{fsys, sync.OnceValue(func() []opened { return openTemplates(fsys) })}
}

// Result is a spec, and what there is to say of it.
type Result struct {
	Spec  []byte
	Notes []Note
}

// Lost reports whether something of a policy could not be carried over.
func (r *Result) Lost() bool {
	return slices.ContainsFunc(r.Notes, func(n Note) bool { return n.Lost })
}

// Refused is the error for a file with mistakes.
type Refused struct{ Findings *diag.List }

func (r *Refused) Error() string { return "findings" }

// Import makes a spec of files: policy documents, templates of CloudFormation,
// and exports of an account.
func (im *Importer) Import(files []File, o Options) (*Result, error) {
	d := &draft{
		name: o.Name, Importer: im, taken: map[string]bool{}, shared: map[string][]*cfnParam{},
		remarks: map[*spec.Statement][]string{},
	}
	if err := d.read(files, o); err != nil {
		return nil, err
	}
	d.link()
	d.unlinkAbsent()
	d.foldItems()
	d.noteMapped()
	d.apartInline()
	d.refine()
	for _, r := range d.roles {
		r.Kind = r.kind()
	}
	d.normalizeSids()
	d.recognise()
	text, s, l := d.annotated()
	if s != nil {
		again := d.writeOut(d.hiding())
		for range 2 { // first without templates, then without edges
			if !d.writeOut(d.unlike(s)) && !again {
				break
			}
			text, s, l = d.annotated()
			again = false
			if s == nil {
				break
			}
		}
		d.doubt(s)
	}
	if d.bound > 0 {
		d.notes = append(d.notes, Note{Text: fmt.Sprintf("%d times suppressed: %s, %s", d.bound, bound, boundReason), Code: bound})
	}
	if len(d.warned) > 0 {
		d.notes = append(d.notes, Note{Text: fmt.Sprintf("%d errors of validate are warnings in the spec, where a comment says # emriam:warn: %s", len(d.warned), deployedReason), Code: d.warned[0]})
	}
	d.report(s, l)
	return &Result{Spec: text, Notes: d.notes}, nil
}

// writeOut writes roles and policies without their template or, if they have
// none, without edges. It reports whether there are any.
func (d *draft) writeOut(names map[string]bool) bool {
	for _, m := range d.subjects() {
		if names[m.Header().Name] {
			m.plain = m.match == nil
			m.match = nil
		}
	}
	for _, r := range d.roles {
		if names[r.Name] && !r.plain {
			r.Kind = r.kind() // which the template had decided
		}
	}
	return len(names) > 0
}

// read reads the files, each as what it is. What comes of each template is a
// stack; the rest is one more.
func (d *draft) read(files []File, o Options) error {
	if d.name != plainName(d.name, "") {
		return fmt.Errorf("the name of a spec must be letters, digits and hyphens, not %q", d.name)
	}
	if d.name == "" {
		d.name = "imported"
		if len(files) == 1 {
			d.name = plainName(stem(files[0].Name), "imported")
		}
	}
	d.sources = sources(files)
	var exports []File
	for _, f := range files {
		var err error
		switch syntax.FormOf(f.Text) {
		case syntax.ExportForm:
			exports = append(exports, f)
		case syntax.TemplateForm:
			err = d.templateFile(f)
		default:
			err = d.policyFile(f)
		}
		if err != nil {
			return err
		}
	}
	if len(exports) > 0 {
		if err := d.accountFiles(exports, o.Roles); err != nil {
			return err
		}
	} else if len(o.Roles) > 0 {
		return errors.New("--role selects roles of an account export, and none of the files is one")
	}
	d.placeRest()
	if len(d.roles)+len(d.policies)+len(d.configurations) == 0 {
		return errors.New("no role, no policy and no security configuration found in " + files[0].Name)
	}
	return nil
}

// sources names the files, if they are few.
func sources(files []File) []string {
	const few = 5
	out := lists.Map(files, func(f File) string { return filepath.Base(f.Name) })
	if len(out) > few {
		return []string{fmt.Sprintf("%d files", len(out))}
	}
	return out
}

// placeRest puts what is in no stack yet into one, unless there is only one.
func (d *draft) placeRest() {
	rest := &stack{name: d.name}
	for _, m := range d.subjects() {
		if !slices.ContainsFunc(d.stacks, func(s *stack) bool { return slices.Contains(s.members, m.Header().Name) }) {
			rest.members = append(rest.members, m.Header().Name)
		}
	}
	if len(rest.members) > 0 {
		d.stacks = append(d.stacks, rest)
	}
	taken := map[string]bool{}
	for _, s := range d.stacks {
		s.name = unique(s.name, maxName, func(name string) bool { return !taken[name] })
		taken[s.name] = true
	}
	if len(d.stacks) == 1 {
		d.stacks = nil
	}
}

// mostReported is how many findings of one code are reported.
const mostReported = 10

// report notes what validate reports about the spec, by the places in the sources. If
// the spec does not load although nothing was left out, AWS refuses the file, too,
// or that is a mistake of ours.
func (d *draft) report(s *spec.Spec, l *diag.List) {
	incomplete := (&Result{Notes: d.notes}).Lost()
	n := map[string]int{}
	var codes []string
	for _, f := range l.Findings() {
		switch {
		case s == nil && f.Severity == diag.Error:
			help := "if AWS accepts it, this is a bug in emriam import: please report it"
			switch {
			case f.Code == "too-large":
				help = "import it in parts"
			case f.Code == "bad-placeholder": // of another program, such as {{bucket}}
				help = "put in the values of placeholders, and import the result"
			case incomplete:
				help = "correct the file and import it again, or complete the spec"
			}
			d.lose(d.source(f), "%s [%s]; %s", f.Message, f.Code, help)
		case f.Severity == diag.Error || f.Severity == diag.Warning:
			if n[f.Code]++; n[f.Code] == 1 {
				codes = append(codes, f.Code)
			}
			if n[f.Code] <= mostReported {
				d.notes = append(d.notes, Note{Pos: d.source(f), Text: fmt.Sprintf("%s: %s [%s]", f.Severity, f.Message, f.Code), Code: f.Code})
			}
		}
	}
	for _, code := range codes {
		if n[code] > mostReported {
			d.notes = append(d.notes, Note{Text: fmt.Sprintf("%d more findings of %s, which validate prints", n[code]-mostReported, code), Code: code})
		}
	}
}

// doubt tells of what s says something else than was read.
func (d *draft) doubt(s *spec.Spec) {
	if s == nil {
		return
	}
	unlike := d.unlike(s)
	for _, m := range d.subjects() {
		if unlike[m.Header().Name] {
			what := "has other permissions"
			if m.Configuration != nil {
				what = "is another one"
			}
			d.lose(m.Header().Pos, "%s %s in the spec", m, what)
		}
	}
}
