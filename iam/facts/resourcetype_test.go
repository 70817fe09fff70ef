package facts

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/glob"
)

// TestOverlapsShortcut holds the quick answer of Overlaps against the slow one:
// each type's own formats with the placeholders of another service filled in,
// and patterns that cut them short, against all types of the service.
func TestOverlapsShortcut(t *testing.T) {
	t.Parallel()
	pairs, yes := 0, 0
	for _, prefix := range []string{"s3", "ec2", "iam", "elasticmapreduce", "glue", "sagemaker", "braket", "backup", "sns"} {
		s, _ := FindService(prefix)
		for _, text := range resourcesLike(s) {
			r := NewResource(text)
			for _, typ := range s.ResourceTypes() {
				want := false
				for _, format := range typ.compiled() {
					want = want || r.pattern.Overlaps(format)
				}
				if got := typ.Overlaps(r); got != want {
					t.Errorf("%q may name a %s of %s: %v, want %v", text, typ.Name, prefix, got, want)
				}
				pairs++
				if want {
					yes++
				}
			}
		}
	}
	if pairs < 10_000 || yes < 1000 {
		t.Errorf("only %d of %d overlap", yes, pairs)
	}
}

// resourcesLike are patterns of resources of a service's types: with names in
// place of placeholders, with wildcards, and cut short.
func resourcesLike(s *Service) []string {
	var out []string
	for _, typ := range s.ResourceTypes() {
		for _, format := range typ.ARNs() {
			for _, fill := range []string{"x", "*", "?", "${aws:username}"} {
				text, rest := "", format
				for found := true; found; {
					var before string
					before, rest, found = glob.CutPlaceholder(rest)
					if text += before; found {
						text += fill
					}
				}
				out = append(out, text, text[:len(text)-1], text[:len(text)-len(text)/4]+"*")
			}
		}
	}
	return out
}

// A bucket's name that is hostile to a matcher that goes back and forth.
func TestHostileName(t *testing.T) {
	t.Parallel()
	s, _ := FindService("s3")
	if types := s.TypesOf("arn:aws:s3:::" + strings.Repeat("${", 500_000)); len(types) == 0 {
		t.Error("a long bucket name is of no type")
	}
}
