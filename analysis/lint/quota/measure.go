package quota

import (
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// Size is what counts against a quota.
type Size struct {
	What  string // e.g., "the trust policy of role ServiceRole"
	Size  int    // characters without white space, with the longest values of parameters; or a number of policies
	Limit int
}

// OfRole returns the sizes of a role, given the result of spec.Spec.Longest.
func OfRole(s *spec.Spec, long spec.Binding, r *spec.Role) []Size {
	out := measure(s, long, spec.Subject{Role: r})
	return append(out, Size{"managed policies of role " + r.Written(), len(r.Managed), iam.DefaultAttached})
}

// OfPolicy returns the sizes of a customer managed policy, likewise.
func OfPolicy(s *spec.Spec, long spec.Binding, p *spec.Policy) []Size {
	return measure(s, long, spec.Subject{Policy: p})
}

func measure(s *spec.Spec, long spec.Binding, subject spec.Subject) []Size {
	var out []Size
	for _, z := range sizes(subject) {
		if n := s.LongestFor(long, z.docs...).Most(z.size); n > 0 {
			out = append(out, Size{z.what, n, z.limit})
		}
	}
	return out
}
