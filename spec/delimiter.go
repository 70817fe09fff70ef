package spec

import (
	"slices"
	"strings"
)

// Delimiter returns a character that occurs neither in the literal text of items nor
// in the values that the spec gives their parameters: "|" if possible. If an item is
// a list, no value of their parameters has it, so that all items can be joined to
// one string and split again.
func Delimiter(items []Item) string {
	var all strings.Builder
	for _, it := range items {
		for _, part := range it.Value.Expand() {
			all.WriteString(Value{part}.String())
		}
		for _, p := range it.Value.Expand().Params() {
			for _, s := range slices.Concat(p.Default, p.Example, p.Values) {
				all.WriteString(s)
			}
		}
	}
	for _, d := range append([]string{"|", " ", "\t", "\n"}, strings.Split("^~;!%&<>`\"#(){}[]\\", "")...) {
		if !strings.Contains(all.String(), d) {
			return d
		}
	}
	panic("spec: no delimiter for a list with " + all.String())
}
