package iamtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Package is a folder in which a package of npm is installed, at a version,
// e.g., "aws-cdk@2.1148.1". It is outside the repository, in the user's cache,
// and kept for the next run. The test is skipped if node and npm are not
// there, or the package cannot be had, or with -short; with CI=true, it fails
// where something is missing.
func Package(t testing.TB, name string) (folder string) {
	t.Helper()
	leaveOut(t, "node")
	cache, err := os.UserCacheDir()
	if err == nil {
		folder = filepath.Join(cache, "emriam-judges", strings.NewReplacer("/", "-", "@", "-").Replace(name))
		err = install(folder, name)
	}
	if err == nil {
		return folder
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("installing %s: %v", name, err)
	}
	t.Skipf("%s is not installed: %v", name, err)
	return ""
}

// install makes the folder whole or not at all: another test may want it at
// the same time.
func install(folder, name string) error {
	if _, err := exec.LookPath("node"); err != nil {
		return err
	}
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(folder), "new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := retry(3, func() error {
		cmd := exec.Command("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", temp, name)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := os.Rename(temp, folder); err != nil {
		_, gone := os.Stat(folder) // another was quicker
		return gone
	}
	return nil
}

// retry waits a little longer each time.
func retry(times int, try func() error) (err error) {
	for i := range times {
		if i > 0 {
			time.Sleep(time.Duration(i) * 2 * time.Second)
		}
		if err = try(); err == nil {
			return nil
		}
	}
	return err
}
