package spec

import (
	"bytes"
	"encoding/binary"
	"flag"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec/diag"
)

var renew = flag.Bool("renew", false, "write the trees anew")

// texts are those that come with the program, by the name of their tree.
func texts(t *testing.T) map[string][]byte {
	out := map[string][]byte{builtInTree: BuiltIn}
	files, err := filepath.Glob("../templates/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".yaml")] = text
	}
	return out
}

// TestTrees holds the trees against what parse makes of the texts. Both
// `go generate ./spec` and UPDATE=1 write them anew.
func TestTrees(t *testing.T) {
	texts := texts(t)
	var all []byte
	for _, name := range sortedKeys(texts) {
		text := texts[name]
		var parsed, unpacked diag.List
		src := newSource(name, text)
		root := parse(src, text, &parsed)
		if root == nil || parsed.Len() > 0 {
			t.Fatalf("%s: %v", name, parsed.Findings())
		}
		tree := pack(text, root, parsed.Suppressions())
		all = packText(packText(all, name), string(tree))
		again := unpack(src, text, string(tree), &unpacked)
		if diff := cmp.Diff(root, again, cmp.AllowUnexported(node{}, entry{}), cmp.Comparer(func(a, b *source) bool { return a == b })); diff != "" {
			t.Errorf("%s (-parsed +unpacked):\n%s", name, diff)
		}
		if diff := cmp.Diff(parsed.Suppressions(), unpacked.Suppressions()); diff != "" {
			t.Errorf("suppressions of %s (-parsed +unpacked):\n%s", name, diff)
		}
		if changed := append(bytes.Clone(text), '\n'); unpack(src, changed, string(tree), &unpacked) != nil {
			t.Errorf("the tree of %s is taken for that of another text", name)
		}
	}
	if string(all) == trees {
		return
	}
	if !*renew {
		t.Error("trees.bin is not of the templates and the built-in spec: run go generate ./spec")
	}
	if *renew || os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("trees.bin", all, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// pack writes what unpack reads.
func pack(text []byte, root *node, suppressions []diag.Suppression) []byte {
	p := &packer{lines: strings.Split(string(text), "\n")}
	p.node(root)
	out := numbers(nil, int(crc32.ChecksumIEEE(text)), len(text), p.nodes, p.kids, len(suppressions))
	for _, s := range suppressions {
		out = numbers(out, s.Line, s.Col, s.About)
		out = packText(out, string([]rune(p.lines[s.Line-1])[s.Col-1:]))
	}
	return slices.Concat(out, p.out)
}

type packer struct {
	lines       []string
	out         []byte
	nodes, kids int
}

func (p *packer) node(n *node) {
	p.nodes++
	p.out = numbers(p.out, int(n.kind), int(n.line), int(n.col), int(n.width))
	p.kids += len(n.kids)
	switch n.kind {
	case scalarNode:
		p.out = packText(p.out, n.text)
	case sequenceNode:
		p.out = numbers(p.out, len(n.kids))
		for _, item := range n.kids {
			p.node(item.value)
		}
	case mappingNode:
		p.out = numbers(p.out, len(n.kids))
		for _, e := range n.kids {
			p.node(e.key)
			p.node(e.value)
		}
	}
}

func numbers(out []byte, ns ...int) []byte {
	for _, n := range ns {
		out = binary.AppendUvarint(out, uint64(n))
	}
	return out
}

func packText(out []byte, s string) []byte { return append(numbers(out, len(s)), s...) }
