package core

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// ArnParts is the number of parts of an ARN: arn, partition, service, Region,
// account, and the rest, which may have colons.
const ArnParts = 6

// SplitARN returns the parts of an ARN; ok is false if s has too few of them.
// Colons in a policy variable are not separators.
func SplitARN(s string) (parts [ArnParts]string, ok bool) {
	if !strings.HasPrefix(s, "arn:") {
		return parts, false
	}
	n, start, depth := 0, 0, 0
	for i := 0; i < len(s) && n < ArnParts-1; i++ {
		switch {
		case s[i] == '$' && strings.HasPrefix(s[i:], "${"):
			depth++
		case s[i] == '}' && depth > 0:
			depth--
		case s[i] == ':' && depth == 0:
			parts[n], n, start = s[start:i], n+1, i+1
		}
	}
	parts[n] = s[start:]
	return parts, n == ArnParts-1
}

// IsARN reports whether a text begins as an ARN does.
func IsARN(s string) bool {
	_, ok := SplitARN(s)
	return ok
}

// Wild reports whether a part of an ARN is, or may be, more than one text.
func Wild(s string) bool { return glob.HasWildcard(s) || strings.Contains(s, "${") }
