package spec

import "slices"

var environmentKeys = []string{"partition", "region", "account", "values"}

func (s *syntaxSpec) resolveEnvironments() []*Environment {
	var out []*Environment
	for _, e := range s.environments {
		if !isPlainName(e.key.text) {
			s.sc.errorf(e.key.span, "bad-name", "the name of an environment is letters, digits and hyphens, not %q", e.key.text)
			continue
		}
		out = append(out, &Environment{Name: e.key.text, Binding: s.environment(e)})
	}
	return out
}

// environment resolves one environment: every parameter that is not optional
// has a value then.
func (s *syntaxSpec) environment(e entry) Binding {
	what := "environment " + e.key.text
	fs := s.sc.fields(e.value, what, environmentKeys...)
	s.sc.required(e.key.span, fs, what, "region", "account")
	b := Binding{Partition: "aws", Values: map[string][]string{}}
	if f, ok := fs["partition"]; ok {
		b.Partition = s.sc.text(fs, "partition", what)
		if !slices.Contains(Partitions, b.Partition) {
			s.sc.helpf(f.n.span, "bad-value", didYouMean(b.Partition, Partitions), "the partition of %s is %q, which is not one of those compiled for", what, b.Partition)
		}
	}
	b.Region = s.matching(fs, "region", what, `[a-z]{2}(-[a-z]+)+-[0-9]`, "e.g., us-east-1")
	b.AccountID = s.matching(fs, "account", what, `[0-9]{12}`, "an account ID has twelve digits; quote it")
	if !s.bindValues(b, fs, what) {
		return b
	}
	for _, p := range s.params {
		switch {
		case b.Values[p.Name] != nil || p.Optional:
		case p.Default != nil:
			b.Values[p.Name] = p.Default
		default:
			s.sc.helpf(e.key.span, "missing-value", "add it to values", "%s has no value for the parameter %s", what, p.Name)
		}
	}
	return b
}

func (s *syntaxSpec) matching(fs map[string]field, key, what, pattern, help string) string {
	f, ok := fs[key]
	if !ok {
		return ""
	}
	text, ok := s.sc.plain(f.n, key+" of "+what)
	if ok && !matchesForm(pattern, text) {
		s.sc.helpf(f.n.span, "bad-value", help, "the %s of %s is %q", key, what, text)
	}
	return text
}

// bindValues reports whether every value has a parameter: where one has not,
// a name was misspelt, and the parameter that was meant is not missing.
func (s *syntaxSpec) bindValues(b Binding, fs map[string]field, what string) bool {
	f, ok := fs["values"]
	if !ok {
		return true
	}
	known := true
	for _, e := range s.sc.entries(f.n, "values of "+what) {
		p := s.sc.params[e.key.text]
		if p == nil {
			s.sc.unknownParam(e.key.text, e.key.span)
			known = false
			continue
		}
		if e.value.kind != nullNode {
			b.Values[p.Name] = p.bind(s.sc, e.value)
		}
	}
	return known
}
