package quota

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// sized is what IAM, or the service of a resource, counts together: one document,
// or all inline policies of a role.
type sized struct {
	spec.Subject
	what  string // e.g., "the trust policy of role ServiceRole"
	docs  []*spec.Document
	at    diag.Span
	has   string // "has" or "have"
	limit int
	by    string // whose limit it is
	code  string // of the finding
	in    string // what the limit is one of, e.g., "in a managed policy"
	help  string
}

// checkSizes checks documents against IAM's quotas, with the values that make them
// largest.
func checkSizes(c *core.Checker) {
	longest := c.Spec.Longest()
	for s := range c.Subjects() {
		for _, z := range sizes(s) {
			checkSized(c, z, longest)
		}
	}
	for _, p := range c.Spec.ResourcePolicies {
		if z := resourceSize(p); z.limit > 0 {
			checkSized(c, z, longest)
		}
	}
}

// checkSized checks one, given the result of spec.Spec.Longest.
func checkSized(c *core.Checker, z sized, longest spec.Binding) {
	long := c.Spec.LongestFor(longest, z.docs...)
	switch n := long.Most(z.size); {
	case c.Spec.Bare:
		checkBareSize(c, z)
	case checkEnvironmentsOf(c, z) || n <= z.limit:
	default:
		checkSize(c, z, long)
	}
}

func sizes(s spec.Subject) []sized {
	if s.Policy != nil {
		return append([]sized{managed(s, s.Policy)}, parts(s)...)
	}
	inline := lists.Map(s.Role.Policies, func(p *spec.RolePolicy) *spec.Document { return p.Document })
	at := s.Header().NameAt()
	trust := sized{
		Subject: s, what: "the trust policy of " + s.String(), has: "has", docs: []*spec.Document{s.Role.Trust}, at: at,
		limit: iam.DefaultTrust, by: "IAM", code: "trust-over-default", in: "in a trust policy without a quota increase",
		help: "merge statements with the same conditions, or request a higher quota in each account",
	}
	if at, ok := s.Role.At.Of("trust"); ok {
		trust.at = at
	}
	policies := sized{
		Subject: s, what: "the inline policies of " + s.String(), has: "have", docs: inline, at: at,
		limit: iam.MaxInline, by: "IAM", code: "inline-too-large", in: "in all inline policies of a role together",
		help: "write place: auto, or move some to a customer managed policy, which has its own quota",
	}
	if s.Role.Packing != nil && s.Role.Place == spec.PlaceAuto {
		policies.help = "split the statement that is too large for a managed policy"
	}
	return append([]sized{trust, policies}, parts(s)...)
}

// parts returns the managed policies that packing created from s.
func parts(s spec.Subject) []sized {
	return lists.Map(core.Made(s), func(p *spec.Policy) sized { return managed(s, p) })
}

// managed returns a customer managed policy, which is s or a part of it.
func managed(s spec.Subject, p *spec.Policy) sized {
	z := sized{
		Subject: s, what: "policy " + p.Written(), has: "has", docs: []*spec.Document{p.Document}, at: s.Header().NameAt(),
		limit: iam.MaxManagedPolicy, by: "IAM", code: "policy-too-large", in: "in a managed policy",
		help: fmt.Sprintf("write place: auto, which splits the policy, or make it inline, where all policies of a role together may have %d", iam.MaxInline),
	}
	switch {
	case s.Bare():
		z.what = s.String()
	case p.Packing != nil:
		z.help = "split the statement: place cannot split it further"
	}
	if p.Made() {
		z.what += ", which place creates from " + s.String() + ","
	}
	return z
}

// checkSize reports a size over the limit, with the examples of the parameters or
// else with their longest values.
func checkSize(c *core.Checker, z sized, long spec.Binding) {
	if n := c.Binding.Most(z.size); n > z.limit {
		z = z.most(n)
		b, with := z.witness(c.Binding)
		c.Add(z.Subject, z.at, z.code, z.heaviest(b)+"; "+z.help,
			"%s %s %d characters%s, without white space; %s allows %d %s", z.what, z.has, b.Most(z.size), with, z.by, z.limit, z.in)
		return
	}
	b, with := z.witness(long)
	c.Add(z.Subject, z.at, "maybe-too-large", z.heaviest(b)+"; "+assumed(c, z)+z.help,
		"%s can have %d characters%s, without white space; %s allows %d %s", z.what, b.Most(z.size), with, z.by, z.limit, z.in)
}

