package gen

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// disk is a folder with the operations that Write needs. Names have slashes
// and are below the folder. *os.Root is one, which no name and no symbolic
// link leads out of.
type disk interface {
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, content []byte, perm fs.FileMode) error
	Chmod(name string, perm fs.FileMode) error
	Mkdir(name string, perm fs.FileMode) error
	Rename(from, to string) error
	Remove(name string) error
	RemoveAll(name string) error
	Close() error
}

// open opens the output folder. If it does not exist, the disk is the nearest
// folder above it that does, and below is the way down.
func open(dir string) (d disk, below string, err error) {
	dir = filepath.Clean(dir)
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() {
			return nil, "", fmt.Errorf("%s is not a folder", dir)
		}
		if err == nil {
			root, err := os.OpenRoot(dir)
			return root, below, err
		}
		parent := filepath.Dir(dir)
		if !os.IsNotExist(err) || parent == dir {
			return nil, "", err
		}
		below = path.Join(filepath.Base(dir), below)
		dir = parent
	}
}
