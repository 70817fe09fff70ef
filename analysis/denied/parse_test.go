package denied

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDirect compares the quick reader of the most common message with the one that
// reads all, on each line of the corpus and on such lines with something added.
func TestDirect(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		for _, one := range []string{line, "26/01/02 ERROR Client: " + line, line + ".", line + " (Service: X; Status Code: 400)", line + "; " + line, "An error occurred (X) when calling the GetTable operation: " + line, strings.ReplaceAll(line, " because", ". because"), strings.ReplaceAll(line, ":table/", ":job/with spaces ")} {
			c := clean(one)
			if again := clean(c); again != c {
				t.Fatalf("%q is not clean: %q", c, again)
			}
			d := direct(c)
			if d == nil {
				continue
			}
			read++
			all := parse(c)
			if len(all) != 1 {
				t.Fatalf("%s: %d denials", c, len(all))
			}
			if diff := cmp.Diff(all[0], d); diff != "" {
				t.Fatalf("%s (-parse +direct):\n%s", c, diff)
			}
		}
	}
	if read < 100 {
		t.Errorf("only %d messages were read", read)
	}
}
