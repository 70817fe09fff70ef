package spec

import (
	"strings"

	"github.com/emriam/emriam/iam"
)

// ExistingRole is a role that the spec names but does not create. It takes part in
// edges by its ARN; targets do not see it, because a placeholder that names it
// resolves to the parts of its ARN.
type ExistingRole struct {
	Header
	Kind Kind
	ARN  Value // text with pseudo parameters and parameters, or one parameter
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

// KnownDocument is the document of a managed policy that the spec does not create,
// such as a permissions boundary. Nothing is generated from it: it answers what a
// role may do.
type KnownDocument struct {
	ARN      string // in which the partition and the account do not count
	Document *iam.Document
}

// Known returns the document of a policy that the spec does not create, or nil.
// Partitions and accounts may differ, as questions are asked in an account of
// their own; policies of AWS and of an account are never the same.
func (s *Spec) Known(arn string) *iam.Document {
	var found *iam.Document
	a, err := iam.ParseARN(arn)
	for _, k := range s.Documents {
		if k.ARN == arn {
			return k.Document
		}
		b, otherErr := iam.ParseARN(k.ARN)
		if found == nil && err == nil && otherErr == nil && a.Service == b.Service && a.Resource == b.Resource && (a.Account == "aws") == (b.Account == "aws") {
			found = k.Document
		}
	}
	return found
}
