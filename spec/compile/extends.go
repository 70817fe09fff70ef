package compile

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// BuiltInName is the name of the built-in spec, under extends and on the command
// line. A file with that name is ./built-in.
const BuiltInName = "built-in"

// builtInFile is the name in findings of a built-in spec that is extended: the spec
// itself may be named emr.yaml.
const builtInFile = "<built-in>"

// chain is a spec and the specs that it extends, while they are read.
type chain struct {
	read  func(name string) ([]byte, error)
	files []string // as they were read, to know a circle by
}

// OutsideError is the error for a file whose location is not allowed.
type OutsideError string // e.g., "is a symbolic link"

func (e OutsideError) Error() string { return string(e) }

// open reads a spec and the specs that it extends: the fields of all, where each
// spec overrides the next. It returns nil after a finding.
func (c *chain) open(sc *scope, text []byte) fields {
	c.files = append(c.files, path.Clean(filepath.ToSlash(sc.src.File)))
	root := syntax.Parse(sc.src, text, sc.diags)
	if root == nil {
		return nil
	}
	own := sc.fields(root, "the spec", language.Spec)
	sc.required(root.Span(), own, "the spec", "version", "name")
	if v, ok := own.get("version"); ok && (v.n.Kind != syntax.Scalar || v.n.Text != language.Version) {
		sc.helpf(v.n.Span(), "bad-version", "write version: 1", "the version of the spec language must be 1, not %q", v.n.Text)
	}
	f, ok := own.get("extends")
	if !ok || f.n.Kind == syntax.Null {
		return own
	}
	sc.extends = true
	below := c.extend(sc, f)
	below = below.only(func(key string) bool { return slices.Contains(language.Sections, key) })
	return own.over(below, language.Sections)
}

// extend opens the spec that another extends.
func (c *chain) extend(sc *scope, f field) fields {
	name, ok := sc.plain(f.n, "extends")
	if !ok {
		return nil
	}
	file, text := c.find(sc, f.n.Span(), name)
	if text == nil {
		return nil
	}
	sc.diags.AddSource(file, text)
	sc.diags.AddVia(file, diag.Note{Pos: f.n.Span().Pos, Text: "extended here"})
	below := *sc
	below.src, below.level, below.extends = syntax.NewSource(file, text), sc.level+1, false
	below.src.Shared = true
	return c.open(&below, text)
}

// find returns a spec to extend; the text is nil, after a finding, if there is
// none.
func (c *chain) find(sc *scope, at diag.Span, name string) (file string, text []byte) {
	if name == BuiltInName {
		return builtInFile, spec.BuiltIn
	}
	file = beside(sc.src.File, name)
	switch {
	case c.read == nil:
		sc.helpf(at, "bad-extends", "write extends: built-in", "the spec extends %q, but no files are available here", name)
		return "", nil
	case slices.Contains(c.files, file):
		sc.errorf(at, "extends-cycle", "the spec extends itself: %s", strings.Join(append(c.files[slices.Index(c.files, file):], file), " extends "))
		return "", nil
	case len(c.files) > syntax.MaxExtends:
		sc.errorf(at, "too-large", "the spec extends more than %d others, directly or indirectly", syntax.MaxExtends)
		return "", nil
	}
	text, why := readNamed(c.read, file)
	if text == nil {
		code := "bad-extends"
		if why.outside {
			code = "extends-outside"
		}
		if why.missing {
			why.help += ", or built-in"
		}
		sc.helpf(at, code, why.help, "the spec extends %q, %s", name, why.text)
		return "", nil
	}
	return file, text
}

// beside returns the name of a file that another names.
func beside(file, name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(path.Dir(filepath.ToSlash(file)), name)
}

// notRead says why a file was not read.
type notRead struct {
	text, help       string
	outside, missing bool
}

// readNamed reads a file that a spec names. The text is nil if it cannot be read.
func readNamed(read func(name string) ([]byte, error), file string) ([]byte, notRead) {
	if read == nil {
		return nil, notRead{text: "but no files are available here"}
	}
	text, err := read(filepath.FromSlash(file))
	if err == nil {
		return append([]byte{}, text...), notRead{}
	}
	if outside := OutsideError(""); errors.As(err, &outside) {
		return nil, notRead{text: "which " + outside.Error(), help: "move it to the folder of the spec, or, if you trust it, pass --allow-outside", outside: true}
	}
	if path := new(fs.PathError); errors.As(err, &path) {
		err = path.Err
	}
	out := notRead{text: "which cannot be read: " + err.Error(), missing: errors.Is(err, fs.ErrNotExist)}
	if out.missing {
		out.help = "name a file relative to the folder of this one"
	}
	return nil, out
}

// section returns the entries of a section, in order, each with its layers: those of
// extended specs come first.
func section(fs fields, key string) []field {
	kept, _ := fs.at(key).byName(key)
	return kept
}

// byName merges the entries of a section's layers by name. Null removes an inherited
// entry, or all; byName also returns the removed ones by name.
func (f field) byName(what string) (kept []field, gone []string) {
	for _, layer := range f.layers() {
		if layer.n.Kind == syntax.Null {
			gone, kept = append(gone, keysOf(kept)...), nil
		}
		for _, e := range layer.sc.entries(layer.n, what) {
			own := field{key: e.Key, n: e.Value, sc: layer.sc}
			at := slices.IndexFunc(kept, func(k field) bool { return k.key.Text == e.Key.Text })
			switch {
			case at >= 0 && own.n.Kind == syntax.Null:
				kept = slices.Delete(kept, at, at+1)
				gone = append(gone, own.key.Text)
			case at >= 0:
				kept[at] = kept[at].joined(own)
			case own.n.Kind == syntax.Null && layer.sc.extends:
				own.sc.helpf(own.key.Span(), "unknown-entry", diag.DidYouMean(own.key.Text, keysOf(kept)), "%s removes %q, which the extended spec does not have", what, own.key.Text)
			default:
				kept = append(kept, own)
			}
		}
	}
	return kept, gone
}

func keysOf(entries []field) []string {
	return lists.Map(entries, func(f field) string { return f.key.Text })
}

// merged returns the fields of a mapping with several layers.
func (f field) merged(what string, of *language.Shape) fields {
	if f.more == nil && f.n != nil && f.n.Kind != syntax.Null { // as most are
		return f.sc.fields(f.n, what, of)
	}
	var out fields
	for _, layer := range f.live() {
		own := layer.sc.fields(layer.n, what, of)
		out = own.over(underOrigin(own, out), joined)
	}
	return out
}

// origins are the fields that name what a body inherits from; ofOrigin are the
// fields that depend on it.
var (
	origins  = []string{"template", "from", "existing"}
	ofOrigin = []string{"with", "statements"}
)

// underOrigin returns the inherited fields that remain if a body overrides what it
// inherits from.
func underOrigin(own, below fields) fields {
	anew := func(key string) bool { f, ok := own.get(key); return ok && f.n.Kind != syntax.Null }
	if !slices.ContainsFunc(origins, anew) {
		return below
	}
	return below.only(func(key string) bool {
		return !slices.Contains(origins, key) && !slices.Contains(ofOrigin, key) && (!anew("existing") || slices.Contains(language.ExistingRole.Names(), key))
	})
}
