package spec

import (
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// ExistingRole is a role that the spec names but does not create. It takes part in
// edges by its ARN; targets do not see it, because a placeholder that names it
// resolves to the parts of its ARN.
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

// RoleName returns the role's name in IAM, and whether the spec knows it.
func (e *ExistingRole) RoleName() (string, bool) {
	if len(e.ARN) == 0 {
		return "", false
	}
	last, ok := e.ARN[len(e.ARN)-1].(Lit)
	i := strings.LastIndexByte(string(last), '/')
	return string(last[i+1:]), ok && i >= 0
}
