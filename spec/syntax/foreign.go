package syntax

import (
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// ParseForeign reads a file that is no spec: one YAML document, tags included, or
// JSON text. It returns nil if there is an error in l. Such a file cannot take the
// machine with it either.
func ParseForeign(file string, text []byte, l *diag.List) *Node {
	l.AddSource(file, text)
	src := NewSource(file, text)
	if IsJSON(text) {
		return parseJSON(src, text, l, maxForeign, maxForeignNodes)
	}
	return parseTagged(src, text, l, true)
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
