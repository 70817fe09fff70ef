package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/emriam/emriam/spec/diag/show"
)

// holdOutput reads what a call printed, strictly.
func holdOutput(t *testing.T, args []string, out, words string) {
	t.Helper()
	format := "text"
	if i := slices.Index(args, "--format"); i > 0 {
		format = args[i+1]
	}
	fail := func(err error) {
		if err != nil {
			t.Errorf("%q: %v in\n%q\n%q", args, err, out, words)
		}
	}
	fail(plainLines(words, true))
	switch {
	case args[0] == "import" || args[0] == "init" || args[0] == "schema":
		fail(visible(out))
		var value any
		fail(yaml.Unmarshal([]byte(out), &value))
	case out == "":
	case format == "json" || format == "sarif":
		fail(visible(out))
		var value any
		fail(json.Unmarshal([]byte(out), &value))
	case format == "github":
		fail(plainLines(out, false))
		for line := range strings.Lines(out) {
			if !annotation.MatchString(line) {
				fail(fmt.Errorf("%q is no annotation", line))
			}
		}
	case format == "markdown":
		fail(plainLines(out, true))
		fail(ownMarkdown(out))
	default:
		fail(plainLines(out, true))
	}
}

var annotation = regexp.MustCompile(`^::(error|warning) file=[^,:\n]*(,line=\d+,endLine=\d+,col=\d+,endColumn=\d+)?,title=[a-z-]+::[^\n]*\n$`)

// visible wants nothing but what a reader sees, tabs and ends of lines.
func visible(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("no UTF-8")
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && !show.Visible(r) }); i >= 0 {
		return fmt.Errorf("%q", text[i:min(len(text), i+20)])
	}
	return nil
}

// plainLines are visible, and none is a command to a runner.
func plainLines(text string, noCommand bool) error {
	if err := visible(text); err != nil {
		return err
	}
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
		if noCommand && command2.MatchString(trimmed) || strings.Contains(line, "##[") || strings.Contains(strings.ToLower(line), "##vso[") {
			return fmt.Errorf("the command %q", line)
		}
	}
	return nil
}

var command2 = regexp.MustCompile(`^::\pL[^:]*::`)

// ownMarkdown wants lines that are made of words of ours, code spans, and
// character references in <code>.
func ownMarkdown(text string) error {
	open := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		rest, err := withoutCode(line)
		if err != nil {
			return err
		}
		open += strings.Count(rest, "<details>") - strings.Count(rest, "</details>")
		if !slices.ContainsFunc(ownLines, func(re *regexp.Regexp) bool { return re.MatchString(rest) }) {
			return fmt.Errorf("the line %q", line)
		}
	}
	if open != 0 {
		return fmt.Errorf("%d <details> are open", open)
	}
	return nil
}

var ownLines = func() []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, re := range []string{
		``, `### Permissions: [a-z]+`, `C, compared with C: [a-z0-9, ]+\.`, `Nothing changes\.`, `\| \| \| gained \| lost \| \|`, `\|---\|---\|---\|---\|---\|`,
		`\| C \| [a-z]+ \| \d+ \| \d+ \| [a-z]* \|`, `<details><summary>[a-z ]+ C: [a-z]+</summary>`, `</details>`,
		// of denied: E is text with its marks as character references
		`### C`, `- role: C, by E`, `- cause: \*\*[a-z-]+\*\*: E`, `- (statement|do|validate): E`, ` {2}- E`, `- ask: C`, `- opens C`, `- E`, `[A-Za-z]E:`, ` {4}.*`,
		`- (\*\*[a-z]+\*\*,? )?(trust: )?C( {2})?`, ` {2}e\.g\., C( {2})?`, ` {2}with C( {2})?`, ` {2}C( {2})?`,
	} {
		re = strings.ReplaceAll(re, "E", "[^<>*_`|\\[\\]~\\\\]*")
		out = append(out, regexp.MustCompile(`^(?:`+re+`)$`))
	}
	return out
}()

var htmlCode = regexp.MustCompile(`<code>(?:[^<>&\x60|*_\\]|&#\d+;)*</code>`)

// withoutCode has C for each code span and <code>.
func withoutCode(line string) (string, error) {
	line = htmlCode.ReplaceAllString(line, "C")
	var out strings.Builder
	for line != "" {
		i := strings.IndexByte(line, '`')
		if i < 0 {
			break
		}
		out.WriteString(line[:i])
		line = line[i:]
		fence := len(line) - len(strings.TrimLeft(line, "`"))
		end := closing(line[fence:], fence)
		if end < 0 {
			return "", fmt.Errorf("a span that does not end: %q", line)
		}
		out.WriteString("C")
		line = line[fence+end+fence:]
	}
	return out.String() + line, nil
}

// closing is where a run of just so many backticks begins.
func closing(text string, fence int) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if run == fence {
			return i
		}
		i += run
	}
	return -1
}

// holdFiles reads generated files, each by a reader of its format.
func holdFiles(t *testing.T, dir string) (scripts []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := visible(string(text)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		var wrong error
		switch filepath.Ext(path) {
		case ".json":
			var value any
			wrong = json.Unmarshal(text, &value)
		case ".yaml":
			var value any
			wrong = yaml.Unmarshal(text, &value)
		case ".go":
			_, wrong = parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments)
		case ".tf", ".tfvars":
			var diags hcl.Diagnostics
			if _, diags = hclsyntax.ParseConfig(text, path, hcl.InitialPos); diags.HasErrors() {
				wrong = diags
			}
		case ".sh":
			scripts = append(scripts, path)
		}
		if wrong != nil {
			t.Errorf("%s: %v\n%s", path, wrong, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return scripts
}
