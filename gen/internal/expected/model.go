package expected

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// Creates is what the model says that c creates.
func (c Choice) Creates() *read.Account {
	out := &read.Account{}
	b := c.Binding
	for _, r := range c.Stack.Roles {
		if b.Holds(r.When) {
			out.Roles = append(out.Roles, RoleOf(r, b, c.Tagged))
		}
	}
	for _, p := range c.Stack.Policies {
		if doc := b.Document(p.Document); doc != nil {
			one := &read.Policy{Name: b.Text(p.PolicyName), ARN: b.Text(p.ARN()), Path: b.Text(p.Path), Description: p.Doc, Document: doc}
			if c.Tagged {
				one.Tags = tags(p.Tags, b)
			}
			for _, kind := range spec.AttachmentKinds {
				for _, name := range b.List(p.AttachedTo(kind)) {
					one.Attached = append(one.Attached, kind+" "+name)
				}
			}
			for _, a := range p.Sessions() {
				if b.Holds(a.Name.When) {
					one.Attached = append(one.Attached, a.To+" "+b.Text(a.Name.Value)+" of the Studio "+b.Text(a.Studio))
				}
			}
			out.Policies = append(out.Policies, one)
		}
	}
	for _, sc := range c.Stack.SecurityConfigurations {
		if !b.Holds(sc.When) {
			continue
		}
		out.SecurityConfigurations = append(out.SecurityConfigurations, &read.SecurityConfiguration{Name: b.Text(sc.ConfigurationName), Document: Decoded(b.JSON(sc.Document()))})
	}
	out.Sort()
	return out
}

// References are the values that the deployment looks up.
func (c Choice) References() map[string]string { return References(c.Spec, c.Binding) }

// References are the values that are looked up, by each text that their dynamic
// references may have: one that names a parameter that b leaves open depends on its
// value.
func References(s *spec.Spec, b spec.Binding) map[string]string {
	out := map[string]string{}
	for _, f := range s.Found() {
		if slices.ContainsFunc(f.Value.Params(), func(p *spec.Param) bool { return b.Values[p.Name] == nil }) {
			continue
		}
		bindings := []spec.Binding{b}
		for _, q := range f.Reference.Params() {
			if q.Values == nil || b.Values[q.Name] != nil {
				continue
			}
			bindings = lists.Flat(bindings, func(b spec.Binding) []spec.Binding {
				return lists.Map(q.Values, func(option string) spec.Binding {
					one := b
					one.Values = maps.Clone(b.Values)
					one.Values[q.Name] = []string{option}
					return one
				})
			})
		}
		for _, b := range bindings {
			out[b.Text(f.Reference)] = b.Text(f.Value)
		}
	}
	return out
}

// MadeNames are the names that the deployment of the stack makes, by the logical IDs
// in a template.
func (c Choice) MadeNames() map[string]spec.Value {
	out := map[string]spec.Value{}
	for _, e := range c.Stack.Entities() {
		if !e.Named() {
			out[e.LogicalID()] = e.AWSName()
		}
	}
	return out
}

// RoleOf is r under b, where it exists. Tagged says whether its instance profile has
// tags.
func RoleOf(r *spec.Role, b spec.Binding, tagged bool) *read.Role {
	out := &read.Role{
		Name: b.Text(r.RoleName), ARN: b.Text(r.ARN()), Path: b.Text(r.Path), Description: r.Doc, MaxSession: "3600",
		Managed: b.List(r.Managed), Trust: b.Document(r.Trust), Tags: tags(r.Tags, b), Inline: map[string]*iam.Document{},
		Boundary: b.Boundary(r),
	}
	if r.MaxSession != nil {
		out.MaxSession = b.Text(r.MaxSession)
	}
	for _, p := range r.Policies {
		if doc := b.Document(p.Document); doc != nil {
			out.Inline[b.Text(p.PolicyName)] = doc
		}
	}
	if r.Profile != nil {
		out.Profiles = []read.Profile{{Name: b.Text(r.Profile), Path: b.Text(r.ProfilePath)}}
		if tagged {
			out.Profiles[0].Tags = tags(r.ProfileTags, b)
		}
	}
	return out
}

func tags(all []spec.Tag, b spec.Binding) map[string]string {
	out := map[string]string{}
	for _, t := range all {
		if b.Holds(t.Value.When) {
			out[t.Key] = b.Text(t.Value.Value)
		}
	}
	return out
}

// Decoded is JSON as encoding/json decodes it.
func Decoded(src []byte) any {
	var v any
	if err := json.Unmarshal(src, &v); err != nil {
		panic(fmt.Sprintf("expected: %s: %v", src, err))
	}
	return v
}
