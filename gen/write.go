package gen

import (
	"errors"
	"fmt"
	"path/filepath"
)

// Write brings the output folder to what a run with o generated. Either all
// changes are made, and returned, or an error is returned and none is made.
// Files that differ but are not ours are an error.
func Write(dir string, files []File, o Options) ([]Change, error) {
	return write(dir, files, o, open)
}

// Check returns what Write would change, or stumble over. It writes nothing.
func Check(dir string, files []File, o Options) ([]Change, error) {
	d, below, err := open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	changes, err := (&folder{d, below, map[string]string{}}).changes(files, o)
	return changes, inDir(dir, err)
}

func write(dir string, files []File, o Options, open func(string) (disk, string, error)) ([]Change, error) {
	d, below, err := open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	out := &folder{d, below, map[string]string{}}
	changes, err := out.changes(files, o)
	if err != nil {
		return nil, inDir(dir, err)
	}
	if err := inTheWay(dir, changes); err != nil {
		return nil, err
	}
	if err := out.apply(changes); err != nil {
		return nil, inDir(dir, err)
	}
	return changes, nil
}

func inTheWay(dir string, changes []Change) error {
	var errs []error
	for _, c := range changes {
		if c.Kind == InTheWay {
			errs = append(errs, fmt.Errorf("%s %s", filepath.Join(dir, filepath.FromSlash(c.Path)), c.Reason))
		}
	}
	if errs == nil {
		return nil
	}
	return errors.Join(append(errs,
		errors.New("nothing was written, since that may be somebody's own work: move it away, or delete it if emriam made it"))...)
}

// inDir names the folder, which errors from below it do not.
func inDir(dir string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("output folder %s: %w", dir, err)
}
