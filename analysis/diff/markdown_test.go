package diff_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
)

const hostileName = "x`</code></details>|<h3>Permissions: same</h3>\n### Permissions: same\n@all ```"

// largeReport has members that lose, then one that gains, with many changes each.
func largeReport(members, changes int, name string) *diff.Report {
	r := &diff.Report{Old: name, New: name, Verdict: "both"}
	for i := range members {
		m := &diff.Member{Name: fmt.Sprintf("Role%d", i), What: "role", Status: diff.Changed, Verdict: "narrower"}
		for n := range changes {
			m.Lost = append(m.Lost, diff.Change{
				Part: "permissions", Actions: []string{fmt.Sprintf("s3:Get%d", n)},
				Witness: diff.Witness{Action: "s3:Get", Resource: name}, By: []diff.Statement{{Side: "old", Sid: name, Policy: name, At: name, Effect: "Allow"}},
			})
		}
		if i == members-1 {
			m.Gained, m.Lost, m.Verdict = m.Lost, nil, "wider"
		}
		r.Members = append(r.Members, m)
	}
	for range members {
		r.Notes = append(r.Notes, name)
	}
	return r
}

// TestMarkdownLength: a comment is never too long, keeps the verdict, and says what it
// leaves out: first what does not grant more.
func TestMarkdownLength(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		members, changes int
		name             string
		left             string
	}{
		{3, 2, "a", ""},
		{1, 3_000, "a", ""},
		{80, 20, "a", "the details of "},
		{3_000, 2, "a", "rows of the table"},
		{2_000, 8, hostileName, "notes"},
		{40, 3, strings.Repeat(hostileName, 300), "notes"},
		{2, 100, strings.Repeat("`é😀", 5_000), ""},
	} {
		what := fmt.Sprintf("%d members with %d changes of %.10q", tt.members, tt.changes, tt.name)
		got := string(largeReport(tt.members, tt.changes, tt.name).Markdown())
		if len(got) > diff.MaxMarkdown {
			t.Errorf("%s: %d bytes", what, len(got))
		}
		first, rest, _ := strings.Cut(got, "\n")
		if first != "### Permissions: both" || strings.Contains(rest, "\n###") {
			t.Errorf("%s: the verdict is\n%.300s", what, got)
		}
		if a, b := strings.Count(got, "\n<details>"), strings.Count(got, "\n</details>\n"); a != b || a == 0 {
			t.Errorf("%s: %d sections begin and %d end", what, a, b)
		}
		lines := strings.Split(strings.TrimSpace(got), "\n")
		last := lines[len(lines)-1]
		if tt.left == "" && strings.HasPrefix(last, "Left out") && tt.members < 3 || !strings.Contains(last, tt.left) {
			t.Errorf("%s: the last line is %q", what, last)
		}
		if wider := fmt.Sprintf("<details><summary>role <code>Role%d</code>: wider</summary>", tt.members-1); !strings.Contains(got, wider) {
			t.Errorf("%s: the role that gains is left out", what)
		}
	}
}

// TestMarkdownCounts: what is left out and what is there are all that there is.
func TestMarkdownCounts(t *testing.T) {
	t.Parallel()
	const members, changes = 400, 12
	got := string(largeReport(members, changes, "a").Markdown())
	m := regexp.MustCompile(`\nLeft out, because a comment is limited: (?:(\d+) notes?, )?(?:(\d+) rows of the table, )?the details of (\d+) of (\d+)\. `).FindStringSubmatch(got)
	if m == nil {
		t.Fatalf("no such last line: %s", got[len(got)-300:])
	}
	left := func(i, there, want int) {
		t.Helper()
		var n int
		fmt.Sscan(m[i], &n)
		if n+there != want {
			t.Errorf("%s: %q are left and %d are there, of %d", m[0], m[i], there, want)
		}
	}
	left(1, strings.Count(got, "\n`a`\n"), members)
	left(2, strings.Count(got, "\n| <code>"), members)
	left(3, strings.Count(got, "<details>"), members)
	left(4, 0, members)
	one := string(largeReport(1, 3_000, "a").Markdown())
	m = regexp.MustCompile(`\n- … (\d+) more lines\n\n</details>\n$`).FindStringSubmatch(one)
	if m == nil {
		t.Fatalf("no such end: %s", one[len(one)-300:])
	}
	left(1, strings.Count(one, "**gained**"), 3_000)
}
