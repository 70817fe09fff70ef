package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/denied"
)

// TestErrorsPage compares docs/errors.md with the table. Go generate rewrites the
// page.
func TestErrorsPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), denied.Page()); diff != "" {
		t.Errorf("docs/errors.md is stale; run go generate ./cmd/emriam (-page +table):\n%s", diff)
	}
}
