package cloudformation

import (
	"github.com/emriam/emriam/gen/internal/header"
	"github.com/emriam/emriam/spec"
)

// atMost is a number of bytes that the template of a stack does not exceed: at
// a fraction of the cost it tells that a stack is far from a quota. Each text
// is counted where it is printed, with the longest that can be around it.
func atMost(s *spec.Spec, st *spec.Stack) int {
	z := size{col: 6}
	z.lines(20, header.Comment("#", s.File))
	z.lines(0, "AWSTemplateFormatVersion: '2010-09-09' Description: Rules: Mappings: Conditions: Outputs:", s.Doc)
	z.lines(0, "Metadata: AWS::CloudFormation::Interface: ParameterGroups: ParameterLabels: Label: Shared Parameters:")
	for _, p := range s.ParamsOf(st) {
		z.param(p)
	}
	for _, r := range st.Roles {
		z.role(r)
	}
	for _, p := range st.Policies {
		z.policy(p)
	}
	for _, c := range st.SecurityConfigurations {
		z.configuration(c)
	}
	return z.n
}

// size adds up what atMost counts.
type size struct {
	n   int
	col int // where a line begins at most, for what is being counted
}

// in counts what is indented deeper.
func (z *size) in(deeper int, count func()) {
	z.col += deeper
	count()
	z.col -= deeper
}

// lines counts the beginnings and ends of n lines, and what is in them: words of
// the template's own, printed as they are, and texts.
func (z *size) lines(n int, words string, texts ...string) {
	z.n += n*(z.col+len("- \n")) + len(words)
	for _, s := range texts {
		z.text(s)
	}
}

// text counts s as a key or value, in quotes and with what is escaped there.
func (z *size) text(s string) {
	z.n += len(s) + len(`"": `)
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c >= 0x7f:
			z.n += len(`\U00000000`) - 1
		case c == '"' || c == '\\' || c == '$':
			z.n++
		}
	}
}

// comment counts paragraphs. Of the lines of a comment, any two that follow
// each other are together longer than a line.
func (z *size) comment(paragraphs ...string) {
	for _, p := range paragraphs {
		if p != "" {
			z.lines(1+2*len(p)/(lineWidth-z.col), "# See .", p)
		}
	}
}
