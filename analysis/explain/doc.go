// Package explain says what a role or policy of a spec is made of: each field
// and each statement with its value and where it comes from, and the edges that
// begin or end there.
//
// It decides nothing: all is on the model. Text prints it for people, and the
// fields of Explanation are what JSON shows.
package explain
