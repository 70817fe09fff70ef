package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

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

// Fields are the fields of r, but for its policies and statements.
func (r *Role) Fields() []Field { return r.body.origins(roleKeys) }

// Fields are the fields of p, but for its statements.
func (p *Policy) Fields() []Field { return p.body.origins(policyKeys) }

// Fields are the fields of c.
func (c *SecurityConfiguration) Fields() []Field { return c.body.origins(configurationKeys) }

// Fields are the fields of p, but for its statements.
func (p *ResourcePolicy) Fields() []Field { return p.body.origins(resourcePolicyKeys) }

// Fields are the fields of e.
func (e *ExistingRole) Fields() []Field { return e.body.origins(existingKeys) }

// languageDefaults are what holds of a role or policy that does not say it.
var languageDefaults = []struct {
	key, value string
	of         string // the key of what it is
}{
	{"path", "/", "roleName"},
	{"path", "/", "policyName"},
	{"maxSessionDuration", "3600", "roleName"},
	{"place", string(PlaceInline), "roleName"},
	{"place", string(PlaceManaged), "policyName"},
}

// origins are those fields of b that keys name, in that order.
func (b *syntaxBody) origins(keys []string) []Field {
	var out []Field
	for _, key := range keys {
		f, ok := b.fields.get(key)
		if !ok {
			f, ok = b.nulls.get(key)
		}
		switch {
		case key == "policies" || key == "statements":
		case !ok:
			for _, d := range languageDefaults {
				if _, is := b.fields.get(d.of); is && d.key == key {
					out = append(out, Field{Name: key, Value: d.value, Origin: Origin{From: FromLanguage}})
				}
			}
		case key == "with" || key == "tags":
			out = append(out, f.entryOrigins(key)...)
		case key == "managedPolicies":
			for _, layer := range f.layers() {
				for n := range layer.n.list() {
					out = append(out, Field{Name: key, Value: n.flow(), Origin: layer.sc.origin(n.span())})
				}
			}
		default:
			out = append(out, f.origin(key))
		}
	}
	return out
}

// origin is one field that replaces others.
func (f field) origin(name string) Field {
	out := Field{Name: name, Value: f.n.flow(), Origin: f.sc.origin(f.n.span())}
	if f.more != nil && f.more.below != nil {
		below := f.more.below.origin(name)
		out.Over = append([]Field{{Name: name, Value: below.Value, Origin: below.Origin}}, below.Over...)
	}
	return out
}

// entryOrigins are the entries of a mapping of which there may be several
// layers.
func (f field) entryOrigins(key string) []Field {
	var out []Field
	for _, layer := range f.live() {
		for _, e := range layer.n.pairs() {
			entry := Field{Name: key + "." + e.key.text, Value: e.value.flow(), Origin: layer.sc.origin(e.value.span())}
			if i := slices.IndexFunc(out, func(o Field) bool { return o.Name == entry.Name }); i >= 0 {
				before := out[i]
				entry.Over = append([]Field{{Name: before.Name, Value: before.Value, Origin: before.Origin}}, before.Over...)
				out[i] = entry
				continue
			}
			out = append(out, entry)
		}
	}
	return out
}

// origin is where something that was written in sc comes from.
func (sc *scope) origin(at diag.Span) Origin {
	out := Origin{From: FromOwn, At: at.Pos}
	switch {
	case sc.template != "":
		out.From, out.Of = FromTemplate, sc.template
	case sc.isDefaults:
		out.From = FromDefaults
	case sc.from != "":
		out.From, out.Of = FromOther, sc.from
	case sc.level > 0:
		out.From = FromBase
	}
	return out
}

// flow is n on one line.
func (n *node) flow() string {
	var parts []string
	switch n.kind {
	case nullNode:
		return "null"
	case scalarNode:
		return n.text
	case sequenceNode:
		for item := range n.list() {
			parts = append(parts, item.flow())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	for _, e := range n.pairs() {
		parts = append(parts, e.key.text+": "+e.value.flow())
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
