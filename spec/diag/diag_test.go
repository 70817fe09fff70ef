package diag_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/diag"
)

var testTool = diag.Tool{
	Name: "emriam", Version: "v1.2.3", URL: "https://example.com/emriam",
	Rules: diag.Rules{
		{Code: "advice", Severity: diag.Warning, Title: "something is doubtful", Why: "It matters.", Fix: "Do better."},
		{Code: "mistake", Severity: diag.Error, Title: "something is wrong", Why: "It fails.", Fix: "Mend it.", Source: "https://example.com/page"},
		{Code: "never", Severity: diag.Error, Title: "something that does not happen"},
	},
}

func at(file string, line, col, width int) diag.Span {
	return diag.Span{Pos: diag.Pos{File: file, Line: line, Col: col}, Len: width}
}

// testList has a finding of every shape.
func testList() *diag.List {
	l := &diag.List{}
	l.AddSource("dir/a b.yaml", []byte("one\n\tzwö\x1b[31m\n"))
	l.Add(diag.Finding{
		Span: at("dir/a b.yaml", 2, 2, 3), Code: "mistake", Message: "100% wrong, \"quoted\" <b>\nand on", Help: "mend: it",
		Notes: []diag.Note{{Pos: diag.Pos{File: "/abs/c.yaml", Line: 7, Col: 1}, Text: "used here"}},
	})
	l.Add(diag.Finding{Span: at("dir/a b.yaml", 1, 1, 3), Severity: diag.Warning, Code: "advice", Message: "doubtful"})
	l.Add(diag.Finding{Span: diag.Span{Pos: diag.Pos{File: "a:b.yaml"}}, Code: "mistake", Message: "the whole file"})
	l.Add(diag.Finding{Span: diag.Span{Pos: diag.Pos{File: "a:b.yaml"}}, Code: "of-no-rule", Message: "unheard of"})
	return l
}

func write(t *testing.T, l *diag.List, format string) string {
	t.Helper()
	var out bytes.Buffer
	if err := l.Write(&out, format, testTool, false, false); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestText(t *testing.T) {
	t.Parallel()
	want := `a:b.yaml: error: the whole file [mistake]
a:b.yaml: error: unheard of [of-no-rule]
dir/a b.yaml:1:1: warning: doubtful [advice]
1 | one
  | ^^^
dir/a b.yaml:2:2: error: 100% wrong, "quoted" <b>\nand on [mistake]
2 | 	zwö�[31m
  | 	^^^
help: mend: it
note: used here (/abs/c.yaml:7:1)
`
	if diff := cmp.Diff(want, write(t, testList(), "text")); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	want := `::error file=a%3Ab.yaml,title=mistake::the whole file
::error file=a%3Ab.yaml,title=of-no-rule::unheard of
::warning file=dir/a b.yaml,line=1,endLine=1,col=1,endColumn=4,title=advice::doubtful
::error file=dir/a b.yaml,line=2,endLine=2,col=2,endColumn=5,title=mistake::100%25 wrong, "quoted" <b>\nand on%0Ahelp: mend: it%0Anote: used here (/abs/c.yaml:7:1)
`
	if diff := cmp.Diff(want, write(t, testList(), "github")); diff != "" {
		t.Errorf("annotations (-want +got):\n%s", diff)
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var got struct {
		Findings []struct {
			File, Severity, Code, Message, Help string
			Line, Column, EndColumn             int
			Notes                               []struct{ File, Message string }
		}
		Errors, Warnings int
	}
	if err := json.Unmarshal([]byte(write(t, testList(), "json")), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Findings) != 4 || got.Errors != 3 || got.Warnings != 1 {
		t.Fatalf("findings: %+v", got)
	}
	f := got.Findings[3]
	if f.Line != 2 || f.Column != 2 || f.EndColumn != 5 || f.Message != "100% wrong, \"quoted\" <b>\nand on" || f.Notes[0].Message != "used here" {
		t.Errorf("the last finding is %+v", f)
	}
}

// TestOrder wants one order, whatever order findings were added in.
func TestOrder(t *testing.T) {
	t.Parallel()
	l := testList()
	back := &diag.List{}
	found := l.Findings()
	for i := range found {
		back.Add(found[len(found)-1-i])
		back.Add(found[len(found)-1-i]) // one mistake is one finding
	}
	for _, format := range []string{"json", "sarif", "github"} {
		if diff := cmp.Diff(write(t, l, format), write(t, back, format)); diff != "" {
			t.Errorf("%s depends on the order of discovery:\n%s", format, diff)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"Action", "NotAction", "Résumé", strings.Repeat("x", 1000), "AmazonLexReadOnly", "AmazonS3ReadOnlyAccess", "AdministratorAccess", "AmazonEKSServicePolicy", "AmazonEMRServicePolicy_v2"}
	tests := map[string]string{
		"action": "Action", "Acton": "Action", "NotActoin": "NotAction", "Resume": "Résumé",
		"Principal": "", "": "", strings.Repeat("x", 999): strings.Repeat("x", 1000), strings.Repeat("y", 1<<20): "",
	}
	for written, want := range tests {
		if got := diag.Nearest(written, names); got != want {
			t.Errorf("Nearest(%.20q) = %.20q, want %.20q", written, got, want)
		}
	}
}

// TestMeant: the same beginning counts for more than few other letters.
func TestMeant(t *testing.T) {
	t.Parallel()
	names := []string{"AmazonLexReadOnly", "AmazonS3ReadOnlyAccess", "AdministratorAccess", "AmazonEKSServicePolicy", "AmazonEMRServicePolicy_v2"}
	for written, want := range map[string]string{
		"AmazonS3ReadOnly": "AmazonS3ReadOnlyAccess", "amazons3read": "AmazonS3ReadOnlyAccess", "AdminAccess": "AdministratorAccess",
		"AmazonEMRServicePolicy": "AmazonEMRServicePolicy_v2", "AmazonLexReadOnl": "AmazonLexReadOnly", "Admin": "", "": "", "Other": "",
	} {
		if got := diag.Meant(written, names); got != want {
			t.Errorf("Meant(%q) = %q, want %q", written, got, want)
		}
	}
}
