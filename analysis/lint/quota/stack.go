package quota

import (
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
			s := lastOf(st)
			c.Add(s, s.Header().NameAt(), "too-many-parameters", "split it into several under stacks", "stack %s has %d parameters; a stack can have %d", st.Name, n, spec.MaxStackParams)
		}
	}
}

// overResources counts the resources of st, up to and with the first
// that is over the limit, else all: a role and its instance profile are
// two.
func overResources(st *spec.Stack) (spec.Subject, int) {
	n := 0
	for _, r := range st.Roles {
		n++
		if r.Profile != nil {
			n++
		}
		if n > spec.MaxStackResources {
			return spec.Subject{Role: r}, n
		}
	}
	for _, p := range st.Policies {
		if n++; n > spec.MaxStackResources {
			return core.SubjectOf(p), n
		}
	}
	for _, cfg := range st.SecurityConfigurations {
		if n++; n > spec.MaxStackResources {
			return spec.Subject{Configuration: cfg}, n
		}
	}
	return spec.Subject{}, n
}

func lastOf(st *spec.Stack) spec.Subject {
	if n := len(st.SecurityConfigurations); n > 0 {
		return spec.Subject{Configuration: st.SecurityConfigurations[n-1]}
	}
	if n := len(st.Policies); n > 0 {
		return core.SubjectOf(st.Policies[n-1])
	}
	return spec.Subject{Role: st.Roles[len(st.Roles)-1]}
}
