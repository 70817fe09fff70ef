package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// replaced is the prefix of facts for which a deployment replaces the member.
const replaced = "!"

// fact is a difference other than a permission.
type fact struct {
	line, neutral string
	worlds        []*world
	when          formula.Term // the first combination of choices with which it is so
	missing       int          // combinations with which it is not, or not yet
}

// fact returns a difference, which is in the current world, too. A new one is looked for in
// some combinations of choices.
func (c *comparison) fact(line string, when formula.Term, combinations int) *fact {
	neutral := c.world.neutral.Replace(line)
	i := slices.IndexFunc(c.facts, func(f *fact) bool { return f.neutral == neutral || f.line == line })
	if i < 0 {
		i = len(c.facts)
		c.facts = append(c.facts, &fact{line: line, neutral: neutral, when: when, missing: combinations})
	}
	c.facts[i].worlds = lists.Add(c.facts[i].worlds, c.world)
	return c.facts[i]
}

// compareFacts records other differences of the member in the current world.
func (c *comparison) compareFacts() {
	older, newer := c.world.oldPlain, c.world.newPlain
	note := func(mark, what, before, after string) {
		if before != after {
			c.fact(mark+change(what, before, after), nil, 0)
		}
	}
	value := func(mark, what string, a, b spec.Value) { note(mark, what, textOf(older, a), textOf(newer, b)) }
	name := func(what string, a, b spec.Value) { note(replaced, what, nameText(older, a), nameText(newer, b)) }
	// A side that names no logical ID may be no template, and has the one of its name.
	identity := func(a, b spec.Deployed, before, after, of string) {
		if a.LogicalID != "" || b.LogicalID != "" {
			note(replaced, "logical ID"+of, a.ID(before), b.ID(after))
		}
		for _, attr := range []spec.Attr{spec.AttrARN, spec.AttrName} {
			note("", "export of the "+string(attr)+of, exportsOf(a, attr), exportsOf(b, attr))
		}
		note("", "retain"+of, fmt.Sprint(a.Retain), fmt.Sprint(b.Retain))
	}
	d := c.duo
	switch {
	case d.new.Role != nil:
		note("", "existence", existence(older, d.old.Role.When), existence(newer, d.new.Role.When))
		a, b := d.old.Role.Inside(), d.new.Role.Inside()
		name("name", a.RoleName, b.RoleName)
		value(replaced, "path", a.Path, b.Path)
		if a.Profile != nil && b.Profile != nil && !(followsRole(a) && followsRole(b)) {
			name("instance profile", a.Profile, b.Profile)
		} else if a.Named() || b.Named() || a.Profile == nil || b.Profile == nil {
			value("", "instance profile", a.Profile, b.Profile)
		}
		for _, p := range a.Policies {
			if i := slices.IndexFunc(b.Policies, func(q *spec.RolePolicy) bool { return q.Name == p.Name }); i >= 0 {
				name("name of the policy "+p.Name, p.PolicyName, b.Policies[i].PolicyName)
				note(replaced, "resource of the policy "+p.Name, resourceOf(p), resourceOf(b.Policies[i]))
			}
		}
		if _, same := bounded(older, a).Equivalent(bounded(newer, b)); same != eval.Yes { // another boundary is compared by what it allows
			note("", "permissions boundary", boundaryText(older, a), boundaryText(newer, b))
		}
		note("", "session duration", cmp.Or(textOf(older, a.MaxSession), "3600"), cmp.Or(textOf(newer, b.MaxSession), "3600"))
		note("", "tags", tagsOf(older, a.Tags), tagsOf(newer, b.Tags))
		note("", "description", a.Doc, b.Doc)
		identity(a.Deployed, b.Deployed, a.Name, b.Name, "")
		if a.Profile != nil && b.Profile != nil {
			if a.ProfilePath.String() != a.Path.String() || b.ProfilePath.String() != b.Path.String() {
				value(replaced, "path of the instance profile", a.ProfilePath, b.ProfilePath)
			}
			note("", "tags of the instance profile", tagsOf(older, a.ProfileTags), tagsOf(newer, b.ProfileTags))
			identity(a.OfProfile, b.OfProfile, a.Name+"Profile", b.Name+"Profile", " of the instance profile")
		}
	case d.new.Policy != nil:
		a, b := d.old.Policy, d.new.Policy
		name("name", a.PolicyName, b.PolicyName)
		value(replaced, "path", a.Path, b.Path)
		note("", "tags", tagsOf(older, a.Tags), tagsOf(newer, b.Tags))
		c.attachments(note, attachedTo(older, a), attachedTo(newer, b))
		note(replaced, "description", a.Doc, b.Doc) // IAM cannot change that of a policy
		identity(a.Deployed, b.Deployed, a.Name, b.Name, "")
	case d.new.Configuration != nil:
		a, b := d.old.Configuration, d.new.Configuration
		note("", "existence", existence(older, a.When), existence(newer, b.When))
		name("name", a.ConfigurationName, b.ConfigurationName)
		identity(a.Deployed, b.Deployed, a.Name, b.Name, "")
		note(replaced, "source identity in sessions of runtime roles", fmt.Sprint(a.SourceIdentity), fmt.Sprint(b.SourceIdentity))
		note(replaced, "session tag for Lake Formation", itemText(older, spec.Item{Value: a.SessionTag}), itemText(newer, spec.Item{Value: b.SessionTag}))
		sections(older, newer, a, b, note)
	}
}

