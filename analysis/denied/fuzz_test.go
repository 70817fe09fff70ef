package denied_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/denied"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// FuzzScan reads any input: what is found has a form and a line, and it can be
// explained and printed. Changes are not compiled, as that takes its time.
func FuzzScan(f *testing.F) {
	for _, m := range corpus(f) {
		f.Add([]byte(m.text))
	}
	for _, form := range denied.Forms {
		f.Add([]byte(form.Example))
	}
	x := explainer(f, "testdata/corpus.yaml")
	x.Load = func([]byte) (*spec.Spec, *diag.List) { return nil, nil }
	f.Fuzz(func(t *testing.T, in []byte) {
		found := &denied.Found{}
		if err := denied.Scan(bytes.NewReader(in), "log", found); err != nil {
			return // JSON or gzip that breaks off
		}
		for i, d := range found.Denials {
			if _, ok := denied.FindForm(d.Form); !ok || d.Count < 1 || d.Line < 1 {
				t.Fatalf("%+v", d)
			}
			if i > 0 {
				continue
			}
			e := x.Explain(d)
			if e.Why == "" || e.Because == "" || e.Status == "" {
				t.Fatalf("%+v", e)
			}
			if strings.ContainsAny(string(e.Text()), "\x1b\x07") {
				t.Fatalf("%q", e.Text())
			}
			denied.Markdown([]*denied.Explanation{e})
		}
	})
}
