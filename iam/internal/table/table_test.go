package table

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func texts() map[string]string {
	out := map[string]string{"empty": "", "line": "one line\n", "bytes": "\x00\xff\n\n"}
	for i := range 50 {
		out[fmt.Sprintf("s%d", i)] = strings.Repeat("a line that all share\n", i) + fmt.Sprintf("line %d\n", i)
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	want := texts()
	table, err := Open(string(Encode(want)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, name := range table.Names() {
		got[name], _ = table.Text(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	for _, name := range []string{"", "s", "s999", "zzz"} {
		if text, ok := table.Text(name); ok {
			t.Errorf("Text(%q) = %q, want none", name, text)
		}
	}
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	want := Encode(texts())
	for range 5 {
		if !bytes.Equal(want, Encode(texts())) {
			t.Fatal("the same texts made other bytes")
		}
	}
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	if _, err := Open("something else"); err == nil {
		t.Error("no error for what is not a table")
	}
	whole := string(Encode(map[string]string{"a": "text a\n", "b": "text b\n"}))
	for size := range whole {
		if _, err := Open(whole[:size]); err == nil {
			t.Errorf("no error for the first %d of %d bytes", size, len(whole))
		}
	}
	if _, err := Open(whole); err != nil {
		t.Error(err)
	}
}
