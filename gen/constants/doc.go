// Package constants compiles a spec to a Go package of typed constants: the
// names of roles, policies and instance profiles, every Sid, action, condition
// key, tag key and principal that a document holds, and the documents
// themselves as functions of the account and the parameters.
//
// The generated package imports nothing but the standard library. Its
// document.go is the file of the package document below; all else is written
// from the spec:
//
//   - subject.go gives each role and policy its names,
//   - vocabulary.go collects the constants, names.go writes names and ARNs,
//   - params.go writes the struct of a role's parameters,
//   - documents.go writes the functions, from statement.go, list.go for what
//     is in a statement, and value.go for a text.
//
// A statement without a condition stands in a composite literal. What depends
// on an optional parameter becomes an if around an append, in the place where
// the spec has it.
package constants
