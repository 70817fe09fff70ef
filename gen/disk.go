package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// disk is a folder with the operations that Write needs. Names have slashes
// and are below the folder. No name and no symbolic link leads out of it.
type disk interface {
	Lstat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, content []byte, perm fs.FileMode) error
	Chmod(name string, perm fs.FileMode) error
	Mkdir(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	RemoveAll(name string) error
}

// root is the disk that there is.
type root struct{ *os.Root }

func (r root) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.FS(), name) }

// opened is an output folder that no other run writes to.
type opened struct {
	root    root
	made    []string // folders that were made for it, the outermost first
	release func()
	locked  bool // false where there are no locks, and other runs are not kept out
}

// open makes an output folder, opens it and waits until no other run has it.
func open(dir string) (*opened, error) {
	dir = filepath.Clean(dir)
	var made []string
	for try := 0; ; try++ {
		o, err := openExisting(dir)
		if errors.Is(err, fs.ErrNotExist) {
			var more []string
			more, err = makeFolders(dir)
			made = append(made, more...)
			err = inDir(dir, err)
		}
		switch {
		case o == nil && err == nil:
			continue
		case err == nil:
			o.made = made
			return o, nil
		case try > 100 || !errors.Is(err, fs.ErrNotExist): // another run removes what it made
			return nil, errors.Join(err, removeFolders(made))
		}
	}
}

// openExisting opens an output folder and waits until no other run has it. The
// error is fs.ErrNotExist if there is none, or no longer is: the run that was
// waited for may have made it, failed, and removed it.
func openExisting(dir string) (*opened, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", dir)
	}
	r, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	o := &opened{root: root{r}}
	if o.release, o.locked, err = lock(r); err != nil {
		return nil, errors.Join(inDir(dir, err), r.Close())
	}
	if err := o.isStill(dir); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// isStill returns fs.ErrNotExist if another folder, or none, is in the place
// of the one that was opened.
func (o *opened) isStill(dir string) error {
	now, err := os.Stat(dir)
	if err != nil {
		return err
	}
	opened, err := o.root.Stat(".")
	if err != nil {
		return err
	}
	if !os.SameFile(now, opened) {
		return fmt.Errorf("%s was replaced: %w", dir, fs.ErrNotExist)
	}
	return nil
}

// close lets the next run in.
func (o *opened) close() {
	o.release()
	o.root.Close()
}

// makeFolders makes a folder and those above it, as far as they are missing,
// and returns what it made.
func makeFolders(dir string) ([]string, error) {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	made, err := makeFolders(filepath.Dir(dir))
	if err != nil {
		return made, err
	}
	switch err := os.Mkdir(dir, 0o755); {
	case errors.Is(err, fs.ErrExist): // another run was faster, or a link leads nowhere
		_, err := os.Stat(dir)
		return made, err
	case err != nil:
		return made, err
	}
	return append(made, dir), nil
}

// removeFolders removes folders that were made, the innermost first, if
// nobody has put anything into them.
func removeFolders(made []string) error {
	for _, dir := range slices.Backward(made) {
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) && isEmpty(dir) {
			return err
		}
	}
	return nil
}

func isEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}
