package diag_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/emriam/emriam/spec/diag"
)

// TestSARIF reads back what SARIF says of findings and rules.
func TestSARIF(t *testing.T) {
	t.Parallel()
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name, Version string
					Rules         []struct{ ID, HelpURI string }
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex *int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine, StartColumn, EndColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(write(t, testList(), "sarif")), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || !strings.HasSuffix(log.Schema, "sarif-schema-2.1.0.json") || len(log.Runs) != 1 {
		t.Fatalf("version %q, schema %q, %d runs", log.Version, log.Schema, len(log.Runs))
	}
	run := log.Runs[0]
	if d := run.Tool.Driver; d.Name != "emriam" || d.Version != "v1.2.3" || len(d.Rules) != 2 {
		t.Errorf("the driver is %+v", d)
	}
	found := testList().Findings()
	if len(run.Results) != len(found) {
		t.Fatalf("%d results of %d findings", len(run.Results), len(found))
	}
	for i, r := range run.Results {
		f := found[i]
		if r.RuleID != f.Code || r.Level != f.Severity.String() || !strings.HasPrefix(r.Message.Text, f.Message) {
			t.Errorf("result %d is %+v, of %+v", i, r, f)
		}
		if r.RuleIndex != nil && run.Tool.Driver.Rules[*r.RuleIndex].ID != f.Code || r.RuleIndex == nil && f.Code != "of-no-rule" {
			t.Errorf("result %d does not point at its rule", i)
		}
		at := r.Locations[0].PhysicalLocation
		if _, err := url.Parse(at.ArtifactLocation.URI); err != nil || strings.ContainsAny(at.ArtifactLocation.URI, " \\") {
			t.Errorf("%q is no URI: %v", at.ArtifactLocation.URI, err)
		}
		if (at.Region != nil) != f.IsValid() || at.Region != nil && (at.Region.StartLine != f.Line || at.Region.EndColumn != f.Col+f.Len) {
			t.Errorf("the region of result %d is %+v", i, at.Region)
		}
	}
}

// TestSARIFSchema holds SARIF against the schema that it names.
func TestSARIFSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(sarifSchema(t)))
	if err != nil {
		t.Fatal(err)
	}
	id := schema.(map[string]any)["id"].(string)
	c := jsonschema.NewCompiler()
	c.AssertFormat() // of URIs
	if err := c.AddResource(id, schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []*diag.List{testList(), {}} {
		log, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, l, "sarif")))
		if err != nil {
			t.Fatal(err)
		}
		if named := log.(map[string]any)["$schema"]; named != id {
			t.Errorf("the log names the schema %s, and is validated with %s", named, id)
		}
		if err := compiled.Validate(log); err != nil {
			t.Error(err)
		}
		// A judge that takes everything is none.
		log.(map[string]any)["version"] = "2.1"
		if compiled.Validate(log) == nil {
			t.Error("the schema takes a version that does not exist")
		}
	}
}

// Where OASIS's schema of SARIF 2.1.0, errata 01, is to be had as a module: as
// a constant of a package.
const (
	schemaModule = "github.com/owenrumney/go-sarif/v3@v3.3.1"
	schemaSum    = "h1:bKY8YnWcY8zYTiGVObC5wZLlfEvMkCxK9XMGXBbzEtQ="
	schemaFile   = "pkg/report/v210/sarif/schema.go"
)

// sarifSchema gets the schema from the module cache or the module proxy. Without
// both it skips the test, or, with CI=true, fails it.
func sarifSchema(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short runs no go")
	}
	cmd := exec.Command("go", "mod", "download", "-json", schemaModule)
	cmd.Dir = t.TempDir() // no module's, whose go.sum it would extend
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOSUMDB=off")
	out, failed := cmd.Output()
	var module struct{ Dir, Sum, Error string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatalf("go mod download %s: %v\n%s", schemaModule, failed, out)
	}
	if failed != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("go mod download %s: %s", schemaModule, module.Error)
		}
		t.Skipf("there is no %s: %s", schemaModule, module.Error)
	}
	if module.Sum != schemaSum {
		t.Fatalf("%s has the sum %s, not %s", schemaModule, module.Sum, schemaSum)
	}
	return constant(t, filepath.Join(module.Dir, filepath.FromSlash(schemaFile)), "schema")
}

// constant returns the text of a constant in a Go file.
func constant(t *testing.T, file, name string) string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	object := f.Scope.Lookup(name)
	if object == nil {
		t.Fatalf("%s has no %s", file, name)
	}
	text, err := strconv.Unquote(object.Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
