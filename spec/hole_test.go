package spec

import (
	"reflect"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
)

func TestSplitHoles(t *testing.T) {
	t.Parallel()
	hole := func(s string, i int) piece { return piece{text: s, hole: true, index: i} }
	tests := map[string][]piece{
		"":                   nil,
		"plain":              {{text: "plain"}},
		"${A}":               {hole("A", 0)},
		"a${A}b${B.Arn}":     {{text: "a"}, hole("A", 0), {text: "b"}, hole("B.Arn", 1)},
		"$${A}":              {{text: "${A}"}},
		"a$${A}${B}":         {{text: "a${A}"}, hole("B", 1)},
		"${*}${?}${$}":       {hole("*", 0), hole("?", 1), hole("$", 2)},
		"${aws:a, 'no, ne'}": {hole("aws:a, 'no, ne'", 0)},
		"$$ {A} $":           {{text: "$$ {A} $"}},
		"${A":                {{text: "A", hole: true, open: true}},
	}
	for in, want := range tests {
		if got := splitHoles(in); !reflect.DeepEqual(got, want) {
			t.Errorf("splitHoles(%q) = %+v, want %+v", in, got, want)
		}
	}
}

// FuzzSplitHoles holds that nothing of a text is lost: its pieces, written
// again, are the text.
func FuzzSplitHoles(f *testing.F) {
	for _, s := range []string{"", "a${B}c", "$${x}", "${", "${}", "$", "$$${A}", "${a}${b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b strings.Builder
		for _, p := range splitHoles(s) {
			switch {
			case p.hole && p.open:
				b.WriteString("${" + p.text)
			case p.hole:
				b.WriteString("${" + p.text + "}")
			default:
				b.WriteString(strings.ReplaceAll(p.text, "${", "$${"))
			}
		}
		if b.String() != s {
			t.Errorf("%q came back as %q", s, b.String())
		}
	})
}

func TestNodePositions(t *testing.T) {
	t.Parallel()
	src := newSource("f", []byte("a: \"ünï ${A} ${B}\"\nb: |\n  first ${C}\n  second ${D}\n"))
	n := mustParse(t, src)
	tests := []struct {
		key  string
		k    int
		want string
	}{{"a", 0, "f:1:9"}, {"a", 1, "f:1:14"}, {"b", 0, "f:3:9"}, {"b", 1, "f:4:10"}}
	for _, tt := range tests {
		if got := src.holeSpan(n.get(tt.key).span(), tt.k).String(); got != tt.want {
			t.Errorf("hole %d of %s is at %s, want %s", tt.k, tt.key, got, tt.want)
		}
	}
}

func mustParse(t *testing.T, src *source) *node {
	t.Helper()
	var l diag.List
	n := parse(src, []byte(strings.Join(src.lines(), "\n")), &l)
	if n == nil {
		t.Fatal(l.Findings())
	}
	return n
}
