package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/analysis/denied"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/templates"
)

//go:generate sh -c "go run . denied --page > ../../docs/errors.md"

type denying struct {
	file         specName
	format, role string
	fix, page    bool
	documents    documents
}

func deniedCommand() *cobra.Command {
	var d denying
	cmd := described("denied", &cobra.Command{
		Args: func(cmd *cobra.Command, args []string) error {
			if d.page {
				return nil
			}
			return takes("a message, a file, or - for standard input", 1, -1)(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if d.page {
				return printFile([]byte(denied.Page()))
			}
			return d.run(args)
		},
	})
	fileFlag(cmd, &d.file)
	choiceFlag(cmd, &d.format, "format", "output format: text, json, markdown or sarif", "text", "json", "markdown", "sarif")
	cmd.Flags().StringVar(&d.role, "role", "", "the role or policy of the spec whose requests these are, if the messages do not say")
	cmd.Flags().BoolVar(&d.fix, "fix", false, "write the first change for each denial into the spec, or nothing if one opens more")
	cmd.Flags().BoolVar(&d.page, "page", false, "print the page of all messages")
	cmd.Flags().Lookup("page").Hidden = true
	d.documents.flag(cmd)
	return cmd
}

func (d denying) run(args []string) error {
	in, s, before, err := compileSpec(d.file)
	if err != nil {
		return err
	}
	if err := d.documents.addTo(s); err != nil {
		return err
	}
	if d.role != "" && !slices.Contains(memberNames(s), d.role) {
		return unknownName(in.file, d.role, memberNames(s))
	}
	found := &denied.Found{}
	for _, arg := range args {
		if err := scanArgument(arg, found); err != nil {
			return err
		}
	}
	if len(found.Denials) == 0 {
		say("no message of a denial was found; docs/errors.md lists those that are known")
		return errFindings
	}
	x := d.explainer(in, s, before)
	all := explainAll(x, found.Denials)
	if found.More > 0 {
		say("%d more distinct denials are not explained", found.More)
	}
	if err := d.print(all); err != nil {
		return err
	}
	if d.fix {
		if err := d.write(in, x, all); err != nil {
			return err
		}
	}
	return deniedCode(all)
}

// explainAll explains denials, and shows on a terminal how many are explained.
func explainAll(x *denied.Explainer, all []*denied.Denial) []*denied.Explanation {
	var n atomic.Int64
	defer workingOn(func() string { return fmt.Sprintf("explaining %d of %d", n.Load(), len(all)) })()
	return lists.Map(all, func(d *denied.Denial) *denied.Explanation {
		n.Add(1)
		return x.Explain(d)
	})
}

func deniedCode(all []*denied.Explanation) error {
	var out error
	for _, e := range all {
		switch e.Status {
		case denied.Unexplained:
			return errFindings
		case denied.Open:
			out = errUnknown
		}
	}
	return out
}

func memberNames(s *spec.Spec) []string {
	out := lists.Map(s.Roles, func(r *spec.Role) string { return r.Name })
	out = append(out, lists.Map(s.Policies, func(p *spec.Policy) string { return p.Name })...)
	return out
}

// explainer explains by a spec, and compiles changes of it.
func (d denying) explainer(in input, s *spec.Spec, before *diag.List) *denied.Explainer {
	extends := filepath.Base(in.file)
	own := in.file
	switch {
	case bytes.Equal(in.text, spec.BuiltIn):
		extends = compile.BuiltInName
	case in.file == "<stdin>":
		extends, own = "stdin.yaml", "stdin.yaml"
	}
	read := inside(own)
	overlay := filepath.Join(filepath.Dir(own), "overlay.yaml")
	lint.Check(s, before)
	before.Finish(rules.All, true)
	return &denied.Explainer{
		Spec: s, Templates: templates.FS, Extends: extends, Before: before, Role: d.role,
		Load: func(text []byte) (*spec.Spec, *diag.List) {
			ld := compile.Loader{Templates: templates.FS, ReadFile: func(name string) ([]byte, error) {
				if filepath.Clean(name) == filepath.Clean(filepath.Join(filepath.Dir(own), extends)) {
					return in.text, nil
				}
				return read(name)
			}}
			s, l := ld.Load(overlay, text)
			if s != nil && d.documents.addTo(s) != nil {
				return nil, l
			}
			return s, l
		},
	}
}

// scanArgument reads a message, a file, a folder or standard input.
func scanArgument(arg string, found *denied.Found) error {
	if arg == "-" {
		return scanReader(os.Stdin, "<stdin>", 0, found)
	}
	info, err := os.Stat(arg)
	if err != nil {
		if !strings.ContainsAny(arg, " {") {
			return fmt.Errorf("reading %s: %w; a message has spaces", arg, bare(err))
		}
		all := denied.Parse(arg)
		for _, d := range all {
			found.Add(d)
		}
		return nil
	}
	if !info.IsDir() {
		return scanFile(arg, info.Size(), found)
	}
	return filepath.WalkDir(arg, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("reading %s: %w", path, bare(err))
		}
		if !e.Type().IsRegular() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		return scanFile(path, info.Size(), found)
	})
}

