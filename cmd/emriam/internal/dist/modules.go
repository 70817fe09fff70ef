package main

import (
	"cmp"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// module is a module that is linked, or the standard library.
type module struct {
	path, version string
	sum           string // as go.sum has it
	dir           string
	licenses      []string // names of files in dir
}

// readModules reads from the programs which modules they have.
func (r *release) readModules() error {
	dirs, err := moduleDirs()
	if err != nil {
		return err
	}
	goroot, err := output("go", "env", "GOROOT")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	add := func(m module) error {
		if seen[m.path] {
			return nil
		}
		seen[m.path] = true
		if m.licenses, err = licenseFiles(m.dir); err != nil {
			return err
		}
		r.modules = append(r.modules, m)
		return nil
	}
	for _, b := range r.built {
		info, err := buildinfo.ReadFile(b.path)
		if err != nil {
			return err
		}
		if err := add(module{path: "std", version: strings.TrimPrefix(info.GoVersion, "go"), dir: strings.TrimSpace(goroot)}); err != nil {
			return err
		}
		for _, d := range info.Deps {
			if err := add(module{d.Path, d.Version, d.Sum, dirs[d.Path], nil}); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(r.modules, func(a, b module) int { return cmp.Compare(a.path, b.path) })
	return nil
}

// moduleDirs are the folders of all modules in the module cache.
func moduleDirs() (map[string]string, error) {
	text, err := output("go", "list", "-m", "-json", "all")
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for dec := json.NewDecoder(strings.NewReader(text)); ; {
		var m struct{ Path, Dir string }
		if err := dec.Decode(&m); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out[m.Path] = m.Dir
	}
}

var licenseName = regexp.MustCompile(`(?i)^(?:un)?(?:licen[cs]e|copying|copyright|notice|patents|authors)(?:[-.].*)?$`)

func licenseFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	licensed := false
	for _, e := range entries {
		if !e.IsDir() && licenseName.MatchString(e.Name()) && !strings.HasSuffix(e.Name(), ".go") {
			out = append(out, e.Name())
			licensed = licensed || !regexp.MustCompile(`(?i)^(?:notice|authors|patents)`).MatchString(e.Name())
		}
	}
	if !licensed {
		return nil, fmt.Errorf("%s has no license", dir)
	}
	return out, nil
}

// notices collects the licenses of all modules and the notices of embedded data.
func (r *release) notices() error {
	var b strings.Builder
	b.WriteString("emriam contains the following software and data.\n")
	section := func(title, file string) error {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), title, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
		return nil
	}
	for _, m := range r.modules {
		for _, name := range m.licenses {
			if err := section(strings.TrimSpace(m.path+" "+m.version)+": "+name, filepath.Join(m.dir, name)); err != nil {
				return err
			}
		}
	}
	data, err := dataNotices()
	if err != nil {
		return err
	}
	for _, file := range data {
		if err := section("data: "+strings.TrimSuffix(filepath.Base(file), ".NOTICE"), file); err != nil {
			return err
		}
	}
	return r.write("NOTICES.txt", []byte(b.String()))
}

// dataNotices are the notices of embedded data.
func dataNotices() ([]string, error) {
	files, err := filepath.Glob("iam/facts/data/*.NOTICE")
	if err == nil && len(files) == 0 {
		err = errors.New("there are no notices of data: run dist in the root of the repository")
	}
	return files, err
}
