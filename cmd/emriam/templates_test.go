package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Go generate rewrites docs/templates.md.
func TestTemplatesPage(t *testing.T) {
	code, want, words := runHere("templates", "--format", "markdown")
	page, err := os.ReadFile("../../docs/templates.md")
	if err != nil || code != 0 {
		t.Fatal(err, code, words)
	}
	if diff := cmp.Diff(string(page), want); diff != "" {
		t.Errorf("docs/templates.md is stale; run go generate ./cmd/emriam (-page +templates):\n%s", diff)
	}
}

// Each template is for a kind in the table, and each kind has a template or says
// what there is in its place.
func TestKinds(t *testing.T) {
	all, err := readTemplates()
	if err != nil {
		t.Fatal(err)
	}
	of := map[int]bool{}
	for _, x := range all {
		if len(x.Rows) == 0 {
			t.Errorf("template %s states no row", x.Name)
		}
		for _, row := range x.Rows {
			of[row] = true
			if row > len(emrKinds) {
				t.Errorf("template %s states row %d of %d", x.Name, row, len(emrKinds))
			}
		}
	}
	if len(emrKinds) != 64 {
		t.Errorf("the table has %d rows", len(emrKinds))
	}
	for i, kind := range emrKinds {
		if !of[i+1] && kind.Instead == "" {
			t.Errorf("row %d, %s, has nothing", i+1, kind.Name)
		}
		if of[i+1] && strings.HasPrefix(kind.Instead, "not covered") {
			t.Errorf("row %d, %s, has a template after all", i+1, kind.Name)
		}
	}
}
