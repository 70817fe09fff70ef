package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/lint"
	"github.com/emriam/emriam/templates"
)

// input is the text of a spec, and the name by which findings call it.
type input struct {
	file string
	text []byte
}

// maxSpec bounds what is read, so that a wrong file name is an error and not
// a full memory. A spec of a thousand roles has about one megabyte.
const maxSpec = 32 << 20

func fileFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVarP(file, "file", "f", "", "the spec, or - for standard input (default: the built-in spec)")
}

// readSpec reads the spec that -f names.
func readSpec(file string) (input, error) {
	if file == "" {
		return input{spec.BuiltInFile, spec.BuiltIn}, nil
	}
	return readFile(file, maxSpec)
}

// readFile reads a file, or standard input if its name is "-", of at most so
// many bytes.
func readFile(file string, most int64) (input, error) {
	if file == "-" {
		text, err := readAll("standard input", os.Stdin, most)
		return input{"<stdin>", text}, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return input{}, trouble(file, err)
	}
	if info.IsDir() {
		return input{}, fmt.Errorf("reading %s: it is a folder", file)
	}
	if !info.Mode().IsRegular() {
		return input{}, fmt.Errorf("reading %s: it is not a regular file; -f - reads standard input", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return input{}, trouble(file, err)
	}
	defer f.Close()
	text, err := readAll(file, f, most)
	return input{file, text}, err
}

func readAll(name string, r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, trouble(name, err)
	}
	if int64(len(text)) > most {
		return nil, fmt.Errorf("reading %s: it is larger than %d MB, the most that is read", name, most>>20)
	}
	return text, nil
}

// trouble names the file once, which errors of the os package do too.
func trouble(name string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("reading %s: %w", name, err)
}

// load compiles and checks a spec, and adds more findings.
func (in input) load(more ...lint.More) (*spec.Spec, *diag.List) {
	return lint.Load(in.file, in.text, templates.FS, more...)
}

// colorful reports whether w shows colours and its user wants them, see
// https://no-color.org.
func colorful(w *os.File) bool {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := w.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
