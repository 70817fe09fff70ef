package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// What a workflow command of GitHub takes for itself. See
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes a workflow command for each finding, which GitHub shows
// beside the line in a pull request.
func (l *List) writeGitHub(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, f := range l.Findings() {
		fmt.Fprintf(b, "::%s file=%s", f.Severity, githubProperty.Replace(f.File))
		if f.IsValid() {
			fmt.Fprintf(b, ",line=%d,endLine=%d,col=%d,endColumn=%d", f.Line, f.Line, f.Col, f.end())
		}
		fmt.Fprintf(b, ",title=%s::%s\n", githubProperty.Replace(f.Code), githubData.Replace(f.words()))
	}
	return b.Flush()
}

// words are what a finding says, over several lines, without its place.
func (f Finding) words() string {
	var b strings.Builder
	b.WriteString(f.Message)
	if f.Help != "" {
		b.WriteString("\nhelp: " + f.Help)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(&b, "\nnote: %s (%s)", n.Text, n.Pos)
	}
	return b.String()
}
