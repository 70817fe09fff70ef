package denied

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
)

// edit is a change of one field of a role or policy: an entry of a mapping, or all of
// a list.
type edit struct {
	section, name string // e.g., "roles", "Job"
	field         string // "statements", "with" or "passes"
	key           string // of the entry, or ""
	value         string // in YAML's flow style
}

// overlay is an edit as YAML to merge into a spec.
func (e edit) overlay() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n  %s:\n", e.section, e.name)
	switch {
	case e.key == "":
		fmt.Fprintf(&b, "    %s: %s\n", e.field, e.value)
	default:
		fmt.Fprintf(&b, "    %s:\n      %s: %s\n", e.field, e.key, e.value)
	}
	return b.String()
}

// overlays adds the changes that allow the request, each of which is tried.
func (c *inquiry) overlays() {
	section := "roles"
	each := (*spec.Each)(nil)
	if c.policy != nil {
		section, each = "policies", c.policy.Each
	} else {
		each = c.role.Each
	}
	if _, ok := facts.FindAction(c.Action); !ok {
		c.Steps = append(c.Steps, "AWS's reference has no action "+c.Action+", so that no change is offered")
		return
	}
	name := c.Subject
	if each != nil {
		name = each.Group
	}
	if c.role != nil && strings.EqualFold(c.Action, "iam:PassRole") {
		if c.passes(name) {
			return
		}
	}
	resource, notes, ok := c.narrow()
	if !ok {
		c.Status = Open
		c.Why += "; the message does not say on which resource"
		c.question()
		return
	}
	condition := ""
	if strings.EqualFold(c.Action, "iam:PassRole") {
		condition = ", Condition: {StringLike: {iam:PassedToService: " + quoted(c.passedTo()) + "}}"
	}
	c.try(Change{
		About: "a statement of its own", Notes: notes,
		edit: edit{section, name, "statements", c.sid(), fmt.Sprintf("{Effect: Allow, Action: %s, Resource: %s%s}", quoted(c.Action), quoted(resource), condition)},
	})
	c.switches(section, name)
	if len(c.Changes) == 0 {
		c.Steps = append(c.Steps, "no change of "+c.what()+" was found that allows it; add a statement for "+c.Action+" on "+resource)
	}
}

// passedTo is the service that a role is passed to.
func (c *inquiry) passedTo() string {
	for key, values := range c.Context {
		if strings.EqualFold(key, "iam:PassedToService") && len(values) == 1 {
			return values[0]
		}
	}
	if r, _ := c.roleNamed(roleOf(c.Resource)); r != nil && r.Kind.Service() != "" {
		return r.Kind.Service() + ".amazonaws.com*"
	}
	return "ec2.amazonaws.com*"
}

// passes offers an edge, if the role that is passed is one of the spec.
func (c *inquiry) passes(name string) bool {
	to, _ := c.roleNamed(roleOf(c.Resource))
	if to == nil {
		c.Steps = append(c.Steps, "the role that is passed, "+lastPart(c.Resource)+", is no role of the spec: declare it with existing and add it to passes, or pass one of the spec")
		return true
	}
	var list []string
	for _, e := range c.Spec.Edges() {
		if e.Kind == spec.EdgePasses && e.From == c.role.Name {
			if !e.Known {
				return false
			}
			list = append(list, e.To)
		}
	}
	if !slices.Contains(list, to.Name) {
		list = append(list, to.Name)
	}
	c.try(Change{About: "an edge", edit: edit{"roles", name, "passes", "", "[" + strings.Join(list, ", ") + "]"}})
	return len(c.Changes) > 0
}

// narrow returns the narrowest resource that a statement can be given.
func (c *inquiry) narrow() (resource string, notes []string, ok bool) {
	a, _ := facts.FindAction(c.Action)
	takes := false
	for range a.ResourceTypes() {
		takes = true
	}
	if _, _, asks := facts.AskedOn(c.Action); !takes && (!asks || c.asked() == "") {
		return "*", []string{"the action takes no resource"}, true
	}
	if c.asked() == "" || strings.ContainsAny(placeholder.ReplaceAllString(c.portable(c.Resource), ""), "<>[]{}") || strings.Contains(c.Resource, "***") && strings.Contains(c.portable(c.Resource), "***") {
		return "", nil, false
	}
	if r, _ := c.roleNamed(roleOf(c.Resource)); r != nil && strings.Contains(c.Resource, ":role/") {
		return "${" + r.Name + ".Arn}", nil, true
	}
	wide := generalized(c.Resource)
	if wide != c.Resource {
		notes = append(notes, "the resource is that of the request, with * for what is made for one run: "+lastPart(c.Resource))
	}
	return c.portable(wide), notes, true
}

