package quota

import (
	"slices"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// checkStacks counts the resources and parameters of each stack. The finding is at
// the first one over the limit.
func checkStacks(c *core.Checker) {
	for _, st := range c.Spec.Stacks {
		if first, n := overResources(st); n > spec.MaxStackResources {
			at := first.Header().NameAt()
			c.Add(first, at, "too-many-resources", "split it into several under stacks", "stack %s has %d resources with %s; a stack can have %d", st.Name, n, first, spec.MaxStackResources)
		}
		if len(c.Spec.Params) <= spec.MaxStackParams {
			continue
		}
		if n := len(c.Spec.ParamsOf(st)); n > spec.MaxStackParams {
			all := slices.Collect(st.Subjects())
			s := whole(all[len(all)-1])
			c.Add(s, s.Header().NameAt(), "too-many-parameters", "split it into several under stacks", "stack %s has %d parameters; a stack can have %d", st.Name, n, spec.MaxStackParams)
		}
	}
}

// overResources counts the resources of st, up to and with the first
// that is over the limit, else all: a role and its instance profile are
// two, and each session mapping is one.
func overResources(st *spec.Stack) (spec.Subject, int) {
	n := 0
	for s := range st.Subjects() {
		n++
		switch {
		case s.Role != nil && s.Role.Profile != nil:
			n++
		case s.Policy != nil:
			n += len(s.Policy.Sessions())
		}
		if n > spec.MaxStackResources {
			return whole(s), n
		}
	}
	return spec.Subject{}, n
}

// whole is s, or what s is a part of.
func whole(s spec.Subject) spec.Subject {
	if s.Policy != nil {
		return core.SubjectOf(s.Policy)
	}
	return s
}
