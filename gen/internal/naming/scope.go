package naming

import (
	"strconv"
	"strings"
)

// Scope makes names unique within a package, a struct, a function or a folder. The zero
// Scope is empty.
type Scope struct{ taken map[string]bool }

// NewScope returns a scope in which some names are taken.
func NewScope(taken ...string) *Scope { return &Scope{taken: set(taken...)} }

// Name returns a name, or a free variant of it, and marks it as taken: Bucket, Bucket2,
// Bucket3; after a digit V1, V1x2; for a file service_role.go, service_role_2.go. It adds
// no underscore to identifiers, because that has a meaning in the names of examples.
func (s *Scope) Name(want string) string {
	if s.taken == nil {
		s.taken = map[string]bool{}
	}
	name := want
	for n := 2; s.taken[name]; n++ {
		name = numbered(want, n)
	}
	s.taken[name] = true
	return name
}

func numbered(name string, n int) string {
	base, ext := name, ""
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		base, ext = name[:dot], name[dot:]
	}
	switch last := base[len(base)-1]; {
	case ext != "":
		base += "_"
	case '0' <= last && last <= '9':
		base += "x"
	}
	return base + strconv.Itoa(n) + ext
}
