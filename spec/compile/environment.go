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
		e := &spec.Environment{
			Name: f.key.Text, At: f.top().key.Span(), Values: map[string]diag.Span{},
			Binding: spec.Binding{Partition: "aws", Values: map[string][]string{}},
		}
		s.resolveEnvironment(f, e)
		out = append(out, e)
	}
	return out
}

// resolveEnvironment resolves one environment, in which every parameter that is not
// optional has a value.
func (s *syntaxSpec) resolveEnvironment(f field, e *spec.Environment) {
	what := "environment " + e.Name
	fs := f.merged(what, language.Environment)
	top := f.top()
	if !s.inEnvironment(f, what) {
		return
	}
	top.sc.required(top.key.Span(), fs, what, "region", "account")
	b := &e.Binding
	if f, ok := fs.get("partition"); ok {
		b.Partition = s.sc.text(fs, "partition", what)
		if !slices.Contains(spec.Partitions, b.Partition) {
			f.sc.helpf(f.n.Span(), "bad-value", diag.DidYouMean(b.Partition, spec.Partitions), "the partition of %s is %q, which emriam does not support", what, b.Partition)
		}
	}
	b.Region = matching(fs, "region", what, `[a-z]{2}(-[a-z]+)+-[0-9]`, "e.g., us-east-1")
	if f, ok := fs.get("region"); ok {
		e.Values[string(spec.Region)] = f.n.Span()
	}
	b.AccountID = matching(fs, "account", what, `[0-9]{12}`, "an account ID has twelve digits; quote it")
	known := true // or else a name is misspelled, and the intended parameter is not missing
	fs.at("values").bind(e, func(sc *scope, n *syntax.Node) *spec.Param {
		p := s.sc.params[n.Text]
		switch {
		case p == nil && !s.sc.refs.gone[n.Text]:
			sc.unknownParam(n.Text, n.Spot())
			known = false
		case p != nil && !slices.Contains(s.params, p):
			return nil
		}
		return p
	})
	for _, p := range s.params {
		_, given := b.Values[p.Name] // nil if it has a mistake
		switch {
		case given || p.Optional || !known:
		case p.Default != nil:
			b.Values[p.Name] = p.Default
		default:
			top.sc.helpf(top.key.Span(), "missing-value", "add it to values", "%s has no value for the parameter %s", what, p.Name)
		}
	}
}

// bind gives the values under a key to the parameters that find returns for its names.
func (f field) bind(e *spec.Environment, find func(sc *scope, name *syntax.Node) *spec.Param) {
	for _, layer := range f.live() {
		for _, entry := range layer.sc.entries(layer.n, f.key.Text+" of environment "+e.Name) {
			switch p := find(layer.sc, entry.Key); {
			case p == nil:
			case entry.Value.Kind == syntax.Null:
				delete(e.Binding.Values, p.Name)
				delete(e.Values, p.Name)
			default:
				e.Values[p.Name] = entry.Value.Span()
				e.Binding.Values[p.Name] = bindParam(p, layer.sc, entry.Value)
			}
		}
	}
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

// bindNames declares the names that deployments make, and gives them a value in each
// environment: the one under names, or the logical name.
func (s *syntaxSpec) bindNames(out *spec.Spec) {
	made := out.MadeNames()
	out.Params = slices.Concat(out.Declared(), made)
	known := map[string]*spec.Param{}
	for _, p := range made {
		known[p.Made.String()] = p
	}
	for _, e := range out.Environments {
		i := slices.IndexFunc(s.environments, func(f field) bool { return f.key.Text == e.Name })
		s.environments[i].merged("environment "+e.Name, language.Environment).at("names").bind(e, func(sc *scope, n *syntax.Node) *spec.Param {
			if known[n.Text] == nil {
				sc.helpf(n.Span(), "unknown-name", diag.DidYouMean(n.Text, sortedKeys(known)), "names of environment %s names %q, whose name the spec gives, or which it does not have", e.Name, n.Text)
			}
			return known[n.Text]
		})
		for _, p := range made {
			if _, given := e.Values[p.Name]; !given {
				e.Binding.Values[p.Name] = p.Example
				if p.Default != nil {
					e.Binding.Values[p.Name] = p.Default
				}
			}
		}
	}
}
