package compile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// place packs the policies of roles and customer managed policies as their place
// says. It works on the model: targets cannot distinguish packed policies from
// written ones.
//
// The roles of an each are packed alike: as the one with the longest name, whose
// documents are the largest.
func (s *syntaxSpec) place(out *spec.Spec) {
	if !slices.ContainsFunc(slices.Concat(s.roles, s.policies), func(b *syntaxBody) bool { _, ok := b.fields.get("place"); return ok }) {
		return
	}
	pl := &placer{newSizer(out), out, s.sc, s.takenNames(out)}
	for i, n := 0, 0; i < len(s.roles); i += n {
		n = alike(s.roles[i:])
		if place := s.roles[i].place("role", language.RolePlaces); place != "" {
			pl.roles(s.roles[i], out.Roles[i:i+n], place)
		}
	}
	policies := slices.Clone(out.Policies)
	for i, n := 0, 0; i < len(s.policies); i += n {
		n = alike(s.policies[i:])
		if s.policies[i].place("policy", language.PolicyPlaces) == spec.PlaceAuto {
			pl.policies(s.policies[i], policies[i:i+n])
		}
	}
}

// alike returns how many of the first bodies belong to one each.
func alike(bodies []*syntaxBody) int {
	n := 1
	for n < len(bodies) && bodies[0].member != nil && bodies[n].member != nil && bodies[n].member.group == bodies[0].member.group {
		n++
	}
	return n
}

// place returns the place of a body, or "".
func (b *syntaxBody) place(what string, known []spec.Place) spec.Place {
	f, ok := b.fields.get("place")
	if !ok || f.n.Kind == syntax.Null {
		return ""
	}
	what = "the place of " + what + " " + b.name
	text, ok := f.sc.plain(f.n, what)
	if ok && !slices.Contains(known, spec.Place(text)) {
		var names []string
		for _, p := range known {
			names = append(names, string(p))
		}
		f.sc.helpf(f.n.Span(), "bad-place", diag.DidYouMean(text, names), "%s is %q, which is not a place", what, text)
		return ""
	}
	return spec.Place(text)
}

// placeSpan returns the position for findings about the place of b: its own key, or
// b if the place comes from its template.
func (b *syntaxBody) placeSpan() diag.Span {
	if f := b.fields.at("place"); f.sc.template == "" {
		return f.n.Span()
	}
	return b.at
}

// placer packs bodies.
type placer struct {
	*sizer
	spec  *spec.Spec
	sc    *scope
	names *takenNames
}

