package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// breakCycles decides what a stack must create as a resource of its own. A role or
// policy without a name is known only after it exists, so whatever names it comes
// later. An inline policy that would have to wait for its own role is created apart,
// and a managed policy that waits for a role attaches itself to it. Cycles that
// remain are findings.
func (s *syntaxSpec) breakCycles(out *spec.Spec) {
	if len(out.MadeNames()) == 0 {
		return
	}
	for _, r := range out.Roles {
		for _, p := range r.Policies {
			if !p.Apart && reaches(namedIn(r.Stack, p.Document), r) {
				p.Apart = true
			}
		}
		for _, it := range r.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if ok && ref.Policy.Stack == r.Stack && reaches([]any{ref.Policy}, r) {
				ref.Policy.Holders = append(ref.Policy.Holders, r)
			}
		}
	}
	for i, r := range out.Roles {
		if cycle := wayTo(needs(r), any(r), needs); cycle != nil {
			var names []string
			for _, one := range cycle {
				names = append(names, logicalOf(one))
			}
			f := s.roles[i]
			f.sc.helpf(f.at, "resource-cycle", "give one of them a name", "a stack cannot create %s, because each needs the one before it to exist", strings.Join(names, ", "))
			return // one is enough
		}
	}
}

// needs are the roles and policies of the same stack that must exist before one of
// them does.
func needs(of any) []any {
	switch of := of.(type) {
	case *spec.Role:
		out := namedIn(of.Stack, of.Trust)
		for _, o := range trustedRoles(of) {
			if o.Stack == of.Stack {
				out = append(out, o)
			}
		}
		for _, p := range of.Policies {
			if !p.Apart {
				out = append(out, namedIn(of.Stack, p.Document)...)
			}
		}
		attached := slices.Clone(of.Managed)
		if of.Boundary != nil {
			attached = append(attached, *of.Boundary)
		}
		for i, it := range attached {
			isBoundary := i == len(of.Managed)
			if ref, ok := spec.LonePolicy(it.Value); ok && ref.Policy.Stack == of.Stack && (isBoundary || !slices.Contains(ref.Policy.Holders, of)) {
				out = append(out, ref.Policy)
			}
		}
		return out
	case *spec.Policy:
		return namedIn(of.Stack, of.Document)
	}
	return nil
}

// namedIn are the roles and policies of a stack without a name that a document names.
func namedIn(st *spec.Stack, d *spec.Document) []any {
	var out []any
	for _, it := range d.Items() {
		for _, p := range it.Value {
			switch p := p.(type) {
			case spec.RoleRef:
				if p.Role.Stack == st && (!p.Role.Named() || p.Attr == spec.AttrProfileARN && !p.Role.ProfileNamed()) {
					out = append(out, p.Role)
				}
			case spec.PolicyRef:
				if p.Policy.Stack == st && !p.Policy.Named() {
					out = append(out, p.Policy)
				}
			}
		}
	}
	return out
}

func reaches(from []any, to any) bool { return wayTo(from, to, needs) != nil }

// wayTo returns what lies on a way from some roles and policies to another, which is
// the last one; nil if there is none.
func wayTo[T comparable](from []T, to T, next func(T) []T) []T {
	seen := map[T]bool{}
	var walk func([]T) []T
	walk = func(from []T) []T {
		for _, one := range from {
			if one == to {
				return []T{one}
			}
			if seen[one] {
				continue
			}
			seen[one] = true
			if rest := walk(next(one)); rest != nil {
				return append([]T{one}, rest...)
			}
		}
		return nil
	}
	return walk(from)
}

func logicalOf(of any) string {
	if r, ok := of.(*spec.Role); ok {
		return r.Name
	}
	return of.(*spec.Policy).Name
}
