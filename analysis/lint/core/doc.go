// Package core has what all rules share: the documents and statements of a spec
// with their texts under sample values, their matching, a budget, and how a
// finding is reported.
package core
