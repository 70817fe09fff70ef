package diff

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// comparison compares one duo, in one world after the other.
type comparison struct {
	*comparer
	*Member
	duo    duo
	world  *world
	gained []*occurrence
	lost   []*occurrence
	facts  []*fact
	alike  map[string][]*occurrence
	own    *deploy.Space // what matters for the member alone; nil if nobody asked

	othersAct bool // users of a cluster get other roles
}

// names are those of the member on both sides, and of its copies.
func (c *comparison) names() []string {
	var out []string
	for _, s := range append(c.duo.both, sides{c.duo.old, c.duo.new}) {
		for _, m := range []*member{s.old, s.new} {
			if m != nil {
				out = lists.Add(out, m.name())
			}
		}
	}
	return out
}

// occurrence is a change with the worlds that it was found in.
type occurrence struct {
	Change
	key    string // of the change
	worlds []*world
	varies bool // with what names depend on, the witness is another
}

// in records that o was found in a world.
func (o *occurrence) in(w *world) {
	o.worlds = lists.Add(o.worlds, w)
}

// member compares a duo in all worlds.
func (all *comparer) member(d duo) (*Member, error) {
	m := &Member{Name: d.name, Status: Changed}
	switch {
	case d.old == nil:
		m.Status, m.What, m.At = Added, d.new.What(), d.new.at()
	case d.new == nil:
		m.Status, m.What, m.At = Removed, d.old.What(), d.old.at()
	default:
		m.What, m.At = d.new.What(), d.new.at()
		if d.added != nil || d.gone != nil {
			m.Names = &Names{d.added, d.gone}
		}
	}
	c := &comparison{comparer: all, Member: m, duo: d, alike: map[string][]*occurrence{}}
	for _, w := range all.worlds {
		c.world = w
		if err := c.compareNames(d); err != nil {
			return nil, err
		}
		all.found = append(all.found, finding{w, d, c.tallyIn(w)})
	}
	m.Gained, m.Lost = c.located(c.gained), c.located(c.lost)
	if c.othersAct {
		m.Reasons = append(m.Reasons, "users of a cluster get other roles; whether these allow more depends on the cluster")
	}
	if d.old != nil && d.new != nil {
		c.reportFacts()
	}
	slices.Sort(m.Reasons)
	m.Reasons = slices.Compact(m.Reasons)
	m.Verdict = m.verdict()
	return m, nil
}

// tallyIn returns the findings in a world.
func (c *comparison) tallyIn(w *world) tally {
	in := func(o *occurrence) bool { return slices.Contains(o.worlds, w) }
	return tally{slices.ContainsFunc(c.gained, in), slices.ContainsFunc(c.lost, in), len(c.Reasons) > 0}
}

// located returns the changes, each with the deployments it applies to, unless it
// applies to all.
func (c *comparison) located(all []*occurrence) []Change {
	var out []Change
	for _, o := range all {
		o.Where = c.where(o.worlds)
		if first := o.worlds[0]; o.varies || !c.always(first.kind, o.worlds) {
			for _, l := range first.chosen {
				o.Given = append(o.Given, formula.Term{l}.String())
			}
		}
		out = append(out, o.Change)
	}
	return out
}

// always reports whether worlds have all choices that names depend on.
func (c *comparison) always(of kind, found []*world) bool {
	choices := func(worlds []*world) int {
		seen := map[string]bool{}
		for _, w := range worlds {
			if w.kind == of {
				seen[w.chosen.String()] = true
			}
		}
		return len(seen)
	}
	return choices(found) == choices(c.worlds)
}

// where describes some of all worlds; "" for all that are shared.
func (c *comparison) where(found []*world) string {
	inShared := slices.ContainsFunc(found, func(w *world) bool { return w.kind == shared })
	var shown []string
	all := inShared
	for _, w := range c.worlds {
		is := slices.Contains(found, w)
		all = all && (is || w.kind != shared)
		if is && (w.kind == shared || !inShared) && !slices.Contains(shown, w.where) {
			shown = append(shown, w.where)
		}
	}
	if all {
		return ""
	}
	return strings.Join(shown, " and ")
}

func (m *Member) verdict() compare.Verdict {
	return tally{
		gained:  len(m.Gained) > 0 || m.Names != nil && m.Names.Added != nil,
		lost:    len(m.Lost) > 0 || m.Names != nil && m.Names.Removed != nil,
		unknown: len(m.Reasons) > 0,
	}.verdict()
}

// compareNames compares a duo in the current world, for each name of an each: a
// statement of one copy may name another copy. Facts are compared for the first name
// only.
func (c *comparison) compareNames(d duo) error {
	names := d.both
	if names == nil {
		names = []sides{{d.old, d.new}}
	}
	for _, s := range names {
		c.duo.old, c.duo.new = s.old, s.new
		if err := c.compare(); err != nil {
			return err
		}
	}
	if c.duo = d; d.old != nil && d.new != nil {
		c.compareFacts()
	}
	return nil
}

