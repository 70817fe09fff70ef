package spec

import "github.com/emriam/emriam/spec/diag"

// From is the kind of source of a field or statement.
type From string

// The kinds of sources.
const (
	FromOwn      From = "own"      // the spec, where it speaks of the role or policy
	FromBase     From = "base"     // what the spec extends
	FromOther    From = "from"     // the role or policy that a from names
	FromTemplate From = "template" // the template
	FromDefaults From = "defaults" // the defaults for all roles
	FromLanguage From = "default"  // nothing: the language, or IAM, has it so
	FromEdge     From = "edge"     // an edge, which becomes statements
)

// Origin is the source of a field or statement.
type Origin struct {
	From From
	Of   string   // the name of the template, or of the role or policy that a from names; or ""
	At   diag.Pos // no place for FromLanguage
}

// Field is a field of a role or policy with its origin. Each entry of tags and with
// is a separate field, and so is each managed policy.
type Field struct {
	Name  string // e.g., "path", "tags.team", "with.Bucket"
	Value string // as it is written there, e.g., "${StudioBucket}"; "null" takes away
	Origin
	Over []Field // what that replaced, the nearest first
}

// Change is a change of a statement by an overlay.
type Change struct {
	Element string // e.g., "Action"
	Verb    string // "replaces", "removes", "adds to" or "takes from"
	Origin
}

// Removed is a statement that an overlay removed.
type Removed struct {
	Sid string
	Origin
	By Origin
}

// Places are positions by key, e.g., "roleName".
type Places map[string]diag.Span

// Of returns the position of a key, and whether the spec has it.
func (p Places) Of(key string) (diag.Span, bool) {
	at, ok := p[key]
	return at, ok
}

// Baseline is an AWS managed policy that the permissions of a role or policy started
// from. It grants nothing; drift compares with it.
type Baseline struct {
	Name    string // e.g., "AmazonEMRServicePolicy_v2"
	Version string // e.g., "v6"
	At      diag.Span
}

func (b Baseline) String() string { return b.Name + "@" + b.Version }
