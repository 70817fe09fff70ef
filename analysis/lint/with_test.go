package lint_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// TestWith: what the value given to a template causes is found at that value, and
// one bucket for input and output is no mistake.
func TestWith(t *testing.T) {
	t.Parallel()
	for with, want := range map[string][]string{
		`{GlueCatalog: false, InputBucket: acme, OutputBucket: acme, LogBucket: acme}`:                                                                                                          nil,
		`{GlueCatalog: false, InputBucket: "${B}", OutputBucket: "${B}", LogBucket: "${B}"}`:                                                                                                    nil,
		`{GlueCatalog: false, InputBucket: acme, OutputBucket: acme, LogBucket: acme, KeyArn: "arn:aws:kms:us-east-1:111122223333:key/k"}`:                                                      {"5:147 fixed-partition"},
		`{GlueCatalog: false, InputBucket: acme, OutputBucket: acme, LogBucket: acme, KeyArn: "arn:${AWS::Partition}:kms:us-east-1:111122223333:key/k"}`:                                        nil,
		`{GlueCatalog: false, InputBucket: acme, OutputBucket: acme, LogBucket: acme}, statements: {ReadFromOutputAndInputScriptBuckets: {add: {Resource: "arn:${AWS::Partition}:s3:::acme"}}}`: {"5:207 duplicate-value"},
	} {
		_, l := lint.Finish(compile.Load("spec.yaml", fmt.Appendf(nil, "version: 1\nname: t\nparameters: {B: {type: BucketName, example: acme}}\nroles:\n  Job: {template: serverless-execution, roleName: job, with: %s}\n", with), templates.FS))
		var got []string
		for _, f := range l.Findings() {
			if f.Code != "unused-parameter" {
				got = append(got, fmt.Sprintf("%d:%d %s", f.Line, f.Col, f.Code))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", with, got, want)
		}
	}
}
