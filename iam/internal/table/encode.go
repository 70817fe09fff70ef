package table

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// Encode writes a table. The same texts make the same bytes, as long as
// compress/flate of the Go release packs them the same way.
func Encode(texts map[string]string) []byte {
	names := slices.Sorted(maps.Keys(texts))
	dict := dictionary(names, texts)
	out := binary.AppendUvarint([]byte(magic), uint64(len(names)))
	var blobs []byte
	for _, name := range names {
		packed := pack([]byte(texts[name]), dict)
		out = binary.AppendUvarint(out, uint64(len(name)))
		out = append(out, name...)
		out = binary.AppendUvarint(out, uint64(len(packed)))
		out = binary.AppendUvarint(out, uint64(len(texts[name])))
		blobs = append(blobs, packed...)
	}
	packed := pack(dict, nil)
	out = binary.AppendUvarint(out, uint64(len(packed)))
	out = binary.AppendUvarint(out, uint64(len(dict)))
	return append(append(out, packed...), blobs...)
}

func pack(text, dict []byte) []byte {
	var buf bytes.Buffer
	w, err := flate.NewWriterDict(&buf, flate.BestCompression, dict)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	_, err = w.Write(text)
	if err := cmp.Or(err, w.Close()); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return buf.Bytes()
}

// dictSize is what deflate can look back. More is cut off.
const dictSize = 16 << 10

// dictionary is the lines that the most texts share, the best ones last, where
// deflate reaches them with the shortest distance.
func dictionary(names []string, texts map[string]string) []byte {
	count := map[string]int{}
	for _, name := range names {
		seen := map[string]bool{}
		for line := range strings.Lines(texts[name]) {
			if !seen[line] {
				seen[line] = true
				count[line]++
			}
		}
	}
	lines := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b]*len(b), count[a]*len(a)), cmp.Compare(a, b))
	})
	var dict []string
	size := 0
	for _, line := range lines {
		if count[line] < 3 || size+len(line) > dictSize {
			continue
		}
		size += len(line)
		dict = append(dict, line)
	}
	slices.Reverse(dict)
	return []byte(strings.Join(dict, ""))
}
