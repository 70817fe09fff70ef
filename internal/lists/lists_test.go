package lists_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/internal/lists"
)

func TestLists(t *testing.T) {
	t.Parallel()
	words := []string{"b", "a", "", "B"}
	letters := func(s string) []string { return strings.Split(s, "") }
	none := func(string) bool { return false }
	isA := func(s string) bool { return s == "a" }
	if got := lists.Map(words, strings.ToUpper); !slices.Equal(got, []string{"B", "A", "", "B"}) {
		t.Errorf("Map: %q", got)
	}
	if got := lists.Flat([]string{"ab", "", "c"}, letters); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("Flat: %q", got)
	}
	if got := lists.Filter(words, func(s string) bool { return s != "" }); !slices.Equal(got, []string{"b", "a", "B"}) || !slices.Equal(words, []string{"b", "a", "", "B"}) {
		t.Errorf("Filter: %q of %q", got, words)
	}
	if lists.Map([]string{}, strings.ToUpper) != nil || lists.Flat(nil, letters) != nil || lists.Filter(words, none) != nil {
		t.Error("a list of no elements is not nil")
	}
	if got := lists.Add([]string{"c"}, "a", "c", "a"); !slices.Equal(got, []string{"c", "a"}) {
		t.Errorf("Add: %q", got)
	}
	if got, ok := lists.Lookup(words, isA); got != "a" || !ok {
		t.Errorf("Lookup: %q, %t", got, ok)
	}
	if got, ok := lists.Lookup(words, none); got != "" || ok {
		t.Errorf("Lookup of none: %q, %t", got, ok)
	}
	if got := lists.Find(words, isA); got != "a" {
		t.Errorf("Find: %q", got)
	}
	if got := lists.By(words, strings.ToLower); !maps.Equal(got, map[string]string{"a": "a", "": "", "b": "B"}) {
		t.Errorf("By: %q", got)
	}
	if got := lists.Set(words); !maps.Equal(got, map[string]bool{"a": true, "": true, "b": true, "B": true}) {
		t.Errorf("Set: %v", got)
	}
}
