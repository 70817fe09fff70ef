package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/rules"
)

// TestRulesPage compares docs/rules.md with the table. Go generate rewrites the
// page.
func TestRulesPage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), string(textOf("rules.md", rules.All))); diff != "" {
		t.Errorf("docs/rules.md is stale; run go generate ./cmd/emriam (-page +table):\n%s", diff)
	}
}
