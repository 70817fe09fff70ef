package spec_test

import (
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/templates"
)

// FuzzLoad holds that Load takes any bytes: it returns a spec or errors, never
// both or neither, and every finding has a code of the table and a place that
// is in its file.
func FuzzLoad(f *testing.F) {
	f.Add(spec.BuiltIn)
	cases, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(src) < 2000 {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, l := spec.Load("fuzz.yaml", src, templates.FS)
		if (s == nil) != l.HasErrors() {
			t.Errorf("a spec is there: %t, and so are errors: %t", s != nil, l.HasErrors())
		}
		for _, at := range l.Findings() {
			if _, ok := spec.FindRule(at.Code); !ok {
				t.Errorf("the code %s is not in spec.Rules", at.Code)
			}
			if at.File == "" || at.Line < 1 || at.Col < 1 || at.Len < 0 || at.Message == "" {
				t.Errorf("a finding has no place or no words: %+v", at)
			}
			if !utf8.ValidString(at.Message) || !utf8.ValidString(at.Help) {
				t.Errorf("a finding is no UTF-8: %+v", at)
			}
		}
	})
}
