package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/emriam/emriam/iam/internal/table"
)

// folder is where the tables are, seen from package iam.
const folder = "data"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "factsgen: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want services, policies, regions or snapshots, not %q", args)
	}
	overlaySrc, err := os.ReadFile(filepath.Join(folder, "overlay.json"))
	if err != nil {
		return err
	}
	out, err := generate(args[0], overlaySrc)
	if err != nil {
		return err
	}
	return out.write(args[0])
}

func generate(name string, overlaySrc []byte) (*output, error) {
	switch name {
	case "services":
		pkg, err := fetch()
		if err != nil {
			return nil, err
		}
		return makeServices(pkg, overlaySrc)
	case "policies", "snapshots":
		p, err := readPolicies()
		if err != nil {
			return nil, err
		}
		if name == "policies" {
			return makePolicies(p, overlaySrc)
		}
		newerSrc, err := os.ReadFile(filepath.Join(folder, "newer.json"))
		if err != nil {
			return nil, err
		}
		return makeSnapshots(p, newerSrc)
	case "regions":
		p, err := readRegions()
		if err != nil {
			return nil, err
		}
		return makeRegions(p)
	default:
		return nil, fmt.Errorf("want services, policies, regions or snapshots, not %q", name)
	}
}

// manifest says what a table is made of, and how much is in it.
type manifest struct {
	Package       string `json:"package"`
	Version       string `json:"version"`
	DataDate      string `json:"dataDate"` // the day of the newest change
	Licence       string `json:"licence"`
	Services      int    `json:"services,omitempty"`
	Actions       int    `json:"actions,omitempty"`
	ResourceTypes int    `json:"resourceTypes,omitempty"`
	ConditionKeys int    `json:"conditionKeys,omitempty"`
	Policies      int    `json:"policies,omitempty"`
	Principals    int    `json:"principals,omitempty"`
	Partitions    int    `json:"partitions,omitempty"`
	Regions       int    `json:"regions,omitempty"`
	Snapshots     int    `json:"snapshots,omitempty"`
	OverlaySum    string `json:"overlaySHA256,omitempty"`
	NewerSum      string `json:"newerSHA256,omitempty"`
	TableSum      string `json:"tableSHA256"`
}

// output is a table, what it is made of, and the licence of that.
type output struct {
	table    []byte
	manifest manifest
	notice   string
}

// newOutput encodes the texts of a table.
func newOutput(m manifest, texts map[string]string, licence string) *output {
	encoded := table.Encode(texts)
	m.TableSum = sum(encoded)
	return &output{encoded, m, fmt.Sprintf("Made from %s %s, which is under this licence:\n\n%s\n", m.Package, m.Version, strings.TrimSpace(licence))}
}

func (o *output) write(name string) error {
	for ending, content := range o.files() {
		if err := os.WriteFile(filepath.Join(folder, name+ending), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// files are the contents by the endings of their names.
func (o *output) files() map[string][]byte {
	manifest, err := json.MarshalIndent(o.manifest, "", "  ")
	if err != nil {
		panic(err) // a manifest is texts and numbers
	}
	return map[string][]byte{
		".table":         o.table,
		".manifest.json": append(manifest, '\n'),
		".NOTICE":        []byte(o.notice),
	}
}

// decodeOwn reads a file of ours, which has no other keys.
func decodeOwn(name string, src []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// askPython runs a program that prints what a Python package knows as JSON, and decodes
// that, with the version of the package.
func askPython(program, pkg, version string, into any, got *string) error {
	cmd := exec.Command("python3", "-c", program)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("python3 with %s %s: %w", pkg, version, err)
	}
	if err := json.Unmarshal(out, into); err != nil {
		return err
	}
	if *got != version {
		return fmt.Errorf("%s is version %s, not %s", pkg, *got, version)
	}
	return nil
}
