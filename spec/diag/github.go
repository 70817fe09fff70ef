package diag

import (
	"bufio"
	"fmt"
	"io"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag/show"
)

// commands are the severities among GitHub's workflow commands.
var commands = [...]string{Error: "error", Warning: "warning", Info: "notice"}

// writeGitHub writes a workflow command for each finding, which GitHub shows
// beside the line in a pull request.
func (l *List) writeGitHub(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, f := range l.Findings() {
		fmt.Fprintf(b, "::%s file=%s", commands[f.Severity], show.GitHubProperty(f.File))
		if f.IsValid() {
			fmt.Fprintf(b, ",line=%d,endLine=%d,col=%d,endColumn=%d", f.Line, f.Line, f.Col, f.end())
		}
		fmt.Fprintf(b, ",title=%s::%s\n", show.GitHubProperty(f.Code), show.GitHubData(f.words()...))
	}
	return b.Flush()
}

// words are what a finding says, a line each, without its place.
func (f Finding) words() []string {
	lines := []string{f.Message}
	if f.Help != "" {
		lines = append(lines, "help: "+f.Help)
	}
	lines = append(lines, lists.Map(f.Notes, func(n Note) string { return fmt.Sprintf("note: %s (%s)", n.Text, n.Pos) })...)
	return lines
}
