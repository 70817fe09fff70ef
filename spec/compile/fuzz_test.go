package compile_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/templates"
)

// FuzzLoad holds that Load and Check take any bytes. Few of them, so that many
// are tried: tests of their own load what is large.
func FuzzLoad(f *testing.F) {
	cases, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(src) <= fuzzed {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > fuzzed {
			return
		}
		checkFound(t, len(src))(lint.Finish(compile.Load("fuzz.yaml", src, templates.FS)))
	})
}

// FuzzLoadDocument holds the same of policy documents of IAM's own.
func FuzzLoadDocument(f *testing.F) {
	cases, err := filepath.Glob("testdata/documents/*.[yj]*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src, "")
	}
	f.Add([]byte(`{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"StringLike": {"aws:PrincipalArn": "*"}}}}`), compile.Trust)
	f.Add([]byte(`{"Statement": [{"Effect": "Deny", "NotAction": "s3:Get*", "NotResource": ["arn:aws:s3:::a/${aws:username}"]}]}`), compile.Identity)
	f.Add([]byte(`{"Statement": {"Effect": "Deny", "NotAction": "*:*", "NotResource": "arn:*:${a:b}:::", "Condition": {"ForAllValues:ArnLikeIfExists": {"aws:SourceArn": ["arn:a:b:c:d:e", ""]}, "Null": {"a:b/c": "true"}}}}`), "")
	f.Add([]byte(`{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*", "Service": ["a.b.amazonaws.com", ""], "Federated": "x"}, "Action": ["sts:*", "", ":", "s3:Get?*"]}}`), "")
	f.Fuzz(func(t *testing.T, src []byte, kind string) {
		if len(src) > fuzzed {
			return
		}
		if kind != compile.Identity && kind != compile.Trust {
			kind = ""
		}
		compile.IsDocument(src)
		checkFound(t, len(src))(lint.Finish(compile.LoadDocument("fuzz.json", src, kind)))
	})
}

// fuzzed is the size of what is loaded.
const fuzzed = 1000

// checkFound holds what comes out of any file: a spec, or an error that says
// why there is none, and findings that can be shown in every format, of which
// it is one's turn.
func checkFound(t *testing.T, turn int) func(*spec.Spec, *diag.List) {
	return func(s *spec.Spec, l *diag.List) {
		if s == nil && !l.HasErrors() {
			t.Error("there is neither a spec nor an error")
		}
		for _, at := range l.Findings() {
			if _, ok := rules.Find(at.Code); !ok {
				t.Errorf("the code %s is not in rules.All", at.Code)
			}
			if at.File == "" || at.Line < 1 || at.Col < 1 || at.Len < 0 || at.Message == "" {
				t.Errorf("a finding has no place or no words: %+v", at)
			}
			if !utf8.ValidString(at.Message) || !utf8.ValidString(at.Help) {
				t.Errorf("a finding is no UTF-8: %+v", at)
			}
		}
		format := diag.Formats[turn%len(diag.Formats)]
		if err := l.Write(io.Discard, format, diag.Tool{Rules: rules.All}, true, true); err != nil {
			t.Error(err)
		}
	}
}