// compare compares the duo in the current world.
func (c *comparison) compare() error {
	if err := c.configurations(); err != nil {
		return err
	}
	for _, part := range parts {
		p, err := c.side(part, c.duo.old, c.world.before)
		if err != nil {
			return err
		}
		q, err := c.side(part, c.duo.new, c.world.after)
		if err != nil {
			return err
		}
		if p == nil && q == nil {
			continue
		}
		if err := c.part(part, p.following(c.world.follow), q); err != nil {
			return err
		}
	}
	return nil
}

// side returns the policies of one side for a part. If they depend on too many
// choices at once, it adds a reason.
func (c *comparison) side(p part, m *member, d *access.Deployment) (*side, error) {
	sub, err := p.of(d, m)
	if tooMany := new(formula.TooMany); errors.As(err, &tooMany) {
		c.Reasons = append(c.Reasons, string(p)+": "+tooMany.Error())
		return nil, nil
	}
	if sub == nil || err != nil {
		return nil, err
	}
	return &side{sub.Policies(), sub}, nil
}

// part is an aspect of a member on which requests can be evaluated.
type part string

const (
	permissions part = "permissions"
	trust       part = "trust"
	resource    part = "resource"
)

var parts = []part{permissions, trust, resource}

// side has the policies of one side for a part.
type side struct {
	policies eval.Policies
	subject  *access.Subject
}

// of returns what decides on the requests of a part of m; nil if m has no such part. A
// resource policy that is used for sessions has permissions.
func (p part) of(d *access.Deployment, m *member) (*access.Subject, error) {
	switch {
	case m == nil:
	case p == permissions && (m.Role != nil || m.Policy != nil):
		return d.Of(m.name())
	case p == trust && m.Role != nil:
		return d.Trust(m.name(), "")
	case m.Resource != nil && p == resource != m.Resource.For.Info().Session && p != trust:
		return d.Resource(m.name(), "")
	}
	return nil, nil
}

// part compares one part of the two sides. A world that differs from an earlier one
// only in the names of partition, Region and account has the same result.
func (c *comparison) part(p part, older, newer *side) error {
	before, after := policiesOf(older, newer), policiesOf(newer, older)
	shapes := [2]string{c.world.shape(before), c.world.shape(after)}
	key := string(p) + shapes[0] + "\x00" + shapes[1]
	if all, ok := c.alike[key]; ok && c.world.kind == shared {
		for _, o := range all {
			o.in(c.world)
		}
		return nil
	}
	if shapes[0] == shapes[1] {
		return nil
	}
	for _, reason := range c.untried(shapes) {
		c.Reasons = lists.Add(c.Reasons, string(p)+": "+reason)
	}
	found, err := c.changes(p, older, newer, nil)
	if err == nil {
		var more []*occurrence
		more, err = c.meetings(p, before, after, found)
		found = append(found, more...)
	}
	c.alike[key] = found
	return err
}

// policiesOf are the policies of a side; of none, such policies as the other one has that
// allow nothing.
func policiesOf(s, other *side) eval.Policies {
	if s != nil {
		return s.policies
	}
	nothing := &iam.Document{Version: "2012-10-17"}
	switch {
	case other != nil && other.policies.Trust != nil:
		return eval.Policies{Trust: nothing}
	case other != nil && other.policies.Resource != nil:
		return eval.Policies{Resource: nothing}
	}
	return eval.Policies{Identity: []*iam.Document{}}
}

// changes returns what only one side allows in the current world, with another value
// of a parameter if there is a setting.
func (c *comparison) changes(p part, older, newer *side, at *setting) ([]*occurrence, error) {
	before, after := policiesOf(older, newer), policiesOf(newer, older)
	got, err := compare.Compare(before, after)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", c.What, c.Name, err)
	}
	for _, r := range got.Reasons {
		c.Reasons = append(c.Reasons, string(p)+": "+r)
	}
	if len(got.Gained)+len(got.Lost) == 0 {
		return nil, nil
	}
	w, err := newWitnesses(before, after, c.world.variables())
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", c.What, c.Name, err)
	}
	var found []*occurrence
	for _, ch := range got.Gained {
		found = append(found, c.add(&c.gained, string(p), ch, w, older, newer, at)...)
	}
	for _, ch := range got.Lost {
		found = append(found, c.add(&c.lost, string(p), ch, w, older, newer, at)...)
	}
	return found, nil
}

