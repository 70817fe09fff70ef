package diff_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// rewrite is a change of a spec that changes no permission.
type rewrite struct {
	what   string
	target int                   // a document, or if negative a role
	plant  func(*spec.Spec) bool // false, and nothing changes, if it is not to be done here
}

// TestHarmless rewrites specs without a change of what they grant, and wants each to
// be the same. Rewrites of one kind are made together, at most one of a document.
func TestHarmless(t *testing.T) {
	t.Parallel()
	each := quota(8, 25)
	same, planted := 0, 0
	kinds := map[string]int{}
	count := func(kind, name string, old, new *spec.Spec, what ...string) {
		planted += len(what)
		kinds[kind] += len(what)
		r, err := diff.Compare(diff.Side{Name: "old", Spec: old}, diff.Side{Name: "new", Spec: new})
		if err != nil {
			t.Errorf("%s: %q: %v", name, what, err)
		} else if r.Verdict != "same" {
			t.Errorf("%s: %q: it is %s:\n%s", name, what, r.Verdict, r.Text())
		} else {
			same += len(what)
		}
	}
	for _, name := range realSpecs {
		old := realSpec(t, name)
		all := rewritesOf(old)
		random := rand.New(rand.NewPCG(13, uint64(len(all))))
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		// Those of roles come last: they change which documents there are.
		slices.SortStableFunc(all, func(a, b rewrite) int { return cmp.Compare(min(b.target, 0), min(a.target, 0)) })
		byKind := map[string][]rewrite{}
		for _, w := range all {
			kind, _, _ := strings.Cut(w.what, ":")
			byKind[kind] = append(byKind[kind], w)
		}
		for kind, rewrites := range byKind {
			new, had := realSpec(t, name), map[int]bool{}
			var what []string
			for _, w := range rewrites {
				if len(what) < each && !had[w.target] && w.plant(new) {
					had[w.target], what = true, append(what, w.what)
				}
			}
			if what != nil {
				count(kind, name, old, new, what...)
			}
		}
		for _, edit := range edits {
			text := string(spec.BuiltIn)
			if name != "" {
				bytes, err := os.ReadFile("testdata/" + name)
				if err != nil {
					t.Fatal(err)
				}
				text = string(bytes)
			}
			edited := edit.edit(text)
			if edited == text {
				continue
			}
			new, found := compile.Load("testdata/specs/renamed.yaml", []byte(edited), templates.FS)
			if new == nil {
				t.Errorf("%s: %s: %+v", name, edit.what, messages(found.Findings()))
				continue
			}
			count(edit.what, name, old, new, edit.what)
		}
	}
	t.Logf("%d of %d harmless rewrites are the same: %v", same, planted, kinds)
	if least := quota(100, 500); planted < least {
		t.Errorf("only %d rewrites", planted)
	}
}

