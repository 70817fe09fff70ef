package gen

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/header"
)

// Kind says how a file in the output folder differs from what is generated.
type Kind string

// The kinds.
const (
	Missing  Kind = "missing"    // it is not there
	Stale    Kind = "stale"      // its content is another
	LeftOver Kind = "left over"  // it is ours and no longer generated
	InTheWay Kind = "in the way" // what is at its path is not ours
)

// Change is a file in the output folder that differs from what is generated.
type Change struct {
	Path   string // below the output folder, with slashes
	Kind   Kind
	Reason string // what is InTheWay, e.g., "is a symbolic link"

	old, new []byte
	perm     fs.FileMode
}

func (c Change) String() string {
	if c.Kind == InTheWay {
		return c.Path + " " + c.Reason
	}
	return c.Path + " is " + string(c.Kind)
}

// folder is an output folder as Write and Check see it.
type folder struct {
	disk
	below string            // where it is on disk
	dirs  map[string]string // folder → why nothing can be written to it, or ""
}

// changes compares the folder with the files of a run with o, the manifest
// included.
func (d *folder) changes(files []File, o Options) ([]Change, error) {
	m, mc, err := d.manifest()
	if err != nil {
		return nil, err
	}
	var out []Change
	wanted := map[string]bool{}
	for _, f := range files {
		if err := checkLocal(f.Path); err != nil {
			return nil, err
		}
		wanted[f.Path] = true
		c, err := d.compare(f, m)
		if err != nil {
			return nil, err
		}
		out = append(out, c...)
	}
	left, err := d.leftOvers(m.covered(o), wanted)
	if err != nil {
		return nil, err
	}
	out = append(out, left...)
	if mc.new = m.after(files, o).json(); !bytes.Equal(mc.old, mc.new) {
		out = append(out, mc)
	}
	slices.SortFunc(out, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return out, nil
}

// manifest reads the manifest and returns the change to it too, but for the
// new content.
func (d *folder) manifest() (manifest, Change, error) {
	c := Change{Path: manifestPath, Kind: Missing}
	info, reason, err := d.look(manifestPath)
	switch {
	case err != nil:
		return manifest{}, c, err
	case reason != "":
		return manifest{}, c, fmt.Errorf("%s %s", manifestPath, reason)
	case info == nil:
		return manifest{}, c, nil
	}
	c.Kind, c.perm = Stale, info.Mode().Perm()
	if c.old, err = d.ReadFile(d.name(manifestPath)); err != nil {
		return manifest{}, c, err
	}
	m, err := parseManifest(c.old)
	if err != nil {
		return manifest{}, c, fmt.Errorf("%s: %w; restore it, or delete it and generate again", manifestPath, err)
	}
	return m, c, nil
}

// compare returns the change that f needs, if any.
func (d *folder) compare(f File, m manifest) ([]Change, error) {
	c := Change{Path: f.Path, new: f.Content}
	info, reason, err := d.look(f.Path)
	switch {
	case err != nil:
		return nil, err
	case reason != "":
		c.Kind, c.Reason = InTheWay, reason
		return []Change{c}, nil
	case info == nil:
		c.Kind = Missing
		return []Change{c}, nil
	}
	c.perm = info.Mode().Perm()
	if c.old, err = d.ReadFile(d.name(f.Path)); err != nil {
		return nil, err
	}
	switch {
	case bytes.Equal(c.old, c.new):
		return nil, nil
	case m.lists(f.Path) || header.On(c.old):
		c.Kind = Stale
	default:
		c.Kind, c.Reason = InTheWay, "differs from what emriam generates and is not in "+manifestPath
	}
	return []Change{c}, nil
}

// leftOvers returns those of the listed files that are there and not wanted.
// What is not a regular file any more is not ours any more.
func (d *folder) leftOvers(listed []string, wanted map[string]bool) ([]Change, error) {
	var out []Change
	for _, p := range listed {
		if wanted[p] {
			continue
		}
		info, reason, err := d.look(p)
		if err != nil {
			return nil, err
		}
		if info != nil && reason == "" {
			out = append(out, Change{Path: p, Kind: LeftOver})
		}
	}
	return out, nil
}

// look returns what is at a path: nil if nothing is, and a reason if it is
// nothing that Write may replace.
func (d *folder) look(file string) (fs.FileInfo, string, error) {
	reason, err := d.lookDir(path.Dir(file))
	if err != nil || reason != "" {
		return nil, reason, err
	}
	info, err := d.Lstat(d.name(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", nil
	case err != nil:
		return nil, "", err
	case !info.Mode().IsRegular():
		return nil, "is " + describe(info), nil
	}
	return info, "", nil
}

// lookDir returns why nothing may be written below a folder: it, or one above
// it, is a symbolic link or a file.
func (d *folder) lookDir(dir string) (string, error) {
	if dir == "." {
		return "", nil
	}
	if reason, ok := d.dirs[dir]; ok {
		return reason, nil
	}
	reason, err := d.lookDir(path.Dir(dir))
	if err != nil || reason != "" {
		return reason, err
	}
	info, err := d.Lstat(d.name(dir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", err
	case !info.IsDir():
		reason = fmt.Sprintf("is below %s, which is %s", dir, describe(info))
	}
	d.dirs[dir] = reason
	return reason, nil
}

func describe(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	case mode.IsRegular():
		return "a file"
	default:
		return "not a regular file"
	}
}

func (d *folder) name(file string) string { return path.Join(d.below, file) }

// checkLocal returns an error if a path leads out of the output folder, or to
// the manifest.
func checkLocal(p string) error {
	if !fs.ValidPath(p) || !filepath.IsLocal(filepath.FromSlash(p)) || strings.Contains(p, `\`) || p == "." {
		return fmt.Errorf("%q is no path below the output folder", p)
	}
	if p == manifestPath {
		return fmt.Errorf("%q is the manifest, which is not generated", p)
	}
	return nil
}
