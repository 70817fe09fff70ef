package iam_test

import (
	"testing"

	"github.com/emriam/emriam/iam"
)

// FuzzParse holds that Parse takes any bytes, and that what it reads comes
// back from its own print as the same document.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{"Statement": []}`,
		`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`,
		`{"Statement": [{"Sid": "A", "Effect": "Deny", "NotAction": ["iam:*"], "NotResource": ["a", "b"], "Condition": {"Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"s3:max-keys": 1e3}}}]}`,
		`{"Id": "x", "Statement": [{"Effect": "Allow", "Principal": {"Service": ["a", "b"], "AWS": "*"}, "Action": "sts:AssumeRole"}]}`,
		`{"Statement": [{"Effect": "Allow", "NotPrincipal": "*", "Action": "\u00e9\ud800"}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, err := iam.Parse(src)
		if (doc == nil) == (err == nil) {
			t.Fatalf("a document is there: %t, and an error: %v", doc != nil, err)
		}
		if err != nil {
			return
		}
		text := doc.JSON()
		again, err := iam.Parse(text)
		if err != nil {
			t.Fatalf("what was read is not read again: %v\n%s", err, text)
		}
		if got := again.JSON(); string(got) != string(text) {
			t.Errorf("printed as\n%s\nthen as\n%s", text, got)
		}
	})
}
