package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// retagged returns why changed tags of a role or policy may change what is allowed:
// conditions of either spec name them. Such conditions are compared for each value
// of the tag, and not for the one that the spec writes, because sessions and others
// can set tags too.
func (all *comparer) retagged(d duo) []string {
	var out []string
	for _, s := range d.both {
		for _, w := range all.worlds {
			before, after := s.old.tags(w.old), s.new.tags(w.new)
			keys := maps.Clone(before)
			maps.Copy(keys, after)
			for key := range keys {
				if before[key] == after[key] {
					continue
				}
				by := slices.Concat(namesTag(all.old.Spec, key), namesTag(all.new.Spec, key))
				if len(by) == 0 {
					continue
				}
				reason := fmt.Sprintf("the tag %s changes, and statement %s names it", key, by[0])
				if !slices.Contains(out, reason) {
					out = append(out, reason)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// tags returns the tags of a role or policy by key, in lower case: condition keys
// ignore letter case.
func (m *member) tags(at *deploy.Place) map[string]string {
	var tags []spec.Tag
	switch {
	case m.Role != nil:
		tags = m.Role.Tags
	case m.Policy != nil:
		tags = m.Policy.Tags
	}
	out := map[string]string{}
	for _, t := range tags {
		out[strings.ToLower(t.Key)] = itemText(at, t.Value)
	}
	return out
}

// namesTag returns the statements of s that name a tag of principals or resources, in a
// condition key or a policy variable.
func namesTag(s *spec.Spec, key string) []string {
	var out []string
	names := func(text string) bool {
		text = strings.ToLower(text)
		for _, prefix := range []string{"aws:principaltag/", "aws:resourcetag/", "iam:resourcetag/"} {
			for i, rest := range strings.Split(text, prefix) {
				after, ok := strings.CutPrefix(rest, key)
				if i > 0 && (ok && (after == "" || strings.ContainsAny(after[:1], "}, ")) || strings.HasPrefix(rest, "${")) {
					return true // a placeholder may be any tag
				}
			}
		}
		return false
	}
	look := func(d *spec.Document) {
		for _, st := range d.Statements {
			named := slices.ContainsFunc(st.Conditions, func(c spec.Condition) bool { return names(c.KeyText().String()) })
			for _, it := range st.Items() {
				named = named || names(it.Value.String())
			}
			if named {
				out = append(out, st.Sid)
			}
		}
	}
	for _, r := range s.Roles {
		look(r.Trust)
		for _, p := range r.Own() {
			look(p.Document)
		}
	}
	for _, p := range s.Policies {
		look(p.Own())
	}
	for _, p := range s.ResourcePolicies {
		look(p.Document)
	}
	return out
}
