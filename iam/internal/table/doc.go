// Package table is a file of named texts, of which one is found without reading
// the others. It does not know what the texts say.
//
// The texts are not compressed: a program that has the file in it reads none of
// it before it looks there, and to unpack what a command needs took longer than
// all that the command then did with it. What changed in a table is to be seen
// in the difference of the file.
package table
