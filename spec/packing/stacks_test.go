package packing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/packing"
	builtin "github.com/emriam/emriam/templates"
)

// manyNames is a spec with a role for each of n names, and what belongs to it.
func manyNames(n int, more string) string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("t%d", i))
	}
	return fmt.Sprintf(`
version: 1
name: many
roles:
  Tenant: {each: [%s], kind: serverless, roleName: "job-${each}", trust: {service: emr-serverless}}
  Cluster: {each: Tenant, kind: instance, roleName: "node-${each}", instanceProfile: true, trust: {service: ec2}}
  Operator: {kind: other, roleName: operator, trust: {role: Tenant}}
policies:
  Submit: {each: Tenant, policyName: "submit-${each}", passes: [Tenant]}
%s`, strings.Join(names, ", "), more)
}

func loadMany(t *testing.T, text string) *spec.Spec {
	t.Helper()
	s, l := compile.Load("many.yaml", []byte(text), builtin.FS)
	if s == nil {
		t.Fatal(l.Findings())
	}
	return s
}

// stacksOf are the names that each stack has, and what no each makes.
func stacksOf(s *spec.Spec) map[string]string {
	out := map[string]string{}
	for _, st := range s.Stacks {
		var own []string
		for _, r := range st.Roles {
			if r.Each == nil {
				own = append(own, r.Name)
			}
		}
		out[st.Name] = strings.Join(append(own, st.EachNames()...), " ")
	}
	return out
}

// Each name costs four outputs: 49 fit a stack with the operator's, 50 one
// without.
func TestSplitStacks(t *testing.T) {
	t.Parallel()
	s := loadMany(t, manyNames(120, ""))
	var got []int
	for _, st := range s.Stacks {
		names := st.EachNames()
		got = append(got, len(names))
		if !packing.Fits(st, s) {
			t.Errorf("%s has too much", st.Name)
		}
		if len(st.Roles) < 2*len(names) || len(st.Policies) != len(names) {
			t.Errorf("%s has %d roles and %d policies for %d names", st.Name, len(st.Roles), len(st.Policies), len(names))
		}
		for _, r := range st.Roles {
			if r.Stack != st {
				t.Errorf("%s is not in its stack", r.Name)
			}
		}
	}
	if want := []int{49, 50, 21}; !slices.Equal(got, want) {
		t.Errorf("%v names, want %v", got, want)
	}
	if len(s.StackSplits) != 1 || s.Stacks[0].Name != "many" || s.Stacks[1].Name != "many-2" || s.Stacks[2].Name != "many-3" {
		t.Errorf("%v", stacksOf(s))
	}
	want := "stack many is split into 3 stacks, since one would be too large: many (49 names, t0 to t48), many-2 (50 names, t49 to t98), many-3 (21 names, t99 to t119)"
	if got := s.StackSplits[0].String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSplitStacksAreStable: a further name at the end moves no other.
func TestSplitStacksAreStable(t *testing.T) {
	t.Parallel()
	where := func(s *spec.Spec) map[string]string {
		out := map[string]string{}
		for _, st := range s.Stacks {
			for _, r := range st.Roles {
				out[r.Name] = st.Name
			}
		}
		return out
	}
	before := where(loadMany(t, manyNames(45, "")))
	for n := 46; n < 56; n++ {
		after := where(loadMany(t, manyNames(n, "")))
		for role, stack := range before {
			if after[role] != stack {
				t.Errorf("with %d names, %s is in %s, not in %s", n, role, after[role], stack)
			}
		}
		before = after
	}
}

func TestSplitStacksNames(t *testing.T) {
	t.Parallel()
	s := loadMany(t, manyNames(120, "stacks: {all: [Tenant, Cluster, Submit], all-2: [Operator]}"))
	var got []string
	for _, st := range s.Stacks {
		got = append(got, st.Name)
	}
	if want := []string{"all", "all-3", "all-4", "all-2"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestSplitStacksNot: neither a stack that fits is split, nor one without each.
func TestSplitStacksNot(t *testing.T) {
	t.Parallel()
	if s := loadMany(t, manyNames(49, "")); len(s.Stacks) != 1 || s.StackSplits != nil {
		t.Errorf("%v", stacksOf(s))
	}
	var roles strings.Builder
	for i := range 210 {
		fmt.Fprintf(&roles, "  Role%d: {kind: other, roleName: r%d, trust: {service: ec2}}\n", i, i)
	}
	if s := loadMany(t, "version: 1\nname: plain\nroles:\n"+roles.String()); len(s.Stacks) != 1 {
		t.Errorf("%d stacks", len(s.Stacks))
	}
}
