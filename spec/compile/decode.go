package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/rules"
	"github.com/emriam/emriam/spec/syntax"
)

// syntaxSpec is a spec as written: sections and names are known, everything below
// them is still YAML.
type syntaxSpec struct {
	sc           *scope
	name, doc    string
	nameAt       diag.Span
	params       []*spec.Param
	conditions   []*namedCondition
	names        map[string]declared    // in lower case
	scopes       map[*spec.Param]*scope // where each was written last
	written      map[*spec.Param]fields
	defaults     fields
	roles        []*syntaxBody
	existing     []*syntaxBody // roles
	policies     []*syntaxBody
	stacks       []field
	environments []field
	outputs      []field
	tests        field
	documents    []field
	read         func(name string) ([]byte, error) // files that the spec names, or nil
	nameLists    []*spec.NameList

	configurations []*syntaxBody // security configurations
	resources      []*syntaxBody // resource policies
}

// syntaxBody is a role or a policy as written or, after expand, as merged from
// templates and overlays.
type syntaxBody struct {
	what   string // "role", "policy", "security configuration" or "resource policy"
	name   string
	at     diag.Span // of the name
	sc     *scope
	fields fields
	nulls  fields       // those that null took away
	when   spec.When    // under which the role, policy or security configuration exists
	is     spec.Subject // what it becomes in the model, once that is declared; zero for an existing role

	member *member // of a group; nil for a body without each

	// Set by expand.
	depth       int // how many bodies it is made from, one from another
	template    string
	defaultTags field                // for all roles, policies and instance profiles
	declined    []string             // Booleans of the template that with says false to
	source      string               // of the template
	doc         string               // of the template
	operations  []spec.Operation     // of the template
	policies    []*syntaxPolicy      // the inline policies of a role; of a policy, the one that it is
	policyNames map[string]field     // of inline policies, the names in IAM that the spec gives
	sids        map[string]diag.Span // where each Sid was first used
	removed     []removal            // statements that overlays took away
	spacedSids  bool                 // a Sid may have spaces
	anySids     bool                 // a Sid may have any characters: it is another service's
}

// syntaxPolicy is an inline policy of a role, or the document of a policy.
type syntaxPolicy struct {
	name       string
	at         diag.Span
	sc         *scope
	version    string
	id         string
	pasted     bool  // a whole document was
	when       field // of an inline policy; or none
	policyName field // likewise
	statements []*syntaxStatement
	logicalID  string // "" if the target makes it, or the policy is part of the role
	logicalAt  diag.Span

	resourceType string // of the resource that it is; "" for the usual one
	apart        bool   // it is a resource of its own
}

// syntaxStatement is a statement whose fields may come from several sources.
type syntaxStatement struct {
	sid    string
	at     diag.Span
	sc     *scope
	fields fields

	changes []change // by overlays
}

// decode reads the sections of a spec and the names in them.
func decode(sc *scope, fs fields) *syntaxSpec {
	out := &syntaxSpec{sc: sc, scopes: map[*spec.Param]*scope{}, written: map[*spec.Param]fields{}}
	out.name, out.doc = sc.text(fs, "name", "the spec"), sc.text(fs, "doc", "the spec")
	f := fs.at("name")
	out.nameAt = f.n.Span()
	if f.n.Kind == syntax.Scalar && !language.IsPlainName(out.name) {
		sc.errorf(f.n.Span(), "bad-name", "the name of the spec must be letters, digits and hyphens, not %q", out.name)
	}
	for _, f := range out.section(fs, "parameters") {
		if p, fs := decodeParam(f); p != nil {
			out.params = append(out.params, p)
			out.scopes[p], out.written[p] = f.top().sc, fs
			sc.params[p.Name] = p
		}
	}
	out.decodeConditions(out.section(fs, "conditions"))
	out.defaults = fs.at("defaults").merged("defaults", language.Defaults).in(func(sc *scope) { sc.isDefaults = true })
	out.roles = decodeBodies(out.section(fs, "roles"), "role", language.Role)
	out.policies = decodeBodies(out.section(fs, "policies"), "policy", language.Policy)
	out.configurations = decodeBodies(out.section(fs, "securityConfigurations"), "security configuration", language.Configuration)
	out.resources = decodeBodies(out.section(fs, "resourcePolicies"), "resource policy", language.ResourcePolicy)
	out.checkNames()
	out.separateExisting()
	if len(out.roles)+len(out.policies)+len(out.configurations) == 0 && !sc.diags.HasErrors() {
		sc.errorf(f.key.Span(), "empty-spec", "the spec has no role, no policy and no security configuration")
	}
	out.stacks = out.section(fs, "stacks")
	out.environments = out.section(fs, "environments")
	out.outputs = out.section(fs, "outputs")
	out.tests = fs.at("tests")
	if f, ok := fs.get("documents"); ok {
		out.documents, _ = f.in(func(sc *scope) { sc.verbatim = true }).byName("documents")
	}
	decodeSeverities(out.section(fs, "rules"))
	return out
}

