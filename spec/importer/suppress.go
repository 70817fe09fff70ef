package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// severity is an entry of rules.
type severity struct{ code, severity, reason string }

// file is what findings call the spec that is written.
const file = "imported.yaml"

// mostComments is how many lines get a comment of their own for one code. If
// there are more, the spec says it once for all.
const mostComments = 5

// settled is the text of the spec with the comments that keep what was there
// before from being an error. What is left are findings that no comment helps
// with.
func (d *draft) settled() ([]byte, *spec.Spec, *diag.List) {
	text := d.print(nil)
	s, l := lint.Finish(compile.Load(file, text, d.templates))
	findings := suppressible(l.Findings())
	if len(findings) == 0 {
		return text, s, l
	}
	var rules []severity
	for _, code := range codes(findings) {
		if n := count(findings, code); n > mostComments {
			rules = append(rules, severity{code, "off", fmt.Sprintf("%d times, as before the import: %s", n, reason(code))})
		}
	}
	if len(rules) > 0 {
		text = d.print(rules)
		s, l = lint.Finish(compile.Load(file, text, d.templates))
		findings = suppressible(l.Findings())
	}
	if len(findings) > 0 {
		text = withComments(text, findings)
		s, l = lint.Finish(compile.Load(file, text, d.templates))
	}
	return text, s, l
}

// suppressible are the findings of the spec itself that import answers for:
// errors, and what is as it was on purpose.
func suppressible(all []diag.Finding) []diag.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f diag.Finding) bool {
		rule, ok := rules.Find(f.Code)
		return !ok || rule.Fixed || f.File != file || f.Severity != diag.Error && f.Code != "fixed-partition"
	})
}

func codes(findings []diag.Finding) []string {
	var out []string
	for _, f := range findings {
		if !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

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
			fmt.Fprintf(&out, "%s# emriam:ignore %s %s\n", indent, code, reason(code))
		}
		out.WriteString(line)
	}
	return out.Bytes()
}

// reasons say why something stays as it was.
var reasons = map[string]string{
	"fixed-partition":  "written for this partition",
	"policy-too-large": "larger than a customer managed policy can be; nothing was omitted",
	"inline-too-large": "larger than inline policies can be; nothing was omitted",
	"trust-too-large":  "larger than a trust policy can be; nothing was omitted",
	"unknown-action":   "AWS may have removed the action, or added it after this version of emriam",
	"unknown-prefix":   "AWS may have ended the service, or added it after this version of emriam",
}

func reason(code string) string {
	if r, ok := reasons[code]; ok {
		return r
	}
	return "as before the import"
}

func (d *draft) writtenRules(all []severity) dict {
	var out dict
	for _, s := range all {
		out.fields = append(out.fields, entry{key: s.code, value: text(s.severity), comments: []string{s.reason}})
	}
	return out
}
