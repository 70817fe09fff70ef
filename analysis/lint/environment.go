package lint

import (
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// valueRules are those that an environment's values can break. Quotas are checked
// for the longest values that there can be.
var valueRules = slices.Concat(factsRules, resourceRules, grammarRules, emrRules, privilegeRules)

// written are what is advised on the text of a spec, and is as it should be in a value
// that is for one environment.
var written = []string{"fixed-partition", "role-as-text"}

// checkEnvironments looks at what each environment deploys. What is wrong there, and
// not with the examples, is a finding at the value that causes it, or else at the
// environment.
func checkEnvironments(s *spec.Spec, l *diag.List) {
	type known struct {
		at   diag.Span
		code string
	}
	seen := map[known]bool{}
	for _, f := range l.Findings() {
		seen[known{f.Span, f.Code}] = true
	}
	for _, e := range s.Environments {
		deployed, params := s.Specialized(e)
		var found diag.List
		c := newChecker(newBasis(deployed), &found)
		for _, rule := range valueRules {
			rule(c)
		}
		for _, f := range found.Findings() {
			if seen[known{f.Span, f.Code}] || slices.Contains(written, f.Code) {
				continue
			}
			f.Notes = append([]diag.Note{{Pos: f.Pos, Text: "used here"}}, f.Notes...)
			f.Message += ", in the environment " + e.Name
			if f.Span = blamed(e, params[f.Span]); f.Span == e.At || !l.Has(f.Span, f.Code) {
				l.Add(f)
			}
		}
	}
}

// blamed is the place of the first of some parameters that an environment gives a
// value, or its own.
func blamed(e *spec.Environment, params []string) diag.Span {
	for _, name := range params {
		if at, ok := e.Values[name]; ok {
			return at
		}
	}
	return e.At
}
