// Package gocode builds Go code as a tree and prints it as gofmt does.
//
// A Statement is a row of tokens: identifiers, operators, and groups of other
// statements. Print writes each token once, with the spaces, line breaks,
// indentation and columns that gofmt gives it, so that nothing has to parse and
// format it again. A list has one item per line only if it is made by Lines.
//
// It knows the Go that the targets generate, which has no arithmetic but +, no
// function literals, no labels and no comments at the ends of lines.
package gocode
