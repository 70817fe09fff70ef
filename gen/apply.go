package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

// apply makes the changes. If one fails, all are undone. between is what the
// manifest is while files are moved.
func (d *folder) apply(changes []Change, between []byte) error {
	if len(changes) == 0 {
		return nil
	}
	t := &transaction{folder: d, stage: newStage()}
	if err := t.commit(steps(changes, between)); err != nil {
		return errors.Join(err, t.rollback())
	}
	if err := errors.Join(t.discard(t.stage), t.bury(changes)); err != nil {
		return fmt.Errorf("all files are written, but something is left: %w", err)
	}
	return nil
}

// steps are the changes in the order in which they are made. A process that is
// killed on the way leaves a manifest that lists no fewer files than are ours,
// and knows them by their old and new contents.
func steps(changes []Change, between []byte) []Change {
	var out []Change
	of := func(kinds ...Kind) {
		for _, c := range changes {
			if c.Path != manifestPath && slices.Contains(kinds, c.Kind) {
				out = append(out, c)
			}
		}
	}
	of(LeftOver)
	i := slices.IndexFunc(changes, func(c Change) bool { return c.Path == manifestPath })
	if i < 0 {
		of(Missing, Stale)
		return out
	}
	first, last := changes[i], changes[i]
	first.after = between
	out = append(out, first)
	of(Missing, Stale)
	if string(first.after) != string(last.after) {
		last.before = first.after // sums of old contents come from a manifest, so there is one
		out = append(out, last)
	}
	return out
}

// transaction knows how to undo what it has done.
type transaction struct {
	*folder
	stage string         // folder for contents that are not in place
	undo  []func() error // in the order in which the steps were done
}

// commit stages all contents, old ones too, before it moves the first file:
// from then on no step needs space, not even in undoing.
func (t *transaction) commit(steps []Change) error {
	if len(steps) == 0 {
		return nil
	}
	if err := t.step(t.Mkdir(t.stage, 0o755), func() error { return t.RemoveAll(t.stage) }); err != nil {
		return err
	}
	if err := t.begin(steps); err != nil {
		return err
	}
	for i, c := range steps {
		if err := t.prepare(i, c); err != nil {
			return err
		}
	}
	for i, c := range steps {
		if err := t.move(i, c); err != nil {
			return err
		}
	}
	return nil
}

// prepare stages the contents of change i, and makes room for a new file.
func (t *transaction) prepare(i int, c Change) error {
	switch c.Kind {
	case Missing:
		if err := t.mkdirAll(path.Dir(c.Path)); err != nil {
			return err
		}
		return t.WriteFile(t.staged("new", i), c.after, 0o644)
	case Stale:
		return errors.Join(t.write(t.staged("new", i), c.after, c.perm), t.write(t.staged("old", i), c.before, c.perm))
	case LeftOver:
		return nil
	default:
		panic("gen: change of kind " + string(c.Kind))
	}
}

// write writes a file with perm whatever the umask is.
func (t *transaction) write(name string, content []byte, perm fs.FileMode) error {
	if err := t.WriteFile(name, content, 0o600); err != nil {
		return err
	}
	return t.Chmod(name, perm)
}

// move puts the staged content of change i in place.
func (t *transaction) move(i int, c Change) error {
	name, old, next := c.Path, t.staged("old", i), t.staged("new", i)
	switch c.Kind {
	case LeftOver:
		return t.step(t.Rename(name, old), func() error { return t.Rename(old, name) })
	case Missing:
		return t.step(t.Rename(next, name), func() error { return t.Rename(name, next) })
	default:
		return t.step(t.Rename(next, name), func() error { return t.Rename(old, name) })
	}
}

// mkdirAll makes a folder and those above it, as far as they are missing.
func (t *transaction) mkdirAll(dir string) error {
	if dir == "." {
		return nil
	}
	if _, err := t.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := t.mkdirAll(path.Dir(dir)); err != nil {
		return err
	}
	return t.step(t.Mkdir(dir, 0o755), func() error { return t.Remove(dir) })
}

// step records how to undo a step, if it was done.
func (t *transaction) step(err error, undo func() error) error {
	if err == nil {
		t.undo = append(t.undo, undo)
	}
	return err
}

// rollback undoes all steps. The stage goes last, since the renames need it.
func (t *transaction) rollback() error {
	var errs []error
	for _, undo := range slices.Backward(t.undo) {
		if err := undo(); err != nil {
			errs = append(errs, fmt.Errorf("undoing: %w", err))
		}
	}
	return errors.Join(errs...)
}

func (t *transaction) staged(what string, i int) string {
	return path.Join(t.stage, fmt.Sprint(what, "-", i))
}
