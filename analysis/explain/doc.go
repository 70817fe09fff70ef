// Package explain describes a role or policy of a spec: each field and statement
// with its value and origin, and its edges.
//
// It decides nothing: everything is on the model. Text prints an explanation, and
// the fields of Explanation are its JSON.
package explain
