package syntax

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"slices"
	"unicode/utf16"
)

// Decode returns a file as the UTF-8 text with line feeds that everything else
// reads. Windows and its editors write a byte order mark, UTF-16, and carriage
// returns; IAM's API returns documents URL-encoded, and other services return
// theirs as a JSON string. A text that is none of these comes back as it is.
func Decode(text []byte) []byte {
	text = bytes.TrimPrefix(fromUTF16(text), []byte("\ufeff"))
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	if inner, ok := decodeDocument(bytes.TrimSpace(text)); ok {
		return inner
	}
	return text
}

// fromUTF16 decodes a text that has the byte order mark of UTF-16, or begins
// with an ASCII character in two bytes.
func fromUTF16(text []byte) []byte {
	var order binary.ByteOrder
	switch {
	case len(text) < 2 || len(text)%2 != 0:
		return text
	case text[0] == 0xff && text[1] == 0xfe, text[0] != 0 && text[0] < 0x80 && text[1] == 0:
		order = binary.LittleEndian
	case text[0] == 0xfe && text[1] == 0xff, text[0] == 0 && text[1] != 0 && text[1] < 0x80:
		order = binary.BigEndian
	default:
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for pair := range slices.Chunk(text, 2) {
		units = append(units, order.Uint16(pair))
	}
	return []byte(string(utf16.Decode(units)))
}

// decodeDocument decodes JSON that is URL-encoded, or quoted in a JSON string,
// or both.
func decodeDocument(text []byte) ([]byte, bool) {
	if len(text) == 0 || text[0] != '"' && text[0] != '%' {
		return nil, false
	}
	s := string(text)
	if text[0] == '"' && json.Unmarshal(text, &s) != nil {
		return nil, false
	}
	for _, unescape := range []func(string) (string, error){
		func(s string) (string, error) { return s, nil },
		url.PathUnescape,  // as RFC 3986 has it, which IAM uses: "+" is a plus
		url.QueryUnescape, // as forms have it
	} {
		inner, err := unescape(s)
		if err == nil && IsJSON([]byte(inner)) && json.Valid([]byte(inner)) {
			return []byte(inner), true
		}
	}
	return nil, false
}
