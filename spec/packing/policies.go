package packing

import (
	"slices"
	"strconv"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Policies packs the policies of roles and customer managed policies as their place
// says. What cannot be packed is a finding.
//
// The roles of an each are packed alike: as the one with the longest name, whose
// documents are the largest.
func Policies(s *spec.Spec, l *diag.List) {
	if !slices.ContainsFunc(s.Roles, func(r *spec.Role) bool { return r.Place != "" }) &&
		!slices.ContainsFunc(s.Policies, func(p *spec.Policy) bool { return p.Place != "" }) {
		return
	}
	pk := &packer{newSizer(s), s, l, takenNames(s)}
	written := slices.Clone(s.Policies)
	for _, roles := range alike(s.Roles, func(r *spec.Role) *spec.Each { return r.Each }) {
		if roles[0].Place != "" {
			pk.roles(roles)
		}
	}
	for _, policies := range alike(written, func(p *spec.Policy) *spec.Each { return p.Each }) {
		if policies[0].Place == spec.PlaceAuto {
			pk.policies(policies)
		}
	}
}

// alike returns the roles or policies of one each together, and all others by
// themselves.
func alike[T any](all []T, each func(T) *spec.Each) [][]T {
	var out [][]T
	for i, one := range all {
		if i > 0 && each(one) != nil && each(all[i-1]) != nil && each(one).Group == each(all[i-1]).Group {
			out[len(out)-1] = append(out[len(out)-1], one)
		} else {
			out = append(out, []T{one})
		}
	}
	return out
}

// packer packs roles and policies.
type packer struct {
	*sizer
	spec  *spec.Spec
	diags *diag.List
	names *names
}

// roles packs the inline policies of the roles of an each.
func (pk *packer) roles(roles []*spec.Role) {
	lead := longestNamed(roles, func(r *spec.Role) *spec.Each { return r.Each })
	written := lead.Policies
	if len(written) == 0 {
		return
	}
	stay := pk.inline(written, lead.Place)
	for _, r := range roles {
		r.Packing = &spec.Packing{Role: r, Inline: pk.size(documents(stay)...)}
		own := r.Policies
		r.Policies = nil
		for i, p := range own {
			packed := spec.PackedPolicy{Policy: p}
			if slices.Contains(stay, written[i]) {
				r.Policies = append(r.Policies, p)
			} else {
				packed.Parts = pk.move(r, p, written[i].Document)
			}
			r.Packing.Policies = append(r.Packing.Policies, packed)
		}
	}
	pk.spec.Packings = append(pk.spec.Packings, roles[0].Packing)
}

// longestNamed returns the first of the members of an each with the longest name.
func longestNamed[T any](alike []T, each func(T) *spec.Each) T {
	lead := alike[0]
	for _, one := range alike[1:] {
		if len(each(one).Name) > len(each(lead).Name) {
			lead = one
		}
	}
	return lead
}

// inline returns the policies of a role that remain inline. With auto, the others
// become managed one by one in the author's order, which does not depend on sizes,
// until the rest fits. A policy with a statement that does not fit into a managed
// policy remains inline.
func (pk *packer) inline(written []*spec.RolePolicy, place spec.Place) []*spec.RolePolicy {
	out := slices.Clone(written)
	for _, p := range written {
		switch {
		case place == spec.PlaceManaged:
			return nil
		case place == spec.PlaceInline || pk.size(documents(out)...) <= iam.MaxInline:
			return out
		case pk.canMove(p):
			out = slices.DeleteFunc(out, func(o *spec.RolePolicy) bool { return o == p })
		}
	}
	return out
}

func (pk *packer) canMove(p *spec.RolePolicy) bool {
	fits := pk.fits(p.Document)
	return !slices.ContainsFunc(p.Document.Statements, func(st *spec.Statement) bool { return !fits([]*spec.Statement{st}) })
}

func documents(ps []*spec.RolePolicy) []*spec.Document {
	return lists.Map(ps, func(p *spec.RolePolicy) *spec.Document { return p.Document })
}

// move turns an inline policy of r into managed policies, split like lead.
func (pk *packer) move(r *spec.Role, inline *spec.RolePolicy, lead *spec.Document) []spec.ManagedPart {
	base := &spec.Policy{
		Header: spec.Header{
			Name: r.Written() + spec.Titled(inline.Name), Each: r.Each, Pos: r.Pos, At: r.At,
			Doc: "Policy " + inline.Name + " of role " + r.Written() + ".", Source: r.Source, Operations: r.Operations,
			Tags: r.Tags, Stack: r.Stack, Packing: r.Packing,
		},
		PolicyName: r.RoleName.Append(spec.Lit("-" + inline.Name)), Path: r.Path,
	}
	if !r.Named() { // which names itself no policies either
		base.PolicyName = nil
	}
	var out []spec.ManagedPart
	for _, part := range split(lead.Statements, pk.fits(lead)) {
		p := newPolicy(base, inline.Document, part.of(lead, inline.Document))
		pk.claim(p, "policy "+inline.Name+" of role "+r.Written(), r.PlaceAt, "place turns %[2]s into the managed policy %[1]s")
		ref := spec.PolicyRef{Policy: p, Same: p.Each != nil}
		r.Managed = append(r.Managed, attachedPart(p, ref, spec.Item{At: r.PlaceAt}))
		r.Stack.Policies = append(slices.Clip(r.Stack.Policies), p)
		pk.spec.Policies = append(slices.Clip(pk.spec.Policies), p)
		out = append(out, spec.ManagedPart{Policy: p, Size: pk.size(lead.WithStatements(part.statements))})
	}
	return out
}

// policies splits the customer managed policies of an each if they are too large.
func (pk *packer) policies(policies []*spec.Policy) {
	lead := longestNamed(policies, func(p *spec.Policy) *spec.Each { return p.Each }).Document
	parts := []part{{1, lead.Statements}}
	if fits := pk.fits(lead); !fits(lead.Statements) {
		parts = split(lead.Statements, fits)
	}
	for _, p := range policies {
		whole := p.Document
		packed := spec.PackedPolicy{Policy: &spec.RolePolicy{Name: p.Written(), PolicyName: p.PolicyName, Document: whole, Pos: p.Pos}}
		p.Packing = &spec.Packing{Policy: p}
		base := *p
		base.Name = p.Written()
		if !p.Named() {
			base.PolicyName = nil
		}
		for _, part := range parts {
			made := newPolicy(&base, whole, part.of(lead, whole))
			if part.number == 1 {
				p.Document = made.Document
				made = p
			} else {
				pk.claim(made, "policy "+p.Written(), p.PlaceAt, "place creates the managed policy %s from the rest of %s")
			}
			packed.Parts = append(packed.Parts, spec.ManagedPart{Policy: made, Size: pk.size(lead.WithStatements(part.statements))})
		}
		p.Packing.Policies = []spec.PackedPolicy{packed}
		if rest := p.Packing.Made(); rest != nil {
			pk.spec.Policies = insertAfter(pk.spec.Policies, p, rest)
			p.Stack.Policies = insertAfter(p.Stack.Policies, p, rest)
			pk.attachParts(p)
			pk.checkPlaceholders(p)
		}
	}
	pk.spec.Packings = append(pk.spec.Packings, policies[0].Packing)
}

func insertAfter(ps []*spec.Policy, p *spec.Policy, rest []*spec.Policy) []*spec.Policy {
	return slices.Insert(slices.Clip(ps), slices.Index(ps, p)+1, rest...)
}

// newPolicy returns a policy like p, with a part of its document. The second part of x is
// x2, named x-2 in IAM.
func newPolicy(p *spec.Policy, d *spec.Document, part part) *spec.Policy {
	out := *p
	out.Fields, out.Removed = nil, nil
	out.Document = d.WithStatements(part.statements)
	if part.number > 1 {
		number := strconv.Itoa(part.number)
		if out.PolicyName != nil {
			out.PolicyName = p.PolicyName.Append(spec.Lit("-" + number))
		}
		if last := p.Name[len(p.Name)-1]; '0' <= last && last <= '9' {
			number = "x" + number
		}
		out.Name += number
	}
	if p.Each != nil {
		out.Each = &spec.Each{Group: out.Name, Name: p.Each.Name, List: p.Each.List}
		out.Name = out.Name + spec.Titled(p.Each.Name)
	}
	if out.PolicyName == nil {
		out.PolicyName = spec.MadeName{Entity: out.Entity()}.Value()
	}
	return &out
}
