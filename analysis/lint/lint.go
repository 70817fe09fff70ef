package lint

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/iam/facts"
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
	c := newChecker(newBasis(s), l)
	for _, rule := range checks {
		rule(c)
	}
	checkEnvironments(s, l)
}

// basis is the input of all rules. It does not change.
type basis struct {
	spec      *spec.Spec
	holders   []holder             // one of each group of similar ones
	documents []*document          // all of them, then those of resources
	count     int                  // of statements in documents
	binding   spec.Binding         // with every optional parameter given
	made      map[*spec.Param]bool // parameters whose value in binding was made up

	// Of similar roles and policies, the one that findings are about.
	distinctRoles    []*spec.Role
	distinctPolicies []*spec.Policy
}

func newBasis(s *spec.Spec) *basis {
	b := &basis{spec: s}
	b.distinctRoles = longestNames(s.Roles, func(r *spec.Role) *spec.Each { return r.Each })
	b.distinctPolicies = longestNames(slices.DeleteFunc(slices.Clone(s.Policies), (*spec.Policy).Made), func(p *spec.Policy) *spec.Each { return p.Each })
	b.binding, b.made = s.Sample()
	b.holders = make([]holder, 0, len(b.distinctRoles)+len(b.distinctPolicies))
	for sub := range b.subjects() {
		b.holders = append(b.holders, holder{sub, b.documentsOf(sub)})
	}
	for _, h := range b.holders {
		b.documents = append(b.documents, h.documents...)
	}
	for _, p := range s.ResourcePolicies {
		b.documents = append(b.documents, b.resourceDocument(p))
	}
	for _, st := range b.statements() {
		st.number = b.count
		b.count++
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

// checks are all of them, each of one subject, in files named for it.
var checks = slices.Concat(factsRules, resourceRules, grammarRules, quotaRules, emrRules, privilegeRules, scenarioRules)

type checker struct {
	*basis
	diags *diag.List

	// budget is the number of comparisons that rules may still make. A spec with a
	// thousand roles needs a small part of it; a malicious one exhausts it and gets
	// fewer findings.
	budget int

	// Cached results, because many rules need them and specs repeat texts.
	acts       [][]action // by number of statement
	matched    map[string][]facts.Action
	resourced  map[string]*facts.Resource
	overlapped map[overlap]bool
	keys       map[keyQuestion]keyAnswer
	global     map[string]bool
	roles      []member // see members
	kinds      map[spec.Kind][]member
	launchers  []held // the service roles that start clusters
	cleanup    bool   // some policy allows EMR's cleanup role to be created
	workspaces bool   // some policy allows a Studio's Workspaces to be created
}

func newChecker(b *basis, l *diag.List) *checker {
	return &checker{
		basis: b, diags: l, budget: 50_000_000,
		matched: map[string][]facts.Action{}, resourced: map[string]*facts.Resource{}, overlapped: map[overlap]bool{}, keys: map[keyQuestion]keyAnswer{}, global: map[string]bool{},
	}
}

// spend subtracts n from the budget, and reports whether the budget was sufficient.
func (c *checker) spend(n int) bool {
	c.budget = max(c.budget-n, 0)
	return c.budget > 0
}

// add adds a finding about where. Its severity is the rule's. A finding in another
// file, such as a template, names what uses it, because that is in the author's
// file.
func (c *checker) add(where subject, at diag.Span, code, help, format string, args ...any) {
	f := diag.Finding{
		Span: at, Severity: severity(code), Code: code,
		Message: fmt.Sprintf(format, args...), Help: help,
	}
	if pos := where.pos(); at.File != pos.File {
		f.Notes = append(f.Notes, diag.Note{Pos: pos, Text: "used by " + where.String()})
	}
	c.diags.Add(f)
}

func severity(code string) diag.Severity {
	r, ok := rules.Find(code)
	if !ok {
		panic("lint: the code " + code + " is not in rules.All")
	}
	return r.Severity
}
