package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

var testKeys = []string{"name", "role", "policy", "can", "cannot", "resources", "context", "principal", "when", "environment", "doc"}

// writtenTest is a test before anything in it is resolved.
type writtenTest struct {
	sc     *scope
	name   *node
	fields fields
}

// resolveTests resolves the tests of the spec, and of what it extends: one of the
// same name takes the place of another, and null takes all away.
func (s *syntaxSpec) resolveTests() []*Test {
	var out []*Test
	for _, w := range s.writtenTests() {
		if t := w.resolve(s.environmentNames()); t != nil {
			out = append(out, t)
		}
	}
	return out
}

func (s *syntaxSpec) writtenTests() []writtenTest {
	var out []writtenTest
	for _, layer := range s.tests.live() {
		first := map[string]*node{} // by name, in this layer
		for n := range layer.n.list() {
			w := layer.sc.writtenTest(n)
			if w.name == nil {
				continue
			}
			if before := first[w.name.text]; before != nil {
				w.sc.add(diag.Finding{
					Span: w.name.span(), Code: "duplicate-test", Message: "two tests have the name " + w.name.text,
					Notes: []diag.Note{{Pos: before.span().Pos, Text: "first here"}},
				})
				continue
			}
			first[w.name.text] = w.name
			if i := slices.IndexFunc(out, func(o writtenTest) bool { return o.name.text == w.name.text }); i >= 0 {
				out[i] = w
			} else {
				out = append(out, w)
			}
		}
	}
	return out
}

// writtenTest reads the keys of a test. It has no name after a finding.
func (sc *scope) writtenTest(n *node) writtenTest {
	w := writtenTest{sc: sc}
	if n.kind != mappingNode {
		sc.errorf(n.span(), "wrong-type", "a test must be a mapping, not %s", n.kind)
		return w
	}
	w.fields = sc.fields(n, "a test", testKeys...)
	sc.required(n.span(), w.fields, "a test", "name")
	if f, ok := w.fields.get("name"); ok {
		if _, ok := sc.plain(f.n, "the name of a test"); ok {
			w.name = f.n
		}
	}
	return w
}

// resolve returns nil after a finding, and if what the spec extends tests what
// the spec has taken away.
func (w writtenTest) resolve(environments []string) *Test {
	sc, what := w.sc, "test "+w.name.text
	t := &Test{Name: w.name.text, At: w.name.span()}
	if !w.subject(t, what) {
		return nil
	}
	sc.text(w.fields, "doc", what)
	if f, ok := w.fields.get("when"); ok {
		t.When, _ = sc.when(f.n, what)
	}
	t.Environments = w.environments(environments, what)
	t.Can, t.Cannot = w.actions("can", what), w.actions("cannot", what)
	if w.fields.at("can").n == nil && w.fields.at("cannot").n == nil {
		sc.helpf(w.name.span(), "missing-key", "e.g., can: s3:GetObject", "%s has neither can nor cannot", what)
	}
	if f, ok := w.fields.get("resources"); ok {
		t.Resources = f.items("resources of "+what, t.When)
	}
	if f, ok := w.fields.get("context"); ok {
		t.Context = sc.testContext(f.n, "context of "+what, t.When)
	}
	if f, ok := w.fields.get("principal"); ok {
		if t.Role == nil {
			sc.helpf(f.key.span(), "bad-value", "test a role", "%s has a principal, but a policy is not assumed", what)
		} else if v, ok := sc.value(f.n, "principal of "+what, t.When); ok {
			t.Principal = &Item{Value: v, At: f.n.span()}
		}
	}
	return t
}

// environments are those of the spec in which alone the test is run, or nil.
func (w writtenTest) environments(known []string, what string) []string {
	f, ok := w.fields.get("environment")
	if !ok {
		return nil
	}
	if f.n.empty() {
		w.sc.errorf(f.n.span(), "empty-list", "environment of %s is an empty list", what)
	}
	out := []string{}
	for _, n := range w.sc.names(f.n, "environment of "+what) {
		switch {
		case slices.Contains(known, n.text):
			out = append(out, n.text)
		case w.sc.level == 0:
			w.sc.helpf(n.span(), "unknown-environment", diag.DidYouMean(n.text, known), "%s is for the environment %q, which the spec does not have", what, n.text)
		}
	}
	return out
}