// followsRole reports whether the instance profile of r has the name of r.
func followsRole(r *spec.Role) bool { return r.Profile.String() == r.RoleName.String() }

// nameText is the text of a name in IAM.
func nameText(at *deploy.Place, v spec.Value) string {
	if len(v) == 1 {
		if ref, ok := v[0].(spec.ParamRef); ok && ref.Param.Made != nil && ref.Param.Made.Stack == nil {
			if ref.Param.Made.Profile {
				return "one that the deployment makes for the profile"
			}
			return "one that the deployment makes"
		}
	}
	return textOf(at, v)
}

// resourceOf is what an inline policy is a resource of.
func resourceOf(p *spec.RolePolicy) string {
	switch {
	case p.ResourceType != "":
		return strings.TrimPrefix(p.LogicalID+", of type ", ", ") + p.ResourceType
	case p.LogicalID == "":
		return "the role"
	}
	return p.LogicalID
}

// existence tells in which deployments something exists.
func existence(at *deploy.Place, w spec.When) string {
	switch t, ok := at.When(w); {
	case !ok:
		return "never"
	case t.String() == "":
		return "always"
	default:
		return "with " + t.String()
	}
}

// exportsOf are the exports of the outputs of an attribute.
func exportsOf(d spec.Deployed, attr spec.Attr) string {
	var out []string
	for _, o := range d.Named(attr) {
		if o.Export != nil {
			out = append(out, o.Export.String())
		}
	}
	return strings.Join(out, " ")
}

// reportFacts adds the facts to the member, each with the deployments it applies to,
// unless it applies to all.
func (c *comparison) reportFacts() {
	for _, f := range c.facts {
		text, replaces := strings.CutPrefix(f.line, replaced)
		if f.missing > 0 {
			text += ", with " + f.when.String()
		}
		if where := c.where(f.worlds); where != "" {
			text += ", " + where
		}
		if replaces {
			c.Replace = append(c.Replace, text)
		} else {
			c.Other = append(c.Other, text)
		}
	}
}

// textOf returns the text of a value; if it depends on a choice, the text for each
// option.
func textOf(at *deploy.Place, v spec.Value) string {
	if v == nil {
		return ""
	}
	return itemText(at, spec.Item{Value: v})
}

