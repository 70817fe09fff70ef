package targets_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/targets"
)

// hostileNames are names of a spec's file that leave a comment in some format.
var hostileNames = []string{
	"a\ntouch PWNED\n#.yaml",
	"a\rb\u0085c\u2028d.yaml",
	"*/ x /* -->\x00\x1b[2K\u202e.yaml",
	"${x} %{y} `touch PWNED` $(touch PWNED) '\"\\",
}

// Whatever the name of the spec's file is, it changes the one comment that
// names it and nothing else in any file. All files but JSON have that comment.
func TestFileNameStaysInHeader(t *testing.T) {
	t.Parallel()
	var all []string
	for _, target := range targets.All {
		all = append(all, target.Name)
	}
	for _, c := range []string{"awscli", "environments", "security-configuration", "each-stacks"} {
		s := specfile.Load(t, testdata+"/"+c+"/spec.yaml")
		plain, _ := gen.Run(s, targets.All, gen.Options{Targets: all})
		for _, name := range hostileNames {
			named := *s
			named.File = name
			files, _ := gen.Run(&named, targets.All, gen.Options{Targets: all})
			for i, f := range files {
				if header.On(f.Content) == strings.HasSuffix(f.Path, ".json") {
					t.Errorf("%s: %s begins with %.80q", c, f.Path, f.Content)
				}
				if diff := cmp.Diff(withoutHeader(plain[i].Content), withoutHeader(f.Content)); diff != "" {
					t.Errorf("%s: from a spec in %q, %s differs (-plain +named):\n%s", c, name, f.Path, diff)
				}
			}
		}
	}
}

// withoutHeader is the text of a file without the line that is our comment.
func withoutHeader(content []byte) string {
	var kept []string
	for line := range bytes.Lines(content) {
		if !header.On(line) {
			kept = append(kept, string(line))
		}
	}
	return strings.Join(kept, "")
}