// subject finds the role or policy of t: of several that are made by an each,
// the first.
func (w writtenTest) subject(t *Test, what string) bool {
	f, isRole := w.fields.get("role")
	policy, isPolicy := w.fields.get("policy")
	switch {
	case isRole && isPolicy:
		w.sc.errorf(policy.key.span(), "both-keys", "%s has both role and policy", what)
		return false
	case !isRole && !isPolicy:
		w.sc.helpf(w.name.span(), "missing-key", "say role or policy", "%s says nothing of what it tests", what)
		return false
	case isPolicy:
		f = policy
	}
	name, ok := w.sc.plain(f.n, f.key.text+" of "+what)
	if !ok {
		return false
	}
	refs := w.sc.refs
	if isRole {
		t.Role = first(refs.roles[name], refs.groups[name].madeRoles())
	} else {
		t.Policy = first(refs.policies[name], refs.groups[name].madePolicies())
	}
	if t.Role == nil && t.Policy == nil {
		w.noSubject(f, name, what)
	}
	return t.Role != nil || t.Policy != nil
}

// first is what has a name by itself, or else the first that an each makes.
func first[T any](named *T, made []*T) *T {
	if named == nil && len(made) > 0 {
		return made[0]
	}
	return named
}

// noSubject says that there is nothing to test, unless it went away with what
// the spec extends.
func (w writtenTest) noSubject(f field, name, what string) {
	refs, key := w.sc.refs, f.key.text
	help := ""
	switch {
	case w.sc.level > 0 && refs.gone[name]:
		return
	case refs.existing[name] != nil:
		help = "what a role may do that exists already is not in the spec"
	case key == "role" && (refs.policies[name] != nil || refs.groups[name].madePolicies() != nil):
		help = "say policy: " + name
	case key == "policy" && (refs.roles[name] != nil || refs.groups[name].madeRoles() != nil):
		help = "say role: " + name
	default:
		names := slices.Concat(sortedKeys(refs.roles), sortedKeys(refs.policies), sortedKeys(refs.groups))
		help = diag.DidYouMean(name, names)
	}
	w.sc.helpf(f.n.span(), "unknown-subject", help, "%s is of the %s %q, which the spec does not make", what, key, name)
}

func (w writtenTest) actions(key, what string) []TestAction {
	f, ok := w.fields.get(key)
	if !ok {
		return nil
	}
	if f.n.empty() {
		w.sc.errorf(f.n.span(), "empty-list", "%s of %s is an empty list", key, what)
	}
	var out []TestAction
	for _, n := range w.sc.names(f.n, key+" of "+what) {
		service, name, _ := strings.Cut(n.text, ":")
		if service == "" || name == "" || strings.ContainsAny(n.text, "*? ") {
			w.sc.helpf(n.span(), "bad-value", "e.g., s3:GetObject", "%s of %s must be one action, not %q", key, what, n.text)
			continue
		}
		out = append(out, TestAction{n.text, n.span()})
	}
	return out
}

// testContext resolves what a request has for keys. Letter case of keys does
// not count.
func (sc *scope) testContext(n *node, what string, cover When) []TestKey {
	var out []TestKey
	for _, e := range sc.entries(n, what) {
		if slices.ContainsFunc(out, func(k TestKey) bool { return strings.EqualFold(k.Key, e.key.text) }) {
			sc.errorf(e.key.span(), "duplicate-key", "%s has the key %q twice, and letter case does not count", what, e.key.text)
			continue
		}
		k := TestKey{Key: e.key.text, At: e.key.span()}
		if e.value.kind != nullNode {
			k.Values = field{key: e.key, n: e.value, sc: sc}.items(e.key.text+" in "+what, cover)
		}
		out = append(out, k)
	}
	return out
}
