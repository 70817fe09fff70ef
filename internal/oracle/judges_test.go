package oracle

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestJudges: .ci/judges looks for each program, and each module of Python, that
// a test asks for.
func TestJudges(t *testing.T) {
	t.Parallel()
	const root = "../.."
	listed, err := os.ReadFile(filepath.Join(root, ".ci/judges"))
	if err != nil {
		t.Fatal(err)
	}
	words := regexp.MustCompile(`[\w.-]+`).FindAllString(string(listed), -1)
	asked := regexp.MustCompile(`\b(?:oracle\.)?(?:Program|Python|Unlisted)\(\w*\.?t, "([^"]+)"`)
	found := map[string]bool{}
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") {
			return err
		}
		src, err := os.ReadFile(file)
		for _, m := range asked.FindAllStringSubmatch(string(src), -1) {
			found[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range found {
		if !slices.Contains(words, name) {
			t.Errorf("a test asks for %s, and .ci/judges does not look for it", name)
		}
	}
	if len(found) < 8 {
		t.Errorf("tests ask for %v only", found)
	}
}
