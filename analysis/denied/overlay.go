package denied

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/edges"
	"github.com/emriam/emriam/spec/syntax"
)

// edit is a change of one field of a role or policy: an entry of a mapping, or an
// item of a list.
type edit struct {
	section, name string // e.g., "roles", "Job"
	field         string // e.g., "statements", "with", "passes" or "trust"
	key           string // of the entry, or "" for a list
	value         string // of the entry, or all of the list, in YAML's flow style
	item          string // of the list, that is new
}

// overlay is an edit as YAML to merge into a spec.
func (e edit) overlay() string {
	path := []string{e.section, e.name, e.field}
	if e.key != "" {
		path = append(path, e.key)
	}
	return block(path, e.value, 0)
}

// overlays adds the changes that allow the request, each of which is tried.
func (c *inquiry) overlays() {
	section, name := "roles", c.member().Header().Written()
	if c.policy != nil {
		section = "policies"
	}
	if _, ok := facts.FindAction(c.Action); !ok {
		c.Steps = append(c.Steps, "AWS's reference has no action "+c.Action+", so that no change is offered")
		return
	}
	if c.role != nil && (strings.EqualFold(c.Action, "iam:PassRole") || ofTrust(c.Action)) && c.edge(name) {
		return
	}
	resource, notes, ok := c.narrow()
	if !ok {
		c.Why += "; the message does not say on which resource"
		c.question()
		return
	}
	condition := ""
	if strings.EqualFold(c.Action, "iam:PassRole") {
		condition = ", Condition: {StringLike: {iam:PassedToService: " + syntax.Quoted(c.passedTo()) + "}}"
	}
	c.try(Change{
		About: "a statement of its own", Notes: notes,
		edit: edit{section: section, name: name, field: "statements", key: c.sid(), value: fmt.Sprintf("{Effect: Allow, Action: %s, Resource: %s%s}", syntax.Quoted(c.Action), syntax.Quoted(resource), condition)},
	})
	c.switches(section, name)
	switch {
	case len(c.Changes) > 0:
	case c.tried > maxTried:
		c.Steps = append(c.Steps, fmt.Sprintf("only the first %d changes are tried: give denied this message alone", maxTried))
	case c.role != nil && c.binding.Boundary(c.role) != "":
		c.Steps = append(c.Steps, "allow it in the permissions boundary "+c.binding.Boundary(c.role)+", too, and add a statement for "+c.Action+" on "+resource)
	default:
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

// edge offers an edge, if the role that is passed or assumed is one of the spec.
func (c *inquiry) edge(name string) bool {
	kind := edges.Passes
	if ofTrust(c.Action) {
		kind = edges.Assumes
	}
	to, _ := c.roleNamed(roleOf(c.Resource))
	if to == nil {
		if kind == edges.Assumes {
			return false // a statement of its own serves
		}
		c.Steps = append(c.Steps, "the role that is passed, "+lastPart(c.Resource)+", is no role of the spec: declare it with existing and add it to passes, or pass one of the spec")
		return true
	}
	var list []string
	for _, e := range edges.Of(c.Spec) {
		if e.Kind == kind && e.From == c.role.Name {
			if !e.Known {
				return false
			}
			list = append(list, e.To)
		}
	}
	list = lists.Add(list, to.Name)
	c.try(Change{About: "an edge", edit: edit{section: "roles", name: name, field: string(kind), value: "[" + strings.Join(list, ", ") + "]", item: to.Name}})
	return len(c.Changes) > 0
}

// narrow returns the narrowest resource that a statement can be given.
func (c *inquiry) narrow() (resource string, notes []string, ok bool) {
	if _, _, asks := facts.AskedOn(c.Action); !takesResource(c.Action) && (!asks || c.asked() == "") {
		return "*", []string{"the action takes no resource"}, true
	}
	left := placeholder().ReplaceAllString(c.portable(c.Resource), "")
	if c.asked() == "" || strings.ContainsAny(left, "<>[]{}") || strings.Contains(left, "***") || strings.HasSuffix(left, "...") {
		return "", nil, false // something of it is hidden
	}
	if r, _ := c.roleNamed(roleOf(c.Resource)); r != nil && strings.Contains(c.Resource, ":role/") {
		return "${" + r.Name + ".Arn}", nil, true
	}
	wide, made := generalized(c.Resource)
	if made != nil {
		notes = append(notes, "the resource is that of the request, with * for what is made for one run: "+strings.Join(made, ", "))
	}
	return c.portable(wide), notes, true
}

var placeholder = lazily(`\$\{[^}]*\}`)

// notInSid are the characters that no Sid has.
var notInSid = lazily(`[^A-Za-z0-9]+`)

// sid is a name for the statement that is free.
func (c *inquiry) sid() string {
	base := "Allow"
	for _, part := range notInSid().Split(c.Action, -1) {
		base += strings.ToUpper(part[:1]) + part[1:]
	}
	taken := map[string]bool{}
	for _, d := range c.member().Documents() {
		for _, st := range d.Statements {
			taken[st.Sid] = true
		}
	}
	out := base
	for n := 2; taken[out]; n++ {
		out = fmt.Sprintf("%s%d", base, n)
	}
	return out
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
			value = syntax.Quoted(c.portable(c.Resource))
		default:
			continue
		}
		c.try(Change{About: fmt.Sprintf("%s of the template %s", p.Name, template), edit: edit{section: section, name: name, field: "with", key: p.Name, value: value}})
	}
}

