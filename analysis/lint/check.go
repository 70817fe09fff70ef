// Package lint finds problems in a spec that the language allows: what IAM
// rejects, what has no effect, what EMR does not work with, and what grants more
// than necessary.
//
// It reads the model of package spec, in which everything has a position, and the
// facts of package iam.
package lint

import (
	"slices"

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
	}
	checkHeld(c)
	checkTests(c)
	checkEnvironments(s, l)
}

// grantRules check one statement that allows something.
var grantRules = slices.Concat(emr.GrantRules, privilege.GrantRules)

// checkHeld runs the checks on what is granted.
func checkHeld(c *core.Checker) {
	granted := make(map[spec.Subject][]core.Grant, len(c.Holders))
	for _, h := range c.Holders {
		granted[h.Subject] = c.Grants(h)
	}
	for _, p := range c.Spec.Policies {
		emr.NoteAllowed(c, core.Held{Grants: granted[spec.Subject{Policy: p}]})
	}
	var all []core.Held
	for s := range c.Subjects() {
		if c.IsBoundary(s.Policy) {
			continue
		}
		h := core.Held{Subject: s, Grants: granted[s]}
		if s.Role != nil {
			h.Attached = c.Texts(s.Role.Managed)
			h.Grants = slices.Clip(h.Grants)
			for _, it := range s.Role.Managed {
				if ref, ok := spec.LonePolicy(it.Value); ok {
					h.Grants = append(h.Grants, granted[spec.Subject{Policy: ref.Policy}]...)
				}
			}
		}
		all = append(all, h)
		for _, g := range granted[s] {
			for _, rule := range grantRules {
				rule(c, h, g)
			}
		}
		for _, rule := range emr.HeldRules {
			rule(c, h)
		}
	}
	emr.CheckUnpassed(c)
	emr.CheckGitSecrets(c, all)
	emr.CheckSessions(c, all)
}

// Finish is Check, and then what the spec and its templates say about findings,
// for those who ask no target: Finish(compile.Load(…)). It returns its arguments.
func Finish(s *spec.Spec, found *diag.List) (*spec.Spec, *diag.List) {
	Check(s, found)
	found.Finish(rules.All, s != nil)
	return s, found
}