// section returns the entries of a section.
func (s *syntaxSpec) section(fs fields, key string) []field {
	kept, gone := fs.at(key).byName(key)
	for _, name := range gone {
		s.sc.refs.gone[name] = true
	}
	return kept
}

func decodeBodies(entries []field, what string, of *language.Shape) []*syntaxBody {
	var out []*syntaxBody
	for _, f := range entries {
		top := f.top()
		if checkLogicalName(top.sc, top.key, what) {
			name := top.key.Text
			out = append(out, &syntaxBody{what: what, name: name, at: top.key.Span(), sc: top.sc, fields: f.merged(what+" "+name, of)})
		}
	}
	return out
}

func checkLogicalName(sc *scope, key *syntax.Node, what string) bool {
	if language.IsLogicalName(key.Text) {
		return true
	}
	sc.helpf(key.Span(), "bad-name", "start with a capital letter and use only letters and digits, e.g., StudioServiceRole", "%q is not a valid name for a %s", key.Text, what)
	return false
}

// bodies returns everything that can be in a stack.
func (s *syntaxSpec) bodies() []*syntaxBody {
	return slices.Concat(s.roles, s.policies, s.configurations)
}

// checkNames reports logical names that collide, also after identifiers are derived
// from them: names must differ in more than letter case, and no role may have the
// name of another role's profile.
func (s *syntaxSpec) checkNames() {
	s.names = map[string]declared{}
	add := func(d declared) {
		before, ok := s.names[strings.ToLower(d.name)]
		if !ok {
			s.names[strings.ToLower(d.name)] = d
			return
		}
		if before.sc.level < d.sc.level {
			before, d = d, before // the author can change what is in the spec itself
		}
		const help = "parameters, conditions, roles, policies, security configurations and resource policies share one namespace, in which letter case does not count"
		d.sc.notef(d.at, "name-collision", help, before.at.Pos, before.name+" is here", "the name %s collides with %s", d.name, before.name)
	}
	for _, p := range s.params {
		add(declared{p.Name, spanOf(p), s.scopes[p]})
	}
	for _, c := range s.conditions {
		add(declared{c.Name, c.at, c.sc})
	}
	for _, b := range slices.Concat(s.bodies(), s.resources) {
		add(declared{b.name, b.at, b.sc})
	}
	for _, b := range s.roles {
		if before, ok := s.names[strings.ToLower(b.name+"Profile")]; ok {
			before.sc.errorf(before.at, "name-collision", "the name %sProfile is taken by the instance profile of role %s", b.name, b.name)
		}
	}
	for _, b := range slices.Concat(s.roles, s.policies) {
		key := b.what + "Name"
		if before, ok := s.names[strings.ToLower(b.name+"Name")]; ok && b.fields.index(key) < 0 && b.fields.index("existing") < 0 {
			before.sc.helpf(before.at, "name-collision", "give one of them another name", "the name %sName is taken by the %s that the deployment makes for %s", b.name, key, b.name)
		}
	}
}

// declared is a name and its position.
type declared struct {
	name string
	at   diag.Span
	sc   *scope
}

// decodeSeverities reads the severities under rules. An error that prevents the spec
// from being compiled remains an error.
func decodeSeverities(entries []field) {
	for _, f := range entries {
		f = f.top()
		sc, code := f.sc, f.key.Text
		r, ok := rules.Find(code)
		if !ok {
			sc.helpf(f.key.Span(), "unknown-rule", diag.DidYouMean(code, rules.Codes()), "rules names the code %q, which no finding has", code)
			continue
		}
		text, ok := sc.plain(f.n, "the severity of "+code)
		if !ok {
			continue
		}
		s := diag.Severity(slices.Index(diag.Severities, text))
		switch {
		case s < 0:
			sc.helpf(f.n.Span(), "bad-value", diag.DidYouMean(text, diag.Severities), "the severity of %s is %q", code, text)
		case r.Fixed && s != diag.Error:
			sc.helpf(f.n.Span(), "fixed-severity", "remove it", "%s prevents the spec from being compiled, so it stays an error", code)
		default:
			sc.diags.SetSeverity(code, s)
		}
	}
}
