package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Encode writes a table. The same texts make the same bytes. Names hold neither
// blanks nor line ends.
func Encode(texts map[string]string) []byte {
	var index, all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(&index, "%s %d\n", name, len(texts[name]))
		all.WriteString(texts[name])
	}
	return []byte(magic + index.String() + "\n" + all.String())
}
