// Package core has what all rules share: the documents and statements of a spec
// with their texts under sample values, their matching, a budget, and how a
// finding is reported.
package core

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
)

// basis is the input of all rules. It does not change.
type basis struct {
	Spec      *spec.Spec
	Holders   []Held               // one of each group of similar ones
	Documents []*Document          // all of them, then those of resources
	Binding   spec.Binding         // with every optional parameter given
	made      map[*spec.Param]bool // parameters whose value in binding was made up
	having    map[*spec.Policy][]*spec.Role

	// Of similar roles and policies, the one that findings are about.
	DistinctRoles    []*spec.Role
	DistinctPolicies []*spec.Policy
}

// NewBasis reads the documents of a spec.
func NewBasis(s *spec.Spec) *basis {
	b := &basis{Spec: s}
	b.DistinctRoles = longestNames(s.Roles, func(r *spec.Role) *spec.Each { return r.Each })
	b.DistinctPolicies = longestNames(slices.DeleteFunc(slices.Clone(s.Policies), (*spec.Policy).Made), func(p *spec.Policy) *spec.Each { return p.Each })
	b.Binding, b.made = s.Sample()
	for sub := range b.Subjects() {
		docs := b.DocumentsOf(sub)
		b.Documents = append(b.Documents, docs...)
		b.Holders = append(b.Holders, Held{Subject: sub, Own: b.grants(docs)})
	}
	b.attach()
	for _, p := range s.ResourcePolicies {
		b.Documents = append(b.Documents, b.DocumentsOf(spec.Subject{Resource: p})...)
	}
	return b
}

// longestNames keeps the one with the longest name of each group of similar ones: if
// it has no problem, the others have none.
func longestNames[T any](all []T, each func(T) *spec.Each) []T {
	var out []T
	at := map[string]int{} // by group
	for _, one := range all {
		e := each(one)
		if e == nil {
			out = append(out, one)
			continue
		}
		i, ok := at[e.Group]
		switch {
		case !ok:
			at[e.Group] = len(out)
			out = append(out, one)
		case len(e.Name) > len(each(out[i]).Name):
			out[i] = one
		}
	}
	return out
}

// Checker runs rules on a spec and collects findings.
type Checker struct {
	*basis
	Diags *diag.List

	// budget is the number of comparisons that rules may still make. A spec with a
	// thousand roles needs a small part of it; a malicious one exhausts it and gets
	// fewer findings.
	Budget int

	// Cached results, because many rules need them and specs repeat texts.
	acts       map[*Statement][]Action
	matched    map[string][]facts.Action
	Keys       map[KeyQuestion]keyAnswer
	roles      []Member // see members
	kinds      map[spec.Kind][]Member
	boundaries map[*spec.Policy]bool // see IsBoundary
	sites      []Site                // see Sites
	leftOut    bool                  // see leaveOut
	space      *deploy.Space
	spaces     map[string]*deploy.Space // see Deployments
}

// NewChecker is a Checker with a full budget, whose findings go to l.
func NewChecker(b *basis, l *diag.List) *Checker {
	return &Checker{
		basis: b, Diags: l, Budget: 50_000_000,
		acts: map[*Statement][]Action{}, matched: map[string][]facts.Action{}, Keys: map[KeyQuestion]keyAnswer{},
	}
}

// Spend subtracts n from the budget, and reports whether the budget was sufficient.
func (c *Checker) Spend(n int) bool {
	c.Budget = max(c.Budget-n, 0)
	return c.Budget > 0
}

// Add adds a finding about where. Its severity is the rule's. A finding in another
// file, such as a template, names what uses it, because that is in the author's
// file.
func (c *Checker) Add(where spec.Subject, at diag.Span, code, help, format string, args ...any) {
	f := Finding(at, code, help, format, args...)
	made := where.Header().At["template"] // not valid if it is not made from one
	switch pos := where.Header().Pos; {
	case at.File == pos.File:
	case strings.HasPrefix(at.File, "templates/") && made.IsValid() && where.Resource == nil:
		// The user cannot change a template: what uses it is where to look, and
		// the value that is given to it more so.
		f.Span, f.Cause = made, at
		if with := c.with(where, at); with.IsValid() {
			f.Span = with
		}
		f.Notes = append(f.Notes, diag.Note{Pos: at.Pos, Text: "it is in the template, here"})
	default:
		f.Notes = append(f.Notes, diag.Note{Pos: pos, Text: "used by " + where.String()})
	}
	c.Diags.Add(f)
}

// with returns the value under with that an item of a template is made from.
func (c *Checker) with(where spec.Subject, at diag.Span) diag.Span {
	for _, d := range c.Documents {
		if d.Subject != where {
			continue
		}
		for _, st := range d.Statements {
			for _, it := range st.Items() {
				if it.At == at {
					return it.With
				}
			}
		}
	}
	return diag.Span{}
}

// Finding returns a finding with the severity of its rule.
func Finding(at diag.Span, code, help, format string, args ...any) diag.Finding {
	return diag.Finding{Span: at, Severity: Severity(code), Code: code, Message: fmt.Sprintf(format, args...), Help: help}
}

// Severity is that of a code in the table of rules.
func Severity(code string) diag.Severity {
	r, ok := rules.Find(code)
	if !ok {
		panic("lint: the code " + code + " is not in rules.All")
	}
	return r.Severity
}