// rewritesOf are rewrites of one statement, list or role each.
func rewritesOf(s *spec.Spec) []rewrite {
	var out []rewrite
	for i, d := range documentsOf(s) {
		add := func(what string, plant func(*spec.Document) bool) {
			out = append(out, rewrite{what + " in " + d.name, i, func(s *spec.Spec) bool { return plant(documentsOf(s)[i].Document) }})
		}
		add("reorder: statements", func(d *spec.Document) bool {
			d.Statements = slices.Clone(d.Statements)
			slices.Reverse(d.Statements)
			return len(d.Statements) > 1
		})
		for j, st := range d.Statements {
			statement := func(what string, plant func(*spec.Statement) []*spec.Statement) {
				add(what+" "+st.Sid, func(d *spec.Document) bool {
					fresh := *d.Statements[j]
					instead := plant(&fresh)
					if instead != nil {
						d.Statements = slices.Concat(d.Statements[:j:j], instead, d.Statements[j+1:])
					}
					return instead != nil
				})
			}
			statementRewrites(s, statement)
		}
	}
	for i, r := range s.Roles {
		if r.Each != nil && !r.Each.First() || len(r.Policies) < 1 {
			continue
		}
		role := func(what string, plant func(*spec.Role)) {
			out = append(out, rewrite{what + " of " + r.Name, -1 - i, func(s *spec.Spec) bool { plant(s.Roles[i]); return true }})
		}
		role("rename: inline policy", func(r *spec.Role) {
			fresh := *r.Policies[0]
			fresh.Name += "X"
			r.Policies = append([]*spec.RolePolicy{&fresh}, r.Policies[1:]...)
		})
		role("reorder: inline policies", func(r *spec.Role) { r.Policies = slices.Clone(r.Policies); slices.Reverse(r.Policies) })
		role("reorder: attached policies", func(r *spec.Role) { r.Managed = slices.Clone(r.Managed); slices.Reverse(r.Managed) })
		role("merge: inline policies", func(r *spec.Role) {
			one := &spec.RolePolicy{Name: "All", Document: &spec.Document{Version: r.Policies[0].Document.Version}}
			for _, p := range r.Policies {
				one.Document.Statements = append(one.Document.Statements, p.Document.Statements...)
			}
			r.Policies = []*spec.RolePolicy{one}
		})
		role("split: inline policies", func(r *spec.Role) {
			var out []*spec.RolePolicy
			for _, p := range r.Policies {
				for i, st := range p.Document.Statements {
					out = append(out, &spec.RolePolicy{Name: fmt.Sprint(p.Name, i), Document: &spec.Document{Version: p.Document.Version, Statements: []*spec.Statement{st}}})
				}
			}
			r.Policies = out
		})
	}
	return out
}

// statementRewrites are what says the same as a statement.
func statementRewrites(s *spec.Spec, add func(string, func(*spec.Statement) []*spec.Statement)) {
	one := func(what string, plant func(*spec.Statement) bool) {
		add(what, func(st *spec.Statement) []*spec.Statement {
			if !plant(st) {
				return nil
			}
			return []*spec.Statement{st}
		})
	}
	one("rename: Sid", func(st *spec.Statement) bool { st.Sid += "X"; return true })
	one("reorder: lists", func(st *spec.Statement) bool {
		st.Actions, st.Resources = slices.Clone(st.Actions), slices.Clone(st.Resources)
		slices.Reverse(st.Actions)
		slices.Reverse(st.Resources)
		return len(st.Actions)+len(st.Resources) > 2
	})
	one("equivalent: item under the condition of the statement", func(st *spec.Statement) bool {
		st.Resources = slices.Clone(st.Resources)
		for i := range st.Resources {
			st.Resources[i].When = slices.Concat(st.Resources[i].When, st.When)
		}
		return st.When != nil && st.Resources != nil
	})
	one("equivalent: action of another pattern", func(st *spec.Statement) bool {
		text, ok := st.Actions[0].Value.Literal()
		if !ok || !strings.HasSuffix(text, "*") {
			return false
		}
		st.Actions = append(slices.Clone(st.Actions), literals(strings.TrimSuffix(text, "*")+"?*", strings.TrimSuffix(text, "*")+"Z*")...)
		return true
	})
	one("equivalent: action in lower case", func(st *spec.Statement) bool {
		text, ok := st.Actions[0].Value.Literal()
		st.Actions = slices.Concat(literals(strings.ToLower(text)), st.Actions[1:])
		return ok && text != strings.ToLower(text)
	})
	for _, p := range s.Params {
		if p.Optional || p.Type == spec.Boolean {
			add("equivalent: with "+p.Name+" too", func(st *spec.Statement) []*spec.Statement {
				again := *st
				again.Sid += "Again"
				again.When = append(slices.Clone(st.When), spec.Given(p))
				return []*spec.Statement{&again, st}
			})
		}
	}
	add("split: actions", func(st *spec.Statement) []*spec.Statement {
		if len(st.Actions) < 2 || st.NotActions {
			return nil
		}
		first, rest := *st, *st
		first.Actions, rest.Actions, rest.Sid = st.Actions[:1], st.Actions[1:], st.Sid+"Rest"
		if first.Actions[0].When != nil {
			return nil
		}
		return []*spec.Statement{&first, &rest}
	})
	add("split: resources", func(st *spec.Statement) []*spec.Statement {
		if len(st.Resources) < 2 || st.NotResources {
			return nil
		}
		first, rest := *st, *st
		first.Resources, rest.Resources, rest.Sid = st.Resources[:1], st.Resources[1:], st.Sid+"Rest"
		return []*spec.Statement{&rest, &first}
	})
}

