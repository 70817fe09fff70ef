package spec

import (
	"os"
	"strings"
	"testing"
)

// TestLanguageReference wants every word of the closed tables in the language
// reference.
func TestLanguageReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, info := range typeTable {
		words = append(words, string(info.name))
	}
	words = append(words, kindNames()...)
	words = append(words, serviceNames()...)
	words = append(words, guards...)
	for _, keys := range [][]string{specKeys, defaultsKeys, roleKeys, policyKeys, paramKeys, configurationKeys, mappingKeys, assumeKeys, trustKeys, testKeys, linkedRoleNames()} {
		words = append(words, keys...)
	}
	for _, s := range serviceTable {
		words = append(words, s.sid)
	}
	for _, w := range words {
		if !strings.Contains(string(text), "`"+w+"`") && !strings.Contains(string(text), "`"+w+":") {
			t.Errorf("docs/language.md lacks `%s`", w)
		}
	}
}
