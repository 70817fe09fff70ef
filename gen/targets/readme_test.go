package targets_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

var (
	excerpt    = regexp.MustCompile("(?s)<!-- from: (\\S+) -->\n```\\w*\n(.*?)```\n")
	readmeSpec = regexp.MustCompile("(?s)<!-- spec -->\n```yaml\n(.*?)```\n")
)

// TestExcerpts wants each excerpt in the README and the docs to stand, but for
// its indentation, in the file it is said to be from.
func TestExcerpts(t *testing.T) {
	t.Parallel()
	access, err := os.ReadFile("../../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	found := excerpt.FindAllStringSubmatch(readme(t)+string(access), -1)
	if len(found) < 7 {
		t.Fatalf("%d excerpts", len(found))
	}
	for _, m := range found {
		text, err := os.ReadFile(filepath.Join("../..", m[1]))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(flat(string(text)), flat(m[2])) {
			t.Errorf("an excerpt is not in %s:\n%s", m[1], m[2])
		}
	}
}

// flat drops the indentation of every line.
func flat(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, " \t")
	}
	return strings.Join(lines, "\n")
}

// TestReadmeSpec compiles the README's own spec.
func TestReadmeSpec(t *testing.T) {
	t.Parallel()
	m := readmeSpec.FindStringSubmatch(readme(t))
	if m == nil {
		t.Fatal("the README has no spec")
	}
	s, l := compile.Load("roles.yaml", []byte(m[1]), templates.FS)
	if s == nil || l.Len() > 0 {
		t.Fatal(l.Findings())
	}
	if files, l := gen.Run(s, targets.All, gen.Options{}); len(files) == 0 || l.HasErrors() {
		t.Fatal(l.Findings())
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
