package gen

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// only is a target that makes files in its folder.
func only(name string) Target {
	t := fake(name)
	t.Patterns = []string{name + "/*.json"}
	return t
}

// A manifest is a file like others: a merge or a stranger may have written it.
// What it lists goes only if emriam can have made it, and did.
func TestManifestIsNotBelieved(t *testing.T) {
	t.Parallel()
	const ours, theirs = "ours\n", "somebody's\n"
	tests := []struct {
		name, manifest string
		put            map[string]string
		want           map[string]string // what becomes of the listed files
	}{
		{
			"of no target", `{"files": {"nosuch": ["README.md", ".git/config", "p/a.json"]}}`,
			map[string]string{"README.md": theirs, ".git/config": theirs, "p/a.json": ours},
			map[string]string{
				"README.md":   "but the target nosuch generates no file with that name",
				".git/config": "but the target nosuch generates no file with that name",
				"p/a.json":    "but the target nosuch generates no file with that name",
			},
		},
		{
			"of a name that the target does not make", `{"files": {"p": ["README.md", "README.md", "p/a.md", "q/a.json", "p/x/a.json", "p/.a.json", ".p/a.json", "p/b.json"]}, "sha256": {"README.md": "HASH"}}`,
			map[string]string{"README.md": ours, "p/a.md": ourHeader, "q/a.json": ourHeader, "p/x/a.json": ourHeader, "p/.a.json": ourHeader, ".p/a.json": ourHeader},
			map[string]string{
				"README.md":  "but the target p generates no file with that name",
				"p/a.md":     "but the target p generates no file with that name",
				"q/a.json":   "but the target p generates no file with that name",
				"p/x/a.json": "but the target p generates no file with that name",
				"p/.a.json":  "but the target p generates no file with that name",
				".p/a.json":  "but the target p generates no file with that name",
			},
		},
		{
			"of others", `{"files": {"p": ["p/none.json", "p/other.json", "p/empty.json"]}, "sha256": {"p/other.json": "HASH"}}`,
			map[string]string{"p/none.json": theirs, "p/other.json": theirs, "p/empty.json": ""},
			map[string]string{
				"p/none.json":  "but does not start like a generated file",
				"p/other.json": "but was changed since emriam wrote it",
				"p/empty.json": "but does not start like a generated file",
			},
		},
		{
			"of ours", `{"files": {"p": ["p/header.json", "p/sum.json", "p/crlf.json", "p/two.json", "p/gone.json"]}, "sha256": {"p/sum.json": "HASH", "p/crlf.json": "HASH", "p/two.json": "0 HASH"}}`,
			map[string]string{"p/header.json": ourHeader + "x", "p/sum.json": ours, "p/crlf.json": "ours\r\n", "p/two.json": ours},
			map[string]string{"p/header.json": "", "p/sum.json": "", "p/crlf.json": "", "p/two.json": ""},
		},
		{
			"listed twice", `{"files": {"p": ["p/a.json", "p/a.json", "p/keep.json", "p/keep.json"], "q": ["p/a.json"]}, "sha256": {"p/a.json": "HASH"}}`,
			map[string]string{"p/a.json": ours, "p/keep.json": "\n"},
			map[string]string{"p/a.json": ""},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, manifestPath, strings.ReplaceAll(tt.manifest, "HASH", sum([]byte(ours))))
			for name, content := range tt.put {
				put(t, dir, name, content)
			}
			before := tree(t, dir)
			out := Output{"s", []Target{only("p"), only("q")}, files("p:p/keep.json")}
			planned, err := Check(dir, out, Options{})
			if err != nil {
				t.Fatal(err)
			}
			changes, err := Write(dir, out, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, c := range changes {
				if c.Kind == LeftOver || c.Kind == Kept {
					got[c.Path] = c.Reason
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("what became of listed files (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(lines(planned), lines(changes)); diff != "" {
				t.Errorf("Check and Write differ (-check +write):\n%s", diff)
			}
			after := tree(t, dir)
			for name := range tt.put {
				if reason, listed := tt.want[name]; listed && reason == "" {
					if after[name] != "" {
						t.Errorf("%s is still there", name)
					}
				} else if after[name] != before[name] {
					t.Errorf("%s was %q and is %q", name, before[name], after[name])
				}
			}
			if again, err := Check(dir, out, Options{}); err != nil || again != nil {
				t.Errorf("Check after Write: %v, %v", again, err)
			}
		})
	}
}

func lines(changes []Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.String())
	}
	return out
}

// A folder holds the artefacts of one spec.
func TestFolderOfAnotherSpec(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustWrite(t, dir, files("a"), Options{})
	before := tree(t, dir)
	other := made(files("b"))
	other.Spec = "other"
	_, written := Write(dir, other, Options{})
	_, checked := Check(dir, other, Options{})
	for _, err := range []error{written, checked} {
		if err == nil || !strings.Contains(err.Error(), `it contains the artefacts of the spec "s", and this is the spec "other": write to another folder with -o`) {
			t.Errorf("the error is %v", err)
		}
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("the folder changed (-before +after):\n%s", diff)
	}
}

// killed is a disk whose process is killed before some operation. A write has
// by then written half.
type killed struct{ failing }

func (d killed) check() {
	if d.fail() != nil {
		panic(errDisk)
	}
}

func (d killed) Lstat(name string) (fs.FileInfo, error)     { d.check(); return d.disk.Lstat(name) }
func (d killed) ReadDir(name string) ([]fs.DirEntry, error) { d.check(); return d.disk.ReadDir(name) }
func (d killed) ReadFile(name string) ([]byte, error)       { d.check(); return d.disk.ReadFile(name) }
func (d killed) Chmod(name string, perm fs.FileMode) error {
	d.check()
	return d.disk.Chmod(name, perm)
}

