package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// show prints a tree on one line, each key with its place.
func show(t *syntax.Node) string {
	tag := ""
	if t.Tag != "" {
		tag = t.Tag + " "
	}
	var parts []string
	switch t.Kind {
	case syntax.Null:
		return tag + "~"
	case syntax.Scalar:
		return fmt.Sprintf("%s%q", tag, t.Text)
	case syntax.Sequence:
		for _, e := range t.Kids {
			parts = append(parts, show(e.Value))
		}
		return tag + "[" + strings.Join(parts, " ") + "]"
	case syntax.Mapping:
		for _, e := range t.Pairs() {
			parts = append(parts, fmt.Sprintf("%s@%d:%d=%s", e.Key.Text, e.Key.Line, e.Key.Col, show(e.Value)))
		}
		return tag + "{" + strings.Join(parts, " ") + "}"
	default:
		panic(fmt.Sprintf("kind %d", t.Kind))
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"A: !Sub x-${AWS::Region}\n", `{A@1:1=!Sub "x-${AWS::Region}"}`},
		{"A: !If [Has, !Ref B, !Ref AWS::NoValue]\n", `{A@1:1=!If ["Has" !Ref "B" !Ref "AWS::NoValue"]}`},
		{"A:\n  Fn::Sub: |\n    x\n", "{A@1:1={Fn::Sub@2:3=\"x\\n\"}}"},
		{"A: &a !Ref P\nB: *a\nC: !Ref\n", `{A@1:1=!Ref "P" B@2:1=!Ref "P" C@3:1=!Ref ~}`},
		{"A: !Join\n  - '/'\n  - - 007\n    - true\n", `{A@1:1=!Join ["/" ["007" "true"]]}`},
		{"A: !Transform\n  Name: x\nB: 2012-10-17\n", `{A@1:1=!Transform {Name@2:3="x"} B@3:1="2012-10-17"}`},
		{`{"A": {"Ref": "P"}, "B": null}`, `{A@1:2={Ref@1:8="P"} B@1:21=~}`},
	}
	for _, tt := range tests {
		var l diag.List
		tree := syntax.ParseForeign("t.yaml", []byte(tt.text), &l)
		if tree == nil {
			t.Errorf("%q: %v", tt.text, l.Findings())
			continue
		}
		if diff := cmp.Diff(tt.want, show(tree)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
	for _, text := range []string{"", "A: [", `{"A": 1,}`, "A: 1\n---\nB: 2\n", "<<: {}\n", strings.Repeat("[", 500)} {
		var l diag.List
		if tree := syntax.ParseForeign("t.yaml", []byte(text), &l); tree != nil || !l.HasErrors() {
			t.Errorf("%.20q was read as %v", text, tree)
		}
	}
}

// TestLargeForeign: a template in JSON may be larger than a spec.
func TestLargeForeign(t *testing.T) {
	t.Parallel()
	text := []byte(`{"Resources": {` + strings.Repeat(`"A": {"Type": "AWS::SNS::Topic"},`+strings.Repeat(" ", 100), 20_000) + `"B": {}}}`)
	l := &diag.List{}
	if n := syntax.ParseForeign("t.json", text, l); n == nil || len(n.Get("Resources").Kids) != 20_001 {
		t.Errorf("%d bytes are not read: %v", len(text), l.Findings())
	}
	if syntax.ParseJSON(syntax.NewSource("t.json", text), text, l) != nil {
		t.Error("a document of that size is read")
	}
}
