// Command dist makes a release of emriam: an archive for each platform, checksums,
// a bill of materials, the notices of all that is in it, a formula for Homebrew and a
// Dockerfile. The same commit and the same Go give the same bytes. It reaches no
// network, but for modules that are not in the cache.
//
//	go run ./cmd/emriam/internal/dist [-o DIR] [PLATFORM...]
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

var platforms = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// maxBinary is the size that no binary may have, so that it is downloaded quickly.
const maxBinary = 20_000_000

func main() {
	log.SetFlags(0)
	log.SetPrefix("dist: ")
	dir := flag.String("o", "dist", "the output folder")
	flag.Parse()
	wanted := flag.Args()
	if len(wanted) == 0 {
		wanted = platforms
	}
	if err := run(*dir, wanted); err != nil {
		log.Fatal(err)
	}
}

// release is what is made, while it is made.
type release struct {
	dir     string
	date    time.Time // of the commit
	commit  string
	version string   // e.g., "v0.1.0"
	modules []module // that any of the binaries links
	built   []binary
	files   []string // in dir, that have a checksum
}

type binary struct {
	os, arch string
	path     string // of the program
	archive  string // its name in dir
}

func run(dir string, wanted []string) error {
	r := release{dir: dir}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "emriam-dist-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := r.identify(); err != nil {
		return err
	}
	for _, p := range wanted {
		b, err := r.build(work, p)
		if err != nil {
			return err
		}
		r.built = append(r.built, b)
	}
	for _, step := range []func() error{r.readModules, r.notices, r.archives, r.bill, r.templates, r.checksums} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// identify reads the commit, and the version from its tag; without a tag, the version
// is a pseudo-version of Go. That of a checkout with changes ends in +dirty.
func (r *release) identify() error {
	text, err := output("git", "log", "-1", "--format=%cI %H")
	if err != nil {
		return err
	}
	date, commit, _ := strings.Cut(strings.TrimSpace(text), " ")
	at, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return err
	}
	r.date, r.commit = at.UTC(), commit
	tag, err := output("git", "tag", "--points-at", "HEAD", "--list", "v*")
	if r.version = strings.TrimSpace(strings.SplitN(tag, "\n", 2)[0]); r.version == "" {
		r.version = "v0.0.0-" + r.date.Format("20060102150405") + "-" + commit[:12]
	}
	if err != nil {
		return err
	}
	changed, err := output("git", "status", "--porcelain", "--untracked-files=no")
	if changed != "" {
		r.version += "+dirty"
	}
	return err
}

// build compiles the command without cgo, so that it needs no libc, and without what
// only a debugger reads. Calls are inlined in the compiler and below it alone: elsewhere, that
// makes the program 9 % larger, and not faster.
func (r *release) build(work, platform string) (binary, error) {
	system, arch, ok := strings.Cut(platform, "/")
	if !ok {
		return binary{}, fmt.Errorf("%q is no platform such as linux/amd64", platform)
	}
	b := binary{os: system, arch: arch, path: filepath.Join(work, system+"-"+arch, "emriam")}
	if system == "windows" {
		b.path += ".exe"
	}
	const module = "github.com/emriam/emriam/"
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -X main.released=" + r.version + " -X main.commit=" + r.commit, "-o", b.path}
	for _, rooms := range []string{"cmd/...", "analysis/...", "gen/...", "spec/importer"} {
		args = append(args, "-gcflags="+module+rooms+"=-l")
	}
	cmd := exec.Command("go", append(args, module+"cmd/emriam")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+arch, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return b, fmt.Errorf("building for %s: %w\n%s", platform, err, out)
	}
	info, err := os.Stat(b.path)
	if err == nil && info.Size() >= maxBinary {
		err = fmt.Errorf("the program for %s has %d bytes, and may have %d", platform, info.Size(), maxBinary)
	}
	return b, err
}

func (r *release) write(name string, content []byte) error {
	r.files = append(r.files, name)
	return os.WriteFile(filepath.Join(r.dir, name), content, 0o644)
}

// output runs a program and returns what it prints.
func output(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		err = fmt.Errorf("%s: %w: %s", name, err, failed.Stderr)
	}
	return string(out), err
}