func (d killed) Mkdir(name string, perm fs.FileMode) error {
	d.check()
	return d.disk.Mkdir(name, perm)
}
func (d killed) Rename(from, to string) error { d.check(); return d.disk.Rename(from, to) }
func (d killed) Remove(name string) error     { d.check(); return d.disk.Remove(name) }
func (d killed) RemoveAll(name string) error  { d.check(); return d.disk.RemoveAll(name) }
func (d killed) WriteFile(name string, content []byte, perm fs.FileMode) error {
	if d.fail() != nil {
		_ = d.disk.WriteFile(name, content[:len(content)/2], perm)
		panic(errDisk)
	}
	return d.disk.WriteFile(name, content, perm)
}

// A run is killed at each operation in turn, between two others. Whatever the
// one after it generates, nothing is left of either, and no file of others is
// touched.
func TestKilledAtEachOperation(t *testing.T) {
	t.Parallel()
	before := files("keep", "stale=1", "old", "x/old", "z/stale=1", "z/h="+ourHeader+"1")
	during := files("keep", "stale=2", "new", "w/v/new", "z/stale=2", "z/h="+ourHeader+"2")
	tests := map[string][]File{
		"as before": before,
		"another":   files("keep", "y/new"),
	}
	for name, after := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fresh := t.TempDir()
			mustWrite(t, fresh, after, Options{})
			put(t, fresh, "others/file", "somebody's")
			want := tree(t, fresh)
			for n := 1; ; n++ {
				dir := t.TempDir()
				mustWrite(t, dir, before, Options{})
				put(t, dir, "others/file", "somebody's")
				if killAt(dir, during, n) {
					return
				}
				stages, _ := filepath.Glob(filepath.Join(dir, ".emriam-*"))
				said := strings.Contains(strings.Join(check(t, dir, after, Options{}), " "), "was left by a run that was killed")
				if said != (len(stages) > 0) {
					t.Errorf("operation %d: there are %v, and Check says so: %t", n, stages, said)
				}
				mustWrite(t, dir, after, Options{})
				if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
					t.Fatalf("killed at operation %d, the folder then differs (-want +got):\n%s", n, diff)
				}
			}
		})
	}
}

// killAt kills a run at operation n, and reports whether there are fewer.
func killAt(dir string, files []File, n int) (done bool) {
	defer func() { _ = recover() }()
	_, _ = write(dir, made(files), Options{}, func(r root) disk { return killed{failing{r, &n}} })
	return true
}

// A folder that only looks like a stage is somebody's own.
func TestForeignStage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, ".emriam-0000000a/new-1", "") // left by a run
	put(t, dir, ".emriam-0000000a/folders", "empty\n.git/refs\n../x\n\n.")
	put(t, dir, ".emriam-0000000b/notes", "somebody's")
	put(t, dir, ".emriam-0000000c/new-1/notes", "somebody's")
	put(t, dir, ".emriam-notes/new-1", "somebody's")
	put(t, dir, ".emriam-0000000d", "somebody's")
	for _, empty := range []string{"empty", ".git/refs"} {
		if err := os.MkdirAll(filepath.Join(dir, empty), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	want := tree(t, dir)
	mustWrite(t, dir, nil, Options{})
	delete(want, ".emriam-0000000a")
	delete(want, ".emriam-0000000a/new-1")
	delete(want, ".emriam-0000000a/folders")
	delete(want, "empty")
	got := tree(t, dir)
	delete(got, manifestPath)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folder (-want +got):\n%s", diff)
	}
}

// folding is a disk that does not tell letter case apart.
type folding struct{ disk }

func (d folding) find(name string) string {
	for _, e := range []string{"a/Job", "a/JOB"} {
		if _, err := d.disk.Lstat(e); err == nil && strings.EqualFold(e, name) {
			return e
		}
	}
	return name
}

func (d folding) Lstat(name string) (fs.FileInfo, error) { return d.disk.Lstat(d.find(name)) }
func (d folding) ReadFile(name string) ([]byte, error)   { return d.disk.ReadFile(d.find(name)) }
func (d folding) Rename(from, to string) error           { return d.disk.Rename(d.find(from), d.find(to)) }

// A file whose name changes in letter case only is one file on some disks.
func TestLetterCase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	through := func(r root) disk { return folding{r} }
	for _, name := range []string{"a/Job=1", "a/JOB=1", "a/JOB=2"} {
		if _, err := write(dir, made(files(name)), Options{}, through); err != nil {
			t.Fatal(err)
		}
		_, content, _ := strings.Cut(name, "=")
		if got, err := os.ReadFile(filepath.Join(dir, "a/Job")); err != nil || string(got) != content+"\n" {
			t.Errorf("after %s: %q, %v", name, got, err)
		}
	}
}

// Runs wait for each other, so that the manifest lists the files of all.
func TestRunsAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "out")
	targets := map[string][]File{"t": files("t/a", "t/b"), "one": files("one:o/a"), "two": files("two:w/a", "two:w/b"), "three": files("three:h/a")}
	done := make(chan error)
	for range 5 {
		for name, list := range targets {
			go func() {
				_, err := Write(dir, made(list), Options{Targets: []string{name}})
				done <- err
			}()
		}
	}
	for range 5 * len(targets) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	all := slices.Concat(slices.Collect(maps.Values(targets))...)
	if got := check(t, dir, all, Options{}); got != nil {
		t.Errorf("Check: %v", got)
	}
}