// meetings returns the changes with values of parameters that equal other texts, for
// directions without changes so far.
func (c *comparison) meetings(p part, before, after eval.Policies, found []*occurrence) ([]*occurrence, error) {
	has := func(list []*occurrence) bool {
		return slices.ContainsFunc(list, func(o *occurrence) bool { return slices.Contains(o.worlds, c.world) && o.Part == string(p) })
	}
	at := c.world
	defer func() { c.world = at }()
	settings := at.meeting(before, after)
	var out []*occurrence
	for i, s := range settings {
		if has(c.gained) && has(c.lost) {
			break
		}
		if i == maxSettings {
			c.Reasons = lists.Add(c.Reasons, fmt.Sprintf("%s: only %d of %d values with which parameters equal other texts are compared", string(p), maxSettings, len(settings)))
			break
		}
		w := at.with(s)
		older, err := c.side(p, c.duo.old, access.New(c.old.Spec, w.old))
		if err != nil {
			return nil, err
		}
		newer, err := c.side(p, c.duo.new, access.New(c.new.Spec, w.new))
		if err != nil {
			return nil, err
		}
		older = older.following(followed(c.pairs, w.old, w.new))
		more, err := c.changes(p, older, newer, &s)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// add records a change, or that an earlier one also applies here.
func (c *comparison) add(to *[]*occurrence, part string, ch compare.Change, w *witnesses, older, newer *side, at *setting) []*occurrence {
	request, given := w.least(ch.Witness)
	if at != nil {
		if slices.ContainsFunc(*to, func(o *occurrence) bool { return o.Part == part && slices.Contains(o.worlds, c.world) }) {
			return nil
		}
		given = append(given, at.param+"="+at.value)
	}
	out := Change{Part: part, Actions: ch.Actions, Witness: request, Given: given}
	if part == string(trust) {
		out.Witness.Resource = ""
	}
	for key := range request.Context {
		if policy, ok := access.UnseenPolicy(key); ok {
			c.Reasons = append(c.Reasons, part+": the content of "+policy+" is unknown")
			return nil
		}
	}
	out.Values = c.world.named(out.Witness)
	out.By = append(statements("old", older, ch.Old), statements("new", newer, ch.New)...)
	key := out.key()
	i := slices.IndexFunc(*to, func(o *occurrence) bool { return o.key == key })
	if i < 0 {
		i = len(*to)
		*to = append(*to, &occurrence{Change: out, key: key})
	}
	o := (*to)[i]
	if len(o.worlds) > 0 && o.worlds[0].where == c.world.where && fmt.Sprint(o.Witness) != fmt.Sprint(out.Witness) {
		o.varies = true
	}
	o.in(c.world)
	return []*occurrence{o}
}

// key identifies a change across worlds.
func (c *Change) key() string {
	return fmt.Sprint(c.Part, c.Actions, c.Witness.Action, c.By, c.Given)
}

func statements(name string, s *side, d eval.Decision) []Statement {
	if s == nil {
		return nil
	}
	var out []Statement
	for _, ref := range d.By() {
		if st, known := s.subject.Statement(ref); known {
			out = append(out, Statement{name, st.Sid, st.Policy, st.At, st.Effect})
		}
	}
	return slices.Compact(out)
}

// retagged returns why changed tags of a role or policy may change what is allowed:
// conditions of either spec name them. Such conditions are compared for each value
// of the tag, and not for the one that the spec writes, because sessions and others
// can set tags too.
func (all *comparer) retagged(d duo) []string {
	var out []string
	for _, s := range d.both {
		for _, w := range all.worlds {
			before, after := s.old.tags(w.old), s.new.tags(w.new)
			keys := maps.Clone(before)
			maps.Copy(keys, after)
			for key := range keys {
				if before[key] == after[key] {
					continue
				}
				by := slices.Concat(namesTag(all.old.Spec, key), namesTag(all.new.Spec, key))
				if len(by) == 0 {
					continue
				}
				out = lists.Add(out, fmt.Sprintf("the tag %s changes, and statement %s names it", key, by[0]))
			}
		}
	}
	slices.Sort(out)
	return out
}

// tags returns the tags of a role or policy by key, in lower case: condition keys
// ignore letter case.
func (m *member) tags(at *deploy.Place) map[string]string {
	out := map[string]string{}
	for _, t := range m.Header().Tags {
		out[strings.ToLower(t.Key)] = itemText(at, t.Value)
	}
	return out
}

// namesTag returns the statements of s that name a tag of principals or resources, in a
// condition key or a policy variable.
func namesTag(s *spec.Spec, key string) []string {
	var out []string
	names := func(text string) bool {
		text = strings.ToLower(text)
		for _, prefix := range []string{"aws:principaltag/", "aws:resourcetag/", "iam:resourcetag/"} {
			for i, rest := range strings.Split(text, prefix) {
				after, ok := strings.CutPrefix(rest, key)
				if i > 0 && (ok && (after == "" || strings.ContainsAny(after[:1], "}, ")) || strings.HasPrefix(rest, "${")) {
					return true // a placeholder may be any tag
				}
			}
		}
		return false
	}
	for of := range s.Subjects() {
		for _, d := range of.Documents() {
			for _, st := range d.Statements {
				if slices.ContainsFunc(st.Conditions, func(c spec.Condition) bool { return names(c.KeyText().String()) }) ||
					slices.ContainsFunc(st.Items(), func(it spec.Item) bool { return names(it.Value.String()) }) {
					out = append(out, st.Sid)
				}
			}
		}
	}
	return out
}
