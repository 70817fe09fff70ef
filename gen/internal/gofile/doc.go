// Package gofile writes Go files that read as if written by hand: it is
// Jennifer with the habits that Jennifer lacks.
//
// A File begins with the header of generated code, imports packages by their
// real names with the standard library first, and separates declarations by
// one empty line. Comment wraps text, and Struct and Lines write composite
// literals with one item a line, in the order given. What Bytes returns is
// what gofumpt would make of it.
//
// The package knows no spec and names nothing; names are from ident.
package gofile
