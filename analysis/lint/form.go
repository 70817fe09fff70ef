package lint

import (
	"slices"
	"strings"

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
	inHost          = setOf(az + "0123456789-")
	inKeyPrefix     = setOf(az9 + "._/-")
	inName          = setOf(az9 + "_+=,.@-")
	inVariable      = setOf(az9 + "._-")
	inUniqueID      = setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
)

// only reports whether s has some characters, and all of them are in the set.
func only(s string, in set) bool {
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
		if !only(part, in) {
			return false
		}
	}
	return true
}

// isRegion takes e.g., "us-gov-west-1".
func isRegion(s string) bool {
	at := strings.LastIndexByte(s, '-')
	if at < 0 || !only(s[at+1:], digits) {
		return false
	}
	first, rest, ok := strings.Cut(s[:at], "-")
	return ok && len(first) > 1 && only(first, lower) && onlyBetween(rest, "-", lower)
}

func isAccountID(s string) bool { return len(s) == 12 && only(s, digits) }

// isBucket accepts the name of an S3 bucket, or a pattern that matches some name.
func isBucket(s string) bool {
	if hasWildcard(s) {
		return only(s, inBucketPattern)
	}
	return spec.BucketName.Matches(s)
}

// isOrganizationID takes the ID of an organization of AWS Organizations.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
func isOrganizationID(s string) bool {
	id, ok := strings.CutPrefix(s, "o-")
	return ok && len(id) >= 10 && len(id) <= 32 && only(id, lowerDigits)
}

// isAccount accepts the account part of an ARN: AWS's own ARNs have names there.
func isAccount(s string) bool {
	return isAccountID(s) || s == "cloudfront" || strings.HasPrefix(s, "aws") && only(s, lowerHyphen)
}

// serviceDomains are the domains of AWS services, in all partitions.
var serviceDomains = []string{
	"amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "amazon.com", "aws.internal", "aws.amazon.com",
	"c2s.ic.gov", "sc2s.sgov.gov", "csp.hci.ic.gov", "cloud.adc-e.uk",
}

// isService takes the principal of a service, e.g., "ec2.amazonaws.com".
func isService(s string) bool {
	return slices.ContainsFunc(serviceDomains, func(domain string) bool {
		name, ok := strings.CutSuffix(s, "."+domain)
		return ok && onlyBetween(name, ".", inHost)
	})
}

// isConditionKey accepts a prefix, which can be the address of an identity
// provider, and a name, which can end in a tag key.
func isConditionKey(s string) bool {
	prefix, name, ok := strings.Cut(s, ":")
	return ok && only(prefix, inKeyPrefix) && only(prefix[:1], alnum) &&
		name != "" && name[0] != ':' && strings.Trim(name, " \t\r\n\f") == name && !strings.ContainsAny(name, "\r\n")
}

// isVariable accepts the text between "${" and "}": a key with or without a default,
// or a character that needs escaping.
func isVariable(s string) bool {
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
	return only(prefix, inVariable) && name != "" && !strings.ContainsAny(name, "'{}$") && strings.TrimRight(name, blanks) == name
}

// isName accepts names of roles, policies and instance profiles.
func isName(s string) bool { return only(s, inName) }

func isRolePath(s string) bool {
	inner, ok := inSlashes(s)
	return ok && isVisible(inner)
}

// isVisible accepts printable ASCII without spaces.
func isVisible(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '!' || r > '~' }) < 0
}

func isPolicyPath(s string) bool {
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

// isIdentity accepts the ARNs of AWS principals.
func isIdentity(arn string) bool {
	parts, ok := splitARN(arn)
	if !ok || !only(parts[1], lowerHyphen) || parts[3] != "" || !isAccountID(parts[4]) {
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

// isUniqueID accepts the unique ID that IAM shows for a deleted principal.
func isUniqueID(s string) bool { return len(s) > 15 && s[0] == 'A' && only(s, inUniqueID) }

// splitRoleARN returns the path and name of a role.
func splitRoleARN(arn string) (path, name string, ok bool) {
	parts, ok := splitARN(arn)
	rest, isRole := strings.CutPrefix(parts[5], "role")
	at := strings.LastIndexByte(rest, '/') + 1
	ok = ok && isRole && parts[2] == "iam" && parts[3] == "" && !strings.Contains(parts[4], "${") &&
		strings.HasPrefix(rest, "/") && at < len(rest)
	return rest[:at], rest[at:], ok
}

// isAllOfAType accepts an ARN that matches all resources of one type or service.
func isAllOfAType(arn string) bool {
	start := strings.TrimRight(arn, "*")
	parts, ok := splitARN(start)
	if !ok || start == arn || strings.Contains(start, "${") {
		return false
	}
	kind := strings.TrimRight(parts[5], "/:")
	return parts[5] == "" || len(parts[5]) == len(kind)+1 && only(kind, lowerHyphen)
}

// isAnyRole accepts patterns for every role of an account.
func isAnyRole(arn string) bool {
	start := strings.TrimRight(arn, "*")
	parts, ok := splitARN(start)
	return start != arn && (start == "" || ok && parts[2] == "iam" && parts[3] == "" &&
		!strings.Contains(start, "${") && (parts[5] == "" || parts[5] == "role/"))
}
