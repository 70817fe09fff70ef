package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
)

// apply makes the changes. If one fails, all are undone.
func (d *folder) apply(changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	t := &transaction{folder: d, stage: d.name(fmt.Sprintf(".emriam-%08x", rand.Uint32()))}
	if err := t.commit(changes); err != nil {
		return errors.Join(err, t.rollback())
	}
	t.prune(changes)
	if t.RemoveAll(t.stage) == nil {
		return nil
	}
	if err := t.RemoveAll(t.stage); err != nil {
		return fmt.Errorf("all files are written, but their old contents are left: %w", err)
	}
	return nil
}

// transaction knows how to undo what it has done.
type transaction struct {
	*folder
	stage string         // folder for contents that are not in place
	undo  []func() error // in the order in which the steps were done
}

// commit stages all contents, old ones too, before it moves the first file:
// from then on no step needs space, not even in undoing.
func (t *transaction) commit(changes []Change) error {
	if err := t.mkdirAll(path.Dir(t.stage)); err != nil {
		return err
	}
	if err := t.step(t.Mkdir(t.stage, 0o755), func() error { return t.RemoveAll(t.stage) }); err != nil {
		return err
	}
	for i, c := range changes {
		if err := t.prepare(i, c); err != nil {
			return err
		}
	}
	for _, kind := range []func(Change) bool{isLeftOver, isManifest, isContent} {
		for i, c := range changes {
			if !kind(c) {
				continue
			}
			if err := t.move(i, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// The kinds of changes, in the order in which they are made. A process that is
// killed on the way leaves a manifest that lists no fewer files than are ours.
func isLeftOver(c Change) bool { return c.Kind == LeftOver }
func isManifest(c Change) bool { return c.Path == manifestPath }
func isContent(c Change) bool  { return !isLeftOver(c) && !isManifest(c) }

// prepare stages the contents of change i, and makes room for a new file.
func (t *transaction) prepare(i int, c Change) error {
	switch c.Kind {
	case Missing:
		if err := t.mkdirAll(path.Dir(t.name(c.Path))); err != nil {
			return err
		}
		return t.WriteFile(t.staged("new", i), c.new, 0o644)
	case Stale:
		return errors.Join(t.write(t.staged("new", i), c.new, c.perm), t.write(t.staged("old", i), c.old, c.perm))
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
	name, old, new := t.name(c.Path), t.staged("old", i), t.staged("new", i)
	switch c.Kind {
	case LeftOver:
		return t.step(t.Rename(name, old), func() error { return t.Rename(old, name) })
	case Missing:
		return t.step(t.Rename(new, name), func() error { return t.Rename(name, new) })
	default:
		return t.step(t.Rename(new, name), func() error { return t.Rename(old, name) })
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

// rollback undoes all steps. The stage goes before the folders that it stands
// in, since it was made after them, and after the renames, which need it.
func (t *transaction) rollback() error {
	var errs []error
	for _, undo := range slices.Backward(t.undo) {
		if err := undo(); err != nil {
			errs = append(errs, fmt.Errorf("undoing: %w", err))
		}
	}
	return errors.Join(errs...)
}

// prune removes folders that removed files have left empty. Folders that are
// not empty say so by an error, and an empty one that stays does no harm.
func (t *transaction) prune(changes []Change) {
	for _, c := range changes {
		if c.Kind != LeftOver {
			continue
		}
		for dir := path.Dir(c.Path); dir != "."; dir = path.Dir(dir) {
			if t.Remove(t.name(dir)) != nil {
				break
			}
		}
	}
}

func (t *transaction) staged(what string, i int) string {
	return path.Join(t.stage, fmt.Sprint(what, "-", i))
}
