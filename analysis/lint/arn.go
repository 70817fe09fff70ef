package lint

import "strings"

// arnParts is the number of parts of an ARN: arn, partition, service, Region,
// account, and the rest, which may have colons.
const arnParts = 6

// splitARN returns the parts of an ARN; ok is false if s has too few of them.
// Colons in a policy variable are not separators.
func splitARN(s string) (parts [arnParts]string, ok bool) {
	if !strings.HasPrefix(s, "arn:") {
		return parts, false
	}
	n, start, depth := 0, 0, 0
	for i := 0; i < len(s) && n < arnParts-1; i++ {
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
	return parts, n == arnParts-1
}

func isARN(s string) bool {
	_, ok := splitARN(s)
	return ok
}

// wild reports whether a part of an ARN is, or may be, more than one text.
func wild(s string) bool { return hasWildcard(s) || strings.Contains(s, "${") }
