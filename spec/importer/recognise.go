package importer

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
)

// match is how a role or policy is made of a template: what it gives the
// template's parameters, and what it says otherwise than the template.
type match struct {
	template   string
	with       dict
	kind       spec.Kind
	ownDoc     bool
	ownTrust   bool
	profile    yaml        // nil if it is the template's
	managed    []spec.Item // beside the template's
	policies   dict        // likewise
	statements dict        // overlay
	renamed    int         // inline policies that have the template's names
	comments   []string
}

// recognise finds the roles and policies that are made as a template says, if
// that is shorter to write.
func (d *draft) recognise() {
	for _, r := range d.roles {
		if !d.isRegularRole(r) {
			continue
		}
		r.match = d.shortest(d.writtenBody(r), func(o opened) *match { return d.matchRole(o, r) }, func(m *match) dict { return d.writtenMatch(r, m) })
		if r.match != nil {
			r.Kind = r.match.kind
		}
	}
	for _, p := range d.policies {
		if d.isRegular(p.Document) {
			p.match = d.shortest(d.writtenPolicyBody(p, nil), func(o opened) *match { return d.matchPolicy(o, p) }, func(m *match) dict { return d.writtenPolicyBody(p, m) })
		}
	}
}

// shortest is the match with the shortest text, nil if none is shorter than without.
func (d *draft) shortest(without dict, find func(opened) *match, written func(*match) dict) *match {
	var out *match
	least := len(printBlock(without, 4))
	for _, o := range d.opened() {
		if m := find(o); m != nil {
			if n := len(printBlock(written(m), 4)); n < least {
				least, out = n, m
			}
		}
	}
	return out
}

// changes are how many statements, inline policies and managed policies are not
// as the template has them.
func (m *match) changes() int {
	return len(m.statements.fields) + len(m.policies.fields) + m.renamed + len(m.managed)
}

// size is how much of r a template can make: its statements, its managed
// policies, and its trust if the template has one.
func (r *role) size(d *draft, m *match) int {
	n := len(r.statements(d)) + len(r.Managed)
	if !m.ownTrust {
		n += len(r.Trust.Statements)
	}
	return n
}

// isRegularRole reports whether nothing of r stands in comments, which a template would
// have no place for. The AWS CLI still makes roles with trusts of the first version.
func (d *draft) isRegularRole(r *role) bool {
	return len(r.comments) == 0 && d.isRegular(inCurrent(r.Trust)) &&
		!slices.ContainsFunc(r.Policies, func(p *spec.RolePolicy) bool { return !d.isRegular(p.Document) })
}

// isOdd reports whether d has a version that IAM does not know, which only the document
// itself can have.
func isOdd(d *spec.Document) bool {
	return d.Version != oldest && d.Version != current
}

// mentionsHole reports whether a text of st holds "${", which is plain text to
// the first version of the policy language.
func mentionsHole(st *spec.Statement) bool { return mentions(st, "${") }

// mentions reports whether a text of st contains another one.
func mentions(st *spec.Statement, s string) bool {
	return slices.ContainsFunc(parts(st), func(p spec.Part) bool {
		lit, _ := p.(spec.Lit)
		return strings.Contains(string(lit), s)
	})
}

func (d *draft) isRegular(doc *spec.Document) bool {
	return doc.ID == "" && doc.Version == current &&
		!slices.ContainsFunc(doc.Statements, func(st *spec.Statement) bool { return len(d.remarks[st]) > 0 })
}

// opened is a template with its parameters left open: what it makes if each is
// a parameter of the spec.
type opened struct {
	*compile.Template
	role      *spec.Role
	policy    *spec.Policy
	trustless bool // it leaves the trust to its user
}

// openName is the name of the role or policy that an opened template makes.
const openName = "open"

