package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
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

// What takes long says so, and takes the line back.
func TestWorking(t *testing.T) {
	t.Parallel()
	read, write := io.Pipe()
	done := showAfter(write, 0, func() string { return "comparing a\x1b[31m …" })
	said := make([]byte, 100)
	n, err := read.Read(said)
	if want := "emriam: comparing a\\x1b[31m …"; err != nil || string(said[:n]) != want {
		t.Errorf("it says %q, %v; want %q", said[:n], err, want)
	}
	go func() {
		done()
		write.Close()
	}()
	if rest, err := io.ReadAll(read); err != nil || string(rest) != "\r\x1b[K" {
		t.Errorf("it ends with %q, %v", rest, err)
	}
	var quick strings.Builder
	showAfter(&quick, time.Hour, func() string { return "nothing" })()
	if quick.Len() > 0 {
		t.Errorf("what is done in time says %q", quick.String())
	}
}
