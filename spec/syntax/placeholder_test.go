package syntax

import (
	"reflect"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
)

func TestSplitHoles(t *testing.T) {
	t.Parallel()
	placeholder := func(s string, i int) Piece { return Piece{Text: s, Placeholder: true, Index: i} }
	tests := map[string][]Piece{
		"":                   nil,
		"plain":              {{Text: "plain"}},
		"${A}":               {placeholder("A", 0)},
		"a${A}b${B.Arn}":     {{Text: "a"}, placeholder("A", 0), {Text: "b"}, placeholder("B.Arn", 1)},
		"$${A}":              {{Text: "${A}"}},
		"a$${A}${B}":         {{Text: "a${A}"}, placeholder("B", 1)},
		"${*}${?}${$}":       {placeholder("*", 0), placeholder("?", 1), placeholder("$", 2)},
		"${aws:a, 'no, ne'}": {placeholder("aws:a, 'no, ne'", 0)},
		"$$ {A} $":           {{Text: "$$ {A} $"}},
		"${A":                {{Text: "A", Placeholder: true, Open: true}},
	}
	for in, want := range tests {
		if got := Split(in); !reflect.DeepEqual(got, want) {
			t.Errorf("splitHoles(%q) = %+v, want %+v", in, got, want)
		}
	}
}

// FuzzSplit holds that nothing of a text is lost: its pieces, written
// again, are the text.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "a${B}c", "$${x}", "${", "${}", "$", "$$${A}", "${a}${b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b strings.Builder
		for _, p := range Split(s) {
			switch {
			case p.Placeholder && p.Open:
				b.WriteString("${" + p.Text)
			case p.Placeholder:
				b.WriteString("${" + p.Text + "}")
			default:
				b.WriteString(strings.ReplaceAll(p.Text, "${", "$${"))
			}
		}
		if b.String() != s {
			t.Errorf("%q came back as %q", s, b.String())
		}
	})
}

func TestNodePositions(t *testing.T) {
	t.Parallel()
	src := NewSource("f", []byte("a: \"ünï ${A} ${B}\"\nb: |\n  first ${C}\n  second ${D}\n"))
	n := mustParse(t, src)
	tests := []struct {
		key  string
		k    int
		want string
	}{{"a", 0, "f:1:9"}, {"a", 1, "f:1:14"}, {"b", 0, "f:3:9"}, {"b", 1, "f:4:10"}}
	for _, tt := range tests {
		if got := src.PlaceholderSpan(n.Get(tt.key).Span(), tt.k).String(); got != tt.want {
			t.Errorf("placeholder %d of %s is at %s, want %s", tt.k, tt.key, got, tt.want)
		}
	}
}

func mustParse(t *testing.T, src *Source) *Node {
	t.Helper()
	var l diag.List
	n := Parse(src, []byte(strings.Join(src.lines, "\n")), &l)
	if n == nil {
		t.Fatal(l.Findings())
	}
	return n
}
