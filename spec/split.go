package spec

import (
	"fmt"
	"strings"
)

// StackSplit is a stack that is split because it would be too large.
type StackSplit struct {
	Stack string   // e.g., "tenants"
	Parts []*Stack // e.g., tenants, tenants-2; the first has what no each makes
}

// String describes the split.
func (d *StackSplit) String() string {
	var parts []string
	for _, st := range d.Parts {
		names := st.EachNames()
		if last := names[len(names)-1]; len(names) > 1 {
			parts = append(parts, fmt.Sprintf("%s (%d names, %s to %s)", st.Name, len(names), names[0], last))
		} else {
			parts = append(parts, fmt.Sprintf("%s (%s)", st.Name, last))
		}
	}
	return fmt.Sprintf("stack %s is split into %d stacks, since one would be too large: %s", d.Stack, len(parts), strings.Join(parts, ", "))
}

// EachNames returns the names that roles and policies of st are created for, in the
// order of their lists.
func (st *Stack) EachNames() []string {
	var out []string
	seen := map[string]bool{}
	add := func(e *Each) {
		if e != nil && !seen[e.Name] {
			seen[e.Name] = true
			out = append(out, e.Name)
		}
	}
	for _, r := range st.Roles {
		add(r.Each)
	}
	for _, p := range st.Policies {
		add(p.Each)
	}
	return out
}
