package packing

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/google/go-cmp/cmp"
)

// TestSplit compares the parts of documents. A statement is a letter, once for each
// unit of its size, after the digit of the parameter that it depends on.
func TestSplit(t *testing.T) {
	t.Parallel()
	params := map[byte]*spec.Param{'1': {Name: "One", Optional: true}, '2': {Name: "Two", Optional: true}, '3': {Name: "Three", Optional: true}}
	tests := []struct{ statements, want string }{
		{"a b c", "1:abc"},
		{"aaa bbb ccc", "1:ab 2:c"},
		{"aaaaa b", "1:ab"},
		{"aaaaaa b", "1:a 2:b"},
		{"aaaaaaaaa", "1:a"},
		{"aaaaaaaaa b", "1:a 2:b"},
		{"a b c d eee", "1:abc 2:de"},
		{"aa bb cc dd ee", "1:abc 2:de"},
		{"aaa bbb ccc ddd ee", "1:ab 2:de 3:c"}, // the first half of three is halved
		{"a b c ddd eee fff", "1:abc 2:de 4:f"}, // the second half is
		{"aaa bbb ccc ddd eee fff", "1:ab 2:de 3:c 4:f"},
		{"1a 1b", "1:ab"},
		{"1a b", "1:ab"},
		{"1a 2b", "1:a 2:b"},
		{"1a 2b 1c 2d", "1:ac 2:bd"},
		{"1a 2b 3c", "1:a 2:c 3:b"},
		{"1a 2b c", "1:abc"},
		{"1aaaa 2bbbb c d", "1:a 2:cd 3:b"}, // the first half has two reasons
	}
	for _, tt := range tests {
		var sts []*spec.Statement
		size := map[*spec.Statement]int{}
		for _, word := range strings.Fields(tt.statements) {
			st := &spec.Statement{}
			if p := params[word[0]]; p != nil {
				st.When, word = spec.When{spec.Given(p)}, word[1:]
			}
			st.Sid, size[st] = word[:1], len(word)
			sts = append(sts, st)
		}
		parts := split(sts, func(sts []*spec.Statement) bool {
			sum := 0
			for _, st := range sts {
				sum += size[st]
			}
			return sum <= 6
		})
		var got []string
		for _, sh := range parts {
			word := fmt.Sprint(sh.number, ":")
			for _, st := range sh.statements {
				word += st.Sid
			}
			got = append(got, word)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.statements, diff)
		}
	}
}
