package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
	"github.com/emriam/emriam/templates"
)

// input is the text of a spec, and its file name in findings.
type input struct {
	file string
	text []byte
}

// maxSpec is the maximum size of a spec, so that a wrong file name is an error and
// does not fill the memory. A spec with a thousand roles has about one megabyte.
const maxSpec = 32 << 20

// defaultSpec is the spec of a folder.
const defaultSpec = "emriam.yaml"

// fileFlag is the flag -f of a command that reads one spec.
func fileFlag(cmd *cobra.Command, file *specName) {
	cmd.Flags().VarP(file, "file", "f", "the spec: a file, - for standard input, or "+compile.BuiltInName+" (default: "+defaultSpec+")")
	if err := cmd.RegisterFlagCompletionFunc("file", completeSpec); err != nil {
		panic(err)
	}
	outsideFlag(cmd)
	allFlag(cmd)
}

// specName is the name of a spec, which is given at most once; "" stands for
// defaultSpec.
type specName string

func (s *specName) String() string { return string(*s) }
func (s *specName) Type() string   { return "spec" }

// Set sets the name for -f.
func (s *specName) Set(name string) error {
	switch {
	case name == "":
		return errors.New("the name of a spec must not be empty")
	case *s != "" && string(*s) != name:
		return fmt.Errorf("there is one spec, not both %q and %q", string(*s), name)
	}
	*s = specName(name)
	return nil
}

// argument takes the spec from the arguments of a command that has no others.
func (s *specName) argument(cmd *cobra.Command, args []string) error {
	if err := takes(fmt.Sprintf("one spec, not %d", len(args)), 0, 1)(cmd, args); err != nil {
		return err
	}
	for _, name := range args {
		if err := s.Set(name); err != nil {
			return err
		}
	}
	return nil
}

// readSpec reads a spec.
func readSpec(name specName) (input, error) {
	if name != "" {
		return readInput(string(name), maxSpec)
	}
	if _, err := os.Lstat(defaultSpec); errors.Is(err, fs.ErrNotExist) {
		return input{}, fmt.Errorf("no %s here; name a spec, run `emriam init`, or say `%s`", defaultSpec, compile.BuiltInName)
	}
	return readInput(defaultSpec, maxSpec)
}

// readInput reads and decodes a file of limited size, standard input if its name
// is "-", or the built-in spec.
func readInput(file string, most int64) (input, error) {
	switch file {
	case compile.BuiltInName:
		return input{spec.BuiltInFile, spec.BuiltIn}, nil
	case "-":
		text, err := readAll(os.Stdin, most, 0)
		if err != nil {
			return input{}, fmt.Errorf("reading standard input: %w", err)
		}
		return input{"<stdin>", text}, nil
	}
	text, err := readFile(file, most)
	if err != nil {
		return input{}, fmt.Errorf("reading %s: %w", file, err)
	}
	return input{file, text}, nil
}

// readFile reads a file of limited size. Its errors do not name the file.
func readFile(name string, most int64) ([]byte, error) {
	filesRead = append(filesRead, stampOf(name))
	info, err := os.Stat(name)
	if err != nil {
		return nil, bare(err)
	}
	if info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file; -f - reads standard input")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	return readAll(f, most, info.Size())
}

// readAll reads and decodes at most most bytes; it expects size bytes.
func readAll(r io.Reader, most, size int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(size, most) + bytes.MinRead)) // room for the content, and to detect its end
	if _, err := b.ReadFrom(io.LimitReader(r, most+1)); err != nil {
		return nil, bare(err)
	}
	if int64(b.Len()) > most {
		return nil, fmt.Errorf("it is larger than the maximum of %d MB", most>>20)
	}
	return syntax.Decode(b.Bytes()), nil
}

// bare returns an error of the os package without the name of the file.
func bare(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// compile compiles the spec.
func (in input) compile() (*spec.Spec, *diag.List) {
	defer working("compiling " + in.file)()
	return loader(in.file).Load(in.file, in.text)
}

// compileSpec reads and compiles a spec. If it has errors, they are printed.
func compileSpec(name specName) (in input, s *spec.Spec, found *diag.List, err error) {
	if in, err = readSpec(name); err != nil {
		return in, nil, nil, err
	}
	if s, found = in.compile(); s == nil {
		return in, nil, nil, tell(found)
	}
	return in, s, found, nil
}

// loader loads the spec in a file.
func loader(file string) compile.Loader {
	return compile.Loader{Templates: templates.FS, ReadFile: inside(file)}
}

// allowOutside is the flag --allow-outside of all verbs that read a spec.
var allowOutside bool

func outsideFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&allowOutside, "allow-outside", false, "allow a spec to extend files outside its repository, and through symbolic links")
}

// inside reads a file that a spec extends: a file below the nearest folder that
// has .git or go.mod, or else below the folder of the spec, with no symbolic link
// in its path.
func inside(specFile string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if !allowOutside {
			if err := checkInside(specFile, name); err != nil {
				return nil, err
			}
		}
		return readFile(name, maxSpec)
	}
}

func checkInside(specFile, name string) error {
	own, err := filepath.Abs(filepath.Dir(specFile))
	if err != nil {
		return err
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	top, what := own, "the folder of the spec"
	if repo := repoOf(own); repo != "" {
		top, what = repo, "the nearest folder with .git or go.mod"
	}
	rel, err := filepath.Rel(top, file)
	if err != nil || !filepath.IsLocal(rel) {
		return compile.OutsideError("is outside " + what)
	}
	way := top
	for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
		way = filepath.Join(way, part)
		info, err := os.Lstat(way)
		if err != nil {
			return bare(err)
		}
		if info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 { // irregular: a junction of Windows
			return compile.OutsideError("is reached by a symbolic link, " + part)
		}
	}
	return nil
}

// repoOf returns the nearest folder, from dir upwards, that has .git or go.mod, or
// "" if there is none.
func repoOf(dir string) string {
	for {
		for _, mark := range []string{".git", "go.mod"} {
			if _, err := os.Lstat(filepath.Join(dir, mark)); err == nil {
				return dir
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// documents are the values of --document, each ARN=FILE.
type documents []string

func (d *documents) flag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar((*[]string)(d), "document", nil, "ARN=FILE: the document of a policy that the spec does not create, such as a permissions boundary")
}

// addTo adds the documents to those that a spec knows, before these. The spec may
// be nil.
func (d documents) addTo(s *spec.Spec) error {
	var out []*spec.KnownDocument
	for _, text := range d {
		arn, file, ok := strings.Cut(text, "=")
		if _, err := iam.ParseARN(arn); !ok || err != nil {
			return fmt.Errorf("--document is ARN=FILE, not %q", text)
		}
		in, err := readInput(file, maxSpec)
		if err != nil {
			return err
		}
		read, found := compile.LoadDocument(in.file, in.text, compile.Identity)
		if read == nil {
			return fmt.Errorf("reading %s: %s", file, found.Findings()[0].Message)
		}
		out = append(out, &spec.KnownDocument{ARN: arn, Document: spec.Binding{}.Document(read.Policies[0].Document)})
	}
	if s != nil {
		s.Documents = append(out, s.Documents...)
	}
	return nil
}
