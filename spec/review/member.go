package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/access"
)

// comparison is of one duo, under one choice.
type comparison struct {
	*Member
	names  []string
	choice choice
	seen   map[string]int // by change, or by what another role acts for: how many choices have it
	others []otherRole
}

func (d duo) compare(old, new Side, values map[string][]string, pairs []duo) (*Member, error) {
	m := &Member{Name: d.name, Status: Changed}
	switch {
	case d.old == nil:
		m.Status, m.What, m.At = Added, d.new.what(), d.new.at()
	case d.new == nil:
		m.Status, m.What, m.At = Removed, d.old.what(), d.old.at()
	default:
		m.What, m.At = d.new.what(), d.new.at()
		d.facts(m, old.binding(), new.binding())
		if d.added != nil || d.gone != nil {
			m.Names = &Names{d.added, d.gone}
		}
	}
	names, choices := d.choices()
	c := &comparison{Member: m, names: names, seen: map[string]int{}}
	for _, choice := range choices {
		c.choice = choice
		before, after := old.under(choice, values), new.under(choice, values)
		follow := followed(pairs, before, after)
		c.configuration(d, before, after, follow)
		for _, part := range parts {
			p, err := part.of(old.Spec, d.old, before)
			if err != nil {
				return nil, err
			}
			q, err := part.of(new.Spec, d.new, after)
			if err != nil {
				return nil, err
			}
			if p == nil && q == nil {
				continue
			}
			if err := c.part(part, p.following(follow), q); err != nil {
				return nil, err
			}
		}
	}
	for _, list := range [][]Change{m.Gained, m.Lost} {
		for i := range list {
			if c.seen[list[i].key()] == len(choices) {
				list[i].Given = nil
			}
		}
	}
	c.settle(len(choices))
	slices.Sort(m.Reasons)
	m.Reasons = slices.Compact(m.Reasons)
	m.Verdict = m.verdict()
	return m, nil
}

func (m *Member) verdict() string {
	t := tally{unknown: len(m.Reasons) > 0}
	t.add(m)
	return t.String()
}

// part is something about a member that can be asked.
type part struct {
	name string
	of   func(*spec.Spec, *member, spec.Binding) (*side, error)
	none iam.Policies // of a side that has no such member
}

// side is what one side says of a part.
type side struct {
	policies iam.Policies
	subject  *access.Subject // nil of a resource policy
}

// following is s with other ARNs.
func (s *side) following(follow func(string) string) *side {
	if s == nil {
		return nil
	}
	out := *s
	for i, d := range s.policies.Identity {
		if i == 0 {
			out.policies.Identity = slices.Clone(out.policies.Identity)
		}
		out.policies.Identity[i] = follows(d, follow)
	}
	out.policies.Boundary = follows(s.policies.Boundary, follow)
	out.policies.Trust = follows(s.policies.Trust, follow)
	out.policies.Resource = follows(s.policies.Resource, follow)
	return &out
}

func follows(d *iam.Document, follow func(string) string) *iam.Document {
	if d == nil {
		return nil
	}
	all := func(texts []string) []string {
		texts = slices.Clone(texts)
		for i, t := range texts {
			texts[i] = follow(t)
		}
		return texts
	}
	out := *d
	out.Statements = slices.Clone(d.Statements)
	for i := range out.Statements {
		st := &out.Statements[i]
		st.Resources = all(st.Resources)
		st.Principals = slices.Clone(st.Principals)
		for j := range st.Principals {
			st.Principals[j].Values = all(st.Principals[j].Values)
		}
		st.Conditions = slices.Clone(st.Conditions)
		for j := range st.Conditions {
			st.Conditions[j].Values = all(st.Conditions[j].Values)
		}
	}
	return &out
}

var nothing = &iam.Document{Version: "2012-10-17"}

var parts = []part{
	{"permissions", permissions, iam.Policies{Identity: []*iam.Document{}}},
	{"trust", trust, iam.Policies{Trust: nothing}},
	{"resource", resourcePolicy, iam.Policies{Resource: nothing}},
}

func permissions(s *spec.Spec, m *member, b spec.Binding) (*side, error) {
	if m == nil || m.role == nil && m.policy == nil {
		return nil, nil
	}
	sub, err := access.New(s, b).Of(m.name())
	if err != nil {
		return nil, err
	}
	return &side{sub.Policies(), sub}, nil
}

func trust(s *spec.Spec, m *member, b spec.Binding) (*side, error) {
	if m == nil || m.role == nil {
		return nil, nil
	}
	sub, err := access.New(s, b).Trust(m.name(), "")
	if err != nil {
		return nil, err
	}
	return &side{sub.Policies(), sub}, nil
}