// trial is a spec with a change, and what is known of it.
type trial struct {
	names  []string // of those roles and policies that it has
	spec   *spec.Spec
	found  *diag.List
	report *diff.Report // nil until it is asked for
}

// try compiles the spec with a change, and keeps it if it allows the request.
func (c *inquiry) try(ch Change) {
	ch.Overlay = ch.edit.overlay()
	t := c.compiled(ch)
	if t == nil || !c.allows(t.spec) {
		return
	}
	if t.report == nil {
		report, err := c.compare(only(c.Spec, t.names), t.spec)
		if err != nil {
			return
		}
		t.report = report
		lint.Finish(t.spec, t.found)
	}
	if fence := c.fence(); fence != "" {
		ch.Notes = append(ch.Notes, "the permissions boundary "+fence+" may still deny it: the spec does not know its content")
	}
	ch.Opens = c.opens(t.report, t.spec)
	ch.Findings = newFindings(c.findings(t.names), t.found)
	ch.inquiry = c
	c.Changes = append(c.Changes, ch)
}

// compiled is the spec with a change; nil if it has mistakes, or too many were tried. That
// with a switch of a template is the same for every request.
func (c *inquiry) compiled(ch Change) *trial {
	key := ""
	if ch.edit.value == "true" {
		key = fmt.Sprint(c.fence() != "", ch.Overlay)
		if t, ok := c.trials[key]; ok {
			return t
		}
	}
	if c.tried++; c.tried > maxTried {
		return nil
	}
	var t *trial
	if s, found := c.load(ch.Overlay); s != nil {
		names := c.concerned(c.Subject, c.Spec, s)
		t = &trial{names: names, spec: only(s, names), found: found}
	}
	if key != "" {
		c.trials[key] = t
	}
	return t
}

// load compiles an overlay of the spec.
func (x *Explainer) load(overlay string) (*spec.Spec, *diag.List) {
	return x.Load([]byte(fmt.Sprintf("version: 1\nname: %s\nextends: %s\n%s", x.Spec.Name, syntax.Quoted(x.Extends), overlay)))
}

// findings is what lint finds in those roles and policies of the spec.
func (x *Explainer) findings(names []string) *diag.List {
	key := strings.Join(names, " ")
	if x.found[key] == nil {
		s, found := x.load("")
		if s != nil {
			lint.Finish(only(s, names), found)
		}
		x.found[key] = found
	}
	return x.found[key]
}

