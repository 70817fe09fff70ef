package main

import (
	"encoding/xml"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const docs = "../../../../docs/"

// TestPage compares the page and its plot with what the stored measurements yield. Go run
// ./gen/targets/internal/performance rewrites them.
func TestPage(t *testing.T) {
	t.Parallel()
	raw := read(t, "performance.txt")
	page, plot, err := render(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(plot, new(struct{})); err != nil {
		t.Error(err)
	}
	for name, want := range map[string][]byte{"performance.md": page, "performance.svg": plot} {
		if diff := cmp.Diff(string(want), string(read(t, name))); diff != "" {
			t.Errorf("docs/%s is stale; run go run ./gen/targets/internal/performance (-want +page):\n%s", name, diff)
		}
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	r, err := parse([]byte(`date: 2026-01-02
cpu: A processor
BenchmarkProcess/generate/roles=100-4   	 3	 5 ns/op	 10.5 cpu-ms/op	 7 MB
BenchmarkProcess/generate/roles=100-4   	 3	 5 ns/op	 9.5 cpu-ms/op	 7 MB
BenchmarkProcess/generate/roles=1000-4   	 3	 5 ns/op	 1000 cpu-ms/op	 14 MB
PASS
`))
	if err != nil {
		t.Fatal(err)
	}
	median, _ := r.Value("Process/generate/roles=100", "cpu-ms/op")
	growth, _ := r.Growth("Process/generate", "cpu-ms/op")
	ratio, _ := r.Ratio("Process/generate/roles=1000", "Process/generate/roles=100", "MB")
	if median != 10 || growth != 2 || ratio != 2 || r.Config["cpu"] != "A processor" || r.Config["processors"] != "4" {
		t.Errorf("median %v, growth %v, ratio %v, %v", median, growth, ratio, r.Config)
	}
	if _, err := r.Growth("Process/check", "cpu-ms/op"); err == nil {
		t.Error("no error for a benchmark that did not run")
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(docs + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
