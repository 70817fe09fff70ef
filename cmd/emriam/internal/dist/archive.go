package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// archives packs each program with the license and the notices.
func (r *release) archives() error {
	for i := range r.built {
		b := &r.built[i]
		pack, suffix := r.tar, ".tar.gz"
		if b.os == "windows" {
			pack, suffix = r.zip, ".zip"
		}
		b.archive = fmt.Sprintf("emriam_%s_%s_%s%s", r.version, b.os, b.arch, suffix)
		content, err := pack([]string{b.path, "LICENSE", filepath.Join(r.dir, "NOTICES.txt")})
		if err != nil {
			return err
		}
		if err := r.write(b.archive, content); err != nil {
			return err
		}
	}
	return nil
}

// mode is that of a file in an archive; the first one is the program.
func mode(i int) os.FileMode {
	if i == 0 {
		return 0o755
	}
	return 0o644
}

func (r *release) tar(files []string) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(z)
	for i, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		h := &tar.Header{Name: filepath.Base(file), Mode: int64(mode(i)), Size: int64(len(content)), ModTime: r.date, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := t.Write(content); err != nil {
			return nil, err
		}
	}
	if err := t.Close(); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}

func (r *release) zip(files []string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		h := &zip.FileHeader{Name: filepath.Base(file), Method: zip.Deflate, Modified: r.date}
		h.SetMode(mode(i))
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(content); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// sum is the SHA-256 checksum of a file in the output folder.
func (r *release) sum(name string) (string, error) {
	content, err := os.ReadFile(filepath.Join(r.dir, name))
	return fmt.Sprintf("%x", sha256.Sum256(content)), err
}

// checksums writes the file that sha256sum --check reads.
func (r *release) checksums() error {
	var b strings.Builder
	slices.Sort(r.files)
	for _, name := range r.files {
		sum, err := r.sum(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, name)
	}
	return os.WriteFile(filepath.Join(r.dir, "SHA256SUMS"), []byte(b.String()), 0o644)
}
