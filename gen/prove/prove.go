package prove

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Difference is something that an artefact does not grant as the spec says.
type Difference struct {
	File  string // e.g., "cloudformation/emr-studio.yaml"
	Under string // e.g., "aws-cn, with StudioKeyArn", or "" for one of JSON
	Text  string // what it is, with a request that shows it if there is one
}

// String is the difference in a line or more.
func (d Difference) String() string {
	if d.Under == "" {
		return d.File + ": " + d.Text
	}
	return fmt.Sprintf("%s: in %s: %s", d.File, d.Under, d.Text)
}

// Report is what was compared.
type Report struct {
	Files       int // that were read back
	Comparisons int // of something that is true of an account, in all deployments of a partition; or of a file, in one
	Differences []Difference
	Unknown     []Unknown
}

// Unknown is what could not be compared in all deployments.
type Unknown struct {
	File string // or the place of a parameter in the spec
	Text string
}

// String is what is unknown in a line.
func (u Unknown) String() string { return u.File + ": unknown: " + u.Text }

// Files reads back those of the files that it has a reader for. All are what s
// compiles to.
func Files(s *spec.Spec, files []gen.File) *Report {
	byPath := map[string][]byte{}
	for _, f := range files {
		byPath[f.Path] = f.Content
	}
	space := deploy.New(s)
	out := run(append(deployments(s, space, byPath), documents(s, space, byPath)...))
	out.take(valueless(s, space))
	return out
}

// run runs jobs, as many at a time as there are processors.
func run(jobs []func() result) *Report {
	out := &Report{}
	results := make([]result, len(jobs))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for i, j := range jobs {
		running.Go(func() {
			slots <- struct{}{}
			results[i] = j()
			<-slots
		})
	}
	running.Wait()
	for _, r := range results {
		out.take(r)
	}
	return out
}

// take adds what a job has compared.
func (out *Report) take(r result) {
	out.Files += r.files
	out.Comparisons += r.comparisons
	out.Differences = append(out.Differences, r.differences...)
	out.Unknown = append(out.Unknown, r.unknowns...)
}

// result is what one job has compared.
type result struct {
	files       int
	comparisons int
	differences []Difference
	unknowns    []Unknown
}

func (r *result) add(file, under string, texts []string) {
	r.comparisons++
	for _, t := range texts {
		r.differences = append(r.differences, Difference{file, under, t})
	}
}

func (r *result) fail(file, under string, err error) {
	r.add(file, under, []string{"it cannot be read back: " + err.Error()})
}

func (r *result) unknown(file, text string) { r.unknowns = append(r.unknowns, Unknown{file, text}) }

// in is whether a path lies in a folder, and what is below.
func in(folder, path string) (string, bool) { return strings.CutPrefix(path, folder+"/") }
