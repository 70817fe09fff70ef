package compile

import (
	"os"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/language"
)

// TestLanguageReference wants every word of the closed tables in the language
// reference.
func TestLanguageReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, info := range spec.Types {
		words = append(words, string(info.Name))
	}
	words = append(words, spec.KindNames()...)
	words = append(words, spec.ServiceNames()...)
	words = append(words, spec.ConfusedDeputies...)
	for _, keys := range [][]string{language.Spec.Names(), language.Defaults.Names(), language.Role.Names(), language.Policy.Names(), language.Parameter.Names(), language.Configuration.Names(), language.Mapping.Names(), language.Assume.Names(), language.Trust.Names(), language.Test.Names(), spec.LinkedRoleNames()} {
		words = append(words, keys...)
	}
	words = append(words, "PassService", "PassInstance", "PassAutoScaling", "PassServerless")
	for _, w := range words {
		if !strings.Contains(string(text), "`"+w+"`") && !strings.Contains(string(text), "`"+w+":") {
			t.Errorf("docs/language.md lacks `%s`", w)
		}
	}
}
