// Package naming makes every name that leaves the compiler: Go identifiers and
// the names of Go files.
//
// It knows no spec. A function here maps a text of the spec to the name that a
// Go programmer would give it; two texts may map to the same name, and a Scope
// then tells them apart, in the order in which they are asked for.
package naming
