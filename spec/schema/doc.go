// Package schema prints the language as a JSON Schema: what editors know of a spec. It
// reads the tables of package language, which the compiler reads, too, and says less
// than the compiler: nothing of what a placeholder may name, nor of what two fields
// together mean.
package schema