func openTemplates(fsys fs.FS) []opened {
	var out []opened
	for _, name := range compile.TemplateNames(fsys) {
		t, err := compile.ReadTemplate(fsys, name)
		if err != nil || t.Kind != "role" && t.Kind != "policy" {
			continue // then no spec can use it either, or import does not read such things
		}
		params, with := dict{}, dict{}
		for _, p := range t.Params {
			params.add(p.Name, written(openParam(p)))
			with.add(p.Name, text("${"+p.Name+"}"))
		}
		body := dict{}
		body.add("template", text(name))
		body.add("with", with.given())
		one := func() dict { return dict{fields: []entry{{Key: "Open", Value: body}}} }
		o := opened{Template: t}
		var s *spec.Spec
		if t.Kind == "policy" {
			body.add("policyName", text(openName))
			body.add("passes", anyPass())
			if s = loadOne(fsys, params, dict{}, one()); s != nil {
				o.policy = withoutPass(s.Policies[0])
			}
		} else {
			body.add("roleName", text(openName))
			if s = loadOne(fsys, params, one(), dict{}); s == nil {
				o.trustless = true
				body.add("trust", anyTrust())
				s = loadOne(fsys, params, one(), dict{})
			}
			if s != nil {
				o.role = s.Roles[0]
			}
		}
		if s != nil {
			out = append(out, o)
		}
	}
	return out
}

// openParam is the parameter of a spec that stands for one of a template.
func openParam(p *spec.Param) *spec.Param {
	out := *p
	out.Doc = ""
	switch {
	case p.Type == spec.Boolean:
		out.Default = []string{"false"}
	case !p.Optional && p.Default == nil && p.Example == nil:
		out.Example = []string{p.Sample()}
	}
	return &out
}

// loadOne loads a small spec; nil if it has mistakes.
func loadOne(fsys fs.FS, params, roles, policies dict) *spec.Spec {
	var b bytes.Buffer
	b.WriteString("version: 1\nname: one\n")
	section(&b, "parameters", params)
	section(&b, "roles", roles)
	section(&b, "policies", policies)
	s, _ := compile.Load(file, b.Bytes(), fsys)
	return s
}

// mayMake reports whether the same service acts with the roles of a template.
func (o opened) mayMake(r *role) bool {
	service := o.role.Kind.Service()
	return service == r.Kind.Service() || service != "" && slices.Contains(services(r.Trust), service)
}

// matchRole is how r is made of a template, nil if it is not, or if too much is otherwise.
func (d *draft) matchRole(o opened, r *role) *match {
	if o.role == nil || !o.mayMake(r) {
		return nil
	}
	want := r.statements(d)
	if len(o.role.Managed) == 0 && sharesNothing(roleStatements(o.role), want) {
		return nil
	}
	with := o.bind(templateStatements(o.role), append(want, r.Trust.Statements...), o.role.Tags, r.Tags)
	if with == nil {
		return nil
	}
	m := &match{template: o.Name, with: *with}
	body := m.head("roleName", givenName(r.RoleName, r.Named()))
	if o.trustless {
		body.add("trust", anyTrust())
	}
	s := d.instance("role", body)
	if s == nil {
		return nil
	}
	made := s.Roles[0]
	m.kind, m.ownDoc = made.Kind, r.Doc != made.Doc
	m.ownTrust = o.trustless || !sameStatements(made.Trust.Statements, r.Trust.Statements) || hasOwnSids(r.Trust)
	if !m.managedBeside(made, r) || !hasTags(r.Tags, made.Tags) {
		return nil
	}
	switch {
	case r.Profile != nil && profileOf(made) != profileOf(r.Role):
		m.profile = writtenProfile(r)
	case made.Profile != nil && r.Profile == nil:
		m.profile = bare("false")
	}
	if !m.overlayRole(d, made, r) || m.changes() >= r.size(d, m) {
		return nil
	}
	return m
}

// profileOf is the name of a role's instance profile, as roles of different names
// have it: "" for none, ${Name} for that of the role.
func profileOf(r *spec.Role) string {
	switch {
	case r.Profile == nil:
		return ""
	case !r.ProfileNamed():
		return "${ProfileName}"
	case r.Profile.String() == r.RoleName.String():
		return "${Name}"
	}
	return r.Profile.String()
}

// matchPolicy is matchRole for a policy.
func (d *draft) matchPolicy(o opened, p *policy) *match {
	if o.policy == nil {
		return nil
	}
	_, rest := d.passing(p.Document)
	if sharesNothing(o.policy.Document.Statements, rest.Statements) {
		return nil
	}
	with := o.bind(o.policy.Document.Statements, rest.Statements, o.policy.Tags, p.Tags)
	if with == nil {
		return nil
	}
	m := &match{template: o.Name, with: *with}
	body := m.head("policyName", givenName(p.PolicyName, p.Named()))
	body.add("passes", anyPass())
	s := d.instance("policy", body)
	if s == nil {
		return nil
	}
	made := withoutPass(s.Policies[0])
	m.ownDoc = p.Doc != made.Doc
	sts := made.Document.Statements
	fresh, ok := m.overlay(sts, rest.Statements)
	if !ok {
		return nil
	}
	for i, st := range fresh {
		m.addStatement(st, fmt.Sprintf("%s%d", spec.Alphanumeric(p.Name), len(sts)+i+1))
	}
	if m.changes() >= len(p.Document.Statements) {
		return nil
	}
	return m
}

