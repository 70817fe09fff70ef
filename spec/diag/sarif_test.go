package diag_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// TestSARIFSchema holds SARIF against its schema.
func TestSARIFSchema(t *testing.T) {
	t.Parallel()
	text := sarifSchema(t)
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat() // of URIs
	if err := c.AddResource("sarif.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []*diag.List{testList(), {}} {
		log, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, l, "sarif")))
		if err != nil {
			t.Fatal(err)
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

// schemaPackage has the schema of SARIF 2.1.0.
const schemaPackage = "@microsoft/jest-sarif@1.0.0-beta.0"

// sarifSchema gets the schema from npm, or skips the test. With CI=true only a
// registry that does not give it is an excuse.
func sarifSchema(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("npm", "pack", schemaPackage, "--prefer-offline", "--loglevel=error", "--pack-destination", dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		noRegistry := regexp.MustCompile(`E40[34]|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED`)
		if os.Getenv("CI") == "true" && (errors.Is(err, exec.ErrNotFound) || !noRegistry.Match(stderr.Bytes())) {
			t.Fatalf("npm pack %s: %v\n%s", schemaPackage, err, stderr.String())
		}
		t.Skipf("npm does not give %s: %v", schemaPackage, err)
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		t.Fatalf("npm packed %q (%v)", archives, err)
	}
	return fromArchive(t, archives[0], "sarif-2.1.0")
}

// fromArchive returns the one file of an archive whose name has a part.
func fromArchive(t *testing.T, archive, part string) []byte {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err != nil {
			t.Fatalf("%s has no %s: %v", archive, part, err)
		}
		if strings.Contains(h.Name, part) {
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
	}
}
