package lint_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/lint"
)

// FuzzDocument wants no panic, whatever a policy document holds, and a
// severity and a place for each finding.
func FuzzDocument(f *testing.F) {
	files, _ := filepath.Glob("../testdata/documents/*.[yj]*")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(`{"Statement": {"Effect": "Deny", "NotAction": "*:*", "NotResource": "arn:*:${a:b}:::", "Condition": {"ForAllValues:ArnLikeIfExists": {"aws:SourceArn": ["arn:a:b:c:d:e", ""]}, "Null": {"a:b/c": "true"}}}}`)
	f.Add(`{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*", "Service": ["a.b.amazonaws.com", ""], "Federated": "x"}, "Action": ["sts:*", "", ":", "s3:Get?*"]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []string{"", spec.Identity, spec.Trust} {
			s, l := lint.LoadDocument("fuzz.json", []byte(text), kind)
			if s == nil && !l.HasErrors() {
				t.Error("neither a document nor an error")
			}
			for _, finding := range l.Findings() {
				if _, ok := spec.FindRule(finding.Code); !ok || finding.Line < 1 || finding.Col < 1 {
					t.Errorf("the finding is %+v", finding)
				}
			}
		}
	})
}
