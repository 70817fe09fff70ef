package diff

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/deploy"
)

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
	all := func(texts []string) []string { return lists.Map(texts, follow) }
	out := *d
	out.Statements = slices.Clone(d.Statements)
	for i := range out.Statements {
		st := &out.Statements[i]
		st.Resources = all(st.Resources)
		st.Principals = slices.Clone(st.Principals)
		for j := range st.Principals {
			st.Principals[j].Values = all(st.Principals[j].Values)
		}
		st.Conditions = slices.Clone(st.Conditions)
		for j := range st.Conditions {
			st.Conditions[j].Values = all(st.Conditions[j].Values)
		}
	}
	return &out
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

// isName reports whether a byte can continue a name in IAM.
func isName(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || strings.IndexByte("+=,.@_-*?", b) >= 0
}
