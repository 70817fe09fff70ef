package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// Output is what a run made.
type Output struct {
	Spec    string   // the name of the spec; a folder holds the artefacts of one
	Targets []Target // all that there are: files that none of them makes are not ours
	Files   []File
}

// Write brings the output folder to what a run with o generated. Either all
// changes are made, and returned, or an error is returned and none is made.
// Files that differ but are not ours are an error, and so is a folder of
// another spec. Runs that write to one folder wait for each other.
func Write(dir string, out Output, o Options) ([]Change, error) {
	return write(dir, out, o, func(r root) disk { return r })
}

// Check returns what Write would change, or stumble over. It writes nothing.
func Check(dir string, out Output, o Options) ([]Change, error) {
	d := newFolder(nil, false)
	switch at, err := openExisting(filepath.Clean(dir)); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		defer at.close()
		d = newFolder(at.root, at.locked)
	}
	changes, _, err := d.changes(out, o)
	return changes, inDir(dir, err)
}

func write(dir string, out Output, o Options, through func(root) disk) ([]Change, error) {
	at, err := open(dir)
	if err != nil {
		return nil, err
	}
	defer at.close()
	changes, err := newFolder(through(at.root), at.locked).write(dir, out, o)
	if err != nil { // nobody else has used the new folders yet
		return nil, errors.Join(err, removeFolders(at.made))
	}
	return changes, nil
}

func (d *folder) write(dir string, out Output, o Options) ([]Change, error) {
	changes, between, err := d.changes(out, o)
	if err != nil {
		return nil, inDir(dir, err)
	}
	if err := inTheWay(dir, changes); err != nil {
		return nil, err
	}
	return changes, inDir(dir, d.apply(changes, between))
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
		errors.New("nothing was written, because emriam may not have generated it: move it, or delete it if emriam did"))...)
}

// inDir names the folder, which errors from below it do not.
func inDir(dir string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("output folder %s: %w", dir, err)
}
