package gen

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// checkPaths finds files that would overwrite each other, on disks that tell
// letter case apart and on those that do not, and those that Windows has no
// place for.
func checkPaths(s *spec.Spec, files []File, l *diag.List) {
	last := make(map[string]int, len(files)) // by path: which of files has it
	for i, f := range files {
		key := strings.ToLower(f.Path)
		if before, ok := last[key]; ok {
			at := f.Pos
			if !at.IsValid() {
				at = cmp.Or(files[before].Pos, diag.Pos{File: s.File})
			}
			l.Errorf(diag.Span{Pos: at, Len: 1}, "same-file", "two artefacts have the path %s", f.Path)
		}
		last[key] = i
	}
	checkDevices(s, files, l)
}

// checkDevices finds names of the spec that are parts of paths, and devices of
// Windows. Each is found once, at its place, however many files there are.
func checkDevices(s *spec.Spec, files []File, l *diag.List) {
	found := map[diag.Pos]bool{}
	for _, f := range files {
		for part := range strings.SplitSeq(f.Path, "/") {
			if !naming.IsDevice(part) {
				continue
			}
			name := strings.TrimSuffix(part, path.Ext(part))
			at := cmp.Or(placeOf(s, name), placeOf(s, part), f.Pos, diag.Pos{File: s.File})
			if found[at] {
				continue
			}
			found[at] = true
			l.Add(diag.Finding{
				Span: diag.Span{Pos: at, Len: utf8.RuneCountInString(name)}, Code: "reserved-file-name", Severity: diag.Warning,
				Message: fmt.Sprintf("Windows reserves %s, in the path %s", part, f.Path),
				Help:    "give it another name",
			})
		}
	}
}

// placeOf is where the spec gives a name to something that has files or a
// folder.
func placeOf(s *spec.Spec, name string) diag.Pos {
	for m := range s.Subjects() {
		if h := m.Header(); h.Name == name {
			return h.Pos
		}
	}
	for _, st := range s.Stacks {
		if st.Name == name {
			return st.At.Pos
		}
	}
	for _, e := range s.Environments {
		if e.Name == name {
			return e.At.Pos
		}
	}
	return diag.Pos{}
}