func resourcePolicy(_ *spec.Spec, m *member, b spec.Binding) (*side, error) {
	if m == nil || m.resource == nil {
		return nil, nil
	}
	doc := b.Document(m.resource.Document)
	if doc == nil {
		doc = nothing
	}
	return &side{policies: iam.Policies{Resource: doc}}, nil
}

// part compares one part of the two sides.
func (c *comparison) part(p part, old, new *side) error {
	before, after := p.none, p.none
	if old != nil {
		before = old.policies
	}
	if new != nil {
		after = new.policies
	}
	got, err := iam.Compare(before, after)
	if err != nil {
		return fmt.Errorf("%s %s: %w", c.What, c.Name, err)
	}
	for _, r := range got.Reasons {
		c.Reasons = append(c.Reasons, p.name+": "+r)
	}
	for _, ch := range got.Gained {
		c.add(&c.Gained, p.name, ch, old, new)
	}
	for _, ch := range got.Lost {
		c.add(&c.Lost, p.name, ch, old, new)
	}
	return nil
}

func (c *comparison) add(to *[]Change, part string, ch iam.Change, old, new *side) {
	w := Witness{ch.Witness.Principal, ch.Witness.Action, ch.Witness.Resource, maps.Clone(ch.Witness.Context.Values)}
	if part == "trust" {
		w.Resource = ""
	}
	out := Change{Part: part, Actions: ch.Actions, Witness: w}
	for key := range w.Context {
		if policy, ok := access.UnseenPolicy(key); ok {
			c.Reasons = append(c.Reasons, part+": what "+policy+" says is not known")
			return
		}
	}
	out.By = append(statements("old", old, ch.Old), statements("new", new, ch.New)...)
	key := out.key()
	if c.seen[key]++; c.seen[key] > 1 {
		return
	}
	out.Given = c.choice.words(c.names)
	*to = append(*to, out)
}

// key is what makes a change one and the same under several choices.
func (c *Change) key() string {
	return fmt.Sprint(c.Part, c.Actions, c.Witness.Action, c.By)
}

func statements(name string, s *side, d iam.Decision) []Statement {
	if s == nil || s.subject == nil {
		return nil
	}
	var out []Statement
	for _, ref := range d.By() {
		if st, known := s.subject.Statement(ref); known {
			out = append(out, Statement{name, st.Sid, st.Policy, st.At, st.Effect})
		}
	}
	return out
}

// facts says what else of a member changed.
func (d duo) facts(m *Member, old, new spec.Binding) {
	replace := func(what, before, after string) {
		if before != after {
			m.Replace = append(m.Replace, change(what, before, after))
		}
	}
	other := func(what, before, after string) {
		if before != after {
			m.Other = append(m.Other, change(what, before, after))
		}
	}
	switch {
	case d.new.role != nil:
		a, b := d.old.role, d.new.role
		replace("name", old.Text(a.RoleName), new.Text(b.RoleName))
		replace("path", old.Text(a.Path), new.Text(b.Path))
		other("instance profile", textOf(old, a.Profile), textOf(new, b.Profile))
		other("session duration", cmp.Or(textOf(old, a.MaxSession), "3600"), cmp.Or(textOf(new, b.MaxSession), "3600"))
		other("tags", tagsOf(old, a), tagsOf(new, b))
		other("description", a.Doc, b.Doc)
	case d.new.policy != nil:
		a, b := d.old.policy, d.new.policy
		replace("name", old.Text(a.PolicyName), new.Text(b.PolicyName))
		replace("path", old.Text(a.Path), new.Text(b.Path))
		replace("description", a.Doc, b.Doc) // IAM cannot change that of a policy
	case d.new.configuration != nil:
		a, b := d.old.configuration, d.new.configuration
		replace("name", old.Text(a.ConfigurationName), new.Text(b.ConfigurationName))
		other("source identity in sessions of runtime roles", fmt.Sprint(a.SourceIdentity), fmt.Sprint(b.SourceIdentity))
	}
}

func textOf(b spec.Binding, v spec.Value) string {
	if v == nil {
		return ""
	}
	return b.Text(v)
}

func tagsOf(b spec.Binding, r *spec.Role) string {
	var out []string
	for _, t := range r.Tags {
		if b.Holds(t.Value.When) {
			out = append(out, t.Key+"="+b.Text(t.Value.Value))
		}
	}
	return strings.Join(out, " ")
}
