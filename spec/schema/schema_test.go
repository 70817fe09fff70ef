package schema

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/emriam/emriam/spec/language"
)

// TestEveryDefinitionIsUsed wants every shape of the language, and every other
// definition, in one of the two schemas.
func TestEveryDefinitionIsUsed(t *testing.T) {
	t.Parallel()
	text := string(Spec(fstest.MapFS{}, nil)) + string(Template())
	names := []string{}
	for _, s := range language.Shapes() {
		names = append(names, s.Name)
	}
	for name := range (&builder{}).define() {
		names = append(names, name)
	}
	for _, name := range names {
		if name != "spec" && name != "template" && !strings.Contains(text, `"`+definitions+name+`"`) {
			t.Errorf("no schema refers to %s", name)
		}
	}
}

// TestKeysHaveDocs wants a text beside every key that editors show.
func TestKeysHaveDocs(t *testing.T) {
	t.Parallel()
	for _, s := range language.Shapes() {
		for _, k := range s.Keys {
			if k.Doc == "" && k.Name != "Effect" {
				t.Errorf("key %s of %s has no doc", k.Name, s.Name)
			}
		}
	}
}
