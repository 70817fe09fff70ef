package packing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// attachParts gives each role that has p all of its parts.
func (pk *packer) attachParts(p *spec.Policy) {
	for _, r := range pk.spec.Roles {
		var out []spec.Item
		for _, it := range r.Managed {
			ref, ok := spec.LonePolicy(it.Value)
			if !ok || ref.Policy != p {
				out = append(out, it)
				continue
			}
			for _, part := range p.Packing.Policies[0].Parts {
				ref.Policy = part.Policy
				out = append(out, attachedPart(part.Policy, ref, it))
			}
		}
		r.Managed = out
	}
}

// attachedPart returns a reference to p as a managed policy of a role, under the
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
func (pk *packer) checkPlaceholders(p *spec.Policy) {
	names := lists.Map(p.Packing.Made(), func(part *spec.Policy) string { return part.Name })
	for _, a := range p.Sessions() {
		pk.diags.Add(diag.Finding{
			Span: a.Name.At, Code: "split-policy",
			Message: fmt.Sprintf("policy %s is a session policy and does not fit into one managed policy: place creates %s from the rest", p.Name, strings.Join(names, ", ")),
			Help:    "make it smaller: a session has one session policy",
		})
		break
	}
	check := func(kind, name string, pos diag.Pos, items []spec.Item) {
		for _, it := range items {
			if !namesPolicy(it.Value, p) || pk.diags.Has(it.At, "split-policy") {
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
			pk.diags.Add(f)
		}
	}
	for _, r := range pk.spec.Roles {
		check("role", r.Written(), r.Pos, r.Naming())
	}
	for _, o := range pk.spec.Policies {
		if !o.Made() {
			check("policy", o.Written(), o.Pos, o.Own().Items())
		}
	}
	for _, o := range pk.spec.ResourcePolicies {
		check("resource policy", o.Name, o.Pos, o.Document.Items())
	}
}

func namesPolicy(v spec.Value, p *spec.Policy) bool {
	return slices.ContainsFunc(v, func(part spec.Part) bool {
		ref, ok := part.(spec.PolicyRef)
		return ok && ref.Policy == p
	})
}
