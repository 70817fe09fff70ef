package prove

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/internal/lists"
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

// Policies compiles the JSON target under a binding, into a folder.
type Policies func(s *spec.Spec, b spec.Binding, dir string) []gen.File

// Files reads back those of the files that it has a reader for. All are what s
// compiles to.
func Files(s *spec.Spec, files []gen.File, compile Policies) *Report {
	contents := byPath(files)
	space := deploy.New(s)
	out := run(append(deployments(s, space, contents), documents(s, space, contents, compile)...))
	out.Unknown = append(out.Unknown, Valueless(s, space)...)
	return out
}

func byPath(files []gen.File) map[string][]byte {
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Path] = f.Content
	}
	return out
}

// run runs jobs, as many at a time as there are processors.
func run(jobs []func() Report) *Report {
	out := &Report{}
	results := make([]Report, len(jobs))
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
		out.Take(r)
	}
	return out
}

// Take adds another report.
func (r *Report) Take(o Report) {
	r.Files += o.Files
	r.Comparisons += o.Comparisons
	r.Differences = append(r.Differences, o.Differences...)
	for _, u := range o.Unknown {
		if !slices.Contains(r.Unknown, u) {
			r.Unknown = append(r.Unknown, u)
		}
	}
}

// Add adds a comparison, and what has differed in it.
func (r *Report) Add(file, under string, texts []string) {
	r.Comparisons++
	r.Differences = append(r.Differences, lists.Map(texts, func(t string) Difference { return Difference{file, under, t} })...)
}

func (r *Report) fail(file, under string, err error) {
	r.Add(file, under, []string{"it cannot be read back: " + err.Error()})
}

func (r *Report) unknown(file, text string) { r.Unknown = append(r.Unknown, Unknown{file, text}) }

// in is whether a path lies in a folder, and what is below.
func in(folder, path string) (string, bool) { return strings.CutPrefix(path, folder+"/") }