// unlessTrusted takes a prefix from the names that trust policies contain: another name
// there trusts other service accounts.
func unlessTrusted(renamed, prefix string) string {
	for _, name := range []string{"EMRContainers_Token_Job_Role"} {
		renamed = strings.ReplaceAll(renamed, prefix+name, name)
	}
	return renamed
}

// edits are rewrites of the text.
var edits = []struct {
	what string
	edit func(string) string
}{
	{"rename: file", func(text string) string { return text + "# renamed\n" }},
	{"rename: spec", func(text string) string {
		return regexp.MustCompile(`(?m)^name: .*`).ReplaceAllString(text, "name: another")
	}},
	{"rename: stack", func(text string) string { return strings.ReplaceAll(text, "emr-studio:", "emr-studio-x:") }},
	{"rename: role", func(text string) string {
		return unlessTrusted(regexp.MustCompile(`roleName: "?`).ReplaceAllString(text, "${0}other-"), "other-")
	}},
	{"rename: policy", func(text string) string { return strings.ReplaceAll(text, "policyName: ", "policyName: other-") }},
	{"move: a path", func(text string) string {
		if strings.Contains(text, "path:") {
			return text
		}
		return strings.Replace(text, "\nroles:", "\ndefaults: {path: /moved/}\nroles:", 1)
	}},
	{"move: into managed policies", func(text string) string {
		return regexp.MustCompile(`(?m)^    kind: other$`).ReplaceAllString(regexp.MustCompile(`(?m)^    place: .*\n`).ReplaceAllString(text, ""), "    kind: other\n    place: managed")
	}},
	{"move: into inline policies", func(text string) string {
		return regexp.MustCompile(`(?m)^    place: (managed|auto)\n`).ReplaceAllString(text, "")
	}},
	{"move: templates into managed policies", func(text string) string {
		return regexp.MustCompile(`(?m)^    template: (custom-.*|serverless-execution|runtime-step|notebooks)$`).ReplaceAllString(text, "${0}\n    place: managed")
	}},
	{"reorder: roles", func(text string) string {
		before, rest, _ := strings.Cut(text, "\nroles:\n")
		roles, after, ok := strings.Cut(rest, "\npolicies:\n")
		if !ok || before == "" {
			return text
		}
		return before + "\npolicies:\n" + sectionOf(after) + "roles:\n" + roles + "\n" + strings.TrimPrefix(after, sectionOf(after))
	}},
	{"reorder: parameters", func(text string) string {
		before, rest, ok := strings.Cut(text, "\nparameters:\n")
		section := sectionOf(rest)
		lines := strings.SplitAfter(strings.TrimSuffix(section, "\n"), "\n")
		if !ok || slices.ContainsFunc(lines, func(l string) bool {
			return !strings.HasPrefix(l, "  ") || strings.HasPrefix(l, "   ") || strings.HasPrefix(l, "  #")
		}) {
			return text
		}
		lines[len(lines)-1] += "\n"
		slices.Reverse(lines)
		return before + "\nparameters:\n" + strings.Join(lines, "") + strings.TrimPrefix(rest, section)
	}},
}

// sectionOf is the beginning of a text up to the next line that is not indented.
func sectionOf(text string) string {
	if at := regexp.MustCompile(`(?m)^[a-z]`).FindStringIndex(text); at != nil {
		return text[:at[0]]
	}
	return text
}
