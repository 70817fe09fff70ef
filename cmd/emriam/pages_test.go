package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/emriam/emriam/internal/oracle"
)

// A page of Markdown is a session in an empty folder. Of its blocks, in order,
//
//   - console is what a terminal shows: "$ " begins a command, which may go on after a
//     backslash, and its output follows. A line … stands for any lines, and … in a
//     line for any text.
//   - one below <!-- file: NAME --> is the whole content of a file.
//   - one below <!-- from: FILE --> is an excerpt of a file of the repository, and one
//     below <!-- shows: FILE --> of a file of the session; both but for indentation.
//
// A comment <!-- with: FILE --> extracts a txtar archive into the folder; what it has in
// bin/ are programs, such as a stand-in for the AWS CLI. A block of commands that cannot
// run here is below <!-- not run: WHY -->.
type page struct {
	t    *testing.T
	dir  string
	env  []string
	ran  int
	name string
}

var (
	pageBlock = regexp.MustCompile("(?sm)(?:^<!-- (with|file|from|shows|not run): ([^\n]*?) -->\n)?(?:^```(\\w*)\n(.*?)^```$|^<!-- with: ([^\n]*?) -->$)")
	more      = regexp.MustCompile(`^\s*…$`)
)

// Every command in the pages runs, and prints what the page says.
func TestPages(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	oracle.Program(t, "git")
	commands := 0
	for _, file := range filesOf(t, "../../*.md", "../../docs/*.md") {
		p := &page{t: t, dir: t.TempDir(), name: filepath.Base(file)}
		p.env = append(os.Environ(), "PATH="+filepath.Join(p.dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
			"HOME="+p.dir, "GIT_CONFIG_GLOBAL="+filepath.Join(p.dir, "gitconfig"), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
			"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com", "NO_COLOR=1")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p.blocks(string(text))
		commands += p.ran
	}
	if commands < 30 {
		t.Errorf("only %d commands", commands)
	}
}

// TestExamples runs each example by its README, in a clean copy of its folder.
func TestExamples(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile("../../examples/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range filesOf(t, "../../examples/*/README.md") {
		name := filepath.Base(filepath.Dir(file))
		if !strings.Contains(string(index), "]("+name+"/README.md)") {
			t.Errorf("the index of the examples does not name %s", name)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &page{t: t, dir: oracle.Folder(t, "example-"+name), name: name}
			if err := os.CopyFS(p.dir, os.DirFS(filepath.Dir(file))); err != nil {
				t.Fatal(err)
			}
			p.env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOSUMDB=off", "GOPROXY=off", "NO_COLOR=1")
			if _, err := os.Stat(filepath.Join(p.dir, "go.mod")); err == nil {
				p.run("go mod edit -replace github.com/emriam/emriam="+checkout, nil)
				for _, m := range regexp.MustCompile(`<!-- requires: (\S+) -->`).FindAllStringSubmatch(p.text(file), -1) {
					if out, err := exec.Command("sh", "-c", "cd "+p.dir+" && GOFLAGS=-mod=mod GOPROXY=off go list -m "+m[1]+" && GOFLAGS=-mod=mod GOPROXY=off go mod download "+m[1]).CombinedOutput(); err != nil {
						t.Skipf("%s is not in the module cache: %s", m[1], out)
					}
				}
			}
			for _, m := range regexp.MustCompile(`<!-- needs: (\w+) -->`).FindAllStringSubmatch(p.text(file), -1) {
				oracle.Program(t, m[1])
				if m[1] == "moto_server" {
					p.env = append(p.env, "AWS_ENDPOINT_URL="+oracle.MotoAlone(t), "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
				}
			}
			p.blocks(p.text(file))
			if p.ran == 0 {
				t.Error("no command ran")
			}
		})
	}
}

func (p *page) text(file string) string {
	p.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func (p *page) blocks(text string) {
	p.t.Helper()
	for _, m := range pageBlock.FindAllStringSubmatch(text, -1) {
		p.block(m[1], m[2], m[3], m[4], m[5])
	}
}

func (p *page) block(how, what, language, text, archive string) {
	p.t.Helper()
	switch {
	case archive != "":
		p.extract(archive)
	case how == "with":
		p.extract(what)
		p.block("", "", language, text, "")
	case how == "file":
		p.write(what, text)
	case how == "from":
		p.excerpt(filepath.Join("../..", what), text)
	case how == "shows":
		p.excerpt(filepath.Join(p.dir, what), text)
	case how == "not run":
	case language == "console":
		p.session(text)
	case language == "sh" || language == "bash" || language == "shell":
		p.t.Errorf("%s: commands are in a block of console, or below <!-- not run: WHY -->:\n%s", p.name, text)
	}
}

func (p *page) extract(archive string) {
	p.t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata/pages", archive))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range a.Files {
		p.write(f.Name, string(f.Data))
	}
}

func (p *page) write(name, text string) {
	p.t.Helper()
	file := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		p.t.Fatal(err)
	}
	// The shell writes it: a program that this process has open cannot be run.
	cmd := exec.Command("sh", "-c", `cat >"$1" && case $1 in */bin/*) chmod +x "$1" ;; esac`, "sh", file)
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("%v\n%s", err, out)
	}
}

func (p *page) excerpt(file, text string) {
	p.t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		p.t.Errorf("%s: %v", p.name, err)
		return
	}
	if !strings.Contains(flat(string(content)), flat(text)) {
		p.t.Errorf("%s: an excerpt is not in %s:\n%s", p.name, file, text)
	}
}

// flat drops the indentation of every line.
func flat(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, " \t")
	}
	return strings.Join(lines, "\n")
}

// session runs the commands of a block.
func (p *page) session(text string) {
	p.t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines); {
		command, ok := strings.CutPrefix(lines[i], "$ ")
		if !ok {
			p.t.Fatalf("%s: a session begins with a command:\n%s", p.name, text)
		}
		for i++; strings.HasSuffix(command, `\`) && i < len(lines); i++ {
			command += "\n" + strings.TrimPrefix(lines[i], "> ")
		}
		end := i
		for end < len(lines) && !strings.HasPrefix(lines[end], "$ ") {
			end++
		}
		p.run(command, lines[i:end])
		i = end
	}
}

func (p *page) run(command string, want []string) {
	p.t.Helper()
	p.ran++
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir, cmd.Env = p.dir, p.env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() == 2 {
		p.t.Errorf("%s: %s: %v\n%s", p.name, command, err, out.Bytes())
		return
	}
	var got []string
	if out.Len() > 0 {
		got = strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	}
	if !sameLines(want, got) {
		p.t.Errorf("%s: $ %s\nprints\n%s\nand not\n%s", p.name, command, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// sameLines compares lines; a line … is any number of them.
func sameLines(want, got []string) bool {
	for i, line := range want {
		if more.MatchString(line) {
			rest := want[i+1:]
			for skip := i; skip <= len(got); skip++ {
				if sameLines(rest, got[skip:]) {
					return true
				}
			}
			return false
		}
		if i >= len(got) || !sameLine(strings.TrimRight(line, " "), strings.TrimRight(got[i], " ")) {
			return false
		}
	}
	return len(got) == len(want)
}

func sameLine(want, got string) bool {
	parts := strings.Split(want, "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(got)
}

func TestSameLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		want, got string
		same      bool
	}{
		{"a b", "a b", true},
		{"a", "a b", false},
		{"a b", "a", false},
		{"… b", "a b", true},
		{"… b", "b", true},
		{"a …", "a b c", true},
		{"a … d", "a b c d", true},
		{"a … d", "a b c", false},
		{"…", "", true},
		{"a…d", "abcd", true},
		{"a…d", "abc", false},
	} {
		if got := sameLines(strings.Fields(tt.want), strings.Fields(tt.got)); got != tt.same {
			t.Errorf("%q, %q: %t", tt.want, tt.got, got)
		}
	}
}

// The README fits on a few screens, and its headings are in the order in which a new
// user asks.
func TestReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 200 {
		t.Errorf("it has %d lines, of at most 200", n)
	}
	var headings []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(regexp.MustCompile("(?sm)^```.*?^```$").ReplaceAllString(string(text), ""), -1) {
		headings = append(headings, m[1])
	}
	want := []string{"emriam", "Before and after", "Install", "Five minutes", "How it works", "Targets", "How it is proven", "Limits"}
	if !slices.Equal(headings, want) {
		t.Errorf("its headings are %q, not %q", headings, want)
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil {
			t.Error(err)
		}
	}
}

// Each page of docs is in the index.
func TestIndex(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range filesOf(t, "../../docs/*.md") {
		if name := filepath.Base(file); name != "README.md" && !strings.Contains(string(text), fmt.Sprintf("](%s)", name)) {
			t.Errorf("the index does not name %s", name)
		}
	}
}
