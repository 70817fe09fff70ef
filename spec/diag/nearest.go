package diag

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Nearest returns the name that the one written is a slip of, or "": it has few
// other letters.
func Nearest(written string, names []string) string {
	best, _ := nearest(written, names)
	return best
}

// Meant returns the name that was meant by one that is surely none of them, or "".
// A name that goes on where the one written ends is more like it than one that
// differs in the middle, but not than one with a single slip.
func Meant(written string, names []string) string {
	best, bound := nearest(written, names)
	if bound <= 1 && best != "" || utf8.RuneCountInString(written) < shortest {
		return best
	}
	if longer := begun(written, names); longer != "" {
		return longer
	}
	return best
}

// shortest is how long a beginning is that tells something.
const shortest = 6

// begun is the shortest name that begins as written does, or from which
// written leaves something out in the middle.
func begun(written string, names []string) string {
	best := ""
	for _, leftOut := range []bool{false, true} {
		for _, name := range names {
			if (best == "" || len(name) < len(best)) && len(name) > len(written) && (!leftOut && fold(name, written) || leftOut && abridged(written, name)) {
				best = name
			}
		}
		if best != "" {
			return best
		}
	}
	return ""
}

// fold reports whether name begins as written does, in any letter case.
func fold(name, written string) bool {
	return strings.EqualFold(name[:min(len(written), len(name))], written)
}

// abridged reports whether written is name without a piece in the middle, both
// ends of which are there.
func abridged(written, name string) bool {
	n := 0
	for n < len(written) && lower(rune(written[n])) == lower(rune(name[n])) {
		n++
	}
	rest := written[n:]
	return n >= 4 && len(rest) >= 4 && len(name) >= len(written) && strings.EqualFold(name[len(name)-len(rest):], rest)
}

// nearest is the name with the fewest edits, and their number.
func nearest(written string, names []string) (best string, bound int) {
	bound = max(len(written)/3, 1) + 1
	runes := utf8.RuneCountInString(written)
	for _, name := range names {
		if apart := utf8.RuneCountInString(name) - runes; apart >= bound || -apart >= bound {
			continue // the lengths alone are too far apart
		}
		if d := distance(written, name); d < bound {
			best, bound = name, d
		}
	}
	return best, bound
}

// distance counts the edits between a and b: a rune added, dropped, replaced,
// or swapped with its neighbour. Letter case does not count.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range x {
		cur[0] = i + 1
		for j := range y {
			cost := 1
			if lower(x[i]) == lower(y[j]) {
				cost = 0
			}
			cur[j+1] = min(prev[j]+cost, prev[j+1]+1, cur[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				cur[j+1] = min(cur[j+1], prev2[j-1]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// DidYouMean is the help for a name that is not among names: the nearest one,
// else all of them if they are few.
func DidYouMean(written string, names []string) string {
	if near := Meant(written, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if 0 < len(names) && len(names) <= 12 {
		return "known: " + strings.Join(names, ", ")
	}
	return ""
}
