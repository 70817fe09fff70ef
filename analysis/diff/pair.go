package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// member is a role, a policy, a resource policy or a security configuration of one spec.
type member struct {
	spec.Subject
	alone bool // its each does not count
}

func (m member) name() string { return m.Header().Name }

func (m member) at() string { return m.Header().Pos.String() }

// members returns the members of a spec by their name in the spec: one, or all
// copies of an each, unless the other side has no such thing. Policies that packing
// created are part of others. Some have no resource policies or security configurations.
func members(s *spec.Spec, each, resources, configurations bool) map[string][]member {
	out := map[string][]member{}
	for of := range s.Subjects() {
		if of.Policy != nil && of.Policy.Made() || of.Resource != nil && !resources || of.Configuration != nil && !configurations {
			continue
		}
		name := of.Header().Name
		if each {
			name = of.Header().Written()
		}
		out[name] = append(out[name], member{of, !each})
	}
	return out
}

// each returns the name of m in its each, or "".
func (m member) each() string {
	if e := m.Header().Each; e != nil && !m.alone {
		return e.Name
	}
	return ""
}

// duo has the members with one name on both sides; nil on a side that has none. Of
// an each it has one copy, with a name that both sides have if there is one.
type duo struct {
	name        string
	old, new    *member
	added, gone []string // names of an each
	both        []sides  // all that both sides have under the name
}

// sides has one role or policy on both sides.
type sides struct{ old, new *member }

// pair pairs members with the same name, or the only ones of their kind.
func pair(older, newer Side) []duo {
	resources := !older.Partial && !newer.Partial
	configurations := (!older.Partial || older.Template) && (!newer.Partial || newer.Template)
	each := !older.Template && !newer.Template
	before, after := members(older.Spec, each, resources, configurations), members(newer.Spec, each, resources, configurations)
	if len(before) == 1 && len(after) == 1 {
		for name, b := range before {
			for renamed, a := range after {
				if a[0].What() == b[0].What() {
					return []duo{newDuo(cmp.Or(renamed, name), b, a)}
				}
			}
		}
	}
	sameResources(before, after)
	names := maps.Clone(before)
	maps.Copy(names, after)
	var out []duo
	for _, name := range slices.Sorted(maps.Keys(names)) {
		older, newer := before[name], after[name]
		if older != nil && newer != nil && older[0].What() != newer[0].What() {
			out = append(out, newDuo(name, older, nil), newDuo(name, nil, newer))
			continue
		}
		out = append(out, newDuo(name, older, newer))
	}
	return out
}

// sameResources gives members that only one side has under their name, and that are
// the same resource by their logical ID, the name that the new side has for them.
func sameResources(before, after map[string][]member) {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		older := before[name]
		if after[name] != nil || len(older) != 1 {
			continue
		}
		for _, renamed := range slices.Sorted(maps.Keys(after)) {
			newer := after[renamed]
			if before[renamed] == nil && len(newer) == 1 && newer[0].What() == older[0].What() && older[0].Resource == nil && older[0].LogicalID() == newer[0].LogicalID() {
				before[renamed] = older
				delete(before, name)
				break
			}
		}
	}
}

func newDuo(name string, older, newer []member) duo {
	d := duo{name: name}
	if len(older) > 0 {
		d.old = &older[0]
	}
	if len(newer) > 0 {
		d.new = &newer[0]
	}
	if d.old == nil || d.new == nil {
		return d
	}
	names := map[string]*member{}
	for i, m := range older {
		names[m.each()] = &older[i]
	}
	for i, m := range newer {
		switch both := names[m.each()]; {
		case both != nil:
			d.both = append(d.both, sides{both, &newer[i]})
		case m.each() != "":
			d.added = append(d.added, m.each())
		}
		delete(names, m.each())
	}
	for _, m := range older {
		if names[m.each()] != nil && m.each() != "" {
			d.gone = append(d.gone, m.each())
		}
	}
	if d.both == nil { // an each became one, or has other names only
		d.both = []sides{{d.old, d.new}}
	}
	d.old, d.new = d.both[0].old, d.both[0].new
	return d
}

// change describes a difference.
func change(what, older, newer string) string {
	return fmt.Sprintf("%s: %s → %s", what, cmp.Or(older, "none"), cmp.Or(newer, "none"))
}

// following returns s with other ARNs.
func (s *side) following(follow func(string) string) *side {
	if s == nil {
		return nil
	}
	out := *s
	out.policies.Identity = slices.Clone(s.policies.Identity)
	for i, d := range s.policies.Identity {
		out.policies.Identity[i] = follows(d, follow)
	}
	out.policies.Boundary = follows(s.policies.Boundary, follow)
	out.policies.Trust = follows(s.policies.Trust, follow)
	out.policies.Resource = follows(s.policies.Resource, follow)
	return &out
}

func follows(d *iam.Document, follow func(string) string) *iam.Document {
	if d == nil {
		return nil
	}
	return d.Map(follow)
}

// arn returns the ARN of a role or policy; nothing else has one.
func (m *member) arn(at *deploy.Place) string {
	if m == nil {
		return ""
	}
	return at.Text(m.ARN())
}

// followed returns a replacer of ARNs of the old side with those of the new side,
// for renamed roles and policies that others name by reference.
func followed(pairs []duo, older, newer *deploy.Place) func(string) string {
	renamed := map[string]string{}
	for _, d := range pairs {
		for _, s := range d.both {
			if before, after := s.old.arn(older), s.new.arn(newer); before != after && before != "" && after != "" {
				renamed[before] = after
				if s.new.Role != nil {
					renamed[sessionsOf(before)] = sessionsOf(after)
				}
			}
		}
	}
	return func(text string) string {
		for before, after := range renamed {
			for at := 0; ; {
				i := strings.Index(text[at:], before)
				if i < 0 {
					break
				}
				i += at
				end := i + len(before)
				if end < len(text) && isName(text[end]) {
					at = end
					continue
				}
				text = text[:i] + after + text[end:]
				at = i + len(after)
			}
		}
		return text
	}
}

// sessionsOf is how the ARNs of the sessions of a role begin; principal is the role, or one
// of its sessions. Any other principal is returned as it is.
func sessionsOf(principal string) string {
	arn, err := iam.ParseARN(principal)
	if name := arn.RoleName(); err == nil && name != "" {
		arn.Service, arn.Resource = "sts", "assumed-role/"+name
		return arn.String()
	}
	return principal
}

// isName reports whether a byte can continue a name in IAM.
func isName(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("+=,.@_-*?", b) >= 0
}
