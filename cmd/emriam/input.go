package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

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
	if len(args) > 1 {
		return fmt.Errorf("%s takes one spec, not %d; see %s --help", cmd.Name(), len(args), cmd.CommandPath())
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
