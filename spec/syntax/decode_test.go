package syntax

import (
	"encoding/binary"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/emriam/emriam/spec/diag"
)

func encode16(s string, order binary.AppendByteOrder) string {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	const (
		yaml = "version: 1\nname: roles # für Zürich 𝄞\n"
		doc  = `{"Statement": [{"Condition": {"StringLike": {"aws:PrincipalTag/a+b": "x y%z"}}}]}`
	)
	for name, tt := range map[string]struct{ text, want string }{
		"as it is":              {yaml, yaml},
		"empty":                 {"", ""},
		"one byte":              {"a", "a"},
		"mark":                  {"\ufeff" + yaml, yaml},
		"mark and CRLF":         {"\ufeff" + strings.ReplaceAll(yaml, "\n", "\r\n"), yaml},
		"lone CR":               {strings.ReplaceAll(yaml, "\n", "\r"), yaml},
		"mixed":                 {"a: 1\r\nb: 2\rc: 3\n", "a: 1\nb: 2\nc: 3\n"},
		"UTF-16LE":              {encode16("\ufeff"+yaml, binary.LittleEndian), yaml},
		"UTF-16BE":              {encode16("\ufeff"+yaml, binary.BigEndian), yaml},
		"UTF-16LE, no mark":     {encode16(yaml, binary.LittleEndian), yaml},
		"UTF-16BE, no mark":     {encode16(yaml, binary.BigEndian), yaml},
		"UTF-16LE, CRLF":        {encode16("\ufeff"+strings.ReplaceAll(yaml, "\n", "\r\n"), binary.LittleEndian), yaml},
		"percent":               {url.PathEscape(doc) + "\n", doc},
		"form":                  {url.QueryEscape(doc), doc},
		"string":                {strconv.Quote(doc), doc},
		"percent in a string":   {strconv.Quote(url.PathEscape(doc)), doc},
		"string that is a word": {`"yes"`, `"yes"`},
		"percent, no JSON":      {"%YAML 1.2\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n"},
		"odd":                   {"\xff\xfea", "\xff\xfea"},
	} {
		if got := string(Decode([]byte(tt.text))); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestBlankBlocks: a block scalar of blank lines only, with what follows it.
func TestBlankBlocks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"A:\n  - |+\n\n  - - x\n    - y\n":     "[\n, [x, y]]",
		"A: |+\n\nB: 1\n":                      "\n",
		"A: >+\n\n\nB: 1\n":                    "\n\n",
		"A: |2+\n\nB: 1\n":                     "\n",
		"A: |+ # why\n\nB: 1\n":                "\n",
		"A: {B: 1}\nC:\n  D: |+\n\n  E: 2\n":   "{B: 1}",
		"A: |+\n  x\n\n\nB: 1\n":               "x\n\n\n",
		"A:\n- a: |+\n\n  b: 2\n- |+\n\n- z\n": "[{a: \n, b: 2}, \n, z]",
	} {
		n := Parse(NewSource("t.yaml", []byte(text)), []byte(text), &diag.List{})
		if n == nil {
			t.Errorf("%q is refused", text)
			continue
		}
		if got := n.Get("A").Flow(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestDirectives: a directive is no document, and the documents after it count.
func TestDirectives(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]bool{
		"%YAML 1.2\n---\nA: 1\n":                    false,
		"%TAG !e! tag:example.com,2000:\n---\nA: 1": false,
		"%YAML 1.2\n---\nA: 1\n---\nB: 1\n":         true,
	} {
		l := &diag.List{}
		n := Parse(NewSource("t.yaml", []byte(text)), []byte(text), l)
		if refused != (n == nil) || n != nil && n.Get("A") == nil {
			t.Errorf("%q: %v", text, l.Findings())
		}
	}
}
