package diff

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// MaxMarkdown is the length of the longest Markdown, in bytes. GitHub accepts comments
// of 65,536 characters, and a workflow may add a few lines.
const MaxMarkdown = 60_000

// The parts of MaxMarkdown: a long text, the notes, the table, one section, and what
// is kept for the last line.
const (
	maxText    = 1_000
	maxNotes   = MaxMarkdown / 10
	maxTable   = MaxMarkdown / 3
	maxSection = MaxMarkdown / 4
	maxLast    = 300
)

// Markdown returns r for a comment on a pull request: the verdict, a table, and a
// section to unfold for each member. It has at most MaxMarkdown bytes; a last line
// says what was left out, which is first what does not grant more. Texts of a spec are
// in code spans, or in <code>, where neither Markdown nor GitHub interprets them.
func (r *Report) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "### Permissions: %s\n\n", r.Verdict)
	if r.Same() {
		b.WriteString("Nothing changes.\n")
		return b.Bytes()
	}
	fmt.Fprintf(&b, "%s\n\n", r.summary())
	notes := lists.Map(r.Notes, func(note string) string { return spanOf(note) + "\n\n" })
	left := []string{write(&b, notes, maxNotes, "note", "notes")}
	b.WriteString("| | | gained | lost | |\n|---|---|---|---|---|\n")
	rows := lists.Map(r.Members, (*Member).row)
	left = append(left, write(&b, rows, maxTable, "row of the table", "rows of the table"))
	sections := map[*Member]string{}
	for _, m := range r.Members {
		if text := m.section(); text != "" {
			sections[m] = text
		}
	}
	left = append(left, r.writeSections(&b, sections))
	left = slices.DeleteFunc(left, func(s string) bool { return s == "" })
	if len(left) > 0 {
		fmt.Fprintf(&b, "\nLeft out, because a comment is limited: %s. `emriam diff` prints everything.\n", strings.Join(left, ", "))
	}
	return b.Bytes()
}

// Count says how many members something happens to.
type Count struct {
	N    int
	What string // e.g., "grant more"
}

// Counts returns what happens to how many members, without what happens to none.
func (r *Report) Counts() []Count {
	var out []Count
	for _, row := range []struct {
		one, more string
		is        func(*Member) bool
	}{
		{"grants more", "grant more", func(m *Member) bool { return m.tally().gained }},
		{"grants less", "grant less", func(m *Member) bool { return m.tally().lost }},
		{"is unknown", "are unknown", func(m *Member) bool { return m.tally().unknown }},
		{"is replaced", "are replaced", func(m *Member) bool { return m.Replace != nil }},
	} {
		switch n := len(lists.Filter(r.Members, row.is)); {
		case n == 1:
			out = append(out, Count{n, row.one})
		case n > 1:
			out = append(out, Count{n, row.more})
		}
	}
	return out
}

func (r *Report) summary() string {
	out := []string{"no permission changes"}
	if counts := r.Counts(); counts != nil {
		out = lists.Map(counts, func(c Count) string { return fmt.Sprintf("%d %s", c.N, c.What) })
	}
	return fmt.Sprintf("%s, compared with %s: %s.", spanOf(r.New), spanOf(r.Old), strings.Join(out, ", "))
}

// write writes texts as long as they have at most so many bytes, and says how many
// are left.
func write(b *bytes.Buffer, texts []string, most int, one, more string) string {
	for i, text := range texts {
		if most -= len(text); most < 0 {
			if i == len(texts)-1 {
				return "1 " + one
			}
			return fmt.Sprintf("%d %s", len(texts)-i, more)
		}
		b.WriteString(text)
	}
	return ""
}

// writeSections writes the sections that fit, in the order of the members: those that
// grant more, or may do so, are chosen first.
func (r *Report) writeSections(b *bytes.Buffer, sections map[*Member]string) string {
	room := MaxMarkdown - maxLast - b.Len()
	chosen := map[*Member]bool{}
	for _, wider := range []bool{true, false} {
		for _, m := range r.Members {
			if m.Widens() == wider && len(sections[m]) <= room {
				chosen[m] = true
				room -= len(sections[m])
			}
		}
	}
	missing := 0
	for _, m := range r.Members {
		if chosen[m] {
			b.WriteString(sections[m])
		} else {
			missing++
		}
	}
	if missing == 0 {
		return ""
	}
	return fmt.Sprintf("the details of %d of %d", missing, len(sections))
}

// row returns the row of m in the table.
func (m *Member) row() string {
	notes := ""
	if m.Replace != nil {
		notes = "replaced"
	}
	return fmt.Sprintf("| <code>%s</code> | %s | %d | %d | %s |\n", show.HTML(clip(m.Name)), m.Headline(), len(m.Gained), len(m.Lost), notes)
}

// section returns the details of m to unfold; "" if there are none.
func (m *Member) section() string {
	var lines []string
	add := func(before, text string) { lines = append(lines, "- "+before+spanOf(text)+"\n") }
	if m.Names != nil {
		add("", strings.Join(m.Names.Lines(), "; "))
	}
	for _, line := range m.Replace {
		add("**replaced**, ", line)
	}
	for _, line := range m.Other {
		add("", line)
	}
	lines = append(lines, lists.Map(m.Gained, func(c Change) string { return c.markdown("gained") })...)
	lines = append(lines, lists.Map(m.Lost, func(c Change) string { return c.markdown("lost") })...)
	for _, line := range m.Reasons {
		add("**unknown**, ", line)
	}
	if lines == nil {
		return ""
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "\n<details><summary>%s <code>%s</code>: %s</summary>\n\n", m.What, show.HTML(clip(m.Name)), m.Headline())
	if left := write(&b, lines, maxSection, "more line", "more lines"); left != "" {
		fmt.Fprintf(&b, "- … %s\n", left)
	}
	b.WriteString("\n</details>\n")
	return b.String()
}

func (c *Change) markdown(word string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "- **%s** %s%s  \n  e.g., %s", word, c.inTrust(), spanOf(c.actions()), spanOf(c.Request()))
	if with := c.Deployment(); with != "" {
		fmt.Fprintf(&b, "  \n  %s", spanOf(with))
	}
	for _, st := range c.By {
		fmt.Fprintf(&b, "  \n  %s", spanOf(st.String()))
	}
	return b.String() + "\n"
}

// spanOf returns a text, or the beginning of a long one, as a code span.
func spanOf(text string) string { return show.Code(clip(text)) }

func clip(text string) string {
	if len(text) <= maxText {
		return text
	}
	end := maxText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// Widens reports whether m grants more, or may grant more.
func (m *Member) Widens() bool {
	return m.tally().gained || m.Verdict == compare.Undecided
}