// itemText returns the text of an item, with the choices that it depends on.
func itemText(at *deploy.Place, it spec.Item) string {
	all, err := at.Entries(it)
	if err != nil {
		return it.Value.String()
	}
	var out []string
	for _, e := range all {
		text := strings.Join(at.NamedAll(e.Texts), ", ")
		if when := e.When.String(); when != "" {
			text += " with " + when
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// sections notes what differs in the parts of a security configuration that are
// EMR's own.
func sections(older, newer *deploy.Place, a, b *spec.SecurityConfiguration, note func(kind, what, before, after string)) {
	texts := func(at *deploy.Place, c *spec.SecurityConfiguration) map[string]string {
		out := map[string]string{}
		for _, m := range c.Sections {
			text := func(v spec.Value) spec.Value { return spec.Text(textOf(at, v)) }
			texts := func(its []spec.Item) []spec.Item {
				its = slices.Clone(its)
				for i, it := range its {
					its[i] = spec.Item{Value: spec.Text(itemText(at, it))}
				}
				return its
			}
			out[m.Key] = string(at.Binding.JSON(spec.MapJSON(m.Value, text, texts)))
		}
		return out
	}
	before, after := texts(older, a), texts(newer, b)
	for _, m := range slices.Concat(a.Sections, b.Sections) {
		if x, y := before[m.Key], after[m.Key]; x != y {
			note(replaced, m.Key, x, y)
			delete(before, m.Key)
			delete(after, m.Key)
		}
	}
}

func tagsOf(at *deploy.Place, tags []spec.Tag) string {
	var out []string
	for _, t := range tags {
		if text := itemText(at, t.Value); text != "" {
			out = append(out, t.Key+"="+text)
		}
	}
	return strings.Join(out, " ")
}

// attachments notes to which groups, users and roles outside of its spec a policy is
// attached, and whose sessions in Studios have it. What they gain or lose depends on
// their other policies.
func (c *comparison) attachments(note func(mark, what, before, after string), before, after []string) {
	for _, one := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(before, after)))) {
		note("", one, yesNo(slices.Contains(before, one)), yesNo(slices.Contains(after, one)))
	}
	const reason = "who gets the policy differs; what they gain or lose depends on their other policies"
	if !slices.Equal(before, after) && !slices.Contains(c.Reasons, reason) {
		c.Reasons = append(c.Reasons, reason)
	}
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// attachedTo is the groups, users and roles that a policy is attached to, or mapped to a
// Studio with, sorted.
func attachedTo(at *deploy.Place, p *spec.Policy) []string {
	var out []string
	for _, a := range p.Attached {
		if text := itemText(at, a.Name); text != "" {
			what := "attached to " + a.To + " " + text
			if a.Studio != nil {
				what = "session policy of " + a.To + " " + text + " in the Studio " + textOf(at, a.Studio)
			}
			out = append(out, what)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// uses reports whether either side uses a parameter, including in attached policies.
func (all *comparer) uses(d duo, param string) bool {
	return d.old != nil && d.old.uses(all.old.Spec, param) || d.new != nil && d.new.uses(all.new.Spec, param)
}

func (m *member) uses(s *spec.Spec, param string) bool {
	params := s.ParamsOfSubject(m.Subject)
	switch {
	case m.Role != nil:
		params = append(params, s.ParamsOfTags(m.Role.ProfileTags)...)
		for _, it := range slices.Concat(m.Role.Managed, m.Role.Boundary) {
			for _, part := range it.Value {
				if ref, ok := part.(spec.PolicyRef); ok {
					params = append(params, s.ParamsOfSubject(spec.Subject{Policy: ref.Policy})...)
				}
			}
		}
	case m.Policy != nil:
		params = append(params, s.ParamsOfDocument(m.Policy.Own())...)
	}
	return slices.ContainsFunc(params, func(p *spec.Param) bool { return p.Name == param })
}

// bounded is where a role has a boundary.
func bounded(at *deploy.Place, r *spec.Role) formula.Formula {
	if r.Boundary == nil {
		return nil
	}
	return at.Presence(spec.Whens(r.Boundary))
}

// boundaryText is the boundary of a role as the spec says, with the choices that it depends
// on.
func boundaryText(at *deploy.Place, r *spec.Role) string {
	return strings.Join(lists.Map(r.Boundary, func(it spec.Item) string {
		text := it.Value.String()
		if when, ok := at.When(it.When); ok && len(when) > 0 {
			text += " with " + when.String()
		}
		return text
	}), ", ")
}
