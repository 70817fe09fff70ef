// Package table is a file of named texts, each compressed on its own, so that
// reading one costs nothing of the others. It does not know what the texts say.
//
// Small texts compress badly alone. They share a dictionary, which stands in
// the file once: the words that occur in the most texts.
package table
