package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/iamtest"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A release is made twice, for this platform, with equal bytes; its files are complete,
// and the action installs it, but not with another checksum.
func TestDist(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short builds nothing")
	}
	if out, err := exec.Command("git", "rev-parse", "HEAD").CombinedOutput(); err != nil {
		t.Skipf("there is no git repository: %s", out)
	}
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		cmd := exec.Command("go", "run", "./cmd/emriam/internal/dist", "-o", dir, runtime.GOOS+"/"+runtime.GOARCH)
		cmd.Dir = "../../../.."
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	sums, archive := readDist(t, first, "SHA256SUMS"), ""
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		content := readDist(t, first, name)
		if fmt.Sprintf("%x", sha256.Sum256(content)) != sum || !bytes.Equal(content, readDist(t, second, name)) {
			t.Errorf("%s has another checksum, or other bytes in the second build", name)
		}
		if strings.HasPrefix(name, "emriam_") {
			archive = name
		}
	}
	var bill struct {
		Components []struct {
			Name, PURL string
			Licenses   []any
		}
	}
	if err := json.Unmarshal(readDist(t, first, "emriam.cdx.json"), &bill); err != nil {
		t.Fatal(err)
	}
	notices := string(readDist(t, first, "NOTICES.txt"))
	names := map[string]bool{}
	for _, c := range bill.Components {
		names[c.Name] = true
		if c.PURL != "" && (len(c.Licenses) == 0 || !strings.Contains(notices, "\n"+c.Name+" ")) {
			t.Errorf("%s has no license or no notice", c.Name)
		}
	}
	for _, name := range []string{"std", "github.com/goccy/go-yaml", "github.com/spf13/cobra", "facts about AWS's services"} {
		if !names[name] {
			t.Errorf("the bill of materials has no %s", name)
		}
	}
	for _, data := range []string{"data: services\n", "data: snapshots\n", "data: policies\n", "data: regions\n"} {
		if !strings.Contains(notices, data) {
			t.Errorf("there is no notice of %q", data)
		}
	}
	t.Run("bill", func(t *testing.T) { holdBill(t, readDist(t, first, "emriam.cdx.json")) })
	t.Run("install", func(t *testing.T) { installs(t, first, archive) })
}

// holdBill holds a bill of materials against the schema of CycloneDX.
func holdBill(t *testing.T, text []byte) {
	t.Helper()
	schemas := filepath.Join(iamtest.Package(t, "@cyclonedx/cyclonedx-library@8.0.0"), "node_modules/@cyclonedx/cyclonedx-library/res/schema")
	c := jsonschema.NewCompiler()
	for _, name := range []string{"bom-1.6", "jsf-0.82", "spdx"} {
		file, err := os.Open(filepath.Join(schemas, name+".SNAPSHOT.schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.UnmarshalJSON(file)
		file.Close()
		if err == nil {
			err = c.AddResource("http://cyclonedx.org/schema/"+name+".SNAPSHOT.schema.json", schema)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	schema, err := c.Compile("http://cyclonedx.org/schema/bom-1.6.SNAPSHOT.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	bill, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(bill); err != nil {
		t.Error(err)
	}
	delete(bill.(map[string]any), "specVersion")
	if schema.Validate(bill) == nil {
		t.Error("the schema takes anything")
	}
}

// installs runs the action's script with a release in a folder.
func installs(t *testing.T, dir, archive string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script is for Linux and macOS")
	}
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	version := regexp.MustCompile(`^emriam_(.*)_[a-z]+_[a-z0-9]+\.tar\.gz$`).FindStringSubmatch(archive)[1]
	releases := t.TempDir()
	if err := os.Symlink(dir, filepath.Join(releases, version)); err != nil {
		t.Fatal(err)
	}
	install := func() (string, error) {
		into := t.TempDir()
		cmd := exec.Command("../../../../.github/action/install")
		cmd.Env = append(os.Environ(), "VERSION="+version, "INTO="+into, "RELEASES=file://"+releases)
		if out, err := cmd.CombinedOutput(); err != nil {
			return string(out), err
		}
		out, err := exec.Command(filepath.Join(into, "emriam"), "version").Output()
		return string(out), err
	}
	if out, err := install(); err != nil || !strings.HasPrefix(out, "emriam "+version+"\ncommit ") || strings.Contains(out, "unknown") {
		t.Errorf("installing: %v\n%s", err, out)
	}
	content := readDist(t, dir, archive)
	content[len(content)/2]++
	if err := os.WriteFile(filepath.Join(dir, archive), content, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := install(); err == nil {
		t.Errorf("an archive with another checksum was installed:\n%s", out)
	}
	if err := os.WriteFile(filepath.Join(dir, "SHA256SUMS"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := install(); err == nil || !strings.Contains(out, "has no "+archive) {
		t.Errorf("an archive without a checksum: %v\n%s", err, out)
	}
}

func readDist(t *testing.T, dir, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
