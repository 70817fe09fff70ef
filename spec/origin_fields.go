package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

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

// change is something that an overlay did to a statement.
type change struct {
	element, verb string
	sc            *scope
	at            diag.Span
}

// origins are what overlays did to st, in order.
func (st *syntaxStatement) origins() []Change {
	var out []Change
	for _, c := range st.changes {
		out = append(out, Change{c.element, c.verb, c.sc.origin(c.at)})
	}
	return out
}

// removal is a statement that an overlay took away.
type removal struct {
	st *syntaxStatement
	sc *scope
	by diag.Span
}

func (b *syntaxBody) removedStatements() []Removed {
	var out []Removed
	for _, r := range b.removed {
		out = append(out, Removed{r.st.sid, r.st.sc.origin(r.st.at), r.sc.origin(r.by)})
	}
	return out
}

// fromEdge is where a statement comes from that an edge becomes.
func fromEdge(at diag.Span) Origin { return Origin{From: FromEdge, At: at.Pos} }
