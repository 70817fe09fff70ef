package schema_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/schema"
	"github.com/emriam/emriam/spec/syntax"
	"github.com/emriam/emriam/templates"
)

// TestSchemaTakesSpecs validates specs that Load accepts with the schema: the
// built-in one, those of the golden cases, and those with other findings.
func TestSchemaTakesSpecs(t *testing.T) {
	t.Parallel()
	compiled := compileSchema(t, readSchema(t))
	taken := 0
	for _, file := range filesOf(t, "../emr.yaml", "../../gen/testdata/*/spec.yaml", "../../gen/testdata/bad/*.yaml", "../../gen/*/testdata/*.yaml", "../compile/testdata/bad/*.yaml") {
		src, value, ok := readYAML(t, file)
		if !ok {
			continue // to be refused by Load, or no spec
		}
		ld := compile.Loader{Templates: templates.FS, ReadFile: os.ReadFile}
		if s, _ := ld.Load(file, src); s == nil || gen.Findings(s, targets.All, gen.Options{}).HasErrors() {
			continue
		}
		taken++
		if err := compiled.Validate(value); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if taken < 100 {
		t.Errorf("%d specs", taken)
	}
}

func TestSchemaTakesTemplates(t *testing.T) {
	t.Parallel()
	compiled := compileSchema(t, schema.Template())
	files := filesOf(t, "../../templates/*.yaml")
	for _, file := range files {
		_, value, ok := readYAML(t, file)
		if !ok {
			t.Fatalf("%s cannot be read", file)
		}
		if err := compiled.Validate(value); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		value.(map[string]any)["rolle"] = nil
		if compiled.Validate(value) == nil {
			t.Errorf("%s with an unknown key is taken", file)
		}
	}
	if len(files) < 10 {
		t.Errorf("%d templates", len(files))
	}
}

// TestSchemaRefuses checks that the schema rejects each key and closed-list word
// that has a finding.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	compiled := compileSchema(t, readSchema(t))
	codes := regexp.MustCompile(`(?m)^([^/:]+):.*\[(unknown-(key|kind|type|template|with|rule|service|target)|bad-(guard|version|name|effect)|fixed-severity|existing-field|missing-type)\]`)
	refused := map[string]bool{}
	for _, file := range filesOf(t, "../compile/testdata/bad/*.yaml", "../../gen/testdata/bad/*.yaml") {
		found, err := os.ReadFile(regexp.MustCompile(`yaml$`).ReplaceAllString(file, "diag"))
		if err != nil {
			t.Fatal(err)
		}
		_, value, ok := readYAML(t, file)
		for _, m := range codes.FindAllStringSubmatch(string(found), -1) {
			if m[1] != filepath.Base(file) {
				continue // it is in what the spec extends
			}
			if filepath.Base(file) == "guard-unknown-arn.yaml" {
				continue // a word that is right for other services
			}
			if ok && compiled.Validate(value) == nil {
				t.Errorf("%s is taken, in spite of %s", file, m[2])
			}
			refused[m[2]] = true
		}
	}
	if len(refused) < 10 {
		t.Errorf("findings of %d kinds", len(refused))
	}
}

// TestSchemaOptions wants each option of each target, with what it means.
func TestSchemaOptions(t *testing.T) {
	t.Parallel()
	text := string(readSchema(t))
	declared := 0
	for _, target := range targets.All {
		for _, o := range target.Options {
			declared++
			if want := fmt.Sprintf("%q: {\n", o.Name); !strings.Contains(text, want) || o.Doc == "" || !strings.Contains(text, o.Doc) {
				t.Errorf("the schema does not have the option %s of %s", o.Name, target.Name)
			}
		}
	}
	if declared == 0 {
		t.Error("no target has an option")
	}
}

// readSchema reads the schema that the command prints.
func readSchema(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../../schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func compileSchema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// readYAML reads a file as editors do; it is not ok if that is impossible.
func readYAML(t *testing.T, file string) (src []byte, value any, ok bool) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var l diag.List
	f := syntax.ParseForeign(file, src, &l)
	if f == nil {
		return src, nil, false
	}
	return src, plain(f), true
}

// plain is f as encoding/json would have it. A long number stays text: it was
// in quotes.
func plain(f *syntax.Node) any {
	switch f.Kind {
	case syntax.Null:
		return nil
	case syntax.Scalar:
		if f.Text == "true" || f.Text == "false" {
			return f.Text == "true"
		}
		if n, err := strconv.Atoi(f.Text); err == nil && len(f.Text) < 12 {
			return n
		}
		return f.Text
	case syntax.Sequence:
		out := []any{}
		for _, e := range f.Kids {
			out = append(out, plain(e.Value))
		}
		return out
	case syntax.Mapping:
		out := map[string]any{}
		for _, e := range f.Pairs() {
			out[e.Key.Text] = plain(e.Value)
		}
		return out
	default:
		panic(f.Kind)
	}
}

func filesOf(t *testing.T, patterns ...string) []string {
	t.Helper()
	var out []string
	for _, p := range patterns {
		files, err := filepath.Glob(p)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files %s: %v", p, err)
		}
		out = append(out, files...)
	}
	return out
}
