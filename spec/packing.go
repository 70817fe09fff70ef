package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
)

// Place is how the policies of a role, or a customer managed policy, are packed.
type Place string

// The places that a spec can name. A role without one is PlaceInline, a
// customer managed policy PlaceManaged.
const (
	PlaceInline  Place = "inline"  // with the role, in 10,240 characters for all policies
	PlaceManaged Place = "managed" // each in customer managed policies, in 6,144 characters for one
	PlaceAuto    Place = "auto"    // wherever they fit
)

// Packing is the result of packing a role or policy.
type Packing struct {
	Role     *Role          // whose inline policies were packed, or nil
	Policy   *Policy        // that was packed, or nil; it is now the first of its parts
	Policies []PackedPolicy // in the author's order; one for a policy
	Inline   int            // characters that stay inline, with the longest values
}

// PackedPolicy is a policy with the managed policies that it became.
type PackedPolicy struct {
	Policy *RolePolicy   // as it was written, with all its statements
	Parts  []ManagedPart // the policies that it is now; none if it stayed inline
}

// ManagedPart is a customer managed policy with some or all statements of one
// policy.
type ManagedPart struct {
	Policy *Policy
	Size   int // characters, with the longest values
}

// Own returns the policies of r as written, regardless of packing.
func (r *Role) Own() []*RolePolicy {
	if r.Packing == nil {
		return r.Policies
	}
	return lists.Map(r.Packing.Policies, func(p PackedPolicy) *RolePolicy { return p.Policy })
}

// Own returns the document of p as written, of which p may now be a part.
func (p *Policy) Own() *Document {
	if p.Packing == nil || p.Packing.Policy != p {
		return p.Document
	}
	return p.Packing.Policies[0].Policy.Document
}

// Made reports whether packing created p: no author wrote it.
func (p *Policy) Made() bool { return p.Packing != nil && p.Packing.Policy != p }

// Made returns the policies that packing created.
func (p *Packing) Made() []*Policy {
	if p == nil {
		return nil
	}
	var out []*Policy
	for _, packed := range p.Policies {
		for _, part := range packed.Parts {
			if part.Policy.Made() {
				out = append(out, part.Policy)
			}
		}
	}
	return out
}

// Lines describes the packing, for people.
func (p *Packing) Lines() []string {
	if p.Policy != nil {
		what := p.Policy.Each.every("policy " + p.Policy.Written())
		if all := p.Policies[0].Parts; len(all) > 1 {
			return []string{what + " is split into " + parts(all)}
		}
		return []string{fmt.Sprintf("%s is not split (%d of %d characters)", what, p.Policies[0].Parts[0].Size, iam.MaxManagedPolicy)}
	}
	what := p.Role.Each.every("role " + p.Role.Written())
	var lines, inline []string
	for _, packed := range p.Policies {
		if packed.Parts == nil {
			inline = append(inline, packed.Policy.Name)
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: policy %s becomes %s", what, packed.Policy.Name, parts(packed.Parts)))
	}
	if inline == nil {
		return lines
	}
	return append(lines, fmt.Sprintf("%s: %s inline (%d of %d characters)", what, stays(inline), p.Inline, iam.MaxInline))
}

// every adds the number of names to what, if there is an each.
func (e *Each) every(what string) string {
	if e == nil {
		return what
	}
	return fmt.Sprintf("%s, for each of %d names", what, len(e.List.Names))
}

func stays(names []string) string {
	if len(names) == 1 {
		return names[0] + " stays"
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last] + " stay"
}

func parts(ps []ManagedPart) string {
	var out []string
	for _, p := range ps {
		n := len(p.Policy.Document.Statements)
		out = append(out, fmt.Sprintf("%s (%d statement%s, %d of %d characters)", p.Policy.Written(), n, map[bool]string{false: "s"}[n == 1], p.Size, iam.MaxManagedPolicy))
	}
	if len(out) == 1 {
		return "the managed policy " + out[0]
	}
	return fmt.Sprintf("%d managed policies: %s", len(out), strings.Join(slices.Clip(out), ", "))
}

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
	for of := range st.Subjects() {
		if e := of.Header().Each; e != nil && !seen[e.Name] {
			seen[e.Name] = true
			out = append(out, e.Name)
		}
	}
	return out
}
