package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec/compile"
)

// allowOutside is the flag --allow-outside of all verbs that read a spec.
var allowOutside bool

func outsideFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&allowOutside, "allow-outside", false, "allow a spec to extend files outside its repository, and through symbolic links")
}

// inside reads a file that a spec extends: a file below the nearest folder that
// has .git or go.mod, or else below the folder of the spec, with no symbolic link
// in its path.
func inside(specFile string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if !allowOutside {
			if err := checkInside(specFile, name); err != nil {
				return nil, err
			}
		}
		return readFile(name, maxSpec)
	}
}

func checkInside(specFile, name string) error {
	own, err := filepath.Abs(filepath.Dir(specFile))
	if err != nil {
		return err
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	top, what := own, "the folder of the spec"
	if repo := repoOf(own); repo != "" {
		top, what = repo, "the nearest folder with .git or go.mod"
	}
	rel, err := filepath.Rel(top, file)
	if err != nil || !filepath.IsLocal(rel) {
		return compile.OutsideError("is outside " + what)
	}
	way := top
	for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
		way = filepath.Join(way, part)
		info, err := os.Lstat(way)
		if err != nil {
			return bare(err)
		}
		if info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 { // irregular: a junction of Windows
			return compile.OutsideError("is reached by a symbolic link, " + part)
		}
	}
	return nil
}

// repoOf returns the nearest folder, from dir upwards, that has .git or go.mod, or
// "" if there is none.
func repoOf(dir string) string {
	for {
		for _, mark := range []string{".git", "go.mod"} {
			if _, err := os.Lstat(filepath.Join(dir, mark)); err == nil {
				return dir
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
