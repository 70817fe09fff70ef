package importer

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// TestForms wants the same spec of a template in YAML, with functions in their
// short forms, and in JSON, which has none.
func TestForms(t *testing.T) {
	t.Parallel()
	var files []string
	for _, pattern := range []string{"testdata/*/*.yaml", "../../out/cloudformation/*.yaml", "../../gen/cloudformation/testdata/foreign.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	compared := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if syntax.FormOf(text) != syntax.TemplateForm {
			continue
		}
		compared++
		tree := syntax.ParseForeign(file, text, &diag.List{})
		long, err := json.Marshal(longForm(tree))
		if err != nil {
			t.Fatal(err)
		}
		want, got := imported(t, file, text), imported(t, file, long)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-YAML +JSON):\n%s", file, diff)
		}
	}
	if compared < 7 {
		t.Errorf("only %d templates were compared", compared)
	}
}

func imported(t *testing.T, name string, text []byte) string {
	t.Helper()
	r, err := importer.Import([]File{{Name: name, Text: text}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return string(r.Spec)
}

// longForm is a template as encoding/json prints it. Mappings are in order, as
// JSON text has it.
func longForm(n *syntax.Node) any {
	if name, arg := form(n); name != "" {
		return ordered{[]string{name}, []any{longForm(arg)}}
	}
	switch n.Kind {
	case syntax.Scalar:
		return n.Text
	case syntax.Sequence:
		out := []any{}
		for _, e := range n.Kids {
			out = append(out, longForm(e.Value))
		}
		return out
	case syntax.Mapping:
		var out ordered
		for _, e := range n.Pairs() {
			out.keys, out.values = append(out.keys, e.Key.Text), append(out.values, longForm(e.Value))
		}
		return out
	}
	return nil
}

type ordered struct {
	keys   []string
	values []any
}

func (o ordered) MarshalJSON() ([]byte, error) {
	out := []byte("{")
	for i, k := range o.keys {
		key, err := json.Marshal(k)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(o.values[i])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}
