// Command performance writes docs/performance.md and its plot, docs/performance.svg, from
// docs/performance.txt, which is what go test printed when it ran the benchmarks. It
// computes the ratios and exponents.
//
// With -measure, it runs the benchmarks first and replaces docs/performance.txt, which
// takes minutes. The file can be compared with benchstat.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("performance: ")
	docs := flag.String("docs", "docs", "the folder of the page")
	measure := flag.Bool("measure", false, "run the benchmarks first")
	times := flag.String("count", "1", "how many times to run each benchmark")
	flag.Parse()
	if err := run(*docs, *measure, *times); err != nil {
		log.Fatal(err)
	}
}

func run(docs string, measure bool, times string) error {
	raw := filepath.Join(docs, "performance.txt")
	if measure {
		if err := benchmarks(raw, times); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(raw)
	if err != nil {
		return err
	}
	page, plot, err := render(text)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(docs, "performance.md"), page, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(docs, "performance.svg"), plot, 0o644)
}

// benchmarks runs the benchmarks of gen/targets and keeps what go test prints, below the
// date and the version of Go, as benchstat reads them.
func benchmarks(file, times string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "date: %s\ngo: %s\n", time.Now().UTC().Format(time.DateOnly), runtime.Version())
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-timeout", "0", "-count", times, "./gen/targets")
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, os.Stdout), os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

// render is the page, and its plot, of what go test printed.
func render(text []byte) (page, plot []byte, err error) {
	r, err := parse(text)
	if err != nil {
		return nil, nil, err
	}
	page, err = r.page()
	return page, r.plot(), err
}
