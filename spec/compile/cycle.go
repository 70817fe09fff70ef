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
			if !p.Apart && reaches(namedIn(r.Stack, p.Document.Items()), r) {
				setApart(out.Roles, r, p.Name)
			}
		}
		for _, it := range r.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if ok && ref.Policy.Stack == r.Stack && reaches([]any{ref.Policy}, r) {
				ref.Policy.Holders = append(ref.Policy.Holders, r)
			}
		}
	}
	bodies := map[any]*syntaxBody{}
	var all []any
	for i, r := range out.Roles {
		bodies[r], all = s.roles[i], append(all, r)
	}
	for i, p := range out.Policies[:len(s.policies)] {
		bodies[p], all = s.policies[i], append(all, p)
	}
	done := map[any]bool{}
	for _, one := range all {
		if cycle := cycleFrom(one, needs, done); cycle != nil {
			f := bodies[cycle[0]]
			names, why := logicalNames(cycle[1:]), "each needs the one before it to exist"
			if len(names) == 1 {
				why = "it contains its own ARN"
			}
			f.sc.helpf(f.at, "resource-cycle", "give one of them a name", "a stack cannot create %s, because %s", strings.Join(names, ", "), why)
			return // one is enough
		}
	}
}

// setApart makes an inline policy a resource of its own, in all roles that are made from
// the same one.
func setApart(all []*spec.Role, r *spec.Role, name string) {
	for _, o := range all {
		if o != r && (r.Each == nil || o.Each == nil || o.Each.Group != r.Each.Group) {
			continue
		}
		for _, p := range o.Policies {
			p.Apart = p.Apart || p.Name == name
		}
	}
}

// needs are the roles and policies of the same stack that must exist before one of
// them does.
func needs(of any) []any {
	switch of := of.(type) {
	case *spec.Role:
		out := slices.Concat(namedIn(of.Stack, of.Trust.Items()), namedIn(of.Stack, spec.TagItems(of.Tags)))
		for _, o := range (*spec.Role).Trusts(of) {
			if o.Stack == of.Stack {
				out = append(out, o)
			}
		}
		for _, p := range of.Policies {
			if !p.Apart {
				out = append(out, namedIn(of.Stack, p.Document.Items())...)
			}
		}
		for i, it := range slices.Concat(of.Managed, of.Boundary) {
			isBoundary := i >= len(of.Managed)
			if ref, ok := spec.LonePolicy(it.Value); ok && ref.Policy.Stack == of.Stack && (isBoundary || !slices.Contains(ref.Policy.Holders, of)) {
				out = append(out, ref.Policy)
			}
		}
		return out
	case *spec.Policy:
		return namedIn(of.Stack, of.Document.Items())
	}
	return nil
}

// namedIn are the roles and policies of a stack without a name that some items name.
func namedIn(st *spec.Stack, items []spec.Item) []any {
	var out []any
	for _, it := range items {
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

// reaches reports whether one of some roles and policies needs another, or is it.
func reaches(from []any, to any) bool {
	seen := map[any]bool{}
	var walk func([]any) bool
	walk = func(from []any) bool {
		return slices.ContainsFunc(from, func(one any) bool {
			if one == to {
				return true
			}
			if seen[one] {
				return false
			}
			seen[one] = true
			return walk(needs(one))
		})
	}
	return walk(from)
}

// cycleFrom returns a cycle that a walk from some role or policy comes to: what it
// passes, the first once more at the end; nil if there is none, or it was found before.
// All that was walked over is done.
func cycleFrom[T comparable](from T, next func(T) []T, done map[T]bool) []T {
	var path []T
	var walk func(T) []T
	walk = func(at T) (cycle []T) {
		if i := slices.Index(path, at); i >= 0 {
			return append(slices.Clone(path[i:]), at)
		}
		if done[at] {
			return nil
		}
		done[at] = true
		path = append(path, at)
		for _, one := range next(at) {
			if cycle = walk(one); cycle != nil {
				break
			}
		}
		path = path[:len(path)-1]
		return cycle
	}
	return walk(from)
}

func logicalNames[T any](of []T) []string {
	var out []string
	for _, one := range of {
		switch one := any(one).(type) {
		case *spec.Role:
			out = append(out, one.Name)
		case *spec.Policy:
			out = append(out, one.Name)
		}
	}
	return out
}
