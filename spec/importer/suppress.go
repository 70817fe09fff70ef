package importer

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// severity is an entry of rules, or a comment about a line.
type severity struct {
	code, severity, reason string
	line                   int
}

// file is what findings call the spec that is written.
const file = "imported.yaml"

// mostComments is how many lines get a comment of their own. If there are more,
// which no spec accepts, one message covers all.
const mostComments = 500

// bound is the only rule that import keeps from being a finding: a source that
// names its partition is bound to it.
const bound = "fixed-partition"

// Why something stays as it was.
const (
	boundReason    = "written for this partition"
	deployedReason = "deployed as it is"
)

// rejected are the errors for what AWS does not create, so that it cannot be deployed.
var rejected = strings.Fields(`
	bad-action bad-character bad-condition-key bad-partition bad-policy-arn bad-resource bad-session bad-tag
	duplicate-key-case managed-policy-path missing-region mixed-types needless-region old-managed-version
	refused-name resource-policy-too-large stack-too-large too-many-outputs too-many-parameters too-many-policies
	too-many-resources too-many-tags trust-action trust-not-principal trust-wildcard unattachable-policy unknown-operator`)

// sizes are the errors for what AWS does not create if it has all that it can have. If
// something in it is conditional, less of it may be deployed.
var sizes = []string{"inline-too-large", "policy-too-large"}

// deployable reports whether what an error is about may be deployed.
func (d *draft) deployable(code string) bool {
	if r, _ := rules.Find(code); r.Fixed || slices.Contains(rejected, code) {
		return false
	}
	return !slices.Contains(sizes, code) || slices.ContainsFunc(d.params, func(p *param) bool { return p.Conditional() || p.Values != nil })
}

// annotated is the text of the spec, with comments where it is bound to one
// partition and where validate finds errors, and what validate says of it. What is
// deployed can be taken over with its mistakes: a comment makes a warning of each.
func (d *draft) annotated() ([]byte, *spec.Spec, *diag.List) {
	d.bound, d.warned = 0, nil
	d.text = d.print(nil)
	s, l := lint.Finish(compile.Load(file, d.text, d.templates))
	if s == nil {
		return d.text, s, l
	}
	var all []severity // one for each code and line
	seen := map[severity]bool{}
	for _, f := range l.Findings() {
		one := severity{code: f.Code, line: f.Line}
		switch {
		case f.File != file || seen[one]:
			continue
		case f.Code == bound:
			one.severity, one.reason = "ignore", boundReason
			d.bound++
		case f.Severity == diag.Error && d.deployable(f.Code):
			one.severity, one.reason = "warn", deployedReason
			d.warned = append(d.warned, f.Code)
		default:
			continue
		}
		seen[severity{code: f.Code, line: f.Line}] = true
		all = append(all, one)
	}
	switch {
	case len(all) == 0:
		return d.text, s, l
	case len(all) > mostComments:
		d.text = d.print(perCode(all))
	default:
		d.text = withComments(d.text, all)
	}
	s, l = lint.Finish(compile.Load(file, d.text, d.templates))
	return d.text, s, l
}

// perCode says of each code once what all say of single lines.
func perCode(all []severity) []severity {
	n := map[string]int{}
	var out []severity
	for _, s := range all {
		if n[s.code]++; n[s.code] == 1 {
			s.severity = map[string]string{"ignore": "off", "warn": "warning"}[s.severity]
			out = append(out, s)
		}
	}
	for i, s := range out {
		out[i].reason = fmt.Sprintf("%d times as it was before: %s", n[s.code], s.reason)
	}
	return out
}

// withComments puts comments above the lines that they are about.
func withComments(text []byte, all []severity) []byte {
	at := map[int][]severity{}
	for _, s := range all {
		at[s.line] = append(at[s.line], s)
	}
	var out bytes.Buffer
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for _, s := range at[n] {
			fmt.Fprintf(&out, "%s# emriam:%s %s %s\n", indent, s.severity, s.code, s.reason)
		}
		out.WriteString(line)
	}
	return out.Bytes()
}

func (d *draft) writtenRules(all []severity) dict {
	return dict{fields: lists.Map(all, func(s severity) entry {
		return entry{Key: s.code, Value: text(s.severity), Comments: []string{s.reason}}
	})}
}

// hiding are the names of the roles and policies made of a template that keeps
// validate from saying what it would say of them written out.
func (d *draft) hiding() map[string]bool {
	type mark struct{ name, code string }
	suppressed := map[mark]bool{}
	for _, m := range d.subjects() {
		if m.match != nil {
			for _, code := range d.suppressions(m.match.template) {
				suppressed[mark{m.Header().Name, code}] = true
			}
		}
	}
	if len(suppressed) == 0 {
		return nil
	}
	hidden := map[string]bool{}
	for _, f := range d.plainFindings() {
		if m := (mark{f.owner, f.Code}); suppressed[m] && (f.Severity == diag.Error || f.Severity == diag.Warning) {
			hidden[m.name] = true
		}
	}
	return hidden
}

var suppression = regexp.MustCompile(`(?m)^ *# emriam:ignore ([a-z0-9-]+)`)

// suppressions are the codes that a template suppresses.
func (d *draft) suppressions(template string) []string {
	text, err := fs.ReadFile(d.templates, template+".yaml")
	if err != nil {
		return nil // it was read before
	}
	return lists.Map(suppression.FindAllSubmatch(text, -1), func(m [][]byte) string { return string(m[1]) })
}

// finding is one about a role or policy.
type finding struct {
	diag.Finding
	owner string
}

// plainFindings are the findings of the spec with all roles and policies written
// out.
func (d *draft) plainFindings() []finding {
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
	return lists.Map(l.Findings(), func(f diag.Finding) finding { return finding{f, c.owner(f)} })
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
	for _, m := range d.subjects() {
		if m.Header().Name == name {
			return m.Header().Pos
		}
	}
	for _, p := range d.params {
		if p.Name == name {
			return p.Pos
		}
	}
	return f.Pos
}
