package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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

func fileFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVarP(file, "file", "f", "", "the spec, or - for standard input (default: the built-in spec)")
	outsideFlag(cmd)
	allFlag(cmd)
}

// readSpec reads the spec that -f names.
func readSpec(file string) (input, error) {
	if file == "" {
		return input{spec.BuiltInFile, spec.BuiltIn}, nil
	}
	return readInput(file, maxSpec)
}

// readInput reads and decodes a file of limited size, or standard input if its name is "-".
func readInput(file string, most int64) (input, error) {
	if file == "-" {
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
	return loader(in.file).Load(in.file, in.text)
}

// loader loads the spec in a file.
func loader(file string) compile.Loader {
	return compile.Loader{Templates: templates.FS, ReadFile: inside(file)}
}