// concerned are the names of the roles and policies that decide about a role or policy,
// and that a change of it can change: itself, what it has, passes, trusts or assumes, and
// who has it. A question or a change costs what they do, and not what the whole spec does.
func (c *inquiry) concerned(about string, in ...*spec.Spec) []string {
	names := map[string]bool{about: true, c.caller: true}
	for _, s := range in {
		for _, e := range edges.Of(s) {
			switch {
			case e.From == about:
				names[e.To] = true
			case e.To == about && (e.Kind == edges.Has || e.Kind == edges.Boundary):
				names[e.From] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// only is a spec without the other roles and policies, and without their tests.
func only(s *spec.Spec, names []string) *spec.Spec {
	kept := map[string]bool{}
	for m := range s.Subjects() {
		if h := m.Header(); slices.Contains(names, h.Name) {
			kept[h.Written()] = true
		}
	}
	role := func(r *spec.Role) bool { return kept[r.Written()] }
	policy := func(p *spec.Policy) bool { return kept[p.Written()] || p.Made() }
	out := *s
	out.Roles, out.Policies = lists.Filter(s.Roles, role), lists.Filter(s.Policies, policy)
	out.Tests = lists.Filter(s.Tests, func(t *spec.Test) bool {
		return (t.Role == nil || role(t.Role)) && (t.Policy == nil || policy(t.Policy))
	})
	out.Stacks = lists.Map(s.Stacks, func(st *spec.Stack) *spec.Stack {
		one := *st
		one.Roles, one.Policies = lists.Filter(st.Roles, role), lists.Filter(st.Policies, policy)
		return &one
	})
	return &out
}

// allows reports whether a spec allows the request. What a permissions boundary of
// unknown content denies, and the condition that AWS's services meet by themselves,
// do not count.
func (c *inquiry) allows(s *spec.Spec) bool {
	q := c.request(c.Subject)
	if strings.EqualFold(c.Action, "iam:PassRole") {
		q.Context["iam:PassedToService"] = []spec.Value{spec.Text(strings.TrimSuffix(c.passedTo(), "*"))}
	}
	if c.caller != "" {
		q.Principal, q.Resource, q.Action = spec.Text(c.caller), nil, c.assuming()
	}
	v := c.query(s, q)
	if v == nil {
		return false
	}
	a := v.Cases[0].Answer
	own := c.caller != "" && len(a.Unseen) == 0 && !slices.ContainsFunc(a.Needs, func(n access.Need) bool {
		return !slices.Contains([]string{"aws:sourceaccount", "aws:sourcearn", "saml:aud"}, strings.ToLower(n.Key))
	})
	return v.Result == access.Allowed || v.Result == access.Unknown && (a.Unless != "" || own)
}

// Verify returns why a spec that was written with ch is not to be kept: it does not
// allow the request, or differs in anything else from the spec that was explained.
func (ch Change) Verify(s *spec.Spec) error {
	c := ch.inquiry
	if !c.allows(s) {
		return errors.New("the request is not allowed with it")
	}
	report, err := c.compare(c.Spec, s)
	if err != nil {
		return err
	}
	for _, m := range report.Members {
		if m.Name != c.Subject && (c.role == nil || m.Name != c.role.Written()) || len(m.Lost)+len(m.Reasons)+len(m.Replace) > 0 || m.Status != diff.Changed {
			return errors.New("it changes more than the request needs: " + m.What + " " + m.Name)
		}
		for _, g := range m.Gained {
			for _, action := range append(g.Actions, g.Witness.Action) {
				if !strings.EqualFold(action, c.Action) && !(ofTrust(action) && g.Part == "trust") {
					return errors.New("it also allows " + action)
				}
			}
		}
	}
	return nil
}

// compare compares two specs. A permissions
// boundary whose content is unknown is left out: it can only deny, so that no more is
// opened than this.
func (c *inquiry) compare(before, after *spec.Spec) (*diff.Report, error) {
	return diff.Compare(diff.Side{Name: before.File, Spec: c.unfenced(before)}, diff.Side{Name: "overlay", Spec: c.unfenced(after)})
}

// fence is a permissions boundary of the role with unknown content, or "".
func (c *inquiry) fence() string {
	if c.role == nil {
		return ""
	}
	for _, it := range c.role.Boundary {
		arn := c.binding.Text(it.Value)
		_, ours := spec.LonePolicy(it.Value)
		if !ours && !slices.ContainsFunc(c.Spec.Documents, func(d *spec.KnownDocument) bool { return d.ARN == arn }) {
			return arn
		}
	}
	return ""
}

func (c *inquiry) unfenced(s *spec.Spec) *spec.Spec {
	if c.fence() == "" {
		return s
	}
	out := *s
	out.Roles = slices.Clone(s.Roles)
	for i, r := range out.Roles {
		if r.Written() == c.role.Written() {
			free := *r
			free.Boundary = nil
			out.Roles[i] = &free
		}
	}
	return &out
}

// opens lists what a spec allows that the spec that was explained does not, in the
// account and Region of the request.
func (c *inquiry) opens(r *diff.Report, s *spec.Spec) []string {
	var out []string
	for _, m := range r.Members {
		whose := m.What + " " + m.Name
		if i := slices.IndexFunc(s.Roles, func(r *spec.Role) bool { return r.Each != nil && r.Each.Group == m.Name }); i >= 0 {
			if names := s.Roles[i].Each.List.Names; len(names) > 1 {
				whose += " of " + strings.Join(names, ", ")
			}
		}
		for _, g := range m.Gained {
			opened := diff.Witness{Action: cmp.Or(strings.Join(g.Actions, ", "), g.Witness.Action), Resource: g.Witness.Resource}
			if g.Part == "trust" {
				opened.Principal = g.Witness.Principal
			}
			text := whose + ": " + opened.String()
			if len(g.Given) > 0 {
				text += ", with " + strings.Join(g.Given, ", ")
			}
			out = lists.Add(out, c.here(text, g, s))
		}
		for _, why := range m.Reasons {
			out = append(out, m.What+" "+m.Name+": unknown, "+why)
		}
	}
	return out
}

// here is what a comparison says of any account and Region, and of parameters with
// any value, as it is where the request was made. No spec names what stands for them.
func (c *inquiry) here(text string, g diff.Change, s *spec.Spec) string {
	for _, p := range deploy.New(s, c.Spec).Places {
		pairs := []string{p.AccountID, c.binding.AccountID}
		if p.Partition == c.binding.Partition || g.Where == "" {
			pairs = append(pairs, p.Region, c.binding.Region, "arn:"+p.Partition+":", "arn:"+c.binding.Partition+":")
		}
		text = strings.NewReplacer(pairs...).Replace(text)
	}
	for name, values := range g.Values {
		if own := c.binding.Values[name]; len(own) == 1 && len(values) == 1 {
			text = strings.ReplaceAll(text, values[0], own[0])
		}
	}
	return text
}

// newFindings are those of the second list that the first does not have.
func newFindings(before, after *diag.List) []string {
	var out []string
	for _, f := range after.Findings() {
		if !slices.ContainsFunc(before.Findings(), func(o diag.Finding) bool { return o.Message == f.Message && o.Code == f.Code }) {
			out = lists.Add(out, f.Severity.String()+": "+f.Message+" ["+f.Code+"]")
		}
	}
	return out
}
