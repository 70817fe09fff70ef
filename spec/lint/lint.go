package lint

import (
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Check adds findings on s to l. s came out of spec.Load.
func Check(s *spec.Spec, l *diag.List) {
	c := &checker{spec: s, diags: l}
	for _, rule := range rules {
		rule(c)
	}
}

// rules are all checks, each of one subject, in files named for it.
var rules = []func(*checker){}

type checker struct {
	spec  *spec.Spec
	diags *diag.List
}
