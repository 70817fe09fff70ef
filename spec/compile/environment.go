package compile

import (
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

func (s *syntaxSpec) resolveEnvironments() []*spec.Environment {
	var out []*spec.Environment
	for _, f := range s.environments {
		if name := f.key; !language.IsPlainName(name.Text) {
			f.sc.errorf(name.Span(), "bad-name", "the name of an environment must be letters, digits and hyphens, not %q", name.Text)
			continue
		}
		e := &spec.Environment{Name: f.key.Text, At: f.top().key.Span(), Values: map[string]diag.Span{}}
		e.Binding = s.environment(f, e.Values)
		out = append(out, e)
	}
	return out
}

// environment resolves one environment, in which every parameter that is not
// optional has a value. It adds the positions of values to at.
func (s *syntaxSpec) environment(f field, at map[string]diag.Span) spec.Binding {
	what := "environment " + f.key.Text
	fs := f.merged(what, language.Environment)
	top := f.top()
	if !s.inEnvironment(f, what) {
		return spec.Binding{Partition: "aws", Values: map[string][]string{}}
	}
	top.sc.required(top.key.Span(), fs, what, "region", "account")
	b := spec.Binding{Partition: "aws", Values: map[string][]string{}}
	if f, ok := fs.get("partition"); ok {
		b.Partition = s.sc.text(fs, "partition", what)
		if !slices.Contains(spec.Partitions, b.Partition) {
			f.sc.helpf(f.n.Span(), "bad-value", diag.DidYouMean(b.Partition, spec.Partitions), "the partition of %s is %q, which emriam does not support", what, b.Partition)
		}
	}
	b.Region = matching(fs, "region", what, `[a-z]{2}(-[a-z]+)+-[0-9]`, "e.g., us-east-1")
	if f, ok := fs.get("region"); ok {
		at[string(spec.Region)] = f.n.Span()
	}
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
			top.sc.helpf(top.key.Span(), "missing-value", "add it to values", "%s has no value for the parameter %s", what, p.Name)
		}
	}
	return b
}

// inEnvironment reports whether an environment has the keys of one. What has
// others, such as parameters without values above them, misses no more.
func (s *syntaxSpec) inEnvironment(f field, what string) bool {
	for _, layer := range f.live() {
		if layer.n.Kind != syntax.Mapping {
			return false
		}
		for _, e := range layer.n.Pairs() {
			if !slices.Contains(language.Environment.Names(), e.Key.Text) {
				return false
			}
		}
	}
	return true
}

func matching(fs fields, key, what, pattern, help string) string {
	f, ok := fs.get(key)
	if !ok {
		return ""
	}
	text, ok := f.sc.plain(f.n, key+" of "+what)
	if ok && !regex.Matches(pattern, text) {
		f.sc.helpf(f.n.Span(), "bad-value", help, "the %s of %s is %q", key, what, text)
	}
	return text
}

// bindValues reports whether every value has a parameter: if not, a name is
// misspelled, and the intended parameter is not missing. It adds the positions of
// values to at.
func (s *syntaxSpec) bindValues(b spec.Binding, fs fields, what string, at map[string]diag.Span) bool {
	known := true
	for _, layer := range fs.at("values").live() {
		for _, e := range layer.sc.entries(layer.n, "values of "+what) {
			p := s.sc.params[e.Key.Text]
			switch {
			case p == nil && s.sc.refs.gone[e.Key.Text], p != nil && !slices.Contains(s.params, p):
			case p == nil:
				layer.sc.unknownParam(e.Key.Text, e.Key.Spot())
				known = false
			case e.Value.Kind == syntax.Null:
				delete(b.Values, p.Name)
				delete(at, p.Name)
			default:
				at[p.Name] = e.Value.Span()
				b.Values[p.Name] = bindParam(p, layer.sc, e.Value)
			}
		}
	}
	return known
}

// bindNames declares the names that deployments make, and gives them a value in each
// environment: the one under names, which it adds to Values, or the logical name.
func (s *syntaxSpec) bindNames(out *spec.Spec) {
	out.Params = slices.Concat(out.Declared(), out.MadeNames())
	for _, e := range out.Environments {
		i := slices.IndexFunc(s.environments, func(f field) bool { return f.key.Text == e.Name })
		fs := s.environments[i].merged("environment "+e.Name, language.Environment)
		known := map[string]*spec.Param{}
		for _, p := range out.MadeNames() {
			known[p.Made.String()] = p
			if _, given := e.Values[p.Name]; !given {
				e.Binding.Values[p.Name] = p.Example
				if p.Default != nil {
					e.Binding.Values[p.Name] = p.Default
				}
			}
		}
		for _, layer := range fs.at("names").live() {
			for _, entry := range layer.sc.entries(layer.n, "names of environment "+e.Name) {
				p := known[entry.Key.Text]
				if p == nil {
					layer.sc.helpf(entry.Key.Span(), "unknown-name", diag.DidYouMean(entry.Key.Text, sortedKeys(known)), "names of environment %s names %q, whose name the spec gives, or which it does not have", e.Name, entry.Key.Text)
					continue
				}
				if entry.Value.Kind != syntax.Null {
					e.Values[p.Name] = entry.Value.Span()
					e.Binding.Values[p.Name] = bindParam(p, layer.sc, entry.Value)
				}
			}
		}
	}
}
