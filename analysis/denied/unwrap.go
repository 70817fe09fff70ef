package denied

import (
	"strings"
	"unicode/utf8"
)

// unwrapped are the lines of an entry as they were before a program, a page or a terminal
// showed them: without escapes, without what stands before each of them, and with what was
// broken at the width of a terminal in one.
func (e entry) unwrapped() entry {
	if len(e) == 1 && isClean(string(e[0].text)) {
		return e
	}
	var lines []string
	var numbers []int
	for _, r := range e {
		for line := range strings.SplitSeq(strings.TrimSuffix(unescaped(string(r.text)), "\n"), "\n") {
			lines, numbers = append(lines, strings.TrimRight(line, "\r")), append(numbers, r.number)
		}
	}
	full := make([]bool, len(lines)) // to the frame of a terminal
	for i, line := range lines {
		line = margin().ReplaceAllString(line, "")
		if m := frame().FindStringSubmatch(line); m != nil {
			line, full[i] = m[1], !strings.HasSuffix(m[1], " ")
		}
		lines[i] = line
	}
	left := indent(lines)
	for i, begin := 0, sameBegin(lines); i < len(lines); i++ {
		if lines[i] = lines[i][min(len(lines[i]), left):]; begin != "" {
			lines[i] = margin().ReplaceAllString(strings.TrimPrefix(lines[i], begin[min(len(begin), left):]), "")
		}
	}
	out, width := entry{}, brokenAt(lines)
	for i := 0; i < len(lines); i++ {
		text, number := lines[i], numbers[i]
		for i+1 < len(lines) && len(text) < 1<<13 && (full[i] || width > 0 && utf8.RuneCountInString(lines[i]) == width || cutARN().MatchString(lines[i])) && strings.TrimSpace(lines[i+1]) != "" {
			if i++; newWord().MatchString(lines[i]) {
				text += " "
			}
			text += lines[i]
		}
		out = append(out, row{[]byte(text), number, signed([]byte(text))})
	}
	return out
}

// unwrap returns the lines of a text as they were.
func unwrap(text string) string {
	var e entry
	for line := range strings.SplitSeq(text, "\n") {
		e = append(e, row{text: []byte(line)})
	}
	return e.unwrapped().text("\n")
}

var (
	cutARN = lazily(`\barn:(?:[^\s"':]*:){0,3}[^\s"':]+$`) // within its account or before

	newWord = lazily(`^(?:\(|(?:because|is|on|to|at|with|no)\b)`) // which no word before it goes on with
	frame   = lazily(`^(.{40,}?) ?[│┃║][ \t]*$`)
	margin  = lazily(`^(?:[ \t]*(?:[>│┃║╷╵]+|//+|#+|\|)(?: |$))+`)
)

// indent is by how much all lines are indented.
func indent(lines []string) int {
	out := 1 << 10
	for _, line := range lines {
		if text := strings.TrimLeft(line, " \t"); text != "" {
			out = min(out, len(line)-len(text))
		}
	}
	return out
}

// sameBegin is what all lines begin with, to the last mark that a program sets before what it prints.
func sameBegin(lines []string) string {
	if len(lines) < 2 {
		return ""
	}
	same := lines[0]
	for _, line := range lines[1:] {
		if strings.HasPrefix(same, strings.TrimSpace(line)) { // it has no more, or is empty
			continue
		}
		n := 0
		for n < min(len(same), len(line)) && same[n] == line[n] {
			n++
		}
		same = same[:n]
	}
	n := 0
	for _, mark := range []string{": ", "| ", "] ", "- ", " F "} {
		if i := strings.LastIndex(same, mark); i >= 0 {
			n = max(n, i+len(mark))
		}
	}
	if same = same[:n]; n < 4 || strings.Contains(same, "User: ") || signed([]byte(same)) {
		return ""
	}
	return same
}

// brokenAt is the width of a terminal that broke lines in words, or 0: none is wider, most
// are as wide, and few end where the next word had no room.
func brokenAt(lines []string) int {
	widest, full, all := 76, map[string]bool{}, map[string]bool{}
	for _, line := range lines {
		width := utf8.RuneCountInString(line)
		if width > widest {
			widest = width
			clear(full)
		}
		if strings.TrimSpace(line) != "" {
			all[line] = true
		}
		if width == widest {
			full[line] = true
		}
	}
	soft := 0
	for i, line := range lines[:len(lines)-1] {
		word, _, _ := strings.Cut(lines[i+1], " ")
		if width := utf8.RuneCountInString(line); width > widest-25 && width < widest-1 && word != "" && width+1+utf8.RuneCountInString(word) > widest {
			soft++
		}
	}
	if len(full) < 2 || 2*soft >= len(full) || 2*len(full) < len(all) {
		return 0
	}
	return widest
}
