package core

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// form is whether a whole text matches a regular expression.
func form(expr string) func(string) bool { return regexp.MustCompile("^(?:" + expr + ")$").MatchString }

// The forms of common texts.
var (
	// IsRegion takes e.g., "us-gov-west-1".
	IsRegion = form(`[a-z]{2,}(-[a-z]+)+-[0-9]+`)

	IsAccountID = form(`[0-9]{12}`)

	// IsAccount accepts the account part of an ARN: AWS's own ARNs have names there.
	IsAccount = form(`[0-9]{12}|aws[a-z-]*|cloudfront`)

	// IsOrganizationID takes the ID of an organization of AWS Organizations.
	// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
	IsOrganizationID = form(`o-[a-z0-9]{10,32}`)

	// IsService takes the principal of a service, e.g., "ec2.amazonaws.com", in any
	// partition.
	IsService = form(`([a-z0-9-]+\.)+(amazonaws\.com(\.cn)?|amazonaws\.eu|amazon\.com|aws\.internal|aws\.amazon\.com|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)`)

	// IsConditionKey accepts a prefix, which can be the address of an identity
	// provider, and a name, which can end in a tag key.
	IsConditionKey = form(`[A-Za-z0-9][A-Za-z0-9._/-]*:[^\s:]([^\r\n]*\S)?`)

	// IsVariable accepts the text between "${" and "}": a key with or without a default,
	// or a character that needs escaping.
	IsVariable = form(`[*?$]|[A-Za-z0-9._-]+:[^'{}$]*[^'{}$\s](,\s*'[^']*')?`)

	// IsName accepts names of roles, policies and instance profiles.
	IsName = form(`[\w+=,.@-]+`)

	// IsRolePath and IsPolicyPath accept paths of roles and of policies.
	IsRolePath   = form(`/|/[!-~]+/`)
	IsPolicyPath = form(`(/[\w.,+@=-]+)*/`)

	// IsIdentity accepts the ARNs of AWS principals.
	IsIdentity = form(`arn:[a-z-]+:(iam::[0-9]{12}:(root|(user|role)/[!-~]+)|sts::[0-9]{12}:(assumed-role|federated-user)/[!-~]+)`)

	// IsUniqueID accepts the unique ID that IAM shows for a deleted principal.
	IsUniqueID = form(`A[A-Z0-9]{15,}`)

	isBucketPattern = form(`[a-z0-9.*?-]+`)
	isKind          = form(`[a-z-]+`)
	isAction        = form(`\*|\*:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+`)
)

// IsBucket accepts the name of an S3 bucket, or a pattern that matches some name.
func IsBucket(s string) bool {
	if glob.HasWildcard(s) {
		return isBucketPattern(s)
	}
	return spec.BucketName.Matches(s)
}

// IsAction reports whether s is service:Action, with wildcards in the name, or
// stands for all actions.
func IsAction(s string) bool {
	const most = 200 // all names are less than half as long
	return len(s) <= most && isAction(s)
}

// SplitRoleARN returns the path and name of a role.
func SplitRoleARN(arn string) (path, name string, ok bool) {
	parts, ok := SplitARN(arn)
	rest, isRole := strings.CutPrefix(parts[5], "role")
	at := strings.LastIndexByte(rest, '/') + 1
	ok = ok && isRole && parts[2] == "iam" && parts[3] == "" && !strings.Contains(parts[4], "${") &&
		strings.HasPrefix(rest, "/") && at < len(rest)
	return rest[:at], rest[at:], ok
}

// IsAllOfAType accepts an ARN that matches all resources of one type or service.
func IsAllOfAType(arn string) bool {
	start := strings.TrimRight(arn, "*")
	parts, ok := SplitARN(start)
	if !ok || start == arn || strings.Contains(start, "${") {
		return false
	}
	kind := strings.TrimRight(parts[5], "/:")
	return parts[5] == "" || len(parts[5]) == len(kind)+1 && isKind(kind)
}

// IsAnyRole accepts patterns for every role of an account.
func IsAnyRole(arn string) bool {
	start := strings.TrimRight(arn, "*")
	parts, ok := SplitARN(start)
	return start != arn && (start == "" || ok && parts[2] == "iam" && parts[3] == "" &&
		!strings.Contains(start, "${") && (parts[5] == "" || parts[5] == "role/"))
}

// SplitARN returns the parts of an ARN; ok is false if s has too few of them.
// Colons in a policy variable are not separators.
func SplitARN(s string) (parts [glob.ARNParts]string, ok bool) {
	if !strings.HasPrefix(s, "arn:") {
		return parts, false
	}
	n := copy(parts[:], glob.SplitARN(s))
	return parts, n == glob.ARNParts
}

// IsARN reports whether a text begins as an ARN does.
func IsARN(s string) bool {
	_, ok := SplitARN(s)
	return ok
}

// Wild reports whether a part of an ARN is, or may be, more than one text.
func Wild(s string) bool { return glob.HasWildcard(s) || strings.Contains(s, "${") }
