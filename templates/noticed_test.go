package templates_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
)

// unnoticed are statements whose removal no test of the template notices, with the
// test or the reason that makes up for it.
var unnoticed = map[string]string{}

// TestNoticed takes one statement after the other away from each template: its own tests
// then fail.
func TestNoticed(t *testing.T) {
	t.Parallel()
	removed, noticed := 0, 0
	for _, name := range names(t) {
		w := read(t, name)
		t.Run(name, func(t *testing.T) {
			for _, st := range statements(load(t, alone(t, name, false))) {
				if _, written := st.Elements.Of("Effect"); !written || st.Locked != "" {
					continue // derived from an edge
				}
				removed++
				key := name + " " + st.Sid
				found := isNoticed(t, name, w, st.Sid)
				switch reason := unnoticed[key]; {
				case found && reason != "":
					t.Errorf("%s is noticed after all", key)
				case found:
					noticed++
				case reason == "":
					t.Errorf("no test of the template notices that %s is missing", key)
				}
			}
		})
	}
	t.Logf("%d statements, %d noticed", removed, noticed)
	if removed < 360 || noticed*100 < removed*95 {
		t.Errorf("%d of %d statements are noticed", noticed, removed)
	}
}

// isNoticed reports whether a template's tests fail, or nothing is left of it,
// without one statement.
func isNoticed(t *testing.T, name string, w written, sid string) bool {
	t.Helper()
	found := tested(t, name, w, map[string]any{"statements": map[string]any{sid: map[string]any{"remove": true}}})
	return slices.ContainsFunc(found, func(f diag.Finding) bool {
		return strings.HasPrefix(f.Code, "test-") || f.Code == "empty-policy"
	})
}
