package main

import (
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/emriam/emriam/"

// mayImport says which of our packages a package may import: cmd, gen/targets,
// the targets, gen, spec and iam, in this order and never back.
func mayImport(from, to string) bool {
	switch {
	case strings.HasPrefix(from, "cmd/"):
		return true
	case from == "gen/targets":
		return strings.HasPrefix(to, "gen") || strings.HasPrefix(to, "spec")
	case from == "gen/prove/run": // runs what targets have made, by their own programs
		return strings.HasPrefix(to, "gen/") || to == "gen" || strings.HasPrefix(to, "spec")
	case from == "gen/internal/specfile": // for tests
		return strings.HasPrefix(to, "spec") || to == "templates"
	case strings.HasPrefix(from, "gen/internal/"):
		return strings.HasPrefix(to, "gen/internal/") || strings.HasPrefix(to, "spec") || to == "iam"
	case strings.HasPrefix(from, "gen/"):
		return to == "gen" || strings.HasPrefix(to, "gen/internal/") || strings.HasPrefix(to, from+"/") ||
			strings.HasPrefix(to, "spec") || to == "iam"
	case from == "gen":
		return strings.HasPrefix(to, "spec") || to == "gen/internal/header" || to == "gen/internal/ident"
	case strings.HasPrefix(from, "spec"):
		return strings.HasPrefix(to, "spec") || to == "iam"
	default: // iam, templates and out import nothing of ours
		return strings.HasPrefix(to, from+"/") || strings.HasPrefix(from, "iam/") && strings.HasPrefix(to, "iam")
	}
}

// TestArrows holds every import between our packages against mayImport. Tests
// may import what they like.
func TestArrows(t *testing.T) {
	t.Parallel()
	lines := goCommand(t, "list", "-e", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, module+"...")
	packages := 0
	for line := range strings.Lines(lines) {
		packages++
		fields := strings.Fields(line)
		from := strings.TrimPrefix(fields[0], module)
		for _, imported := range fields[1:] {
			to, ours := strings.CutPrefix(imported, module)
			if ours && !mayImport(from, to) {
				t.Errorf("%s imports %s", from, to)
			}
			if from == "iam" && strings.Contains(imported, "yaml") {
				t.Errorf("iam imports %s", imported)
			}
			if isTarget(from) && slices.Contains([]string{"os", "io/ioutil", "time", "net", "math/rand", "math/rand/v2"}, imported) {
				t.Errorf("target %s imports %s, but does no I/O and reads no clock", from, imported)
			}
		}
	}
	if packages < 5 {
		t.Errorf("only %d packages looked at", packages)
	}
}

func isTarget(pkg string) bool {
	rest, ok := strings.CutPrefix(pkg, "gen/")
	return ok && rest != "targets" && !strings.Contains(rest, "/")
}

var formats = regexp.MustCompile(`(?i)cloudformation|terraform|awscdk|\bcdk\b|emrroles|emrcdk|Fn::|awscli`)

// dynamicReference is what a user may have written by mistake; to name it is
// not to print it.
const dynamicReference = "dynamic reference of CloudFormation"

// link is the page that a rule is from, which may be about a format.
const link = `"https://docs.aws.amazon.com/`

// TestSpecNamesNoFormat reads the code of spec, comments aside.
func TestSpecNamesNoFormat(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../spec/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		var s scanner.Scanner
		s.Init(fset.AddFile(name, -1, len(src)), src, nil, 0)
		for {
			pos, tok, text := s.Scan()
			if tok == token.EOF {
				break
			}
			if formats.MatchString(text) && !strings.Contains(text, dynamicReference) && !strings.HasPrefix(text, link) {
				t.Errorf("%s: %s names an output format", fset.Position(pos), text)
			}
		}
	}
}
