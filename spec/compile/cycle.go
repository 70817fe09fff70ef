package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
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
			if !p.Apart && reaches(namedIn(r.Stack, p.Document.Items()), spec.Subject{Role: r}) {
				setApart(out.Roles, r, p.Name)
			}
		}
		for _, it := range r.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if ok && ref.Policy.Stack == r.Stack && reaches([]spec.Subject{{Policy: ref.Policy}}, spec.Subject{Role: r}) {
				ref.Policy.Holders = append(ref.Policy.Holders, r)
			}
		}
	}
	done := map[spec.Subject]bool{}
	for of := range out.Subjects() {
		if cycle := cycleFrom(of, needs, done); cycle != nil {
			names, why := logicalNames(cycle[1:]), "each needs the one before it to exist"
			if len(names) == 1 {
				why = "it contains its own ARN"
			}
			s.sc.helpf(cycle[0].Header().NameAt(), "resource-cycle", "give one of them a name", "a stack cannot create %s, because %s", strings.Join(names, ", "), why)
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
func needs(of spec.Subject) []spec.Subject {
	if of.Policy != nil {
		return namedIn(of.Policy.Stack, of.Policy.Document.Items())
	}
	r := of.Role
	if r == nil {
		return nil
	}
	out := slices.Concat(namedIn(r.Stack, r.Trust.Items()), namedIn(r.Stack, spec.TagItems(r.Tags)))
	for _, o := range r.Trusts() {
		if o.Stack == r.Stack {
			out = append(out, spec.Subject{Role: o})
		}
	}
	for _, p := range r.Policies {
		if !p.Apart {
			out = append(out, namedIn(r.Stack, p.Document.Items())...)
		}
	}
	for i, it := range slices.Concat(r.Managed, r.Boundary) {
		isBoundary := i >= len(r.Managed)
		if ref, ok := spec.LonePolicy(it.Value); ok && ref.Policy.Stack == r.Stack && (isBoundary || !slices.Contains(ref.Policy.Holders, r)) {
			out = append(out, spec.Subject{Policy: ref.Policy})
		}
	}
	return out
}

// namedIn are the roles and policies of a stack without a name that some items name.
func namedIn(st *spec.Stack, items []spec.Item) []spec.Subject {
	var out []spec.Subject
	for _, it := range items {
		for _, p := range it.Value {
			switch p := p.(type) {
			case spec.RoleRef:
				if p.Role.Stack == st && (!p.Role.Named() || p.Attr == spec.AttrProfileARN && !p.Role.ProfileNamed()) {
					out = append(out, spec.Subject{Role: p.Role})
				}
			case spec.PolicyRef:
				if p.Policy.Stack == st && !p.Policy.Named() {
					out = append(out, spec.Subject{Policy: p.Policy})
				}
			}
		}
	}
	return out
}

// reaches reports whether one of some roles and policies needs another, or is it.
func reaches(from []spec.Subject, to spec.Subject) bool {
	seen := map[spec.Subject]bool{}
	var walk func([]spec.Subject) bool
	walk = func(from []spec.Subject) bool {
		return slices.ContainsFunc(from, func(one spec.Subject) bool {
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
func cycleFrom(from spec.Subject, next func(spec.Subject) []spec.Subject, done map[spec.Subject]bool) []spec.Subject {
	var path []spec.Subject
	var walk func(spec.Subject) []spec.Subject
	walk = func(at spec.Subject) (cycle []spec.Subject) {
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

func logicalNames(of []spec.Subject) []string {
	return lists.Map(of, func(one spec.Subject) string { return one.Header().Name })
}