// roles packs the inline policies of the roles of an each.
func (pl *placer) roles(b *syntaxBody, roles []*spec.Role, place spec.Place) {
	lead := longestNamed(roles, func(r *spec.Role) *spec.Each { return r.Each })
	written := lead.Policies
	if len(written) == 0 {
		return
	}
	stay := pl.inline(written, place)
	for _, r := range roles {
		r.Placement = &spec.Placement{Place: place, Role: r, Inline: pl.size(documents(stay)...)}
		own := r.Policies
		r.Policies = nil
		for i, p := range own {
			placed := spec.Placed{Policy: p}
			if slices.Contains(stay, written[i]) {
				r.Policies = append(r.Policies, p)
			} else {
				placed.Parts = pl.move(b, r, p, written[i].Document)
			}
			r.Placement.Placed = append(r.Placement.Placed, placed)
		}
	}
	pl.spec.Placements = append(pl.spec.Placements, roles[0].Placement)
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
func (pl *placer) inline(written []*spec.RolePolicy, place spec.Place) []*spec.RolePolicy {
	out := slices.Clone(written)
	for _, p := range written {
		switch {
		case place == spec.PlaceManaged:
			return nil
		case place == spec.PlaceInline || pl.size(documents(out)...) <= iam.MaxInline:
			return out
		case pl.canMove(p):
			out = slices.DeleteFunc(out, func(o *spec.RolePolicy) bool { return o == p })
		}
	}
	return out
}

func (pl *placer) canMove(p *spec.RolePolicy) bool {
	fits := pl.fits(p.Document)
	return !slices.ContainsFunc(p.Document.Statements, func(st *spec.Statement) bool { return !fits([]*spec.Statement{st}) })
}

func documents(ps []*spec.RolePolicy) []*spec.Document {
	var out []*spec.Document
	for _, p := range ps {
		out = append(out, p.Document)
	}
	return out
}

// move turns an inline policy of r into managed policies, split like lead.
func (pl *placer) move(b *syntaxBody, r *spec.Role, inline *spec.RolePolicy, lead *spec.Document) []spec.ManagedPart {
	base := &spec.Policy{
		Name: r.Written() + logicalPart(inline.Name), Each: r.Each, PolicyName: r.RoleName.Append(spec.Lit("-" + inline.Name)),
		Doc: "Policy " + inline.Name + " of role " + r.Written() + ".", Source: r.Source, Operations: r.Operations,
		Path: r.Path, Tags: r.Tags, Stack: r.Stack, Pos: r.Pos, At: r.At, Placement: r.Placement,
	}
	if !r.Named() { // which names itself no policies either
		base.PolicyName = nil
	}
	var out []spec.ManagedPart
	for _, piece := range split(lead.Statements, pl.fits(lead)) {
		p := policyPart(base, inline.Document, piece.of(lead, inline.Document))
		pl.names.claim(pl.sc, b, p, inline.Name)
		ref := spec.PolicyRef{Policy: p, Same: p.Each != nil}
		r.Managed = append(r.Managed, attachedPart(p, ref, spec.Item{At: b.placeSpan()}))
		r.Stack.Policies = append(slices.Clip(r.Stack.Policies), p)
		pl.spec.Policies = append(slices.Clip(pl.spec.Policies), p)
		out = append(out, spec.ManagedPart{Policy: p, Size: pl.size(lead.WithStatements(piece.statements))})
	}
	return out
}

// policies splits the customer managed policies of an each if they are too large.
func (pl *placer) policies(b *syntaxBody, policies []*spec.Policy) {
	lead := longestNamed(policies, func(p *spec.Policy) *spec.Each { return p.Each }).Document
	pieces := []piece{{1, lead.Statements}}
	if fits := pl.fits(lead); !fits(lead.Statements) {
		pieces = split(lead.Statements, fits)
	}
	for _, p := range policies {
		whole := p.Document
		p.Placement = &spec.Placement{Place: spec.PlaceAuto, Policy: p, Placed: []spec.Placed{{Policy: &spec.RolePolicy{Name: p.Written(), Document: whole, Pos: p.Pos}}}}
		base := *p
		base.Name = p.Written()
		if !p.Named() {
			base.PolicyName = nil
		}
		for _, piece := range pieces {
			part := policyPart(&base, whole, piece.of(lead, whole))
			if piece.number == 1 {
				p.Document = part.Document
				part = p
			} else {
				pl.names.claim(pl.sc, b, part, "")
			}
			p.Placement.Placed[0].Parts = append(p.Placement.Placed[0].Parts, spec.ManagedPart{Policy: part, Size: pl.size(lead.WithStatements(piece.statements))})
		}
		if rest := p.Placement.Made(); rest != nil {
			pl.spec.Policies = insertAfter(pl.spec.Policies, p, rest)
			p.Stack.Policies = insertAfter(p.Stack.Policies, p, rest)
			pl.attachParts(p)
			pl.checkPlaceholders(p)
		}
	}
	pl.spec.Placements = append(pl.spec.Placements, policies[0].Placement)
}

func insertAfter(ps []*spec.Policy, p *spec.Policy, rest []*spec.Policy) []*spec.Policy {
	return slices.Insert(slices.Clip(ps), slices.Index(ps, p)+1, rest...)
}

// part returns a policy like p, with a part of its document. The second part of x is
// x2, named x-2 in IAM.
func policyPart(p *spec.Policy, d *spec.Document, piece piece) *spec.Policy {
	out := *p
	out.Fields, out.Removed = nil, nil
	out.Document = d.WithStatements(piece.statements)
	if piece.number > 1 {
		number := strconv.Itoa(piece.number)
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
		out.Name = logicalMember(out.Name, p.Each.Name)
	}
	if out.PolicyName == nil {
		out.PolicyName = spec.MadeName{Policy: &out}.Value()
	}
	return &out
}

// logicalPart returns the name of an inline policy as a part of a logical name:
// data-access becomes DataAccess.
func logicalPart(name string) string {
	var out strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r > 0x7f || !spec.IsAlnum(byte(r)) }) {
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}
