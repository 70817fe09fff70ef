package lint

import (
	"slices"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/emr"
	"github.com/emriam/emriam/analysis/lint/grammar"
	"github.com/emriam/emriam/analysis/lint/privilege"
	"github.com/emriam/emriam/analysis/lint/services"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// valueRules are those that an environment's values can break. Quotas are checked
// for the longest values that there can be.
var valueRules = []core.Rules{services.Rules, grammar.Rules, emr.Rules, privilege.Rules}

// written are rules about the text of a spec that do not apply to the value of an
// environment.
var written = []string{"fixed-partition", "role-as-text"}

// checkEnvironments checks what each environment deploys. If a problem does not occur
// with the examples, the finding is at the value that causes it, or else at the
// environment.
func checkEnvironments(s *spec.Spec, l *diag.List) {
	type known struct {
		at   diag.Span
		code string
	}
	seen := lists.Set(lists.Map(l.Findings(), func(f diag.Finding) known { return known{f.Span, f.Code} }))
	for _, e := range s.Environments {
		checkRegion(e, l)
		deployed, params := s.Specialized(e)
		var found diag.List
		c := core.NewChecker(core.NewBasis(deployed), &found)
		for _, rules := range valueRules {
			rules.Run(c)
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

// checkRegion checks that the partition of an environment has its Region.
func checkRegion(e *spec.Environment, l *diag.List) {
	p := services.RegionProblem(core.NewChecker(core.NewBasis(&spec.Spec{}), l), e.Binding.Region, e.Binding.Partition)
	if p.Code == "" {
		return
	}
	at, ok := e.Values[string(spec.Region)]
	if !ok {
		at = e.At
	}
	l.Add(core.Finding(at, p.Code, p.Help, "the environment %s is in %s, but %s", e.Name, e.Binding.Region, p.Text))
}

// blamed returns the position of the first of some parameters that an environment
// gives a value, or the position of the environment.
func blamed(e *spec.Environment, params []string) diag.Span {
	for _, name := range params {
		if at, ok := e.Values[name]; ok {
			return at
		}
	}
	return e.At
}
