package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/regex"
)

// languageDefaults are what holds of a role or policy that does not say it.
var languageDefaults = []struct {
	key, value string
	of         string // the key of what it is
}{
	{"path", "/", "roleName"},
	{"path", "/", "policyName"},
	{"maxSessionDuration", "3600", "roleName"},
	{"place", string(spec.PlaceInline), "roleName"},
	{"place", string(spec.PlaceManaged), "policyName"},
}

// origins are those fields of b that keys name, in that order.
func (b *syntaxBody) origins(keys []string) []spec.Field {
	var out []spec.Field
	for _, key := range keys {
		f, ok := b.fields.get(key)
		if !ok {
			f, ok = b.nulls.get(key)
		}
		switch {
		case key == "policies" || key == "statements":
		case !ok:
			for _, d := range languageDefaults {
				if slices.Contains(keys, d.of) && d.key == key {
					out = append(out, spec.Field{Name: key, Value: d.value, Origin: spec.Origin{From: spec.FromLanguage}})
				}
			}
		case key == "with" || key == "tags":
			out = append(out, f.entryOrigins(key)...)
		case key == "managedPolicies":
			for _, layer := range f.layers() {
				for n := range layer.n.List() {
					out = append(out, spec.Field{Name: key, Value: n.Flow(), Origin: layer.sc.origin(n.Span())})
				}
			}
		default:
			out = append(out, f.origin(key))
		}
	}
	return out
}

// origin is one field that replaces others.
func (f field) origin(name string) spec.Field {
	out := spec.Field{Name: name, Value: f.n.Flow(), Origin: f.sc.origin(f.n.Span())}
	if f.more != nil && f.more.below != nil {
		out.Over = overridden(f.more.below.origin(name))
	}
	return out
}

// overridden is a field that another one overrides, and those that it overrides itself.
func overridden(f spec.Field) []spec.Field {
	over := f.Over
	f.Over = nil
	return append([]spec.Field{f}, over...)
}

// entryOrigins are the entries of a mapping of which there may be several
// layers.
func (f field) entryOrigins(key string) []spec.Field {
	var out []spec.Field
	for _, layer := range f.live() {
		for _, e := range layer.n.Pairs() {
			entry := spec.Field{Name: key + "." + e.Key.Text, Value: e.Value.Flow(), Origin: layer.sc.origin(e.Value.Span())}
			if i := slices.IndexFunc(out, func(o spec.Field) bool { return o.Name == entry.Name }); i >= 0 {
				entry.Over = overridden(out[i])
				out[i] = entry
				continue
			}
			out = append(out, entry)
		}
	}
	return out
}

// origin is where something that was written in sc comes from.
func (sc *scope) origin(at diag.Span) spec.Origin {
	out := spec.Origin{From: spec.FromOwn, At: at.Pos}
	switch {
	case sc.template != "":
		out.From, out.Of = spec.FromTemplate, sc.template
	case sc.isDefaults:
		out.From = spec.FromDefaults
	case sc.from != "":
		out.From, out.Of = spec.FromOther, sc.from
	case sc.level > 0:
		out.From = spec.FromBase
	}
	return out
}

// change is something that an overlay did to a statement.
type change struct {
	element, verb string
	sc            *scope
	at            diag.Span
}

// origins are what overlays did to st, in order.
func (st *syntaxStatement) origins() []spec.Change {
	return lists.Map(st.changes, func(c change) spec.Change {
		return spec.Change{Element: c.element, Verb: c.verb, Origin: c.sc.origin(c.at)}
	})
}

// removal is a statement that an overlay took away.
type removal struct {
	st *syntaxStatement
	sc *scope
	by diag.Span
}

func (b *syntaxBody) removedStatements() []spec.Removed {
	return lists.Map(b.removed, func(r removal) spec.Removed {
		return spec.Removed{Sid: r.st.sid, Origin: r.st.sc.origin(r.st.at), By: r.sc.origin(r.by)}
	})
}

// fromEdge is where a statement comes from that an edge becomes.
func fromEdge(at diag.Span) spec.Origin { return spec.Origin{From: spec.FromEdge, At: at.Pos} }

func (b *syntaxBody) baselines(what string) []spec.Baseline {
	f := b.fields.at("baseline")
	var out []spec.Baseline
	what = "baseline of " + what
	for _, n := range f.names(what) {
		name, version, _ := strings.Cut(n.Text, "@")
		if _, ok := facts.PolicyVersion(version); !ok || !regex.Matches(`[A-Za-z0-9_+=,.-]+`, name) {
			f.sc.helpf(n.Span(), "bad-baseline", "e.g., AmazonEMRServicePolicy_v2@v6", "%s must be the name of an AWS managed policy and its version, not %q", what, n.Text)
			continue
		}
		out = append(out, spec.Baseline{Name: name, Version: version, At: n.Span()})
	}
	return out
}