var placeholder = regexp.MustCompile(`\$\{[^}]*\}`)

// notInSid are the characters that no Sid has.
var notInSid = regexp.MustCompile(`[^A-Za-z0-9]`)

// sid is a name for the statement that is free.
func (c *inquiry) sid() string {
	base := "Allow"
	for part := range strings.SplitSeq(strings.ReplaceAll(c.Action, ":", "-"), "-") {
		if part != "" {
			base += strings.ToUpper(part[:1]) + notInSid.ReplaceAllString(part[1:], "")
		}
	}
	taken := map[string]bool{}
	add := func(d *spec.Document) {
		for _, st := range d.Statements {
			taken[st.Sid] = true
		}
	}
	if c.role != nil {
		for _, p := range c.role.Own() {
			add(p.Document)
		}
	}
	if c.policy != nil {
		add(c.policy.Own())
	}
	out := base
	for n := 2; taken[out]; n++ {
		out = fmt.Sprintf("%s%d", base, n)
	}
	return out
}

// quoted is a text as a scalar of YAML's flow style.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// switches offers what the template has for it: a Boolean, or a parameter for a key.
func (c *inquiry) switches(section, name string) {
	template := ""
	if c.role != nil {
		template = c.role.Template
	} else if c.policy != nil {
		template = c.policy.Template
	}
	if template == "" || c.Templates == nil {
		return
	}
	t, err := compile.ReadTemplate(c.Templates, template)
	if err != nil {
		return
	}
	for _, p := range t.Params {
		value := ""
		switch {
		case p.Type == spec.Boolean:
			value = "true"
		case p.Type == spec.KMSKeyARN && p.Optional && !p.List && strings.HasPrefix(strings.ToLower(c.Action), "kms:") && c.asked() != "":
			value = quoted(c.portable(c.Resource))
		default:
			continue
		}
		c.try(Change{About: fmt.Sprintf("%s of the template %s", p.Name, template), edit: edit{section, name, "with", p.Name, value}})
	}
}

// try compiles the spec with a change, and keeps it if it allows the request.
func (c *inquiry) try(ch Change) {
	ch.Overlay = ch.edit.overlay()
	text := fmt.Sprintf("version: 1\nname: %s\nextends: %s\n%s", c.Spec.Name, quoted(c.Extends), ch.Overlay)
	s, found := c.Load([]byte(text))
	if s == nil {
		return
	}
	q := access.Question{Name: c.Subject, Action: c.Action, Resource: c.asked(), Context: c.context()}
	if strings.EqualFold(c.Action, "iam:PassRole") {
		q.Context.Values["iam:PassedToService"] = []string{strings.TrimSuffix(c.passedTo(), "*")}
	}
	if v := c.query(s, q); v == nil || v.Result != access.Allowed && !(v.Result == access.Unknown && v.Cases[0].Unless != "") {
		return
	}
	report, err := diff.Compare(diff.Side{Name: c.Spec.File, Spec: c.Spec}, diff.Side{Name: "overlay", Spec: s})
	if err != nil {
		return
	}
	ch.Opens = opens(report)
	ch.Findings = newFindings(c.Before, found)
	c.Changes = append(c.Changes, ch)
}

// opens lists what a spec allows that another does not.
func opens(r *diff.Report) []string {
	var out []string
	for _, m := range r.Members {
		for _, g := range m.Gained {
			text := m.What + " " + m.Name + ": " + g.Witness.Action
			if len(g.Actions) > 0 {
				text = m.What + " " + m.Name + ": " + strings.Join(g.Actions, ", ")
			}
			if g.Witness.Resource != "" {
				text += " on " + g.Witness.Resource
			}
			if len(g.Given) > 0 {
				text += ", with " + strings.Join(g.Given, ", ")
			}
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
		for _, why := range m.Reasons {
			out = append(out, m.What+" "+m.Name+": unknown, "+why)
		}
	}
	return out
}

// newFindings are those of the second list that the first does not have.
func newFindings(before, after *diag.List) []string {
	var out []string
	had := map[string]bool{}
	if before != nil {
		for _, f := range before.Findings() {
			had[f.Message+f.Code] = true
		}
	}
	for _, f := range after.Findings() {
		if text := f.Severity.String() + ": " + f.Message + " [" + f.Code + "]"; !had[f.Message+f.Code] && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
