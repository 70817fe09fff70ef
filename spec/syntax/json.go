package syntax

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/emriam/emriam/spec/diag"
)

// ParseJSON reads a JSON text into nodes. YAML would take more than IAM does,
// a comma before a closing bracket for one. A mistake is a finding, and then
// the node is nil.
func ParseJSON(src *Source, text []byte, l *diag.List) *Node {
	return parseJSON(src, text, l, maxSource, maxNodes)
}

// parseJSON is ParseJSON with limits of its own.
func parseJSON(src *Source, text []byte, l *diag.List, mostBytes, mostNodes int) *Node {
	j := &jsonReader{text: text, src: src, line: 1, col: 1, most: mostNodes}
	if len(text) > mostBytes {
		l.Errorf(j.span(1), "too-large", "the file has %d bytes; the limit is %d", len(text), mostBytes)
		return nil
	}
	if at, bad := badRune(src); bad != "" {
		l.Errorf(at, "bad-json", "%s", bad)
		return nil
	}
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		j.moveTo(errorOffset(text, err))
		l.Errorf(j.span(1), "bad-json", "%v", err)
		return nil
	}
	j.dec = json.NewDecoder(bytes.NewReader(text))
	j.dec.UseNumber()
	n := j.node(0)
	if j.large != "" {
		l.Errorf(j.span(1), "too-large", "the document %s", j.large)
		return nil
	}
	return n
}

// errorOffset is where the text stops being JSON.
func errorOffset(text []byte, err error) int {
	var se *json.SyntaxError
	if !errors.As(err, &se) {
		return 0
	}
	return min(max(int(se.Offset)-1, 0), len(text))
}

// jsonReader walks the tokens of a text that is known to be JSON. Its place
// only moves forward, so that one long line costs no more than many short
// ones.
type jsonReader struct {
	dec               *json.Decoder
	text              []byte
	src               *Source
	offset, line, col int
	count, most       int
	large             string // what there is too much of, or ""
}

func (j *jsonReader) moveTo(offset int) {
	for j.offset < offset {
		r, size := utf8.DecodeRune(j.text[j.offset:])
		j.offset += size
		j.col++
		if r == '\n' {
			j.line, j.col = j.line+1, 1
		}
	}
}

func (j *jsonReader) span(width int) diag.Span {
	return diag.Span{Pos: diag.Pos{File: j.src.File, Line: j.line, Col: j.col}, Len: width}
}

// token returns the next token and its place.
func (j *jsonReader) token() (json.Token, diag.Span) {
	start := int(j.dec.InputOffset())
	for start < len(j.text) && bytes.IndexByte([]byte(" \t\r\n,:"), j.text[start]) >= 0 {
		start++
	}
	j.moveTo(start)
	tok, err := j.dec.Token()
	if err != nil {
		panic(fmt.Sprintf("spec: valid JSON has the token error %v", err))
	}
	return tok, j.span(utf8.RuneCount(j.text[start:j.dec.InputOffset()]))
}

func (j *jsonReader) node(depth int) *Node {
	tok, at := j.token()
	return j.after(tok, at, depth)
}

// after is the node that begins with tok.
func (j *jsonReader) after(tok json.Token, at diag.Span, depth int) *Node {
	j.count++
	switch {
	case depth > maxDepth:
		j.large = fmt.Sprintf("is nested more than %d levels deep", maxDepth)
	case j.count > j.most:
		j.large = fmt.Sprintf("has more than %d values", j.most)
	}
	if j.large != "" {
		return &Node{}
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			return j.object(at, depth)
		}
		return j.array(at, depth)
	case nil:
		return j.src.node(Null, at, "")
	default:
		out := j.src.node(Scalar, at, fmt.Sprint(tok))
		switch tok.(type) {
		case json.Number, float64:
			out.Type = Number
		case bool:
			out.Type = Truth
		}
		return out
	}
}

func (j *jsonReader) object(at diag.Span, depth int) *Node {
	out := j.src.node(Mapping, at, "")
	for j.large == "" {
		tok, at := j.token()
		if tok == json.Delim('}') {
			break
		}
		key := j.src.node(Scalar, at, tok.(string))
		out.Kids = append(out.Kids, Entry{key, j.node(depth + 1)})
	}
	return out
}

func (j *jsonReader) array(at diag.Span, depth int) *Node {
	out := j.src.node(Sequence, at, "")
	for j.large == "" {
		tok, at := j.token()
		if tok == json.Delim(']') {
			break
		}
		out.Kids = append(out.Kids, Entry{Value: j.after(tok, at, depth+1)})
	}
	return out
}

// IsJSON tells JSON from YAML, whose flow style can begin with a bracket
// too.
func IsJSON(text []byte) bool {
	text = bytes.TrimSpace(text)
	if rest, ok := bytes.CutPrefix(text, []byte("[")); ok {
		text = bytes.TrimSpace(rest)
	}
	rest, ok := bytes.CutPrefix(text, []byte("{"))
	return ok && bytes.HasPrefix(bytes.TrimSpace(rest), []byte(`"`))
}
