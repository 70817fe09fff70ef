// Package rules holds the table of all findings: their codes, severities,
// titles, reasons, fixes and sources. It has no code that finds anything.
//
// The table is the text files of this package, each on one subject. A rule begins with
// its severity and code, and each further line is one field of it:
//
//	Warning: action-case
//	Title: the letter case of an action differs from AWS's
//	Why: IAM ignores letter case, but text searches and many tools do not.
//	Fix: Write it as AWS does.
//	Source: https://docs.aws.amazon.com/…
//
// An error in the folder language is fixed: no spec can turn it off. Those in the folder
// policy are about specs that can be compiled.
package rules

import (
	"cmp"
	"embed"
	"io/fs"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// Rule is a kind of finding.
type Rule = diag.Rule

//go:embed language policy
var files embed.FS

// All lists all kinds of findings, in alphabetical order. Each has at least one case
// under testdata/bad.
var All = read()

func read() diag.Rules {
	var out diag.Rules
	names, _ := fs.Glob(files, "*/*.txt") // the only error is that of a bad pattern
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		out = append(out, parse(name, string(text))...)
	}
	slices.SortFunc(out, func(a, b Rule) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// parse reads the rules of one file. It panics if a line is not a field of a rule.
func parse(file, text string) []Rule {
	var out []Rule
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		label, value, _ := strings.Cut(line, ": ")
		if i := slices.Index(diag.Severities, strings.ToLower(label)); i >= 0 {
			severity := diag.Severity(i)
			out = append(out, Rule{Code: value, Severity: severity, Fixed: severity == diag.Error && strings.HasPrefix(file, "language/")})
			continue
		}
		r := &out[len(out)-1]
		field, ok := map[string]*string{"Title": &r.Title, "Why": &r.Why, "Fix": &r.Fix, "Source": &r.Source}[label]
		if !ok {
			panic("rules: " + file + " has the line " + line)
		}
		*field = value
	}
	return out
}

// Find returns the rule with a code.
func Find(code string) (Rule, bool) { return All.Find(code) }

// Codes returns the codes of all rules.
func Codes() []string {
	return lists.Map(All, func(r Rule) string { return r.Code })
}
