package lint

import "strings"

// arnParts is the number of parts of an ARN: arn, partition, service, Region,
// account, and the rest, which may have colons.
const arnParts = 6

// splitARN returns the parts of an ARN, or nil if s has not enough of them.
// Colons in a policy variable divide nothing.
func splitARN(s string) []string {
	if !strings.HasPrefix(s, "arn:") {
		return nil
	}
	var out []string
	start, depth := 0, 0
	for i := 0; i < len(s) && len(out) < arnParts-1; i++ {
		switch {
		case strings.HasPrefix(s[i:], "${"):
			depth++
		case s[i] == '}' && depth > 0:
			depth--
		case s[i] == ':' && depth == 0:
			out, start = append(out, s[start:i]), i+1
		}
	}
	if len(out) < arnParts-1 {
		return nil
	}
	return append(out, s[start:])
}

// wild reports whether a part of an ARN is, or may be, more than one text.
func wild(s string) bool { return strings.ContainsAny(s, "*?") || strings.Contains(s, "${") }
