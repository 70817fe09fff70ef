package prove

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/read"
)

// Accounts says what of got is not as wanted.
func Accounts(want, got *read.Account) []string {
	var c Comparison
	byName(&c, "role", want.Roles, got.Roles, func(r *read.Role) string { return r.Name }, c.role)
	byName(&c, "policy", want.Policies, got.Policies, func(p *read.Policy) string { return p.Name }, func(what string, want, got *read.Policy) {
		c.Text(what+": path", want.Path, got.Path)
		c.Text(what+": description", want.Description, got.Description)
		c.Text(what+": tags", fmt.Sprint(want.Tags), fmt.Sprint(got.Tags))
		c.Text(what+": attachments", fmt.Sprint(want.Attached), fmt.Sprint(got.Attached))
		c.document(what, identity, want.Document, got.Document)
	})
	byName(&c, "security configuration", want.SecurityConfigurations, got.SecurityConfigurations,
		func(s *read.SecurityConfiguration) string { return s.Name },
		func(what string, want, got *read.SecurityConfiguration) {
			if a, b := encoded(want.Document), encoded(got.Document); a != b {
				c.Add("%s is not as the spec has it", what)
			}
		})
	return c
}

// encoded is JSON in which numbers are the same however they were read.
func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// Comparison is what differs, in words.
type Comparison []string

// Add adds a difference.
func (c *Comparison) Add(format string, args ...any) { *c = append(*c, fmt.Sprintf(format, args...)) }

// Text compares two texts.
func (c *Comparison) Text(what, want, got string) {
	if want != got {
		c.Add("%s is %q, not %q", what, got, want)
	}
}

// byName compares what has the same name, and tells what is missing or too much.
func byName[T any](c *Comparison, what string, want, got []T, name func(T) string, compare func(what string, want, got T)) {
	for _, w := range want {
		i := slices.IndexFunc(got, func(g T) bool { return name(g) == name(w) })
		if i < 0 {
			c.Add("%s %s is missing", what, name(w))
			continue
		}
		compare(what+" "+name(w), w, got[i])
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(w T) bool { return name(w) == name(g) }) {
			c.Add("%s %s is too much", what, name(g))
		}
	}
	if len(got) > len(want) {
		c.Add("there are %d of %s, not %d", len(got), what, len(want))
	}
}

func (c *Comparison) role(what string, want, got *read.Role) {
	for _, f := range []struct{ name, want, got string }{
		{"ARN", want.ARN, got.ARN},
		{"path", want.Path, got.Path},
		{"description", want.Description, got.Description},
		{"session duration", want.MaxSession, got.MaxSession},
		{"boundary", want.Boundary, got.Boundary},
		{"tags", fmt.Sprint(want.Tags), fmt.Sprint(got.Tags)},
		{"managed policies", sorted(want.Managed), sorted(got.Managed)},
		{"instance profiles", fmt.Sprint(want.Profiles), fmt.Sprint(got.Profiles)},
	} {
		c.Text(what+": "+f.name, f.want, f.got)
	}
	c.document(what+": trust", trust, want.Trust, got.Trust)
	for _, name := range slices.Sorted(maps.Keys(want.Inline)) {
		doc, ok := got.Inline[name]
		if !ok {
			c.Add("%s: inline policy %s is missing", what, name)
			continue
		}
		c.document(what+": inline policy "+name, identity, want.Inline[name], doc)
	}
	for _, name := range slices.Sorted(maps.Keys(got.Inline)) {
		if want.Inline[name] == nil {
			c.Add("%s: inline policy %s is too much", what, name)
		}
	}
}

func sorted(texts []string) string { return strings.Join(slices.Sorted(slices.Values(texts)), " ") }

// The kinds of documents, as the policies that decide.
func identity(d *iam.Document) eval.Policies { return eval.Policies{Identity: []*iam.Document{d}} }
func trust(d *iam.Document) eval.Policies    { return eval.Policies{Trust: d} }
func resource(d *iam.Document) eval.Policies { return eval.Policies{Resource: d} }

// document compares what two documents grant. If one grants more or less, the difference
// names a request. Equal grants in other words are a difference too, since a target has no
// reason for them.
func (c *Comparison) document(what string, kind func(*iam.Document) eval.Policies, want, got *iam.Document) {
	if iam.Equal(want, got) {
		return
	}
	diff := strings.TrimSpace(iam.Diff(want, got))
	found, err := compare.Compare(kind(want), kind(got))
	if err != nil {
		c.Add("%s: %v\n%s", what, err, diff)
		return
	}
	for _, change := range found.Gained {
		c.Add("%s allows what the spec does not: %s\n%s", what, request(change.Witness), diff)
		return
	}
	for _, change := range found.Lost {
		c.Add("%s does not allow what the spec does: %s\n%s", what, request(change.Witness), diff)
		return
	}
	c.Add("%s is written otherwise\n%s", what, diff)
}

func request(r eval.Request) string {
	out := r.Action + " on " + r.Resource
	if r.Principal != "" {
		out = r.Action + " by " + r.Principal
	}
	for _, key := range slices.Sorted(maps.Keys(r.Context.Values)) {
		out += " with " + key + "=" + strings.Join(r.Context.Values[key], ",")
	}
	return out
}
