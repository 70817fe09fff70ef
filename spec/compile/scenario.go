package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

// writtenTest is a test before anything in it is resolved.
type writtenTest struct {
	sc     *scope
	name   *syntax.Node
	fields fields
}

// resolveTests resolves the tests of the spec, and of what it extends: one of the
// same name takes the place of another, and null takes all away.
func (s *syntaxSpec) resolveTests() []*spec.Test {
	var out []*spec.Test
	environments := keysOf(s.environments)
	for _, w := range s.writtenTests() {
		if t := w.resolve(environments); t != nil {
			out = append(out, t)
		}
	}
	return out
}

func (s *syntaxSpec) writtenTests() []writtenTest {
	var out []writtenTest
	for _, layer := range s.tests.live() {
		first := map[string]*syntax.Node{} // by name, in this layer
		for n := range layer.n.List() {
			w := layer.sc.writtenTest(n)
			if w.name == nil {
				continue
			}
			if before := first[w.name.Text]; before != nil {
				w.sc.notef(w.name.Span(), "duplicate-test", "", before.Span().Pos, "first here", "two tests have the name %s", w.name.Text)
				continue
			}
			first[w.name.Text] = w.name
			if i := slices.IndexFunc(out, func(o writtenTest) bool { return o.name.Text == w.name.Text }); i >= 0 {
				out[i] = w
			} else {
				out = append(out, w)
			}
		}
	}
	return out
}

// writtenTest reads the keys of a test. It has no name after a finding.
func (sc *scope) writtenTest(n *syntax.Node) writtenTest {
	w := writtenTest{sc: sc}
	if n.Kind != syntax.Mapping {
		sc.errorf(n.Span(), "wrong-type", "a test must be a mapping, not %s", n.Kind)
		return w
	}
	w.fields = sc.fields(n, "a test", language.Test)
	sc.required(n.Span(), w.fields, "a test", "name")
	if f, ok := w.fields.get("name"); ok {
		if _, ok := sc.plain(f.n, "the name of a test"); ok {
			w.name = f.n
		}
	}
	return w
}

// resolve returns nil after a finding, and if what the spec extends tests what
// the spec has taken away.
func (w writtenTest) resolve(environments []string) *spec.Test {
	sc, what := w.sc, "test "+w.name.Text
	t := &spec.Test{Name: w.name.Text, At: w.name.Span(), Inherited: sc.level > 0}
	if !w.subject(t, what) {
		return nil
	}
	sc.text(w.fields, "doc", what)
	t.When, _ = w.fields.when(what)
	switch {
	case t.Role != nil:
		t.When = t.Role.When.And(t.When)
	case t.Policy != nil:
		t.When = t.Policy.When.And(t.When)
	}
	t.Environments = w.environments(environments, what)
	t.Can, t.Cannot = w.actions("can", what), w.actions("cannot", what)
	if w.fields.at("can").n == nil && w.fields.at("cannot").n == nil {
		sc.helpf(w.name.Span(), "missing-key", "e.g., can: s3:GetObject", "%s needs can or cannot", what)
	}
	if f, ok := w.fields.get("resources"); ok {
		t.Resources = f.items("resources of "+what, t.When)
	}
	if f, ok := w.fields.get("context"); ok {
		t.Context = sc.testContext(f.n, "context of "+what, t.When)
	}
	f, ok := w.fields.get("principal")
	switch {
	case ok && t.Policy != nil:
		sc.helpf(f.key.Span(), "bad-value", "test a role", "%s has a principal, but a policy cannot be assumed", what)
	case ok && t.Role != nil && t.Resource != nil:
		sc.helpf(f.key.Span(), "bad-value", "leave out principal or role", "%s has a principal, but the role is the principal of its resource policy", what)
	case ok:
		if v, ok := sc.value(f.n, "principal of "+what, t.When); ok {
			t.Principal = &spec.Item{Value: v, At: f.n.Span()}
		}
	case t.Resource != nil && t.Role == nil && !t.Resource.For.Info().Session:
		sc.helpf(w.name.Span(), "missing-key", "write principal or, to evaluate the policies of a role too, role", "%s does not say whom the resource policy allows something", what)
	}
	return t
}

