// Package lint finds problems in a spec that the language allows: what IAM
// rejects, what has no effect, what EMR does not work with, and what grants more
// than necessary.
//
// It reads the model of package spec, in which everything has a position, and the
// facts of package iam.
package lint

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/emr"
	"github.com/emriam/emriam/analysis/lint/grammar"
	"github.com/emriam/emriam/analysis/lint/privilege"
	"github.com/emriam/emriam/analysis/lint/quota"
	"github.com/emriam/emriam/analysis/lint/services"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// Check adds findings on s to l. Of no spec, which is what compile.Load returns
// with an error, there are none.
func Check(s *spec.Spec, l *diag.List) {
	if s == nil {
		return
	}
	c := core.NewChecker(core.NewBasis(s), l)
	for _, rules := range []core.Rules{services.Rules, grammar.Rules, quota.Rules, emr.Rules, privilege.Rules} {
		rules.Run(c)
		rules.RunHeld(c)
	}
	checkTests(c)
	checkEnvironments(s, l)
}

// Finish is Check, and then what the spec and its templates say about findings,
// for those who ask no target: Finish(compile.Load(…)). It returns its arguments.
func Finish(s *spec.Spec, found *diag.List) (*spec.Spec, *diag.List) {
	Check(s, found)
	found.Finish(rules.All, s != nil)
	return s, found
}
