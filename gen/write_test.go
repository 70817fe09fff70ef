package gen

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// files makes files of the target "t" from "path=content", or of another one
// from "target:path=content".
func files(specs ...string) []File {
	out := []File{}
	for _, s := range specs {
		target, rest, ok := strings.Cut(s, ":")
		if !ok {
			target, rest = "t", s
		}
		path, content, _ := strings.Cut(rest, "=")
		out = append(out, File{Path: path, Content: []byte(content + "\n"), Target: target})
	}
	return out
}

func mustWrite(t *testing.T, dir string, files []File, o Options) {
	t.Helper()
	if _, err := Write(dir, files, o); err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, dir string, files []File, o Options) []string {
	t.Helper()
	changes, err := Check(dir, files, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range changes {
		out = append(out, c.String())
	}
	return out
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tree maps each name below dir to its mode and content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		out[rel] = info.Mode().String()
		if e.Type().IsRegular() {
			content, err := os.ReadFile(name)
			out[rel] += " " + string(content)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// names lists the files in tree, without the manifest.
func names(t *testing.T, dir string) string {
	t.Helper()
	var out []string
	fsys := os.DirFS(dir)
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && name != manifestPath {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestWriteThenCheck(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "not", "there")
	want := []string{".emriam.json is missing", "a is missing", "x/b is missing"}
	if diff := cmp.Diff(want, check(t, dir, files("a", "x/b"), Options{})); diff != "" {
		t.Errorf("Check of no folder (-want +got):\n%s", diff)
	}
	mustWrite(t, dir, files("a", "x/b"), Options{})
	before := tree(t, dir)
	if got := check(t, dir, files("a", "x/b"), Options{}); got != nil {
		t.Errorf("Check after Write: %v", got)
	}
	changes, err := Write(dir, files("a", "x/b"), Options{})
	if err != nil || changes != nil {
		t.Errorf("second Write: %v, %v", changes, err)
	}
	want = []string{".emriam.json is stale", "a is stale", "c is missing", "x/b is left over"}
	if diff := cmp.Diff(want, check(t, dir, files("a=2", "c"), Options{})); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("Check wrote (-before +after):\n%s", diff)
	}
}

func TestWriteTouchesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustWrite(t, dir, files("same", "stale=1"), Options{})
	old := modTimes(t, dir, "same", "stale", manifestPath)
	mustWrite(t, dir, files("same", "stale=2"), Options{})
	now := modTimes(t, dir, "same", "stale", manifestPath)
	if !os.SameFile(old[0], now[0]) || !os.SameFile(old[2], now[2]) {
		t.Error("an unchanged file was replaced")
	}
	if os.SameFile(old[1], now[1]) {
		t.Error("a changed file was written in place, so that a reader may see half of it")
	}
}

func modTimes(t *testing.T, dir string, names ...string) []fs.FileInfo {
	t.Helper()
	var out []fs.FileInfo
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, info)
	}
	return out
}

func TestWriteRemovesLeftOvers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustWrite(t, dir, files("a", "x/b", "x/y/c", "z/d"), Options{})
	put(t, dir, "z/foreign", "somebody's")
	mustWrite(t, dir, files("a"), Options{})
	if got, want := names(t, dir), "a z/foreign"; got != want {
		t.Errorf("files are %s, want %s", got, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "x")); !os.IsNotExist(err) {
		t.Errorf("the emptied folder x: %v", err)
	}
}

func TestOptionsKeepOtherFiles(t *testing.T) {
	t.Parallel()
	before := files("one:a", "one:environments/dev/a", "one:environments/prod/a", "two:b")
	tests := []struct {
		name  string
		o     Options
		files []File
		want  string
	}{
		{"all", Options{}, files("one:new"), "new"},
		{"one target", Options{Targets: []string{"one"}}, files("one:new"), "b new"},
		{"target that is gone", Options{Targets: []string{"three"}}, files("three:new"), "a b environments/dev/a environments/prod/a new"},
		{"one environment", Options{Env: "dev"}, files("one:environments/dev/b"), "environments/dev/b environments/prod/a"},
		{"both", Options{Targets: []string{"two"}, Env: "dev"}, files("two:new"), "a environments/dev/a environments/prod/a new"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			mustWrite(t, dir, before, Options{})
			mustWrite(t, dir, tt.files, tt.o)
			if got := names(t, dir); got != tt.want {
				t.Errorf("files are %s, want %s", got, tt.want)
			}
			if got := check(t, dir, tt.files, tt.o); got != nil {
				t.Errorf("Check: %v", got)
			}
		})
	}
}

