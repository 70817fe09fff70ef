// Package gofile writes Go files that read as if written by hand, with Jennifer.
//
// A File begins with the header of generated code, imports packages by their real names
// with the standard library first, and separates declarations by one empty line. Doc wraps
// text, and Struct and Lines write composite literals with one item per line, in the given
// order. The result of Bytes is formatted as gofumpt does.
//
// The package does not depend on specs and makes no names; see package naming.
package gofile
