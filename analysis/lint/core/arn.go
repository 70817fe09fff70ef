package core

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

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
