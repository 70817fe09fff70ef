package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Only print.go prints, because only print.go escapes untrusted text.
func TestOnePrinter(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	printing := regexp.MustCompile(`os\.Std(out|err)|fmt\.Print|\bprintln?\(`)
	for _, file := range files {
		if file == "print.go" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := printing.Find(text); found != nil {
			t.Errorf("%s has %s, which belongs into print.go", file, found)
		}
	}
}
