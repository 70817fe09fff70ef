package compile

import (
	"fmt"
	"iter"
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
		from := naming{"role " + r.Written(), s.roles[i].sc, r.Pos, r.When}
		for it := range present(r.Trust) {
			from.check(it)
		}
		for _, p := range r.Policies {
			for it := range present(p.Document) {
				from.check(it)
			}
		}
		for _, it := range r.Managed {
			if _, lone := spec.LonePolicy(it.Value); !lone {
				from.check(it)
			}
		}
		for _, t := range r.Tags {
			from.check(t.Value)
		}
		if r.Boundary != nil {
			from.check(*r.Boundary)
		}
	}
	for i, p := range out.Policies {
		from := naming{"policy " + p.Written(), s.policies[i].sc, p.Pos, p.When}
		for it := range present(p.Document) {
			from.check(it)
		}
	}
	for i, c := range out.SecurityConfigurations {
		from := naming{"security configuration " + c.Name, s.configurations[i].sc, c.Pos, c.When}
		for _, m := range c.Mappings {
			from.check(spec.Item{Value: m.Role, At: m.At})
			for _, it := range m.Identifiers {
				from.check(it)
			}
		}
		for _, it := range c.Settings() {
			it.At = s.configurations[i].at
			from.check(it)
		}
	}
	for i, p := range out.ResourcePolicies {
		from := naming{"resource policy " + p.Name, s.resources[i].sc, p.Pos, nil}
		for it := range present(p.Document) {
			from.check(it)
		}
	}
	for _, t := range out.Tests {
		from := naming{"test " + t.Name, s.sc, t.At.Pos, t.When}
		if t.Principal != nil {
			from.check(*t.Principal)
		}
	}
}

// present are the values of d, each under the condition of its statement too.
func present(d *spec.Document) iter.Seq[spec.Item] {
	return func(yield func(spec.Item) bool) {
		for _, st := range d.Statements {
			for it := range st.Items() {
				it.When = st.When.And(it.When)
				if !yield(it) {
					return
				}
			}
		}
	}
}

// check reports what it names if that may be absent where it is present.
func (from naming) check(it spec.Item) {
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
