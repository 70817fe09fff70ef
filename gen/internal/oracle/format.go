package oracle

import (
	"go/format"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Formatted reports a Go file that is not valid Go, or that gofmt would change.
// Files in other languages are ignored.
func Formatted(t testing.TB, name string, content []byte) {
	t.Helper()
	if path.Ext(name) != ".go" {
		return
	}
	want, err := format.Source(content)
	if err != nil {
		t.Errorf("%s: %v in\n%s", name, err, content)
	} else if diff := cmp.Diff(string(want), string(content)); diff != "" {
		t.Errorf("%s: -gofmt +ours\n%s", name, diff)
	}
}
