package spec

import (
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// ExistingRole is a role that the spec names and does not make. It takes part
// in edges by its ARN, so that no target knows of it: a hole that names it
// resolves to its ARN's parts.
type ExistingRole struct {
	Name   string // the logical name, e.g., "DataRole"
	Kind   Kind
	Doc    string
	Source string // where it is described, or ""
	ARN    Value  // text with pseudo parameters and parameters, or one parameter
	Pos    diag.Pos
	At     Places // of each field, e.g., "kind"
	Fields []Field
}

// RoleName is the role's name in IAM, and whether the spec knows it.
func (e *ExistingRole) RoleName() (string, bool) {
	if len(e.ARN) == 0 {
		return "", false
	}
	last, ok := e.ARN[len(e.ARN)-1].(Lit)
	i := strings.LastIndexByte(string(last), '/')
	return string(last[i+1:]), ok && i >= 0
}
