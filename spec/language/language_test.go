package language

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/regex"
)

func TestNamePatterns(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "A", "a", "Ab1", "1A", "a-b", "-a", "A_b", "é", strings.Repeat("A", 64), strings.Repeat("A", 65), strings.Repeat("a", 128), strings.Repeat("a", 129)} {
		if got, want := regex.Matches(LogicalName, s), IsLogicalName(s); got != want {
			t.Errorf("%q is a logical name: %t, by the pattern: %t", s, want, got)
		}
		if got, want := regex.Matches(PlainName, s), IsPlainName(s); got != want {
			t.Errorf("%q is a name: %t, by the pattern: %t", s, want, got)
		}
	}
}

// TestShapes wants a name and a key only once, and the keys that are listed twice to be
// the same.
func TestShapes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range Shapes() {
		if seen[s.Name] {
			t.Errorf("two shapes are called %s", s.Name)
		}
		seen[s.Name] = true
		keys := slices.Sorted(slices.Values(s.Names()))
		if len(slices.Compact(slices.Clone(keys))) != len(s.Keys) {
			t.Errorf("%s has a key twice: %q", s.Name, keys)
		}
		for _, required := range s.Required {
			if !slices.Contains(keys, required) {
				t.Errorf("%s requires %s, which it does not have", s.Name, required)
			}
		}
	}
	for _, key := range ExistingRole.Names() {
		if !slices.Contains(Role.Names(), key) {
			t.Errorf("an existing role has the key %s, which roles do not have", key)
		}
	}
	for _, section := range EMRSections {
		if !slices.Contains(Configuration.Names(), section.Name) {
			t.Errorf("a security configuration has no key %s", section.Name)
		}
	}
}
