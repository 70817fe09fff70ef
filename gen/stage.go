package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A stage is the folder in the output folder for contents that are not in
// place. Git does not see it. A process that is killed leaves its stage, and
// the next run removes it, with the folders that it left empty.
var (
	stageName = regexp.MustCompile(`^\.emriam-[0-9a-f]{8}$`)
	stageFile = regexp.MustCompile(`^(old|new)-[0-9]+$`)
)

const (
	stageIgnore  = ".gitignore"
	stageFolders = "folders" // may be left empty, one a line
)

func newStage() string { return fmt.Sprintf(".emriam-%08x", rand.Uint32()) }

// begin writes what a stage holds beside contents.
func (t *transaction) begin(steps []Change) error {
	if err := t.WriteFile(path.Join(t.stage, stageIgnore), []byte("*\n"), 0o644); err != nil {
		return err
	}
	return t.WriteFile(path.Join(t.stage, stageFolders), []byte(strings.Join(folders(steps), "\n")), 0o644)
}

// folders are those that changes make or may leave empty, the inner ones
// first.
func folders(changes []Change) []string {
	seen := map[string]bool{}
	var out []string
	for _, c := range changes {
		for dir := path.Dir(c.Path); dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			out = append(out, dir)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(b, a) })
	return out
}

// dead returns the stages of runs that were killed: of all, if no other run
// writes to the folder. A folder that has anything else in it is no stage.
func (d *folder) dead() ([]Change, error) {
	if d.disk == nil || !d.alone {
		return nil, nil
	}
	entries, err := d.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, e := range entries {
		if !e.IsDir() || !stageName.MatchString(e.Name()) {
			continue
		}
		files, err := d.ReadDir(e.Name())
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(files, isForeign) {
			out = append(out, Change{Path: e.Name(), Kind: Dead})
		}
	}
	return out, nil
}

func isForeign(e fs.DirEntry) bool {
	ours := e.Name() == stageIgnore || e.Name() == stageFolders || stageFile.MatchString(e.Name())
	return !ours || !e.Type().IsRegular()
}

// bury removes the stages among the changes.
func (t *transaction) bury(changes []Change) error {
	var errs []error
	for _, c := range changes {
		if c.Kind == Dead {
			errs = append(errs, t.discard(c.Path))
		}
	}
	return errors.Join(errs...)
}

// discard removes a stage, and before it the folders that are empty now. If it
// is killed on the way, the next run does what is left.
func (t *transaction) discard(stage string) error {
	list, err := t.ReadFile(path.Join(stage, stageFolders))
	if err == nil {
		for dir := range strings.SplitSeq(string(list), "\n") {
			if info, err := t.Lstat(dir); err == nil && info.IsDir() && !isHidden(dir) {
				_ = t.Remove(dir) // one that is not empty says so
			}
		}
	}
	for range 2 {
		if err = t.RemoveAll(stage); err == nil {
			return nil
		}
	}
	return err
}
