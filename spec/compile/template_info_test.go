package compile_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/emriam/emriam/spec/compile"
)

func TestReadTemplate(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"reader.yaml": {Data: []byte(`
doc: >-
  Reads
  a bucket.
source: https://example.com
parameters:
  Bucket: {type: BucketName}
  KeyArns: {type: [KMSKeyArn], optional: true}
policy:
  statements: []
`)},
		"broken.yaml": {Data: []byte("doc: a\nrole: {}\nrool: {}\n")},
		"none.yaml":   {Data: []byte("role: [")},
	}
	if names := strings.Join(compile.TemplateNames(fsys), " "); names != "broken none reader" {
		t.Errorf("the templates are %s", names)
	}
	got, err := compile.ReadTemplate(fsys, "reader")
	if err != nil {
		t.Fatal(err)
	}
	if got.Kind != "policy" || got.Doc != "Reads a bucket." || got.Source != "https://example.com" || len(got.Params) != 2 || !got.Params[1].List || !got.Params[1].Optional {
		t.Errorf("the template is %+v", got)
	}
	for _, name := range []string{"broken", "none", "missing", "../reader"} {
		if got, err := compile.ReadTemplate(fsys, name); err == nil {
			t.Errorf("%s was read as %+v", name, got)
		}
	}
}
