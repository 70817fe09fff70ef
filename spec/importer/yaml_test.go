package importer

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// awkward are texts that YAML, or the parser, could take for something else.
func awkward() []string {
	all := []string{
		"", " ", "~", "null", "yes", "No", "ON", "off", "true", "y", "N", "=", "<<", "-", "- a", "?", ":", "a:", "a: b", "a #b", "a:,b", "a:]",
		"0", "00", "012", "0o17", "0x1f", "1_000", "1:20", "1.", ".5", "1e3", "+1", "-1", ".inf", ".nan", "2012-10-17", "123456789012",
		"*", "&a", "!a", "%a", "@a", "`a", "'a'", "\"a\"", "[a]", "{a}", "a,b", "a]", "|", ">", "a\nb", "a\tb", "\ta", "a\\n", "a  b", "a ", " a",
		"---", "...", "arn:aws:iam::", "arn:aws:s3:::a/*", "s3:Get*", "s3:*", "ec2:Describe?", "AWS::Region", "\\", "a\"b", "it's", "\r", "é", "€", "\u2028", "\ufeff",
		"service-role/X", "/path/", "(a)", "a;b", "a<b>", "$a", "a$", "ForAllValues:StringEquals", "aws:PrincipalTag/team",
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	letters := []rune(" \t\n\r-?:,[]{}#&*!|>'\"%@`\\~=<.+_$/();0123456789abefnotxyTZ\u0085\u00e9\u2028")
	for range 3000 {
		var s strings.Builder
		for range 1 + rnd.IntN(6) {
			s.WriteRune(letters[rnd.IntN(len(letters))])
		}
		all = append(all, s.String())
	}
	return all
}

// TestYAML wants each text back as it was, as a key, as a value, and in flow
// style, short and folded.
func TestYAML(t *testing.T) {
	t.Parallel()
	all := awkward()
	var block, short list
	block.tall = true
	var keys, folded dict
	seen := map[string]bool{}
	for _, s := range all {
		block.items = append(block.items, text(s))
		short.items = append(short.items, list{items: []yaml{text(s), dict{flow: true, fields: []entry{{Key: "k" + s, Value: text(s)}}}}})
		if !seen[s] {
			seen[s] = true
			keys.fields = append(keys.fields, entry{Key: s, Value: text(s), Comments: []string{s}})
		}
		folded.add("p", prose(strings.Repeat("word ", 30)+s+" end"))
	}
	for name, v := range map[string]yaml{"block": block, "flow": list{items: short.items, block: true}, "keys": keys} {
		text := printBlock(dict{fields: []entry{{Key: "v", Value: v}}}, 0) + "\n"
		root := parse(t, text)
		if root == nil {
			continue
		}
		n := root.Get("v")
		for i, e := range n.Kids {
			item := e.Value
			want := all[i]
			switch name {
			case "block":
				wantText(t, name, want, item)
			case "flow":
				wantText(t, name, want, item.Kids[0].Value)
				wantText(t, name, "k"+want, item.Kids[1].Value.Kids[0].Key)
				wantText(t, name, want, item.Kids[1].Value.Kids[0].Value)
			case "keys":
				want = keys.fields[i].Key
				wantText(t, name, want, n.Kids[i].Key)
				wantText(t, name, want, item)
			}
		}
	}
	for i, e := range folded.fields {
		root := parse(t, printBlock(dict{fields: []entry{e}}, 0)+"\n")
		if root != nil {
			wantText(t, "folded", strings.Repeat("word ", 30)+all[i]+" end", root.Get("p"))
		}
	}
}

func parse(t *testing.T, text string) *syntax.Node {
	t.Helper()
	l := &diag.List{}
	root := syntax.ParseForeign("test.yaml", []byte(text), l)
	for _, f := range l.Findings() {
		t.Errorf("%s: %s", f.Pos, f.Message)
		lines := strings.Split(text, "\n")
		t.Log(lines[f.Line-1])
	}
	return root
}

func wantText(t *testing.T, where, want string, got *syntax.Node) {
	t.Helper()
	if got.Text != want || got.Tag != "" || got.Kind != syntax.Scalar {
		t.Errorf("%s: %q came back as %q (%d)", where, want, got.Text, got.Kind)
	}
}
