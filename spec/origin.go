package spec

import "github.com/emriam/emriam/spec/diag"

// From says which of the things that a role or policy is made of says
// something of it.
type From string

// All that a role or policy can be made of.
const (
	FromOwn      From = "own"      // the spec, where it speaks of the role or policy
	FromBase     From = "base"     // what the spec extends
	FromOther    From = "from"     // the role or policy that a from names
	FromTemplate From = "template" // the template
	FromDefaults From = "defaults" // the defaults for all roles
	FromLanguage From = "default"  // nothing: the language, or IAM, has it so
	FromEdge     From = "edge"     // an edge, which becomes statements
)

// Origin is where something comes from.
type Origin struct {
	From From
	Of   string   // the name of the template, or of the role or policy that a from names; or ""
	At   diag.Pos // no place for FromLanguage
}

// Field is a field of a role or policy with where it comes from. An entry of
// tags or with is a field of its own, and so is each managed policy.
type Field struct {
	Name  string // e.g., "path", "tags.team", "with.Bucket"
	Value string // as it is written there, e.g., "${StudioBucket}"; "null" takes away
	Origin
	Over []Field // what that replaced, the nearest first
}

// Change is something that an overlay did to a statement.
type Change struct {
	Element string // e.g., "Action"
	Verb    string // "replaces", "removes", "adds to" or "takes from"
	Origin
}

// Removed is a statement that a role or policy would have, had an overlay not
// taken it away.
type Removed struct {
	Sid string
	Origin
	By Origin
}

// Places are where the parts of something are written, by their keys, e.g.,
// "roleName".
type Places map[string]diag.Span

// Of is the place of a part, and whether that is written.
func (p Places) Of(key string) (diag.Span, bool) {
	at, ok := p[key]
	return at, ok
}
