package packing_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/packing"
	builtin "github.com/emriam/emriam/templates"
)

// TestTemplatesGrowStably lets the statements of each template grow, one action
// at a time, up to twice what fits a role inline. The built-in spec has a role
// or policy of every template.
func TestTemplatesGrowStably(t *testing.T) {
	t.Parallel()
	s, l := compile.Load(spec.BuiltInFile, spec.BuiltIn, builtin.FS)
	if s == nil {
		t.Fatal(l.Findings())
	}
	own := map[string][]*spec.RolePolicy{}
	for _, r := range s.Roles {
		own[r.Template] = r.Policies
	}
	for _, p := range s.Policies {
		own[p.Template] = []*spec.RolePolicy{{Name: "Policy", Document: p.Document}}
	}
	for _, p := range s.ResourcePolicies {
		own[p.Template] = nil // they are not packed
	}
	files, err := fs.Glob(builtin.FS, "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	additions, forced, moved, grown := 0, 0, 0, 0
	for _, file := range files {
		policies, ok := own[strings.TrimSuffix(file, ".yaml")]
		if !ok {
			t.Errorf("the built-in spec has nothing of %s", file)
		}
		for _, place := range []spec.Place{spec.PlaceManaged, spec.PlaceAuto} {
			if len(policies) > 0 {
				added, full, others := packing.Grow(t, s, place, clone(policies))
				additions, forced, moved, grown = additions+added, forced+full, moved+others, grown+1
			}
		}
	}
	t.Logf("%d actions added to %d roles, one after the other: %d documents did not fit any more, %d other statements moved", additions, grown, forced, moved)
	if grown < 10 || forced < grown {
		t.Errorf("%d roles grew, and %d documents did not fit any more", grown, forced)
	}
}

// clone is a copy whose statements can grow.
func clone(ps []*spec.RolePolicy) []*spec.RolePolicy {
	var out []*spec.RolePolicy
	for _, p := range ps {
		d := *p.Document
		d.Statements = nil
		for _, st := range p.Document.Statements {
			copied := *st
			d.Statements = append(d.Statements, &copied)
		}
		out = append(out, &spec.RolePolicy{Name: p.Name, Document: &d})
	}
	return out
}