// sharesNothing reports whether a template has statements and would make none
// of those that are wanted: all would have to be taken away again.
func sharesNothing(made []*spec.Statement, want []*spec.Statement) bool {
	return len(made) > 0 && !slices.ContainsFunc(paired(made, want), func(c couple) bool { return c.want != nil })
}

// anyTrust stands for a trust where a role must have one.
func anyTrust() yaml {
	return dict{flow: true, fields: []entry{{Key: "service", Value: text("ec2")}}}
}

// anyPass keeps a policy from being empty of which the template has nothing but
// what passes makes.
func anyPass() yaml {
	pass := dict{flow: true}
	pass.add("arn", text(spec.RoleARN.Sample()))
	pass.add("to", text("ec2"))
	return list{items: []yaml{pass}}
}

// withoutPass takes the statement of anyPass out again.
func withoutPass(p *spec.Policy) *spec.Policy {
	d := *p.Document
	d.Statements = d.Statements[:len(d.Statements)-1]
	p.Document = &d
	return p
}

// instance loads one role or policy with the parameters, and with stand-ins of
// the roles and policies, of the draft that it names.
func (d *draft) instance(kind string, body dict) *spec.Spec {
	named := lists.Set(lists.Map(holeName.FindAllStringSubmatch(printBlock(body, 0), -1), func(m []string) string { return m[1] }))
	params, roles, policies := dict{}, dict{}, dict{}
	for _, p := range d.params {
		if named[p.Name] {
			params.add(p.Name, written(p.Param))
		}
	}
	for _, r := range d.roles {
		if named[r.Name] {
			roles.add(r.Name, standIn(r))
		}
	}
	for _, p := range d.policies {
		if named[p.Name] {
			policies.add(p.Name, policyStandIn(p))
		}
	}
	of := &roles
	if kind == "policy" {
		of = &policies
	}
	of.fields = slices.Insert(of.fields, 0, entry{Key: "Instance", Value: body})
	return loadOne(d.templates, params, roles, policies)
}

// policyStandIn is a policy that can be named as p can.
func policyStandIn(p *policy) dict {
	out := dict{flow: true}
	out.add("policyName", text("stand-in-"+p.Name))
	out.add("passes", anyPass())
	return out
}

// holeName finds the names of parameters, roles and policies in placeholders.
var holeName = regexp.MustCompile(`\$\{([A-Z][A-Za-z0-9]*)[.}]`)

// standIn is a role that can be named as r can.
func standIn(r *role) dict {
	out := dict{flow: true}
	out.add("roleName", text("stand-in-"+r.Name))
	out.add("kind", text(spec.KindOther))
	out.add("trust", anyTrust())
	out.add("instanceProfile", flag(r.Profile != nil))
	return out
}

// managedBeside reports whether r has all managed policies of a template, and
// keeps those that it has besides.
func (m *match) managedBeside(made *spec.Role, r *role) bool {
	rest := slices.Clone(r.Managed)
	for _, it := range made.Managed {
		key := itemsKey([]spec.Item{{Value: portable(it.Value), When: it.When}})
		i := slices.IndexFunc(rest, func(o spec.Item) bool {
			return itemsKey([]spec.Item{{Value: portable(o.Value), When: o.When}}) == key
		})
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	m.managed = rest
	return true
}

// hasTags reports whether the tags of a role have all those of a template.
func hasTags(tags, made []spec.Tag) bool {
	for _, t := range made {
		if !slices.ContainsFunc(tags, func(o spec.Tag) bool { return o.Key == t.Key }) {
			return false
		}
	}
	return true
}

// portable is the ARN of a policy that AWS manages in whatever partition.
func portable(v spec.Value) spec.Value {
	if name, ok := awsManaged(v); ok {
		return spec.Text(name)
	}
	return v
}

// hasOwnSids reports whether statements have Sids that edges would not give.
func hasOwnSids(d *spec.Document) bool {
	return slices.ContainsFunc(d.Statements, func(st *spec.Statement) bool {
		return st.Sid != "" && !strings.HasPrefix(st.Sid, "AssumedBy")
	})
}