// environments are those of the spec in which alone the test is run, or nil.
func (w writtenTest) environments(known []string, what string) []string {
	f, ok := w.fields.get("environment")
	if !ok {
		return nil
	}
	if f.n.Empty() {
		w.sc.errorf(f.n.Span(), "empty-list", "environment of %s is an empty list", what)
	}
	out := []string{}
	for _, n := range f.names("environment of " + what) {
		switch {
		case slices.Contains(known, n.Text):
			out = append(out, n.Text)
		case w.sc.level == 0:
			w.sc.helpf(n.Span(), "unknown-environment", diag.DidYouMean(n.Text, known), "%s is for the environment %q, which the spec does not have", what, n.Text)
		}
	}
	return out
}

// subject finds the role or policies of t: of several that are made by an each, the
// first.
func (w writtenTest) subject(t *spec.Test, what string) bool {
	refs := w.sc.refs
	var named []field
	for _, key := range []string{"role", "policy", "resourcePolicy"} {
		if f, ok := w.fields.get(key); ok {
			named = append(named, f)
		}
	}
	policy, isPolicy := w.fields.get("policy")
	switch {
	case isPolicy && len(named) > 1:
		w.sc.errorf(policy.key.Span(), "both-keys", "%s has both %s and %s", what, named[0].key.Text, named[1].key.Text)
		return false
	case named == nil:
		w.sc.helpf(w.name.Span(), "missing-key", "write role, policy or resourcePolicy", "%s does not name a role or policy", what)
		return false
	}
	for _, f := range named {
		name, ok := w.sc.plain(f.n, f.key.Text+" of "+what)
		if !ok {
			return false
		}
		switch of := refs.first(name); {
		case f.key.Text == "role" && of.Role != nil:
			t.Role = of.Role
		case f.key.Text == "policy" && of.Policy != nil:
			t.Policy = of.Policy
		case f.key.Text == "resourcePolicy" && of.Resource != nil:
			t.Resource = of.Resource
		default:
			w.noSubject(f, name, what)
			return false
		}
	}
	return true
}

// noSubject says that there is nothing to test, unless it went away with what
// the spec extends.
func (w writtenTest) noSubject(f field, name, what string) {
	refs, key := w.sc.refs, f.key.Text
	help := ""
	switch of := refs.first(name); {
	case w.sc.level > 0 && refs.gone[name]:
		return
	case refs.existing[name] != nil:
		help = "the permissions of an existing role are not in the spec"
	case key == "resourcePolicy":
		help = diag.DidYouMean(name, refs.names(func(of spec.Subject) bool { return of.Resource != nil }))
	case of.Role != nil:
		help = "write role: " + name
	case of.Policy != nil:
		help = "write policy: " + name
	case of.Resource != nil:
		help = "write resourcePolicy: " + name
	default:
		help = diag.DidYouMean(name, refs.names(func(of spec.Subject) bool { return of.Role != nil || of.Policy != nil }))
	}
	w.sc.helpf(f.n.Span(), "unknown-subject", help, "%s names the %s %q, which the spec does not define", what, key, name)
}

func (w writtenTest) actions(key, what string) []spec.TestAction {
	f, ok := w.fields.get(key)
	if !ok {
		return nil
	}
	if f.n.Empty() {
		w.sc.errorf(f.n.Span(), "empty-list", "%s of %s is an empty list", key, what)
	}
	var out []spec.TestAction
	for _, n := range f.names(key + " of " + what) {
		service, name, _ := strings.Cut(n.Text, ":")
		if service == "" || name == "" || strings.ContainsAny(n.Text, "*? ") {
			w.sc.helpf(n.Span(), "bad-value", "e.g., s3:GetObject", "%s of %s must be one action, not %q", key, what, n.Text)
			continue
		}
		out = append(out, spec.TestAction{Name: n.Text, At: n.Span()})
	}
	return out
}

// testContext resolves what a request has for keys. Letter case of keys does
// not count.
func (sc *scope) testContext(n *syntax.Node, what string, cover spec.When) []spec.TestKey {
	var out []spec.TestKey
	for _, e := range sc.entries(n, what) {
		if slices.ContainsFunc(out, func(k spec.TestKey) bool { return strings.EqualFold(k.Key, e.Key.Text) }) {
			sc.errorf(e.Key.Span(), "duplicate-key", "%s has the key %q twice, ignoring letter case", what, e.Key.Text)
			continue
		}
		k := spec.TestKey{Key: e.Key.Text, At: e.Key.Span()}
		if e.Value.Kind != syntax.Null {
			k.Values = field{key: e.Key, n: e.Value, sc: sc}.items(e.Key.Text+" in "+what, cover)
		}
		out = append(out, k)
	}
	return out
}
