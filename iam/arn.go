package iam

import (
	"errors"
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// ARN is an Amazon Resource Name, or a pattern of ARNs, split into its parts.
type ARN struct {
	Partition string // e.g., "aws"
	Service   string // e.g., "s3"
	Region    string // or ""
	Account   string // or ""
	Resource  string // the rest, which may contain colons
}

// ParseARN splits an ARN, or a pattern of a Resource element. It does not split policy
// variables such as ${aws:username}. An ARN has six parts; IAM also accepts patterns with
// fewer and reads the missing ones as "*", so they are not an error here.
func ParseARN(text string) (ARN, error) {
	parts := glob.SplitARN(text)
	if parts[0] != "arn" {
		return ARN{}, errors.New(`it does not start with "arn:"`)
	}
	if len(parts) < 3 {
		return ARN{}, errors.New("it names no service")
	}
	for len(parts) < glob.ARNParts {
		parts = append(parts, "*")
	}
	return ARN{parts[1], parts[2], parts[3], parts[4], parts[5]}, nil
}

// RoleName returns the name of the role that a is, or is a session of; "" for anything else.
func (a ARN) RoleName() string {
	switch kind, rest, _ := strings.Cut(a.Resource, "/"); kind {
	case "role":
		return rest[strings.LastIndexByte(rest, '/')+1:]
	case "assumed-role":
		name, _, _ := strings.Cut(rest, "/")
		return name
	}
	return ""
}

// String returns the ARN as text.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}

// MatchResource reports whether a pattern of a Resource element matches an ARN. A * at
// the end of a part also matches colons, and missing parts are *.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func MatchResource(pattern, arn string) bool {
	return glob.CompileResource(pattern).Match(arn)
}
