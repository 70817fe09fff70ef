package importer

import (
	"slices"

	"github.com/emriam/emriam/spec"
)

// needsNoCDK reports whether roles or policies without names name each other. Each
// construct of the CDK would need the other's role before it exists, so the spec has
// outputs without that target.
func needsNoCDK(s *spec.Spec) bool {
	next := map[string][]string{}
	for _, e := range s.Edges() {
		if e.Known && e.From != e.To && nameless(s, e.To) {
			next[e.From] = append(next[e.From], e.To)
		}
	}
	for from := range next {
		seen := map[string]bool{}
		var reaches func(string) bool
		reaches = func(at string) bool {
			return slices.ContainsFunc(next[at], func(to string) bool {
				if to == from {
					return true
				}
				if seen[to] {
					return false
				}
				seen[to] = true
				return reaches(to)
			})
		}
		if reaches(from) {
			return true
		}
	}
	return false
}

func nameless(s *spec.Spec, name string) bool {
	return slices.ContainsFunc(s.Roles, func(r *spec.Role) bool { return r.Name == name && !r.Named() }) ||
		slices.ContainsFunc(s.Policies, func(p *spec.Policy) bool { return p.Name == name && !p.Named() })
}

// withoutCDK are outputs without the target cdk.
func withoutCDK() dict {
	var out dict
	for _, target := range []string{"cloudformation", "policies", "constants"} {
		out.fields = append(out.fields, entry{key: target, value: dict{flow: true}})
	}
	out.fields[0].comments = []string{"Without cdk: roles or policies without names name each other."}
	return out
}
