package ident

import (
	"go/token"
	"slices"
	"strings"
)

// Reserved reports whether a local variable must not bear a name: keywords,
// predeclared names, and packages that generated code imports.
func Reserved(name string) bool { return token.IsKeyword(name) || slices.Contains(reserved, name) }

// IsPackage reports whether a package can have a name, in a folder of that
// name, and be imported.
func IsPackage(name string) bool {
	switch name {
	case "main", "documentation", "testdata", "vendor":
		return false // go build does not take the package, or the folder, for what it is
	}
	return token.IsIdentifier(name) && !strings.HasPrefix(name, "_") && !strings.HasSuffix(name, "_test")
}

var reserved = []string{
	// Predeclared, https://go.dev/ref/spec#Predeclared_identifiers.
	"any", "append", "bool", "byte", "cap", "clear", "close", "comparable",
	"complex", "complex128", "complex64", "copy", "delete", "error", "false",
	"float32", "float64", "imag", "int", "int16", "int32", "int64", "int8",
	"iota", "len", "make", "max", "min", "new", "nil", "panic", "print",
	"println", "real", "recover", "rune", "string", "true", "uint", "uint16",
	"uint32", "uint64", "uint8", "uintptr",
	// Packages.
	"awscdk", "awsec2", "awsemr", "awsiam", "awskms", "awss3", "bytes",
	"constructs",
	"fmt", "json", "jsii", "maps", "slices", "strconv", "strings", "testing",
	// What go vet and readers mistake for something else.
	"init", "main",
}

// skipped are the last words of a file name that keep go build from compiling
// the file, always or on most machines.
var skipped = []string{
	"test",
	"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios",
	"js", "linux", "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1",
	"windows", "zos",
	"386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64",
	"mips", "mips64", "mips64le", "mips64p32", "mips64p32le", "mipsle", "ppc",
	"ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
	"wasm",
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