func TestOthersFiles(t *testing.T) {
	t.Parallel()
	const header = "# Code generated by emriam from emr.yaml. DO NOT EDIT.\n"
	tests := []struct {
		name string
		make func(t *testing.T, dir string) // before Write of "a" and "x/b"
		want string                         // in the error, or "" for none
	}{
		{"unknown file", func(t *testing.T, dir string) { put(t, dir, "x/b", "somebody's") }, "x/b differs from what emriam generates and is not in .emriam.json"},
		{"equal file", func(t *testing.T, dir string) { put(t, dir, "x/b", "\n") }, ""},
		{"our header", func(t *testing.T, dir string) { put(t, dir, "x/b", header+"old") }, ""},
		{"lost manifest", func(t *testing.T, dir string) {
			mustWrite(t, dir, files("a", "x/b"), Options{})
			_ = os.Remove(filepath.Join(dir, manifestPath))
		}, ""},
		{"broken manifest", func(t *testing.T, dir string) { put(t, dir, manifestPath, "<<<<<<<") }, "restore it, or delete it"},
		{"manifest that leads out", func(t *testing.T, dir string) { put(t, dir, manifestPath, `{"files": {"t": ["../foreign"]}}`) }, `"../foreign" is no path below`},
		{"manifest that lists itself", func(t *testing.T, dir string) { put(t, dir, manifestPath, `{"files": {"t": [".emriam.json"]}}`) }, "is the manifest"},
		{"linked manifest", func(t *testing.T, dir string) { link(t, "../foreign", dir, manifestPath) }, ".emriam.json is a symbolic link"},
		{"linked file", func(t *testing.T, dir string) { link(t, "../../foreign", dir, "x/b") }, "x/b is a symbolic link"},
		{"link inside", func(t *testing.T, dir string) { link(t, "../a", dir, "x/b") }, "x/b is a symbolic link"},
		{"linked folder", func(t *testing.T, dir string) { link(t, "..", dir, "x") }, "x/b is below x, which is a symbolic link"},
		{"folder", func(t *testing.T, dir string) { put(t, dir, "x/b/c", "") }, "x/b is a folder"},
		{"file for a folder", func(t *testing.T, dir string) { put(t, dir, "x", "") }, "x/b is below x, which is a file"},
		{"left-over that is a link now", func(t *testing.T, dir string) {
			mustWrite(t, dir, files("old/c"), Options{})
			_ = os.RemoveAll(filepath.Join(dir, "old"))
			link(t, "..", dir, "old")
			put(t, dir, "../c", "somebody's")
		}, ""},
		{"folder that is a link", func(t *testing.T, dir string) {
			_ = os.RemoveAll(dir)
			link(t, t.TempDir(), dir, ".")
		}, ""},
		{"folder that is a file", func(t *testing.T, dir string) {
			_ = os.RemoveAll(dir)
			put(t, dir, ".", "")
		}, "is not a folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			put(t, top, "foreign", "somebody's")
			dir := filepath.Join(top, "out")
			put(t, dir, "mine", "mine")
			tt.make(t, dir)
			before := tree(t, top)
			_, err := Write(dir, files("a", "x/b"), Options{})
			if tt.want == "" {
				expectWritten(t, dir, err)
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("Write: %v, want %q", err, tt.want)
			}
			if diff := cmp.Diff(before, tree(t, top)); diff != "" {
				t.Errorf("Write failed and left (-before +after):\n%s", diff)
			}
		})
	}
}

func expectWritten(t *testing.T, dir string, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if got := check(t, dir, files("a", "x/b"), Options{}); got != nil {
		t.Errorf("Check: %v", got)
	}
	for _, name := range []string{"foreign", "c"} {
		content, err := os.ReadFile(filepath.Join(dir, "..", name))
		if err == nil && string(content) != "somebody's" || err != nil && name == "foreign" {
			t.Errorf("the file of others: %s, %v", content, err)
		}
	}
}

func link(t *testing.T, to, dir, name string) {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func TestPathsStayInside(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"../a", "x/../../a", "/etc/a", ".", "", "x/", "./a", `..\a`, manifestPath} {
		top := t.TempDir()
		if _, err := Write(filepath.Join(top, "out"), files("b", path), Options{}); err == nil {
			t.Errorf("Write to %q is no error", path)
		}
		if got := names(t, top); got != "" {
			t.Errorf("Write to %q wrote %s", path, got)
		}
	}
}

func TestManifestIsReadable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustWrite(t, dir, files("two:b", "one:c", "two:a"), Options{})
	got, err := os.ReadFile(filepath.Join(dir, manifestPath))
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "comment": "Files that emriam generated, by target. Do not edit.",
  "files": {
    "one": [
      "c"
    ],
    "two": [
      "a",
      "b"
    ]
  }
}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
}
