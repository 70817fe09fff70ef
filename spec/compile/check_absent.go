package compile

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// naming is something that can name a role or policy that may be absent.
type naming struct {
	what  string
	sc    *scope
	pos   diag.Pos
	given spec.When // under which it exists
}

// checkAbsent reports references to roles and policies that may be absent where they
// are referred to.
func (s *syntaxSpec) checkAbsent(out *spec.Spec) {
	for i, r := range out.Roles {
		naming{"role " + r.Written(), s.roles[i].sc, r.Pos, r.When}.check(r.Naming()...)
	}
	for i, p := range out.Policies {
		naming{"policy " + p.Written(), s.policies[i].sc, p.Pos, p.When}.check(p.Document.Items()...)
	}
	for i, c := range out.SecurityConfigurations {
		from := naming{"security configuration " + c.Name, s.configurations[i].sc, c.Pos, c.When}
		for _, it := range c.Items() {
			if !it.At.IsValid() {
				it.At = s.configurations[i].at
			}
			from.check(it)
		}
	}
	for i, p := range out.ResourcePolicies {
		naming{"resource policy " + p.Name, s.resources[i].sc, p.Pos, nil}.check(p.Document.Items()...)
	}
	for _, t := range out.Tests {
		if t.Principal != nil {
			naming{"test " + t.Name, s.sc, t.At.Pos, t.When}.check(*t.Principal)
		}
	}
}

// check reports what values name if that may be absent where the value is present.
func (from naming) check(items ...spec.Item) {
	for _, it := range items {
		at := from.given.And(it.When)
		for _, part := range it.Value {
			switch part := part.(type) {
			case spec.RoleRef:
				from.covered(it, at, part.Role.When, "role "+part.Role.Written())
			case spec.PolicyRef:
				from.covered(it, at, part.Policy.When, "policy "+part.Policy.Written())
			}
		}
	}
}

func (from naming) covered(it spec.Item, at, when spec.When, name string) {
	if len(when) == 0 || at.Covered([]spec.When{when}) || from.sc.diags.Has(it.At, "maybe-absent") {
		return
	}
	f := diag.Finding{
		Span: it.At, Code: "maybe-absent",
		Message: fmt.Sprintf("%s names %s, which exists only if %s", from.what, name, strings.Join(when.Strings(), " and ")),
		Help:    "write when: " + inWords(when),
	}
	if it.At.File != from.pos.File {
		f.Notes = []diag.Note{{Pos: from.pos, Text: "used by " + from.what}}
	}
	from.sc.add(f)
}
