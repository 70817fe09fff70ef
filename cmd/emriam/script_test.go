package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the real main a command of the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"emriam": main, "emriam-measured": measured})
}

// TestPrograms: a script runs emriam and sh, and no other program unless it looks first
// whether that is there. A short test runs emriam only.
func TestPrograms(t *testing.T) {
	t.Parallel()
	called := regexp.MustCompile(`(?m)^(?:\[.*\] )?(?:! |\? )?exec (\S+)`)
	for _, file := range filesOf(t, "testdata/script/*.txtar") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range called.FindAllSubmatchIndex(text, -1) {
			program := string(text[m[2]:m[3]])
			if program == "emriam" || program == "emriam-measured" {
				continue
			}
			if program != "sh" && !bytes.Contains(text, []byte("[!exec:"+program+"] ")) {
				t.Errorf("%s runs %s, which may not be installed", file, program)
			}
			if !bytes.Contains(text[:m[0]], []byte("[short] ")) && !bytes.HasPrefix(text[m[0]:], []byte("[!short] ")) {
				t.Errorf("%s runs %s in a short test", file, program)
			}
		}
	}
}

// filesOf are the files of some patterns.
func filesOf(t *testing.T, patterns ...string) []string {
	t.Helper()
	var out []string
	for _, p := range patterns {
		files, err := filepath.Glob(p)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files %s: %v", p, err)
		}
		out = append(out, files...)
	}
	return out
}

// list prints the names in some folders, hidden ones too.
func list(ts *testscript.TestScript, neg bool, folders []string) {
	if neg {
		ts.Fatalf("list takes no !")
	}
	for _, folder := range folders {
		entries, err := os.ReadDir(ts.MkAbs(folder))
		ts.Check(err)
		for _, e := range entries {
			fmt.Fprintln(ts.Stdout(), e.Name())
		}
	}
}

// TestScripts runs the command as its users do. See
// https://pkg.go.dev/github.com/rogpeppe/go-internal/testscript. UPDATE=1
// rewrites the files that stdout is compared with.
func TestScripts(t *testing.T) {
	t.Parallel()
	action, err := filepath.Abs("../../.github/action")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"list": list},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("TERM", "xterm")
			env.Setenv("ACTION", action)
			env.Setenv("GOGC", os.Getenv("GOGC"))
			return nil
		},
	})
}
