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

// arrows lists what the packages of a folder may import besides packages below
// themselves and internal/lists: packages or, with a final slash, all packages in a folder. The first
// entry that matches a package applies.
var arrows = []struct {
	room string
	may  string
}{
	{"cmd/", "analysis/ gen gen/ iam iam/ spec spec/ templates"},
	{"analysis/", "analysis/ spec spec/ iam iam/"},
	{"gen/targets", "gen gen/"},
	{"gen/prove/run", "gen gen/ spec spec/ iam iam/"},       // runs what targets have made, by their own programs
	{"gen/internal/specfile", "spec spec/ templates"},       // for tests
	{"gen/internal/gofile", "gen gen/internal/ spec/diag/"}, // for the targets that write Go
	{"gen/internal/", "gen/internal/ spec spec/ iam iam/"},
	{"gen/", "gen gen/internal/ spec spec/ iam iam/"},
	{"gen", "gen/internal/ spec spec/"},
	{"spec/importer", "analysis/ spec spec/ iam iam/"}, // reports what validate would
	{"spec/packing", "spec spec/diag iam"},
	{"spec/language", "spec"},
	{"spec/regex", ""},
	{"spec/", "spec spec/ iam iam/"},
	{"spec", "spec/diag spec/diag/show spec/regex iam iam/glob"},
	{"iam/formula", "iam iam/eval"},
	{"iam/read/", "iam iam/eval iam/formula iam/read iam/read/"}, // the targets' work is checked by it, so it shares nothing with them
	{"iam/read", "iam"},
	{"iam/", "iam iam/"},
}

// mayImport reports whether arrows allows a package to import another one.
func mayImport(from, to string) bool {
	if strings.HasPrefix(to, from+"/") || to == "internal/lists" {
		return true
	}
	in := func(pkg, room string) bool {
		return pkg == room || strings.HasSuffix(room, "/") && strings.HasPrefix(pkg, room)
	}
	for _, a := range arrows {
		if in(from, a.room) {
			return slices.ContainsFunc(strings.Fields(a.may), func(room string) bool { return in(to, room) })
		}
	}
	return false
}

// TestArrows checks every import between our packages with mayImport. Tests may
// import any package.
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

// dynamicReference is a possible mistake of users. A finding may name it.
const dynamicReference = "dynamic reference of CloudFormation"

// link is the source page of a rule, which may be about a format.
const link = `"https://docs.aws.amazon.com/`

// foreign are a table of AWS's services, and the files that say what to write
// instead of what people bring from other languages: they name formats, and print
// none.
var foreign = []string{"service.go", "foreign.go", "form.go", "load.go"}

// TestSpecNamesNoFormat reads the code of the language, comments aside.
func TestSpecNamesNoFormat(t *testing.T) {
	t.Parallel()
	var files []string
	for _, dir := range []string{"spec", "spec/compile", "spec/edges", "spec/language", "spec/packing", "spec/schema", "spec/syntax"} {
		in, err := filepath.Glob("../../" + dir + "/*.go")
		if err != nil || len(in) == 0 {
			t.Fatalf("no files in %s: %v", dir, err)
		}
		files = append(files, in...)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || slices.Contains(foreign, filepath.Base(name)) {
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
