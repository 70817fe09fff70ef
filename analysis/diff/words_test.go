package diff_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWords: what is said of two specs that differ in all that is looked at, in both
// orders. UPDATE=1 rewrites the files, and fails if that changed any.
func TestWords(t *testing.T) {
	t.Parallel()
	old, new := loadFile(t, "words/old.yaml"), loadFile(t, "words/new.yaml")
	there, back := compareSpecs(t, old, new), compareSpecs(t, new, old)
	for name, got := range map[string]string{"there.txt": string(there.Text()), "there.md": string(there.Markdown()), "back.txt": string(back.Text())} {
		path := "testdata/words/" + name
		want, err := os.ReadFile(path)
		if string(want) == got {
			continue
		}
		if os.Getenv("UPDATE") != "" {
			err = os.WriteFile(path, []byte(got), 0o644)
		}
		t.Errorf("%s differs: %v\n%s", path, err, cmp.Diff(string(want), got))
	}
}