func scanFile(name string, size int64, found *denied.Found) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, bare(err))
	}
	defer f.Close()
	return scanReader(f, name, size, found)
}

// scanReader reads a file, and shows on a terminal how much was read.
func scanReader(r io.Reader, name string, size int64, found *denied.Found) error {
	c, of := &counter{Reader: r}, ""
	if size > 0 {
		of = fmt.Sprintf(" of %d", size>>20)
	}
	defer workingOn(func() string { return fmt.Sprintf("reading %s: %d%s MB", name, c.read.Load()>>20, of) })()
	return denied.Scan(c, name, found)
}

type counter struct {
	io.Reader
	read atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.read.Add(int64(n))
	return n, err
}

func (d denying) print(all []*denied.Explanation) error {
	switch d.format {
	case "json":
		return printJSON(struct {
			Denials []*denied.Explanation `json:"denials"`
		}{all})
	case "markdown":
		return printFile(denied.Markdown(all))
	case "sarif":
		return deniedFindings(all).Write(stdout, "sarif", deniedTool(), false, true)
	}
	var b bytes.Buffer
	for i, e := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.Write(e.Text())
	}
	return printText(b.Bytes())
}

// deniedTool describes the forms of messages as rules.
func deniedTool() diag.Tool {
	t := tool()
	t.Rules = lists.Map(denied.Forms, func(f denied.Form) diag.Rule {
		return diag.Rule{Code: f.Name, Severity: diag.Warning, Title: f.Title, Why: f.Why, Fix: f.Fix, Source: f.Source}
	})
	slices.SortFunc(t.Rules, func(a, b diag.Rule) int { return strings.Compare(a.Code, b.Code) })
	return t
}

// deniedFindings are explanations as findings at the lines of the spec, or of the
// log.
func deniedFindings(all []*denied.Explanation) *diag.List {
	l := &diag.List{}
	for _, e := range all {
		f := diag.Finding{Severity: diag.Warning, Code: e.Form, Message: e.Title() + ": " + e.Why, Help: strings.Join(e.Steps, "; ")}
		f.Pos = position(e.At)
		if !f.Pos.IsValid() && e.File != "" {
			f.Pos = diag.Pos{File: e.File, Line: max(e.Line, 1), Col: 1}
		}
		f.Len = 1
		l.Add(f)
	}
	return l
}

// position reads file:line:column.
func position(text string) diag.Pos {
	parts := strings.Split(text, ":")
	if len(parts) < 3 {
		return diag.Pos{}
	}
	p := diag.Pos{File: strings.Join(parts[:len(parts)-2], ":")}
	if _, err := fmt.Sscanf(strings.Join(parts[len(parts)-2:], " "), "%d %d", &p.Line, &p.Col); err != nil {
		return diag.Pos{}
	}
	return p
}

// write writes for each denial the first change into the spec, after those before it:
// what one allows needs no other. All of them are written, or none: each result is
// compiled, and has to allow the request and nothing else.
func (d denying) write(in input, x *denied.Explainer, all []*denied.Explanation) error {
	if in.file == "<stdin>" || bytes.Equal(in.text, spec.BuiltIn) {
		return errors.New("--fix needs a spec in a file")
	}
	next, n := in, 0
	for _, e := range all {
		if len(e.Changes) == 0 {
			continue
		}
		if n > 0 {
			e = x.Explain(e.Denial)
		}
		if len(e.Changes) == 0 {
			continue // a change before it allows it
		}
		text, err := denied.Fix(in.file, next.text, e.Changes[0])
		if err == nil {
			next.text = text
			x, err = d.fixed(next, e.Changes[0])
		}
		if err != nil {
			return fmt.Errorf("nothing was written: the change for %s: %w", e.Title(), err)
		}
		n++
	}
	if n == 0 {
		return nil
	}
	if err := replaceFile(in, next.text); err != nil {
		return fmt.Errorf("writing %s: %w", in.file, bare(err))
	}
	say("wrote %s to %s", count(n, "change"), in.file)
	return nil
}

// fixed compiles a spec with a change, and returns what explains by it.
func (d denying) fixed(in input, ch denied.Change) (*denied.Explainer, error) {
	s, found := in.compile()
	if s == nil {
		return nil, errors.New(found.Findings()[0].Message)
	}
	if err := d.documents.addTo(s); err != nil {
		return nil, err
	}
	if err := ch.Verify(s); err != nil {
		return nil, err
	}
	return d.explainer(in, s, found), nil
}

// replaceFile replaces the text of a file that is as it was read, through a file
// beside it: whoever reads it has the old text or the new one.
func replaceFile(in input, text []byte) error {
	name, err := filepath.EvalSymlinks(in.file)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if now, err := readInput(name, maxSpec); err != nil || !bytes.Equal(now.text, in.text) {
		return errors.Join(err, errors.New("it has changed since it was read"))
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".emriam-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // which is gone if all went well
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
