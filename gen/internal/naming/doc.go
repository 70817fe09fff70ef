// Package naming makes every name in generated code: Go identifiers and names of Go files.
//
// It does not depend on specs. Its functions map a text of a spec to the name that a Go
// programmer would choose; two texts may map to the same name, and a Scope makes them
// unique, in the order of the calls.
package naming
