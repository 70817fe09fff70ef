package importer

import (
	"fmt"
	"io/fs"
	"maps"
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
	opened := d.opened()
	d.byName = d.index()
	for _, r := range d.roles {
		if !d.isRegularRole(r) {
			continue
		}
		least := len(printBlock(d.writtenBody(r), 4))
		for _, o := range opened {
			if o.role == nil || !o.mayMake(r) {
				continue
			}
			m := d.matchRole(o, r)
			if m == nil || m.changes() >= r.size(d, m) {
				continue
			}
			if n := len(printBlock(d.writtenMatch(r, m), 4)); n < least {
				least, r.match = n, m
			}
		}
		if r.match != nil {
			r.Kind = r.match.kind
		}
	}
	for _, p := range d.policies {
		if !d.isRegular(p.Document) {
			continue
		}
		least := len(printBlock(d.writtenPolicyBody(p, nil), 4))
		for _, o := range opened {
			if o.policy == nil {
				continue
			}
			m := d.matchPolicy(o, p)
			if m == nil || m.changes() >= len(p.Document.Statements) {
				continue
			}
			if n := len(printBlock(d.writtenPolicyBody(p, m), 4)); n < least {
				least, p.match = n, m
			}
		}
	}
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

// openName is the name of the role that an opened template makes.
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
		if t.Kind == "role" {
			body.add("roleName", text(openName))
		} else {
			body.add("policyName", text("open"))
			body.add("passes", anyPass())
		}
		o := opened{Template: t}
		s := loadOne(fsys, params, t.Kind, "Open", body)
		if s == nil && t.Kind == "role" {
			o.trustless = true
			body.add("trust", anyTrust())
			s = loadOne(fsys, params, t.Kind, "Open", body)
		}
		switch {
		case s == nil:
			continue
		case t.Kind == "role":
			o.role = s.Roles[0]
		default:
			o.policy = withoutPass(s.Policies[0])
		}
		out = append(out, o)
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

// loadOne loads a spec of one role or policy, and others that it may name; nil
// if it has mistakes.
func loadOne(fsys fs.FS, params dict, kind, name string, body dict, others ...entry) *spec.Spec {
	var b strings.Builder
	b.WriteString("version: 1\nname: one\n")
	section(&b, "parameters", params)
	sections := map[string]*dict{"role": {}, "policy": {}}
	sections[kind].add(name, body)
	for _, e := range others {
		of := "policy"
		if e.Value.(dict).fields[0].Key == "roleName" {
			of = "role"
		}
		sections[of].fields = append(sections[of].fields, e)
	}
	section(&b, "roles", *sections["role"])
	section(&b, "policies", *sections["policy"])
	s, _ := compile.Load(file, []byte(b.String()), fsys)
	return s
}

// mayMake reports whether the same service acts with the roles of a template.
func (o opened) mayMake(r *role) bool {
	service := o.role.Kind.Service()
	return service == r.Kind.Service() || service != "" && slices.Contains(services(r.Trust), service)
}

func (d *draft) matchRole(o opened, r *role) *match {
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
	if !m.overlayRole(d, made, r) {
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

func (d *draft) matchPolicy(o opened, p *policy) *match {
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
	params := dict{}
	var others []entry
	for _, name := range slices.Sorted(maps.Keys(named)) {
		switch x := d.byName[name].(type) {
		case *param:
			params.add(name, written(x.Param))
		case *role:
			others = append(others, entry{Key: name, Value: standIn(x)})
		case *policy:
			others = append(others, entry{Key: name, Value: policyStandIn(x)})
		}
	}
	return loadOne(d.templates, params, kind, "Instance", body, others...)
}

// index finds the parameters, roles and policies of the draft by their names.
func (d *draft) index() map[string]any {
	out := make(map[string]any, len(d.params)+len(d.roles)+len(d.policies))
	for _, p := range d.params {
		out[p.Name] = p
	}
	for _, r := range d.roles {
		out[r.Name] = r
	}
	for _, p := range d.policies {
		out[p.Name] = p
	}
	return out
}

// policyStandIn is a policy that can be named as p can.
func policyStandIn(p *policy) dict {
	out := dict{flow: true}
	out.add("policyName", text("stand-in-"+p.Name))
	out.add("statements", list{items: []yaml{elements(&spec.Statement{
		Effect: "Allow", Actions: []spec.Item{{Value: spec.Text("s3:GetObject")}}, Resources: []spec.Item{{Value: spec.Text("*")}},
	})}})
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
