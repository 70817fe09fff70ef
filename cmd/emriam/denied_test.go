package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/denied"
)

// TestErrorsPage compares docs/errors.md with the table. Go generate rewrites the
// page.
func TestErrorsPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), denied.Page()); diff != "" {
		t.Errorf("docs/errors.md is stale; run go generate ./cmd/emriam (-page +table):\n%s", diff)
	}
}

// TestErrorsCommands runs each emriam can of docs/errors.md, with names for the words
// in capitals: each is a question that can be answered.
func TestErrorsCommands(t *testing.T) {
	document := filepath.Join(t.TempDir(), "boundary.json")
	if err := os.WriteFile(document, []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer(
		"INSTANCE_ROLE_ARN", "arn:aws:iam::123456789012:role/AcmeNode", "ROLE_ARN", "arn:aws:iam::123456789012:role/AcmeNode",
		"BOUNDARY=FILE", "arn:aws:iam::123456789012:policy/b="+document, "BUCKET/KEY", "acme/x", "KEY", "arn:aws:kms:us-east-1:123456789012:key/k",
		"ROLE", "Node", "POLICY", "Start", "ACTION", "s3:GetObject", "RESOURCE", "arn:aws:s3:::acme/x",
		"SERVICE", "ec2.amazonaws.com", "CALLER", "arn:aws:iam::123456789012:user/ana", "ACCOUNT", "123456789012")
	all := regexp.MustCompile("`emriam (can [^`]*)`").FindAllStringSubmatch(denied.Page(), -1)
	for _, m := range all {
		args := append(strings.Fields(names.Replace(m[1])), "-f", "../../analysis/denied/testdata/corpus.yaml")
		if code, _, words := runHere(args...); code == 2 || strings.Contains(words, "does not support") {
			t.Errorf("emriam %s: exit %d\n%s", m[1], code, words)
		}
	}
	if len(all) < 15 {
		t.Errorf("only %d commands", len(all))
	}
}
