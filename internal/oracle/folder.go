package oracle

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Folder returns an empty folder that has the same path in each run, so that go finds in its
// cache what it built there before; it is removed after the test. While another run has it,
// the folder is one of t's own.
func Folder(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(os.TempDir(), "emriam-test-"+name)
	if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > time.Hour {
		os.RemoveAll(dir) //nolint:errcheck // of a run that was killed
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) }) //nolint:errcheck // the next run tries again
	return dir
}
