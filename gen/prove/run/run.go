// Package run runs the artefacts that can only be run, Go packages and commands, and
// compares what they say or do with the model. It does what the rest of gen does
// not: it writes into a temporary folder, and starts programs.
package run

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/cdk"
	"github.com/emriam/emriam/gen/constants"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/iam/read"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Files runs those of the files that can only be run: it compiles the constants and
// calls each function, synthesizes the constructs of the CDK, and runs the commands of the
// AWS CLI with a recorder in place of the CLI. That is done for each combination of
// choices for the parameters that meet in one document, up to 1,024; beyond, it is
// unknown.
//
// It needs the Go toolchain, for constructs Node and the modules of the CDK, and for
// commands a shell. The error says which of them is missing or fails.
func Files(s *spec.Spec, files []gen.File) (*prove.Report, error) {
	out := &prove.Report{}
	space := deploy.New(s)
	if out.Unknown = prove.Valueless(s, space); out.Unknown != nil {
		return out, nil
	}
	byTarget := map[string][]gen.File{}
	for _, f := range files {
		byTarget[f.Target] = append(byTarget[f.Target], f)
	}
	for _, run := range []struct {
		target string
		run    func(*spec.Spec, *deploy.Space, []gen.File) (prove.Report, error)
	}{{"constants", runConstants}, {"cdk", runConstructs}, {"awscli", runCommands}} {
		if len(byTarget[run.target]) == 0 {
			continue
		}
		r, err := run.run(s, space, byTarget[run.target])
		if err != nil {
			return nil, fmt.Errorf("running what the target %s makes: %w", run.target, err)
		}
		out.Take(r)
	}
	return out, nil
}

// goModule is a temporary Go module.
type goModule struct{ dir string }

func newModule(files map[string][]byte) (*goModule, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, errors.New("there is no Go toolchain")
	}
	dir, err := os.MkdirTemp("", "emriam-prove-")
	if err != nil {
		return nil, err
	}
	m := &goModule{dir}
	for name, content := range files {
		if err := m.write(name, content); err != nil {
			m.remove()
			return nil, err
		}
	}
	return m, nil
}

func (m *goModule) write(name string, content []byte) error {
	path := filepath.Join(m.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

func (m *goModule) remove() { _ = os.RemoveAll(m.dir) }

// run runs a program in the module, and returns what it prints.
func (m *goModule) run(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20", "CDK_VALIDATION=false")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		said := strings.TrimSpace(stderr.String())
		if len(said) > maxSaid {
			said = said[:maxSaid] + " …"
		}
		return nil, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, said)
	}
	return out, nil
}

// maxSaid is how much is shown of what a program says that fails.
const maxSaid = 2000

// runConstants compiles the package of constants, and calls each function.
func runConstants(s *spec.Spec, space *deploy.Space, files []gen.File) (prove.Report, error) {
	p := constants.NewProgram()
	out := prove.Report{Files: len(files)}
	folder := strings.TrimSuffix(files[0].Path, "/"+filepath.Base(files[0].Path))
	for _, text := range p.Add("constants", s, space, files) {
		out.Unknown = append(out.Unknown, prove.Unknown{File: folder, Text: text})
	}
	m, err := newModule(p.Files())
	if err != nil {
		return out, err
	}
	defer m.remove()
	printed, err := m.run("go", "run", ".")
	if err != nil {
		return out, err
	}
	differences, err := p.Compare(printed)
	for _, d := range differences {
		out.Differences = append(out.Differences, prove.Difference{File: folder, Text: d[0] + " " + d[1]})
	}
	out.Comparisons = p.Calls()
	return out, err
}

// runConstructs synthesizes the constructs of the package for the CDK.
func runConstructs(s *spec.Spec, space *deploy.Space, files []gen.File) (prove.Report, error) {
	out := prove.Report{Files: len(files)}
	if _, err := exec.LookPath("node"); err != nil {
		return out, errors.New("there is no Node, which the CDK needs")
	}
	folder := strings.TrimSuffix(files[0].Path, "/"+filepath.Base(files[0].Path))
	p := cdk.NewProgram()
	for _, text := range p.Add("constructs", s, space, files) {
		out.Unknown = append(out.Unknown, prove.Unknown{File: folder, Text: text})
	}
	m, err := newModule(p.Files())
	if err != nil {
		return out, err
	}
	defer m.remove()
	if err := requireCDK(m); err != nil {
		return out, err
	}
	if _, err := m.run("go", "build", "-o", "synthesize", "."); err != nil {
		return out, fmt.Errorf("compiling with the modules of the CDK, which a go.mod here may require or the network has: %w", err)
	}
	if err := m.write("jobs.json", p.Jobs()); err != nil {
		return out, err
	}
	printed, err := m.run(filepath.Join(m.dir, "synthesize"), "jobs.json", "cdk.out")
	if err != nil {
		return out, err
	}
	err = p.Each(printed, func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(m.dir, "cdk.out", name)) },
		func(v cdk.Variant, template []byte, err error) {
			for _, where := range space.Places {
				under := where.Partition
				var got *read.Account
				if err == nil {
					got, err = cdk.Deployed(template, where, "stack", v.Names, v.References(where))
				}
				if err != nil {
					out.Add(folder, under, []string{v.Label + ": it cannot be read back: " + err.Error()})
					return
				}
				texts := prove.Accounts(v.Want(where), got)
				for i, text := range texts {
					texts[i] = v.Label + ": " + text
				}
				out.Add(folder, under, texts)
			}
		})
	return out, err
}

var moduleLine = regexp.MustCompile(`(?m)^module .*$`)

// requireCDK gives a module the requirements of the module of the working folder,
// if that requires the CDK, and else those that ours is tested with.
func requireCDK(m *goModule) error {
	goMod := "module " + cdk.ModulePath + "\n\ngo 1.25\n\n" + cdk.Modules
	env := exec.Command("go", "env", "GOMOD")
	if file, err := env.Output(); err == nil {
		name := strings.TrimSpace(string(file))
		src, err := os.ReadFile(name)
		if err == nil && bytes.Contains(src, []byte("github.com/aws/aws-cdk-go/awscdk/v2 ")) && !bytes.Contains(src, []byte("\nreplace")) {
			goMod = moduleLine.ReplaceAllString(string(src), "module "+cdk.ModulePath)
			sum, err := os.ReadFile(filepath.Join(filepath.Dir(name), "go.sum"))
			if err != nil {
				return err
			}
			if err := m.write("go.sum", sum); err != nil {
				return err
			}
		}
	}
	return m.write("go.mod", []byte(goMod))
}
