package gen

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	Kept     Kind = "kept"       // it is listed as ours and no longer generated, but not ours
	Dead     Kind = "dead"       // a folder that a run left when it was killed
)

// Change is a file in the output folder that differs from what is generated.
type Change struct {
	Path   string // below the output folder, with slashes
	Kind   Kind
	Reason string // of what is InTheWay or Kept, e.g., "is a symbolic link"

	before, after []byte
	perm          fs.FileMode
}

func (c Change) String() string {
	switch c.Kind {
	case InTheWay:
		return c.Path + " " + c.Reason
	case Kept:
		return c.Path + " is listed in " + manifestPath + ", " + c.Reason
	case Dead:
		return c.Path + " was left by a run that was killed"
	default:
		return c.Path + " is " + string(c.Kind)
	}
}

// folder is an output folder as Write and Check see it.
type folder struct {
	disk                    // nil if there is no folder
	alone bool              // no other run writes to it
	dirs  map[string]string // folder → why nothing can be written to it, or ""
}

func newFolder(d disk, alone bool) *folder { return &folder{d, alone, map[string]string{}} }

// changes compares the folder with the files of a run with o, the manifest
// included. between is what the manifest is to be while they are made.
func (d *folder) changes(out Output, o Options) (changes []Change, between []byte, err error) {
	m, mc, err := d.manifest(out.Spec)
	if err != nil {
		return nil, nil, err
	}
	wanted := map[string]bool{}
	for _, f := range out.Files {
		if err := checkLocal(f.Path); err != nil {
			return nil, nil, err
		}
		wanted[f.Path] = true
		c, err := d.compare(f, m)
		if err != nil {
			return nil, nil, err
		}
		changes = append(changes, c...)
	}
	left, err := d.leftOvers(m, out.Targets, o, wanted)
	if err != nil {
		return nil, nil, err
	}
	dead, err := d.dead()
	if err != nil {
		return nil, nil, err
	}
	changes = slices.Concat(changes, left, dead)
	next := m.after(out, o)
	if mc.after = next.json(); !bytes.Equal(mc.before, mc.after) {
		changes = append(changes, mc)
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return changes, m.until(next).json(), nil
}

// manifest reads the manifest and returns the change to it too, but for the
// new content. That the folder holds the artefacts of another spec is an error.
func (d *folder) manifest(spec string) (manifest, Change, error) {
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
	if c.before, err = d.ReadFile(manifestPath); err != nil {
		return manifest{}, c, err
	}
	m, err := parseManifest(c.before)
	if err != nil {
		return manifest{}, c, fmt.Errorf("%s: %w; restore it, or delete it and generate again", manifestPath, err)
	}
	if m.Spec != "" && m.Spec != spec {
		return manifest{}, c, fmt.Errorf("it contains the artefacts of the spec %q, and this is the spec %q: write to another folder with -o,"+
			" or, if the spec was renamed, change \"spec\" in %s", m.Spec, spec, manifestPath)
	}
	return m, c, nil
}

// compare returns the change that f needs, if any.
func (d *folder) compare(f File, m manifest) ([]Change, error) {
	c := Change{Path: f.Path, after: f.Content}
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
	if c.before, err = d.ReadFile(f.Path); err != nil {
		return nil, err
	}
	switch {
	case bytes.Equal(c.before, c.after):
		return nil, nil
	case m.lists(f.Path) || header.On(c.before):
		c.Kind = Stale
	default:
		c.Kind, c.Reason = InTheWay, "differs from what emriam generates and is not in "+manifestPath
	}
	return []Change{c}, nil
}

// leftOvers returns those of the files that m lists, and that o covers, which
// are there and not wanted. What is not a regular file any more is not ours any
// more.
func (d *folder) leftOvers(m manifest, targets []Target, o Options, wanted map[string]bool) ([]Change, error) {
	var out []Change
	folded := map[string][]string{}
	for p := range wanted {
		folded[strings.ToLower(p)] = append(folded[strings.ToLower(p)], p)
	}
	for p, listed := range m.covered(o) {
		if wanted[p] {
			continue
		}
		info, reason, err := d.look(p)
		if err != nil {
			return nil, err
		}
		if info == nil || reason != "" || d.isOneOf(info, folded[strings.ToLower(p)]) {
			continue
		}
		content, err := d.ReadFile(p)
		if err != nil {
			return nil, err
		}
		c := Change{Path: p, Kind: LeftOver}
		if c.Reason = m.disowns(p, listed, targets, content); c.Reason != "" {
			c.Kind = Kept
		}
		out = append(out, c)
	}
	return out, nil
}

// isOneOf reports whether a file is there under one of some names: on a disk
// that does not tell letter case apart, a file that was renamed so.
func (d *folder) isOneOf(info fs.FileInfo, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		other, err := d.Lstat(name)
		return err == nil && os.SameFile(info, other)
	})
}

// look returns what is at a path: nil if nothing is, and a reason if it is
// nothing that Write may replace.
func (d *folder) look(file string) (fs.FileInfo, string, error) {
	if d.disk == nil {
		return nil, "", nil
	}
	reason, err := d.lookDir(path.Dir(file))
	if err != nil || reason != "" {
		return nil, reason, err
	}
	info, err := d.Lstat(file)
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
	info, err := d.Lstat(dir)
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

// checkLocal returns an error if a path leads out of the output folder, or to
// the manifest.
func checkLocal(p string) error {
	if !fs.ValidPath(p) || !filepath.IsLocal(filepath.FromSlash(p)) || strings.Contains(p, `\`) || p == "." {
		return fmt.Errorf("%q is not a path below the output folder", p)
	}
	if p == manifestPath {
		return fmt.Errorf("%q is the manifest, which is not generated", p)
	}
	return nil
}
