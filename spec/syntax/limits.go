package syntax

import (
	"fmt"

	"github.com/goccy/go-yaml/token"

	"github.com/emriam/emriam/spec/diag"
)

// A spec is a few thousand nodes. The limits are far above that, and keep a
// hostile file from taking the machine with it.
const (
	maxSource = 1 << 20 // bytes
	maxSigns  = 200_000 // lines, and signs that begin, end or part values; 1 MB of spec has 80,000
	maxNodes  = 200_000 // aliases counted each time they are used
	maxDepth  = 100

	// Of a template in JSON, as tools print it with white space. Reading it takes
	// no more than its size, unlike YAML.
	maxForeign      = 16 << 20
	maxForeignNodes = 1_000_000

	// Limits of the parser. It gets more levels than maxDepth,
	// since what nests in the text may not nest in what it means.
	maxNesting   = 4 * maxDepth
	maxEntries   = 5000
	maxDocuments = 100

	maxSuppressions = 1000 // in one file
	MaxExtends      = 10   // specs that one extends, one by way of another
	MaxFrom         = 10   // bodies that one is made from, one from another

	// Templates make much of little. A thousand roles of the largest template
	// have 30,000 statements.
	MaxStatements = 50_000
	MaxMembers    = 10_000  // roles and policies that each makes; an account has at most 10,000 roles
	MaxSpread     = 200_000 // roles and policies that names of groups stand for
)

// tooMany finds a file that is nothing but structure, before it costs a token
// for each of its bytes.
func tooMany(src *Source) (diag.Span, string) {
	size := 0
	for _, line := range src.lines {
		size += len(line)
	}
	if size <= maxSigns {
		return diag.Span{}, ""
	}
	signs := 0
	for i, line := range src.lines {
		signs++
		for j := range len(line) {
			if isSign(line, j) {
				signs++
			}
		}
		if signs > maxSigns {
			at := diag.Span{Pos: diag.Pos{File: src.File, Line: i + 1, Col: 1}, Len: 1}
			return at, fmt.Sprintf("the file has more than %d lines, brackets, commas, colons and the like", maxSigns)
		}
	}
	return diag.Span{}, ""
}

// isSign reports whether the byte of a line at i can begin, end or part
// values. Quotes count too: ” is one value.
func isSign(line string, i int) bool {
	switch line[i] {
	case '[', ']', '{', '}', ',', '\'', '"', '&', '*', '!', '%', '|', '>', '@', '`', '#':
		return true
	case '-', '?', ':':
		return i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '\t' || line[i+1] == '\r'
	}
	return false
}

// tooMuch is what a text has too much of to be given to the parser, which
// recurses for each level and for each entry of a mapping, and copies the rest
// of the file for each document.
type tooMuch struct {
	at   *token.Token
	code string
	text string
}

func (e *tooMuch) Error() string { return e.text }

// level is a mapping or list in block style that is open.
type level struct{ column, entries int }

// checkTokens holds tokens against the limits.
//
// In a flow, brackets nest. In a block, what opens a level stands further right
// than what opened the level around it. Anchors and tags nest too.
func checkTokens(tokens token.Tokens) error {
	var levels []level
	flow, properties, documents := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if flow == 0 {
				levels = enter(levels, t)
			}
		case token.DocumentHeaderType:
			documents++
		}
		switch t.Type {
		case token.AnchorType, token.TagType:
			properties++
		case token.StringType, token.CommentType: // the name of an anchor
		default:
			properties = 0
		}
		switch {
		case flow+len(levels)+properties > maxNesting:
			return &tooMuch{t, "too-large", fmt.Sprintf("the file is nested more than %d levels deep", maxDepth)}
		case len(levels) > 0 && levels[len(levels)-1].entries > maxEntries:
			return &tooMuch{t, "too-large", fmt.Sprintf("a mapping or list has more than %d entries", maxEntries)}
		case documents > maxDocuments:
			return &tooMuch{t, "several-documents", fmt.Sprintf("the file has more than %d YAML documents; a spec is one", maxDocuments)}
		}
	}
	return nil
}

// enter returns the levels that are open at t, which begins an entry of the
// last. The column of a mapping is that of its key.
func enter(levels []level, t *token.Token) []level {
	column := t.Position.Column
	if t.Type == token.MappingValueType && t.Prev != nil && t.Prev.Position.Line == t.Position.Line {
		column = t.Prev.Position.Column
	}
	for len(levels) > 0 && levels[len(levels)-1].column > column {
		levels = levels[:len(levels)-1]
	}
	if len(levels) == 0 || levels[len(levels)-1].column < column {
		levels = append(levels, level{column: column})
	}
	levels[len(levels)-1].entries++
	return levels
}
