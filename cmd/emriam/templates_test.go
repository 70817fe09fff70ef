package main

import (
	"os"
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
