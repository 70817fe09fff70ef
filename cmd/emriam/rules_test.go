package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRulesPage compares docs/rules.md with the table. Go generate rewrites the
// page.
func TestRulesPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), rulesMarkdown()); diff != "" {
		t.Errorf("docs/rules.md is stale; run go generate ./cmd/emriam (-page +table):\n%s", diff)
	}
}
