package gen

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// fake is a target that makes a file for the spec and one for each
// environment.
func fake(name string) Target {
	return Target{Name: name, Patterns: []string{"*", "*/*", "*/*/*"}, Files: func(s *spec.Spec, _ Values, _ *diag.List) []File {
		out := []File{{Path: name + "/" + s.Name}}
		for _, e := range s.Environments {
			out = append(out, File{Path: EnvironmentDir(e.Name) + "/" + name})
		}
		return out
	}}
}

var fakes = []Target{fake("two"), fake("one")}

func TestRun(t *testing.T) {
	t.Parallel()
	envs := []*spec.Environment{{Name: "prod"}, {Name: "dev"}}
	tests := []struct {
		name    string
		outputs []spec.Output
		o       Options
		want    string
	}{
		{"all targets", nil, Options{}, "environments/dev/one environments/dev/two environments/prod/one environments/prod/two one/s two/s"},
		{"outputs", []spec.Output{{Target: "one"}}, Options{}, "environments/dev/one environments/prod/one one/s"},
		{"a target beside outputs", []spec.Output{{Target: "one"}}, Options{Targets: []string{"two"}, Env: "dev"}, "environments/dev/two two/s"},
		{"one environment", nil, Options{Env: "prod"}, "environments/prod/one environments/prod/two one/s two/s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &spec.Spec{Name: "s", Environments: envs, Outputs: tt.outputs}
			if err := tt.o.Validate(s, fakes); err != nil {
				t.Error(err)
			}
			files, l := Run(s, fakes, tt.o)
			var got []string
			for _, f := range files {
				got = append(got, f.Path)
				if !strings.Contains(f.Path, f.Target) || f.Target == "" {
					t.Errorf("file %s is of target %q", f.Path, f.Target)
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if l.Len() != 0 {
				t.Errorf("findings: %v", l.Findings())
			}
		})
	}
}

func TestRunFindings(t *testing.T) {
	t.Parallel()
	at := diag.Pos{File: "emr.yaml", Line: 3, Col: 5}
	tests := []struct {
		name    string
		targets []Target
		outputs []spec.Output
		want    diag.Finding
	}{
		{"misspelt target", fakes, []spec.Output{{Target: "onee", Pos: at}}, diag.Finding{
			Span: diag.Span{Pos: at, Len: 4}, Code: "unknown-target",
			Message: `outputs names the target "onee", which emriam does not have`, Help: `did you mean "one"?`,
		}},
		{"strange target", fakes, []spec.Output{{Target: "terraform", Pos: at}}, diag.Finding{
			Span: diag.Span{Pos: at, Len: 9}, Code: "unknown-target",
			Message: `outputs names the target "terraform", which emriam does not have`, Help: "the targets are two, one",
		}},
		{"one path, letter case apart", []Target{fake("a"), fake("A")}, nil, diag.Finding{
			Span: diag.Span{Pos: diag.Pos{File: "emr.yaml"}, Len: 1}, Code: "same-file",
			Message: "two artefacts have the path A/s",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, l := Run(&spec.Spec{Name: "s", File: "emr.yaml", Outputs: tt.outputs}, tt.targets, Options{})
			if diff := cmp.Diff([]diag.Finding{tt.want}, l.Findings()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	s := &spec.Spec{Environments: []*spec.Environment{{Name: "prod"}, {Name: "dev"}}}
	tests := []struct {
		s    *spec.Spec
		o    Options
		want string
	}{
		{s, Options{Targets: []string{"one", "three"}}, `unknown target "three": there is two, one`},
		{s, Options{Env: "production"}, `unknown environment "production": there is prod, dev`},
		{&spec.Spec{}, Options{Env: "prod"}, `unknown environment "prod": the spec has none`},
	}
	for _, tt := range tests {
		err := tt.o.Validate(tt.s, fakes)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Validate(%+v): %v, want %s", tt.o, err, tt.want)
		}
	}
}
