package spec

import (
	_ "embed"
	"hash/crc32"

	"github.com/emriam/emriam/spec/diag"
)

// trees hold what parse makes of the texts that come with the program, the
// templates and the built-in spec: to parse them took more than half of the time
// of a run. A tree is of one text, to the byte; a text without, such as a user's
// spec, is parsed.
//
// The layout is a name and a tree, both as a text of unpack's, and so on.
//
//go:generate go test . -run ^TestTrees$ -renew
//go:embed trees.bin
var trees string

const builtInTree = "emr" // of BuiltIn; that of a template has its name

// read is parse, by way of the tree of that name if it is one of this text.
//
// The text is one of ours, or a checksum of four bytes would be too few to tell.
func read(src *source, text []byte, tree string, l *diag.List) *node {
	for u := (unpacker{packed: trees}); u.packed != ""; {
		if name, packed := u.text(), u.text(); name == tree {
			if n := unpack(src, text, packed, l); n != nil {
				return n
			}
		}
	}
	return parse(src, text, l)
}

// unpack reads a tree, nil if it is one of another text. Its layout, in which
// numbers are of binary.AppendUvarint and a text is its size and its bytes:
//
//	checksum and size of the text, numbers of nodes and kids
//	number of suppressions, and of each: line, column, line it is about, comment
//	node: kind, line, column, width
//	      of a scalar:             text
//	      of a sequence:           number of items, nodes
//	      of a mapping:            number of entries, a node for each key and value
func unpack(src *source, text []byte, packed string, l *diag.List) *node {
	u := &unpacker{src: src, packed: packed}
	if u.number() != int(crc32.ChecksumIEEE(text)) || u.number() != len(text) {
		return nil
	}
	u.nodes, u.kids = make([]node, u.number()), make([]entry, u.number())
	for range u.number() {
		at := diag.Pos{File: src.file, Line: u.number(), Col: u.number()}
		about := u.number()
		s, _ := diag.ParseSuppression(u.text())
		s.Pos, s.About, s.Own = at, about, !src.shared
		l.AddSuppression(s)
	}
	return u.node()
}

// unpacker reads from packed, and cuts what it makes from slices that were made
// at once.
type unpacker struct {
	src    *source
	packed string
	nodes  []node
	kids   []entry
}

func (u *unpacker) node() *node {
	n := &u.nodes[0]
	u.nodes = u.nodes[1:]
	n.src, n.kind = u.src, nodeKind(u.number())
	n.line, n.col, n.width = uint32(u.number()), uint32(u.number()), uint32(u.number())
	switch n.kind {
	case scalarNode:
		n.text = u.text()
	case sequenceNode:
		for i := range u.cut(n) {
			n.kids[i].value = u.node()
		}
	case mappingNode:
		for i := range u.cut(n) {
			n.kids[i] = entry{u.node(), u.node()}
		}
	}
	return n
}

// cut gives n its kids, still empty, which cannot grow into those of others.
func (u *unpacker) cut(n *node) []entry {
	if k := u.number(); k > 0 {
		n.kids, u.kids = u.kids[:k:k], u.kids[k:]
	}
	return n.kids
}

func (u *unpacker) number() int {
	n := 0
	for i := 0; ; i++ {
		n |= int(u.packed[i]&0x7f) << (7 * i)
		if u.packed[i] < 0x80 {
			u.packed = u.packed[i+1:]
			return n
		}
	}
}

func (u *unpacker) text() string {
	n := u.number()
	s := u.packed[:n]
	u.packed = u.packed[n:]
	return s
}
