package core

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// The formats of common texts are functions: compiling a regular expression takes
// longer than the rule that uses it. form_test.go has the expressions.

// set is a set of ASCII characters.
type set [2]uint64

func setOf(chars string) (s set) {
	for _, c := range []byte(chars) {
		s[c/64] |= 1 << (c % 64)
	}
	return s
}

const (
	az  = "abcdefghijklmnopqrstuvwxyz"
	az9 = az + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)

var (
	lower           = setOf(az)
	lowerHyphen     = setOf(az + "-")
	digits          = setOf("0123456789")
	lowerDigits     = setOf(az + "0123456789")
	alnum           = setOf(az9)
	inBucketPattern = setOf(az + "0123456789.-*?")
	inService       = setOf(az9 + "-")
	inAction        = setOf(az9 + "*?")
	InHost          = setOf(az + "0123456789-")
	inKeyPrefix     = setOf(az9 + "._/-")
	inName          = setOf(az9 + "_+=,.@-")
	inVariable      = setOf(az9 + "._-")
	inUniqueID      = setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
)

// Only reports whether s has some characters, and all of them are in the set.
func Only(s string, in set) bool {
	for _, c := range []byte(s) {
		if c >= 128 || in[c/64]>>(c%64)&1 == 0 {
			return false
		}
	}
	return s != ""
}

// onlyBetween is only of each part of s between signs.
func onlyBetween(s, sign string, in set) bool {
	for part := range strings.SplitSeq(s, sign) {
		if !Only(part, in) {
			return false
		}
	}
	return true
}

// IsRegion takes e.g., "us-gov-west-1".
func IsRegion(s string) bool {
	at := strings.LastIndexByte(s, '-')
	if at < 0 || !Only(s[at+1:], digits) {
		return false
	}
	first, rest, ok := strings.Cut(s[:at], "-")
	return ok && len(first) > 1 && Only(first, lower) && onlyBetween(rest, "-", lower)
}

// IsAccountID reports whether a text has the form of an account ID.
func IsAccountID(s string) bool { return len(s) == 12 && Only(s, digits) }

// IsBucket accepts the name of an S3 bucket, or a pattern that matches some name.
func IsBucket(s string) bool {
	if glob.HasWildcard(s) {
		return Only(s, inBucketPattern)
	}
	return spec.BucketName.Matches(s)
}

// IsOrganizationID takes the ID of an organization of AWS Organizations.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
func IsOrganizationID(s string) bool {
	id, ok := strings.CutPrefix(s, "o-")
	return ok && len(id) >= 10 && len(id) <= 32 && Only(id, lowerDigits)
}

// IsAccount accepts the account part of an ARN: AWS's own ARNs have names there.
func IsAccount(s string) bool {
	return IsAccountID(s) || s == "cloudfront" || strings.HasPrefix(s, "aws") && Only(s, lowerHyphen)
}

// serviceDomains are the domains of AWS services, in all partitions.
var serviceDomains = []string{
	"amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "amazon.com", "aws.internal", "aws.amazon.com",
	"c2s.ic.gov", "sc2s.sgov.gov", "csp.hci.ic.gov", "cloud.adc-e.uk",
}

// IsService takes the principal of a service, e.g., "ec2.amazonaws.com".
func IsService(s string) bool {
	return slices.ContainsFunc(serviceDomains, func(domain string) bool {
		name, ok := strings.CutSuffix(s, "."+domain)
		return ok && onlyBetween(name, ".", InHost)
	})
}

// IsConditionKey accepts a prefix, which can be the address of an identity
// provider, and a name, which can end in a tag key.
func IsConditionKey(s string) bool {
	prefix, name, ok := strings.Cut(s, ":")
	return ok && Only(prefix, inKeyPrefix) && Only(prefix[:1], alnum) &&
		name != "" && name[0] != ':' && strings.Trim(name, " \t\r\n\f") == name && !strings.ContainsAny(name, "\r\n")
}

// IsVariable accepts the text between "${" and "}": a key with or without a default,
// or a character that needs escaping.
func IsVariable(s string) bool {
	if s == "*" || s == "?" || s == "$" {
		return true
	}
	const blanks = " \t\n\f\r"
	if rest, ok := strings.CutSuffix(s, "'"); ok { // the end of a default
		key := rest[:max(strings.LastIndexByte(rest, '\''), 0)]
		if s, ok = strings.CutSuffix(strings.TrimRight(key, blanks), ","); !ok {
			return false
		}
	}
	prefix, name, _ := strings.Cut(s, ":")
	return Only(prefix, inVariable) && name != "" && !strings.ContainsAny(name, "'{}$") && strings.TrimRight(name, blanks) == name
}

// IsName accepts names of roles, policies and instance profiles.
func IsName(s string) bool { return Only(s, inName) }

// IsRolePath reports whether a text can be the path of a role.
func IsRolePath(s string) bool {
	inner, ok := inSlashes(s)
	return ok && isVisible(inner)
}

// isVisible accepts printable ASCII without spaces.
func isVisible(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '!' || r > '~' }) < 0
}

// IsPolicyPath reports whether a text can be the path of a policy.
func IsPolicyPath(s string) bool {
	inner, ok := inSlashes(s)
	return ok && (inner == "" || onlyBetween(inner, "/", inName))
}

// inSlashes returns the text between the slashes of a path; "" for "/".
func inSlashes(path string) (inner string, ok bool) {
	if path == "/" {
		return "", true
	}
	inner, before := strings.CutPrefix(path, "/")
	inner, behind := strings.CutSuffix(inner, "/")
	return inner, before && behind && inner != ""
}

// IsIdentity accepts the ARNs of AWS principals.
func IsIdentity(arn string) bool {
	parts, ok := SplitARN(arn)
	if !ok || !Only(parts[1], lowerHyphen) || parts[3] != "" || !IsAccountID(parts[4]) {
		return false
	}
	kind, name, _ := strings.Cut(parts[5], "/")
	named := name != "" && isVisible(name)
	switch parts[2] {
	case "iam":
		return parts[5] == "root" || named && (kind == "user" || kind == "role")
	case "sts":
		return named && (kind == "assumed-role" || kind == "federated-user")
	}
	return false
}

// IsUniqueID accepts the unique ID that IAM shows for a deleted principal.
func IsUniqueID(s string) bool { return len(s) > 15 && s[0] == 'A' && Only(s, inUniqueID) }

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
	return parts[5] == "" || len(parts[5]) == len(kind)+1 && Only(kind, lowerHyphen)
}

// IsAnyRole accepts patterns for every role of an account.
func IsAnyRole(arn string) bool {
	start := strings.TrimRight(arn, "*")
	parts, ok := SplitARN(start)
	return start != arn && (start == "" || ok && parts[2] == "iam" && parts[3] == "" &&
		!strings.Contains(start, "${") && (parts[5] == "" || parts[5] == "role/"))
}

// IsAction reports whether s is service:Action, with wildcards in the name, or
// stands for all actions.
func IsAction(s string) bool {
	if s == "*" || s == "*:*" {
		return true
	}
	const most = 200 // all names are less than half as long
	service, name, ok := strings.Cut(s, ":")
	return ok && len(s) <= most && Only(service, inService) && Only(name, inAction)
}
