package facts

import (
	"strings"
	"testing"
)

// A bucket's name that is hostile to a matcher that goes back and forth.
func TestHostileName(t *testing.T) {
	t.Parallel()
	s, _ := FindService("s3")
	if types := s.TypesOf("arn:aws:s3:::" + strings.Repeat("${", 500_000)); len(types) == 0 {
		t.Error("a long bucket name is of no type")
	}
}
