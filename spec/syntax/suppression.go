package syntax

import (
	"strings"

	"github.com/emriam/emriam/spec/diag"
	"github.com/goccy/go-yaml/token"
)

// addSuppressions tells l which comments of a file suppress findings. A comment
// is about the first line below it that is no comment, so that several can
// stand above one line.
func addSuppressions(src *Source, tokens token.Tokens, l *diag.List) {
	var found []diag.Suppression
	for _, t := range tokens {
		if t.Type != token.CommentType {
			continue
		}
		s, ok := diag.ParseSuppression("#" + restoreColons(t.Value))
		if !ok {
			continue
		}
		s.Pos = diag.Pos{File: src.File, Line: t.Position.Line, Col: max(t.Position.Column, 1)}
		s.Own = !src.Shared
		s.Behind = !isComment(src.line(s.Line))
		if len(found) == maxSuppressions {
			l.Errorf(s.Span, "too-large", "the file has more than %d suppressions", maxSuppressions)
			return
		}
		found = append(found, s)
	}
	for _, s := range found {
		for s.About = s.Line + 1; isComment(src.line(s.About)); s.About++ {
		}
		l.AddSuppression(s)
	}
}

func isComment(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "#") }
