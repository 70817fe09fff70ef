package compile

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// attachParts gives each role that has p all of its parts.
func (pl *placer) attachParts(p *spec.Policy) {
	for _, r := range pl.spec.Roles {
		var out []spec.Item
		for _, it := range r.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if !ok || ref.Policy != p {
				out = append(out, it)
				continue
			}
			for _, part := range p.Placement.Placed[0].Parts {
				ref.Policy = part.Policy
				out = append(out, attachedPart(part.Policy, ref, it))
			}
		}
		r.Managed = out
	}
}

// attached returns a reference to p as a managed policy of a role, under the
// conditions of an item and of p's presence.
func attachedPart(p *spec.Policy, ref spec.PolicyRef, it spec.Item) spec.Item {
	for _, w := range p.Document.Presence() { // one at most, see split
		it.When = it.When.And(w)
	}
	it.Value = spec.Value{ref}
	return it
}

// checkPlaceholders finds what names a policy that was split, whose ARN is now that
// of its first part.
func (pl *placer) checkPlaceholders(p *spec.Policy) {
	var names []string
	for _, part := range p.Placement.Made() {
		names = append(names, part.Name)
	}
	check := func(kind, name string, pos diag.Pos, items iter.Seq[spec.Item]) {
		for it := range items {
			if !namesPolicy(it.Value, p) || pl.sc.diags.Has(it.At, "split-policy") {
				continue
			}
			owner := kind + " " + name
			f := diag.Finding{
				Span: it.At, Code: "split-policy",
				Message: fmt.Sprintf("%s names policy %s, which does not fit into one managed policy: place creates %s from the rest", owner, p.Name, strings.Join(names, ", ")),
				Help:    "write it as several policies, and name each",
			}
			if it.At.File != pos.File {
				f.Notes = []diag.Note{{Pos: pos, Text: "used by " + owner}}
			}
			pl.sc.add(f)
		}
	}
	for _, r := range pl.spec.Roles {
		check("role", r.Written(), r.Pos, holders(r))
	}
	for _, o := range pl.spec.Policies {
		if !o.Made() {
			check("policy", o.Written(), o.Pos, itemsOf(o.Own()))
		}
	}
	for _, o := range pl.spec.ResourcePolicies {
		check("resource policy", o.Name, o.Pos, itemsOf(o.Document))
	}
}

func namesPolicy(v spec.Value, p *spec.Policy) bool {
	return slices.ContainsFunc(v, func(part spec.Part) bool {
		ref, ok := part.(spec.PolicyRef)
		return ok && ref.Policy == p
	})
}

// holders returns the values of r that can name a policy, except attachments.
func holders(r *spec.Role) iter.Seq[spec.Item] {
	return func(yield func(spec.Item) bool) {
		docs := []*spec.Document{r.Trust}
		for _, p := range r.Own() {
			docs = append(docs, p.Document)
		}
		for _, d := range docs {
			for it := range itemsOf(d) {
				if !yield(it) {
					return
				}
			}
		}
		for _, it := range r.Managed {
			if _, lone := spec.LonePolicy(it.Value); !lone && !yield(it) {
				return
			}
		}
		for _, t := range slices.Concat(r.Tags, r.ProfileTags) {
			if !yield(t.Value) {
				return
			}
		}
		if r.Boundary != nil {
			yield(*r.Boundary)
		}
	}
}

func itemsOf(d *spec.Document) iter.Seq[spec.Item] {
	return func(yield func(spec.Item) bool) {
		for _, st := range d.Statements {
			for it := range st.Items() {
				if !yield(it) {
					return
				}
			}
		}
	}
}
