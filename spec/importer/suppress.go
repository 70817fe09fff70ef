package importer

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
)

// severity is an entry of rules.
type severity struct{ code, severity, reason string }

// file is what findings call the spec that is written.
const file = "imported.yaml"

// mostComments is how many lines get a comment of their own. If there are more,
// which no spec takes, it is said once for all.
const mostComments = 500

// bound is the only rule that import keeps from being a finding: a source that
// names its partition is bound to it.
const bound = "fixed-partition"

// settled is the text of the spec, with comments where it is bound to one
// partition, and what validate says of it.
func (d *draft) settled() ([]byte, *spec.Spec, *diag.List) {
	d.bound = 0
	d.text = d.print(nil)
	s, l := lint.Finish(compile.Load(file, d.text, d.templates))
	var findings []diag.Finding
	for _, f := range l.Findings() {
		if f.Code == bound && f.File == file {
			findings = append(findings, f)
		}
	}
	if d.bound = count(findings, bound); d.bound == 0 {
		return d.text, s, l
	}
	if d.bound > mostComments {
		d.text = d.print([]severity{{bound, "off", fmt.Sprintf("%d times as it was before: %s", d.bound, boundReason)}})
	} else {
		d.text = withComments(d.text, findings)
	}
	s, l = lint.Finish(compile.Load(file, d.text, d.templates))
	return d.text, s, l
}

// boundReason says why something stays as it was.
const boundReason = "written for this partition"

func count(findings []diag.Finding, code string) int {
	lines := map[int]bool{}
	for _, f := range findings {
		if f.Code == code {
			lines[f.Line] = true
		}
	}
	return len(lines)
}

// withComments puts a comment for each code above each line with findings.
func withComments(text []byte, findings []diag.Finding) []byte {
	at := map[int][]string{}
	for _, f := range findings {
		if !slices.Contains(at[f.Line], f.Code) {
			at[f.Line] = append(at[f.Line], f.Code)
		}
	}
	var out bytes.Buffer
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for _, code := range at[n] {
			fmt.Fprintf(&out, "%s# emriam:ignore %s %s\n", indent, code, boundReason)
		}
		out.WriteString(line)
	}
	return out.Bytes()
}

func (d *draft) writtenRules(all []severity) dict {
	var out dict
	for _, s := range all {
		out.fields = append(out.fields, entry{key: s.code, value: text(s.severity), comments: []string{s.reason}})
	}
	return out
}

// hiding are the roles and policies made of a template that keeps validate from
// saying what it would say of them written out.
func (d *draft) hiding() (roles []*role, policies []*policy) {
	type mark struct{ name, code string }
	suppressed := map[mark]bool{}
	silent := func(template, name string) {
		for _, code := range d.suppressions(template) {
			suppressed[mark{name, code}] = true
		}
	}
	for _, r := range d.roles {
		if r.match != nil && !r.plain {
			silent(r.match.template, r.Name)
		}
	}
	for _, p := range d.policies {
		if p.match != nil && !p.plain {
			silent(p.match.template, p.Name)
		}
	}
	if len(suppressed) == 0 {
		return nil, nil
	}
	hidden := map[string]bool{}
	for _, f := range d.plainFindings() {
		if m := (mark{f.owner, f.Code}); suppressed[m] && (f.Severity == diag.Error || f.Severity == diag.Warning) {
			hidden[m.name] = true
		}
	}
	for _, r := range d.roles {
		if hidden[r.Name] {
			roles = append(roles, r)
		}
	}
	for _, p := range d.policies {
		if hidden[p.Name] {
			policies = append(policies, p)
		}
	}
	return roles, policies
}

var suppression = regexp.MustCompile(`(?m)^ *# emriam:ignore ([a-z0-9-]+)`)

// suppressions are the codes that a template suppresses.
func (d *draft) suppressions(template string) []string {
	text, err := fs.ReadFile(d.templates, template+".yaml")
	if err != nil {
		return nil // it was read before
	}
	var out []string
	for _, m := range suppression.FindAllSubmatch(text, -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// owned is a finding about a role or policy.
type owned struct {
	diag.Finding
	owner string
}

// plainFindings are the findings of the spec with all roles and policies written
// out.
func (d *draft) plainFindings() []owned {
	c := *d
	c.roles, c.policies = nil, nil
	for _, r := range d.roles {
		one := *r
		one.match = nil
		one.Role = new(spec.Role)
		*one.Role = *r.Role
		one.Kind = r.kind()
		c.roles = append(c.roles, &one)
	}
	for _, p := range d.policies {
		one := *p
		one.match = nil
		c.policies = append(c.policies, &one)
	}
	c.text = c.print(nil)
	_, l := lint.Finish(compile.Load(file, c.text, d.templates))
	var out []owned
	for _, f := range l.Findings() {
		out = append(out, owned{f, c.owner(f)})
	}
	return out
}

var memberLine = regexp.MustCompile(`^  ([A-Z][A-Za-z0-9]*):`)

// owner is the name of the parameter, role or policy that a finding's line is
// of, or "".
func (d *draft) owner(f diag.Finding) string {
	if f.File != file {
		return ""
	}
	name := ""
	n := 0
	for line := range strings.Lines(string(d.text)) {
		if n++; n > f.Line {
			break
		}
		if m := memberLine.FindStringSubmatch(line); m != nil {
			name = m[1]
		} else if line[0] != ' ' && line[0] != '\n' {
			name = ""
		}
	}
	return name
}

// source is the place in the sources of what a finding is about.
func (d *draft) source(f diag.Finding) diag.Pos {
	name := d.owner(f)
	for _, r := range d.roles {
		if r.Name == name {
			return r.at
		}
	}
	for _, p := range d.policies {
		if p.Name == name {
			return p.at
		}
	}
	for _, p := range d.params {
		if p.Name == name {
			return p.at
		}
	}
	return f.Pos
}
