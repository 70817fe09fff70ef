package gen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Options narrow what is compiled, written and checked. What they leave out is
// not touched.
type Options struct {
	Targets []string // names of targets; none for those that the spec asks for
	Env     string   // name of the one environment; "" for all
}

// Validate returns an error if o names a target or an environment that there
// is not.
func (o Options) Validate(s *spec.Spec, targets []Target) error {
	for _, name := range o.Targets {
		if _, ok := find(targets, name); !ok {
			return unknown("target", name, targetNames(targets))
		}
	}
	envs := lists.Map(s.Environments, func(env *spec.Environment) string { return env.Name })
	if o.Env != "" && !slices.Contains(envs, o.Env) {
		return unknown("environment", o.Env, envs)
	}
	return nil
}

func unknown(what, name string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("unknown %s %q: the spec has none", what, name)
	}
	return fmt.Errorf("unknown %s %q: there is %s", what, name, strings.Join(names, ", "))
}

// Run compiles s with those of the targets that it asks for: all but those to opt
// in to if it has no outputs. It returns the files sorted by path. If there is an error
// among the findings that the spec does not suppress, they must not be written.
func Run(s *spec.Spec, targets []Target, o Options) ([]File, *diag.List) {
	l := &diag.List{}
	view := o.view(s)
	files := runAll(o.jobs(s, targets, l), view, l)
	checkPaths(s, files, l)
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, l
}

// Findings are those of Run. The files of a target that has Paths are not printed for them.
func Findings(s *spec.Spec, targets []Target, o Options) *diag.List {
	l := &diag.List{}
	view := o.view(s)
	var files []File
	var jobs []job
	for _, j := range o.jobs(s, targets, l) {
		if j.target.Paths != nil {
			files = append(files, lists.Map(j.target.Paths(view, j.options), func(path string) File { return File{Path: path} })...)
		} else {
			jobs = append(jobs, j)
		}
	}
	checkPaths(s, append(files, runAll(jobs, view, l)...), l)
	return l
}

// runAll runs the jobs side by side. What they make and find comes back in
// their order.
func runAll(jobs []job, s *spec.Spec, l *diag.List) []File {
	files := make([][]File, len(jobs))
	found := make([]diag.List, len(jobs))
	var running sync.WaitGroup
	for i, j := range jobs {
		running.Go(func() { files[i] = j.run(s, &found[i]) })
	}
	running.Wait()
	for i := range found {
		l.Merge(&found[i])
	}
	return slices.Concat(files...)
}

// view is s with no other environment than the one that o names.
func (o Options) view(s *spec.Spec) *spec.Spec {
	if o.Env == "" {
		return s
	}
	view := *s
	view.Environments = slices.DeleteFunc(slices.Clone(s.Environments), func(e *spec.Environment) bool { return e.Name != o.Env })
	return &view
}

// job is a target with the values of its options.
type job struct {
	target  Target
	options Values
}

// jobs says what is to be compiled, in the order of targets. A target that o
// names needs no mention in the spec. One that cannot run with the options that
// the spec gives it is left out.
func (o Options) jobs(s *spec.Spec, targets []Target, l *diag.List) []job {
	options := map[string]spec.Options{}
	for _, out := range s.Outputs {
		options[out.Target] = out.Options
		if _, ok := find(targets, out.Target); !ok {
			unknownTarget(out, targets, l)
		}
	}
	var jobs []job
	for _, t := range targets {
		opts, asked := options[t.Name]
		if len(o.Targets) > 0 {
			asked = slices.Contains(o.Targets, t.Name)
		}
		if asked || !t.OptIn && len(o.Targets)+len(s.Outputs) == 0 {
			if v, ok := values(t, opts, l); ok {
				jobs = append(jobs, job{t, v})
			}
		}
	}
	return jobs
}

func unknownTarget(out spec.Output, targets []Target, l *diag.List) {
	names := targetNames(targets)
	help := "the targets are " + strings.Join(names, ", ")
	if near := diag.Nearest(out.Target, names); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	l.Add(diag.Finding{
		Span:    diag.Span{Pos: out.Pos, Len: utf8.RuneCountInString(out.Target)},
		Code:    "unknown-target",
		Message: fmt.Sprintf("outputs names the target %q, which emriam does not have", out.Target),
		Help:    help,
	})
}

func (j job) run(s *spec.Spec, l *diag.List) []File {
	files := j.target.Files(s, j.options, l)
	for i := range files {
		files[i].Target = j.target.Name
	}
	return files
}

func find(targets []Target, name string) (Target, bool) {
	return lists.Lookup(targets, func(t Target) bool { return t.Name == name })
}

func targetNames(targets []Target) []string {
	return lists.Map(targets, func(t Target) string { return t.Name })
}