// most returns z with the maximum quota, if the size exceeds it.
func (z sized) most(size int) sized {
	if z.code == "trust-over-default" && size > iam.MaxTrust {
		z.limit, z.code, z.in = iam.MaxTrust, "trust-too-large", "in a trust policy"
		z.help = "merge statements with the same conditions"
	}
	return z
}

// checkEnvironments reports a size over the limit with the values of an environment.
func checkEnvironmentsOf(c *core.Checker, z sized) (found bool) {
	for _, e := range c.Spec.Environments {
		if n := z.size(e.Binding); n > z.limit {
			z := z.most(n)
			c.Add(z.Subject, z.at, z.code, z.heaviest(e.Binding)+"; "+z.help,
				"%s %s %d characters in environment %s, without white space; %s allows %d %s", z.what, z.has, n, e.Name, z.by, z.limit, z.in)
			found = true
		}
	}
	return found
}

// checkBareSize checks a document whose use is unknown. AWS managed policies may be
// larger than a customer's.
func checkBareSize(c *core.Checker, z sized) {
	if n := c.Binding.Most(z.size); n > z.limit {
		c.Add(z.Subject, z.at, "maybe-too-large", z.heaviest(c.Binding),
			"the document has %d characters without white space; IAM allows %d %s", n, z.limit, z.in)
	}
}

// size returns the number of characters of all documents under b.
func (z sized) size(b spec.Binding) int { return b.Size(z.docs...) }

// heaviest lists the sizes of the largest statements.
func (z sized) heaviest(b spec.Binding) string {
	type weight struct {
		sid  string
		size int
	}
	var ws []weight
	b = b.In("aws-us-gov")
	for _, d := range z.docs {
		for _, st := range d.Statements {
			if b.Holds(st.When) {
				ws = append(ws, weight{cmp.Or(st.Sid, "one without a Sid"), b.Statement(st).Size()})
			}
		}
	}
	slices.SortStableFunc(ws, func(a, b weight) int { return cmp.Compare(b.size, a.size) })
	out := lists.Map(ws[:min(len(ws), 3)], func(w weight) string { return fmt.Sprintf("%s (%d)", w.sid, w.size) })
	if len(ws) == 1 {
		return "its only statement is " + out[0]
	}
	return fmt.Sprintf("the largest of %d statements are %s", len(ws), core.And(out))
}

// witness returns b with as few conditional parameters as exceed z's limit, and
// their names.
func (z sized) witness(b spec.Binding) (spec.Binding, string) {
	b.Values = maps.Clone(b.Values)
	var names []string
	for _, p := range spec.Conditional(z.docs...) {
		before := b.Values[p.Name]
		if delete(b.Values, p.Name); p.Type == spec.Boolean {
			b.Values[p.Name] = []string{"false"}
		}
		if b.Most(z.size) <= z.limit {
			b.Values[p.Name] = before
			names = append(names, p.Name)
		}
	}
	if names == nil {
		return b, ""
	}
	return b, " with " + core.And(names)
}

// assumed begins a help with the assumed longest values, at most three of them.
func assumed(c *core.Checker, z sized) string {
	var params []*spec.Param
	for _, d := range z.docs {
		for _, p := range c.Spec.ParamsOfDocument(d) {
			if p.Type != spec.Boolean && !slices.Contains(params, p) {
				params = append(params, p)
			}
		}
	}
	length := func(p *spec.Param) int { return utf8.RuneCountInString(p.Longest()) }
	slices.SortStableFunc(params, func(a, b *spec.Param) int { return cmp.Compare(length(b), length(a)) })
	var out, limitable []string
	for _, p := range params[:min(len(params), 3)] {
		if p.Resolve == nil && p.Made == nil {
			limitable = append(limitable, p.Name)
		}
		times := ""
		if p.List {
			times = fmt.Sprintf("%d times ", max(len(p.Default), len(p.Example), 1))
		}
		out = append(out, fmt.Sprintf("%s%s (%d)", times, p.Name, length(p)))
	}
	text := "this assumes the longest values of " + core.And(out)
	if limitable == nil { // what is looked up, and a name that the deployment makes, has no pattern
		return text + "; "
	}
	return text + "; a pattern can limit " + core.And(limitable) + "; else "
}

// resourceSize returns the size of a resource policy. The service counts bytes and
// white space, so this is a lower bound.
func resourceSize(p *spec.ResourcePolicy) sized {
	s, kind := spec.Subject{Resource: p}, p.For.Info()
	return sized{
		Subject: s, what: s.String(), docs: []*spec.Document{p.Document}, at: s.Header().NameAt(), has: "has",
		limit: kind.Limit, by: kind.By, code: "resource-policy-too-large", in: "in " + kind.What,
		help: "merge statements with the same conditions",
	}
}
