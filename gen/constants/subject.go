package constants

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// pkg is the package in the making.
type pkg struct {
	name     string
	spec     *spec.Spec
	scope    *naming.Scope // of the package's declarations
	subjects []*subject
	of       map[spec.Subject]*subject // of a role, a policy or a resource policy

	configurations []*configuration
	urlSuffix      bool // a text names the domain of the partition
	usesMatch      bool // a value is matched with a pattern
	usesOneOf      bool // a value is looked up in a list

	lists map[*spec.NameList]*nameList

	sids, actions, keys, tags, principals *vocabulary
}

// subject is a role, a customer managed policy or a resource policy with the
// names it has in the package.
type subject struct {
	name    string // the logical name in Go's spelling, e.g., "StudioServiceRole"
	file    string // e.g., "studio_service_role.go"
	doc     string
	source  string
	isRole  bool
	list    *nameList   // what each of several roles or policies is made for; nil for one
	managed []spec.Item // ARNs of a role's managed policies

	iamName   *text // e.g., StudioServiceRoleName; nil for a resource policy
	arn       *text // likewise
	profile   *text // nil without an instance profile
	profARN   *text
	managedFn string

	params    []*spec.Param // that its documents use
	paramType string        // e.g., "StudioServiceRoleParams"
	fields    map[*spec.Param]string
	documents []*policyDocument
}

// text is a name or an ARN: a constant, or a function if it has placeholders.
type text struct {
	ident string
	typ   string // e.g., "RoleName"
	value spec.Value
	what  string // e.g., "the name of StudioServiceRole"
	doc   string // or ""
}

// policyDocument is a policy document of a subject.
type policyDocument struct {
	fn    string // e.g., "StudioServiceRoleTrust"
	name  *text  // of an inline policy, else nil
	trust bool
	doc   *spec.Document
}

// declared are the names that every generated package declares.
var declared = []string{
	"Account", "RoleName", "PolicyName", "ProfileName", "Sid", "Action", "ConditionKey", "TagKey", "Principal",
	"Effect", "Allow", "Deny", "Document", "Statement", "Principals", "Conditions",
	"documentElements", "statementElements", "oneOrList", "PointerTo", "nameForm", "mustBeName", "mustMatch", "mustBeOneOf",
}

// files that every generated package may have.
var reservedFiles = []string{
	"doc.go", "document.go", "configuration.go", "url_suffix.go", "names.go", "each.go", "limit.go", "pointer.go", "sids.go", "actions.go", "condition_keys.go", "tag_keys.go",
	"principals.go", "example_test.go",
}

func newPackage(s *spec.Spec, name string) *pkg {
	p := &pkg{
		name: name, spec: s, scope: naming.NewScope(declared...),
		of: map[spec.Subject]*subject{}, lists: map[*spec.NameList]*nameList{},
	}
	if len(s.SecurityConfigurations) > 0 {
		for _, name := range declaredByConfigurations {
			p.scope.Name(name)
		}
	}
	files := naming.NewScope(reservedFiles...)
	first := map[string]*subject{} // of several roles or policies of one each
	for of := range s.Subjects() {
		h := of.Header()
		if of.Configuration != nil {
			continue
		}
		if h.Each.First() {
			sub := p.newSubject(of)
			sub.file = files.Name(naming.File(h.Written()))
			p.subjects = append(p.subjects, sub)
			first[h.Written()] = sub
			if h.Each != nil {
				p.takeNames(sub, h.Each)
			}
		}
		p.of[of] = first[h.Written()]
	}
	for of := range s.Subjects() {
		p.nameMember(p.of[of], of.Header().Name, of.Header().Each)
	}
	for _, c := range s.SecurityConfigurations {
		sub := p.configuration(c)
		sub.file = files.Name(naming.File(c.Name))
		p.configurations = append(p.configurations, sub)
	}
	p.collect()
	return p
}

func (p *pkg) newSubject(of spec.Subject) *subject {
	name := naming.Exported(of.Header().Written())
	sub := &subject{name: name, doc: of.Header().Doc, source: of.Header().Source, isRole: of.Role != nil}
	document := func(d *spec.Document) {
		sub.documents = []*policyDocument{{fn: p.scope.Name(name + "Document"), doc: d}}
	}
	named := func(typ string) {
		sub.iamName = p.text(name+"Name", typ, spec.Entity{Subject: of}.AWSName(), "the name of "+name, sub.doc)
		sub.arn = p.text(name+"ARN", "string", of.ARN(), "the ARN of "+name, "")
	}
	switch {
	case of.Role != nil:
		sub.doc, sub.managed = cmp.Or(sub.doc, of.Role.TemplateDoc), of.Role.Managed
		named("RoleName")
		p.roleParts(sub, of.Role)
	case of.Policy != nil:
		named("PolicyName")
		document(of.Policy.Document)
	default:
		document(of.Resource.Document)
	}
	p.setParams(sub)
	return sub
}

// roleParts names what only roles have.
func (p *pkg) roleParts(sub *subject, r *spec.Role) {
	name := sub.name
	if r.Profile != nil {
		sub.profile = p.text(name+"ProfileName", "ProfileName", r.Profile, "the name of the instance profile of "+name, "")
		sub.profARN = p.text(name+"ProfileARN", "string", r.ProfileEntity().ARN(), "the ARN of the instance profile of "+name, "")
	}
	if len(r.Managed) > 0 {
		sub.managedFn = p.scope.Name(name + "ManagedPolicies")
	}
	sub.documents = append(sub.documents, &policyDocument{fn: p.scope.Name(name + "Trust"), trust: true, doc: r.Trust})
	for _, rp := range r.Policies {
		fn := p.scope.Name(naming.Policy(r.Written(), rp.Name))
		sub.documents = append(sub.documents, &policyDocument{
			fn: fn, doc: rp.Document, name: p.text(fn+"Name", "PolicyName", rp.PolicyName, "the name of "+fn, ""),
		})
	}
}

func (p *pkg) text(name, typ string, v spec.Value, what, doc string) *text {
	return &text{ident: p.scope.Name(name), typ: typ, value: v.Expand(), what: what, doc: doc}
}

// setParams finds the parameters of a subject's documents and names the fields
// for them.
func (p *pkg) setParams(sub *subject) {
	used := map[*spec.Param]bool{}
	for _, d := range sub.documents {
		for _, q := range p.spec.ParamsOfDocument(d.doc) {
			used[q] = true
		}
	}
	for _, q := range paramsOfItems(p.spec, sub.managed) {
		used[q] = true
	}
	p.nameParams(sub, slices.DeleteFunc(slices.Clone(p.spec.Params), func(q *spec.Param) bool { return !used[q] }))
}

func (p *pkg) nameParams(sub *subject, params []*spec.Param) {
	if len(params) == 0 {
		return
	}
	sub.params = params
	sub.paramType = p.scope.Name(sub.name + "Params")
	sub.fields = map[*spec.Param]string{}
	fields := &naming.Scope{}
	for _, q := range params {
		sub.fields[q] = fields.Name(naming.Exported(q.Name))
	}
}

// paramsOfItems are the parameters that a list uses.
func paramsOfItems(s *spec.Spec, items []spec.Item) []*spec.Param {
	return s.ParamsOfDocument(&spec.Document{Statements: []*spec.Statement{{Resources: items}}})
}
