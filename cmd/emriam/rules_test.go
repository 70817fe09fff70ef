package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRulesPage holds docs/rules.md against the table. Go generate renews it.
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
