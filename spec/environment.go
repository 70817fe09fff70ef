package spec

import (
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

var environmentKeys = []string{"partition", "region", "account", "values"}

func (s *syntaxSpec) environmentNames() []string {
	var out []string
	for _, f := range s.environments {
		out = append(out, f.key.text)
	}
	return out
}

func (s *syntaxSpec) resolveEnvironments() []*Environment {
	var out []*Environment
	for _, f := range s.environments {
		if name := f.key; !isPlainName(name.text) {
			f.sc.errorf(name.span(), "bad-name", "the name of an environment is letters, digits and hyphens, not %q", name.text)
			continue
		}
		e := &Environment{Name: f.key.text, At: f.top().key.span(), Values: map[string]diag.Span{}}
		e.Binding = s.environment(f, e.Values)
		out = append(out, e)
	}
	return out
}

// environment resolves one environment: every parameter that is not optional
// has a value then. The places of values go to at.
func (s *syntaxSpec) environment(f field, at map[string]diag.Span) Binding {
	what := "environment " + f.key.text
	fs := f.merged(what, environmentKeys...)
	top := f.top()
	top.sc.required(top.key.span(), fs, what, "region", "account")
	b := Binding{Partition: "aws", Values: map[string][]string{}}
	if f, ok := fs.get("partition"); ok {
		b.Partition = s.sc.text(fs, "partition", what)
		if !slices.Contains(Partitions, b.Partition) {
			f.sc.helpf(f.n.span(), "bad-value", diag.DidYouMean(b.Partition, Partitions), "the partition of %s is %q, which is not one of those compiled for", what, b.Partition)
		}
	}
	b.Region = matching(fs, "region", what, `[a-z]{2}(-[a-z]+)+-[0-9]`, "e.g., us-east-1")
	b.AccountID = matching(fs, "account", what, `[0-9]{12}`, "an account ID has twelve digits; quote it")
	if !s.bindValues(b, fs, what, at) {
		return b
	}
	for _, p := range s.params {
		_, given := b.Values[p.Name] // nil if it has a mistake
		switch {
		case given || p.Optional:
		case p.Default != nil:
			b.Values[p.Name] = p.Default
		default:
			top.sc.helpf(top.key.span(), "missing-value", "add it to values", "%s has no value for the parameter %s", what, p.Name)
		}
	}
	return b
}

func matching(fs fields, key, what, pattern, help string) string {
	f, ok := fs.get(key)
	if !ok {
		return ""
	}
	text, ok := f.sc.plain(f.n, key+" of "+what)
	if ok && !matchesWhole(pattern, text) {
		f.sc.helpf(f.n.span(), "bad-value", help, "the %s of %s is %q", key, what, text)
	}
	return text
}

// bindValues reports whether every value has a parameter: where one has not,
// a name was misspelt, and the parameter that was meant is not missing. The places
// of values go to at.
func (s *syntaxSpec) bindValues(b Binding, fs fields, what string, at map[string]diag.Span) bool {
	known := true
	for _, layer := range fs.at("values").live() {
		for _, e := range layer.sc.entries(layer.n, "values of "+what) {
			p := s.sc.params[e.key.text]
			switch {
			case p == nil && s.sc.refs.gone[e.key.text], p != nil && !slices.Contains(s.params, p):
			case p == nil:
				layer.sc.unknownParam(e.key.text, e.key.spot())
				known = false
			case e.value.kind == nullNode:
				delete(b.Values, p.Name)
				delete(at, p.Name)
			default:
				at[p.Name] = e.value.span()
				b.Values[p.Name] = bindParam(p, layer.sc, e.value)
			}
		}
	}
	return known
}
