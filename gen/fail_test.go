package gen

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var errDisk = errors.New("disk failed")

// failing fails one operation. A write that fails has written half, as on a
// full disk.
type failing struct {
	disk
	countdown *int
}

func (d failing) fail() error {
	*d.countdown--
	if *d.countdown == 0 {
		return errDisk
	}
	return nil
}

func (d failing) Lstat(name string) (fs.FileInfo, error) {
	if err := d.fail(); err != nil {
		return nil, err
	}
	return d.disk.Lstat(name)
}

func (d failing) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := d.fail(); err != nil {
		return nil, err
	}
	return d.disk.ReadDir(name)
}

func (d failing) ReadFile(name string) ([]byte, error) {
	if err := d.fail(); err != nil {
		return nil, err
	}
	return d.disk.ReadFile(name)
}

func (d failing) WriteFile(name string, content []byte, perm fs.FileMode) error {
	if err := d.fail(); err != nil {
		return errors.Join(err, d.disk.WriteFile(name, content[:len(content)/2], perm))
	}
	return d.disk.WriteFile(name, content, perm)
}

func (d failing) Chmod(name string, perm fs.FileMode) error {
	return cmpOr(d.fail(), func() error { return d.disk.Chmod(name, perm) })
}

func (d failing) Mkdir(name string, perm fs.FileMode) error {
	return cmpOr(d.fail(), func() error { return d.disk.Mkdir(name, perm) })
}

func (d failing) Rename(from, to string) error {
	return cmpOr(d.fail(), func() error { return d.disk.Rename(from, to) })
}

func (d failing) Remove(name string) error {
	return cmpOr(d.fail(), func() error { return d.disk.Remove(name) })
}

func (d failing) RemoveAll(name string) error {
	return cmpOr(d.fail(), func() error { return d.disk.RemoveAll(name) })
}

func cmpOr(err error, f func() error) error {
	if err != nil {
		return err
	}
	return f()
}

// Each file operation fails in turn. The tree is then as it was, or, where the
// operation was one that Write can do without, as it should become.
func TestWriteFailsAtEachOperation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		before, after []File
	}{
		{"into no folder", nil, files("a", "x/b", "x/y/c")},
		{"create, replace and remove", files("keep", "stale=1", "old", "x/old", "x/y/old", "z/stale=1"), files("keep", "stale=2", "new", "w/new", "z/stale=2", "z/new")},
		{"remove all", files("a", "x/b"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				if done := failAt(t, n, tt.before, tt.after); done {
					t.Logf("%d operations", n-1)
					break
				}
			}
		})
	}
}

// failAt writes with a disk that fails at operation n, and reports whether
// there were fewer.
func failAt(t *testing.T, n int, before, after []File) bool {
	t.Helper()
	top := t.TempDir()
	dir := filepath.Join(top, "deep", "out")
	if before != nil {
		mustWrite(t, dir, before, Options{})
		put(t, dir, "x/foreign", "somebody's")
		if err := os.Chmod(filepath.Join(dir, before[0].Path), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := tree(t, top)
	countdown := n
	_, err := write(dir, made(after), Options{}, func(r root) disk { return failing{r, &countdown} })
	if err != nil {
		if !errors.Is(err, errDisk) {
			t.Errorf("operation %d: %v", n, err)
		}
		if diff := cmp.Diff(old, tree(t, top)); diff != "" {
			t.Fatalf("operation %d failed and left (-before +now):\n%s", n, diff)
		}
	} else if diff := check(t, dir, after, Options{}); diff != nil {
		t.Fatalf("operation %d failed, Write did not, and Check finds %v", n, diff)
	}
	for name := range tree(t, top) {
		if strings.Contains(name, ".emriam-") {
			t.Errorf("operation %d left %s", n, name)
		}
	}
	return countdown > 0
}

// A disk that fails for good cannot be mended, but Write says so.
func TestWriteToDyingDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustWrite(t, dir, files("a=1", "b=1"), Options{})
	renames := 0
	_, err := write(dir, made(files("a=2", "b=2")), Options{}, func(r root) disk { return dying{r, &renames} })
	if err == nil || !strings.Contains(err.Error(), "undoing") {
		t.Errorf("Write says %v", err)
	}
	want := []string{".emriam.json is stale", "b is stale"}
	if diff := cmp.Diff(want, check(t, dir, files("a=2", "b=2"), Options{})); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}

// dying renames twice, the manifest and a, and never again.
type dying struct {
	disk
	renames *int
}

func (d dying) Rename(from, to string) error {
	if *d.renames++; *d.renames > 2 {
		return errDisk
	}
	return d.disk.Rename(from, to)
}
