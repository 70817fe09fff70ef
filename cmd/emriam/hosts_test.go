package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The entries of the hooks for pre-commit run as they are, with the names of files that
// pre-commit adds.
func TestPreCommitHooks(t *testing.T) {
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct {
		ID, Entry, Language, Files string
		PassFilenames              *bool `yaml:"pass_filenames"`
	}
	if err := yaml.Unmarshal(text, &hooks); err != nil || len(hooks) != 2 {
		t.Fatal(err, hooks)
	}
	t.Chdir(t.TempDir())
	if code, _, words := runHere("init"); code != 0 {
		t.Fatal(words)
	}
	if err := os.MkdirAll("team", 0o777); err != nil {
		t.Fatal(err)
	}
	if code, _, words := runHere("init", "-o", "team/emriam.yaml", "--roles", "emr-studio"); code != 0 {
		t.Fatal(words)
	}
	for _, h := range hooks {
		args := strings.Fields(h.Entry)[1:]
		if h.PassFilenames == nil {
			for _, file := range []string{"emriam.yaml", "team/emriam.yaml"} {
				if !regexp.MustCompile(h.Files).MatchString(file) {
					t.Errorf("%s does not match %s", h.Files, file)
				}
				args = append(args, file)
			}
		}
		code, out, words := runHere(args...)
		if h.ID == "emriam-generate" {
			if code != 1 {
				t.Errorf("%s before generate: %d, %s%s", h.ID, code, out, words)
			}
			runHere("generate")
			code, out, words = runHere(args...)
		}
		if code != 0 || h.Language != "golang" {
			t.Errorf("%s: %d, %s%s", h.ID, code, out, words)
		}
	}
	if regexp.MustCompile(hooks[0].Files).MatchString("my-emriam.yaml.bak") {
		t.Errorf("%s matches other files", hooks[0].Files)
	}
}

// Each step of the action runs a script that is there, and hands over what it needs.
func TestAction(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a struct {
		Inputs map[string]struct{ Description, Default string }
		Runs   struct {
			Using string
			Steps []struct {
				Run string
				Env map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for _, step := range a.Runs.Steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("%s: what others wrote is handed over by the environment", step.Run)
		}
		for _, value := range step.Env {
			for _, m := range regexp.MustCompile(`inputs\.([a-z-]+)`).FindAllStringSubmatch(value, -1) {
				if _, ok := a.Inputs[m[1]]; !ok {
					t.Errorf("there is no input %s", m[1])
				}
			}
		}
		m := regexp.MustCompile(`/\.github/action/(\w+)`).FindStringSubmatch(step.Run)
		if m == nil {
			continue
		}
		scripts++
		script, err := os.ReadFile(filepath.Join("../../.github/action", m[1]))
		if err != nil {
			t.Error(err)
		}
		for _, needs := range regexp.MustCompile(`"\$\{([A-Z_]+):\?`).FindAllSubmatch(script, -1) {
			if name := string(needs[1]); step.Env[name] == "" && !strings.HasPrefix(name, "GITHUB_") {
				t.Errorf("%s needs %s", m[1], name)
			}
		}
	}
	if scripts != 4 {
		t.Errorf("%d scripts", scripts)
	}
}
