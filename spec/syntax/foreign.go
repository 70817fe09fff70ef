package syntax

import (
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// Foreign is a piece of YAML or JSON with its place: what a program sees that
// reads files other than specs. Like a spec, such a file cannot take the
// machine with it.
type Foreign struct {
	diag.Span
	Kind  ForeignKind
	Tag   string     // e.g., "!Sub", or ""
	Text  string     // of a scalar, as it was written: "0123" is no number
	Keys  []*Foreign // of a mapping, in the author's order; scalars
	Items []*Foreign // of a list; of a mapping, the values
}

// ForeignKind is the shape of a Foreign.
type ForeignKind uint8

// The shapes.
const (
	ForeignNull ForeignKind = iota
	ForeignText
	ForeignList
	ForeignMapping
)

// Get returns the value of a key of a mapping, or nil.
func (f *Foreign) Get(key string) *Foreign {
	if f == nil {
		return nil
	}
	for i, k := range f.Keys {
		if k.Text == key {
			return f.Items[i]
		}
	}
	return nil
}

// ParseForeign reads one YAML document, tags included, or JSON text. It returns
// nil if there is an error in l.
func ParseForeign(file string, text []byte, l *diag.List) *Foreign {
	l.AddSource(file, text)
	src := NewSource(file, text)
	var n *Node
	if IsJSON(text) {
		n = parseJSON(src, text, l, maxForeign, maxForeignNodes)
	} else {
		n = parseTagged(src, text, l, true)
	}
	if n == nil {
		return nil
	}
	return n.foreign(map[*Node]*Foreign{})
}

// foreign converts n. What several aliases stand for is one Foreign.
func (n *Node) foreign(done map[*Node]*Foreign) *Foreign {
	if f, ok := done[n]; ok {
		return f
	}
	f := &Foreign{}
	done[n] = f
	if n.Kind == taggedNode {
		*f = *n.Kids[0].Value.foreign(done)
		f.Span, f.Tag = n.Span(), n.Text
		return f
	}
	f.Span, f.Kind, f.Text = n.Span(), ForeignKind(n.Kind), n.Text
	for _, e := range n.Kids {
		if n.Kind == Mapping {
			f.Keys = append(f.Keys, e.Key.foreign(done))
		}
		f.Items = append(f.Items, e.Value.foreign(done))
	}
	return f
}

// Intrinsic is a function of CloudFormation in its long form, e.g.,
// {Ref: Bucket}: its name, and what to write in a spec instead. ok is false if
// n is none.
func (n *Node) Intrinsic() (name, help string, ok bool) {
	if n.Kind != Mapping || len(n.Kids) != 1 {
		return "", "", false
	}
	name = n.Kids[0].Key.Text
	if name != "Ref" && !strings.HasPrefix(name, "Fn::") {
		return "", "", false
	}
	return name, instead(strings.TrimPrefix(name, "Fn::"), n.Kids[0].Value), true
}

// instead is what to write in a spec instead of a function of CloudFormation.
func instead(function string, arg *Node) string {
	switch function {
	case "Ref":
		if arg.Kind == Scalar && arg.Text != "" {
			return `write "${` + arg.Text + `}"`
		}
	case "GetAtt":
		if arg.Kind == Scalar && arg.Text != "" {
			return `write "${` + arg.Text + `}"`
		}
		if arg.Kind == Sequence && len(arg.Kids) == 2 {
			return `write "${` + arg.Kids[0].Value.Text + "." + arg.Kids[1].Value.Text + `}"`
		}
	case "Sub":
		if arg.Kind == Scalar {
			return `write "` + arg.Text + `"; every text of a spec has placeholders`
		}
		return "write the text alone, with what its variables stand for in their place"
	case "Join", "Select", "Split":
		return `write one text with placeholders, e.g., "arn:${AWS::Partition}:s3:::${Bucket}/*"`
	case "If", "Equals", "And", "Or", "Not", "Condition":
		return "write {value: …, when: Parameter}, or when: Parameter in the statement"
	case "ImportValue", "FindInMap", "GetAZs", "Base64", "Cidr", "Transform":
		return "declare a parameter, and write its placeholder, e.g., ${Bucket}"
	}
	return "write the value itself, with placeholders such as ${Bucket}"
}
