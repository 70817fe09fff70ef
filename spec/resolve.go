package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// declare makes the roles and policies that holes can name. Their fields are
// resolved later.
func (s *syntaxSpec) declare() *Spec {
	out := &Spec{File: s.sc.src.file, Name: s.name, Doc: s.doc, Params: s.params, NameLists: s.nameLists}
	for _, b := range s.roles {
		r := &Role{Name: b.logical(), Each: b.member.each(), Pos: b.at.Pos}
		out.Roles = append(out.Roles, r)
		s.sc.refs.roles[r.Name] = r
		if b.member != nil {
			b.member.group.roles = append(b.member.group.roles, r)
		}
	}
	for _, b := range s.policies {
		p := &Policy{Name: b.logical(), Each: b.member.each(), Pos: b.at.Pos}
		out.Policies = append(out.Policies, p)
		s.sc.refs.policies[p.Name] = p
		if b.member != nil {
			b.member.group.policies = append(b.member.group.policies, p)
		}
	}
	out.Existing = s.declareExisting()
	for _, b := range s.configurations {
		c := &SecurityConfiguration{Name: b.name, Pos: b.at.Pos}
		out.SecurityConfigurations = append(out.SecurityConfigurations, c)
		s.sc.refs.configurations[b.name] = c
	}
	for _, b := range s.resources {
		p := &ResourcePolicy{Name: b.name, Pos: b.at.Pos}
		out.ResourcePolicies = append(out.ResourcePolicies, p)
		s.sc.refs.resources[b.name] = p
	}
	return out
}

// resolve turns what was written into the model.
func (s *syntaxSpec) resolve(out *Spec) {
	for i, b := range s.roles {
		out.Roles[i].Kind = b.kind() // all of them before any passes
	}
	for _, b := range byDepth(s.roles) {
		b.resolveRole(s.sc.refs.roles[b.logical()])
	}
	for _, b := range byDepth(s.policies) {
		b.resolvePolicy(s.sc.refs.policies[b.logical()])
	}
	for i, b := range s.configurations {
		b.resolveConfiguration(out.SecurityConfigurations[i])
	}
	for i, b := range s.resources {
		b.resolveResource(out.ResourcePolicies[i])
	}
	for _, h := range s.sc.profiles {
		if h.role.Profile == nil {
			h.sc.helpf(h.at.span(), "no-profile", "give the role instanceProfile: true", "role %s has no instance profile", h.role.Name)
		}
	}
	s.attach(out)
	out.Tests = s.resolveTests()
	s.dropUnused()
	out.Params = s.params
	s.limit(out)
	out.Stacks = s.resolveStacks(out)
	out.Environments = s.resolveEnvironments()
	for _, f := range s.outputs {
		f = f.top()
		out.Outputs = append(out.Outputs, Output{Target: f.key.text, Pos: f.key.span().Pos, Options: f.options("outputs." + f.key.text)})
	}
}

// dropUnused drops parameters that came with what the spec extends, and that
// nothing is left to name.
func (s *syntaxSpec) dropUnused() {
	s.params = slices.DeleteFunc(s.params, func(p *Param) bool { return s.scopes[p].level > 0 && !s.sc.used[p] })
}

func (b *syntaxBody) kind() Kind {
	f, ok := b.fields.get("kind")
	if !ok {
		b.sc.helpf(b.at, "missing-key", "say kind: other if EMR has no use for the role", "role %s has no kind", b.name)
		return KindOther
	}
	return f.kind("role " + b.name)
}

func (f field) kind(what string) Kind {
	text, ok := f.sc.plain(f.n, "kind of "+what)
	if k := Kind(text).info(); k.guard != "" {
		return k.kind
	}
	if ok {
		f.sc.helpf(f.n.span(), "unknown-kind", diag.DidYouMean(text, kindNames()), "%s has the kind %q, which does not exist", what, text)
	}
	return KindOther
}

func (b *syntaxBody) hasProfile() bool {
	f, ok := b.fields.get("instanceProfile")
	return ok && f.n.kind == scalarNode && f.n.text != "false"
}

func (b *syntaxBody) resolveRole(r *Role) {
	what := "role " + b.name
	r.Doc, r.Source = b.describe(what)
	r.At, r.Fields, r.Removed = b.fields.values(), b.origins(roleKeys), b.removedStatements()
	r.Template, r.TemplateDoc, r.Operations = b.template, oneLine(b.doc), b.operations
	r.Declined, r.Baselines = b.declined, b.baselines(what)
	r.RoleName = b.nameValue("roleName", what)
	r.Path = b.path(what)
	r.MaxSession = b.maxSession(what)
	r.Boundary = b.optionalItem("permissionsBoundary", what)
	r.Tags = b.tags(what)
	r.Trust = b.trust(r)
	if f, ok := b.fields.get("managedPolicies"); ok {
		r.Managed = f.managed("managedPolicies of " + what)
	}
	for _, p := range b.policies {
		doc := &Document{Version: p.version, ID: p.id, Statements: resolveStatements(p.statements, Identity), Unversioned: p.unversioned()}
		checkPolicyName(p.sc, p.at, p.name)
		if len(doc.Statements) > 0 {
			r.Policies = append(r.Policies, &RolePolicy{Name: p.name, Document: withVersion(doc), Pos: p.at.Pos})
		}
	}
	b.derivePolicy(r, "passes", "PassRoles", b.passes(what))
	b.derivePolicy(r, "assumes", "AssumeRoles", b.assumes(what))
	b.derivePolicy(r, "serviceLinkedRoles", "ServiceLinkedRoles", b.linkedRoles(what))
	if b.hasProfile() {
		r.Profile = r.RoleName
		if f := b.fields.at("instanceProfile"); f.n.text != "true" {
			r.Profile, _ = f.sc.value(f.n, "instanceProfile of "+what, nil)
			if name, ok := r.Profile.Named().Literal(); ok && r.Profile != nil {
				checkIAMName(f.sc, f.n.span(), name, "instanceProfile of "+what, 128)
			}
		}
	}
}

// derivePolicy adds the inline policy that the edges under a key become.
func (b *syntaxBody) derivePolicy(r *Role, key, name string, sts []*Statement) {
	if len(sts) == 0 {
		return
	}
	at := b.fields.at(key).key.span()
	for _, p := range r.Policies {
		if p.Name == name {
			b.sc.add(diag.Finding{
				Span: at, Code: "name-collision", Message: fmt.Sprintf("%s of role %s becomes the inline policy %s, which it has already", key, r.Name, name),
				Help: "give that policy another name", Notes: []diag.Note{{Pos: p.Pos, Text: "it is here"}},
			})
		}
	}
	r.Policies = append(r.Policies, &RolePolicy{Name: name, Document: withVersion((&Document{Statements: sts})), Pos: at.Pos})
}

func withVersion(d *Document) *Document {
	if d.Version == "" {
		d.Version = "2012-10-17"
	}
	return d
}

func (b *syntaxBody) resolvePolicy(p *Policy) {
	what := "policy " + b.name
	p.Doc, p.Source = b.describe(what)
	p.At, p.Fields, p.Removed = b.fields.values(), b.origins(policyKeys), b.removedStatements()
	p.Template, p.Operations, p.Baselines = b.template, b.operations, b.baselines(what)
	p.PolicyName = b.nameValue("policyName", what)
	p.Path = b.path(what)
	p.Document = withVersion((&Document{Version: b.version, ID: b.id, Statements: resolveStatements(b.statements, Identity), Unversioned: b.noVersion}))
	for _, edges := range [][]*Statement{b.passes(what), b.assumes(what), b.linkedRoles(what)} {
		p.Document.Statements = append(p.Document.Statements, edges...)
	}
	if len(p.Document.Statements) == 0 && !b.sc.diags.HasErrors() {
		b.sc.errorf(b.at, "empty-policy", "%s has no statements", what)
	}
}

// describe returns the doc and the source: the body's own, else the
// template's.
func (b *syntaxBody) describe(what string) (doc, source string) {
	doc, source = b.sc.text(b.fields, "doc", what), b.sc.text(b.fields, "source", what)
	if doc == "" {
		doc = b.doc
	}
	if source == "" {
		source = b.source
	}
	return oneLine(doc), source
}

// oneLine folds white space: a doc may be a block scalar in the YAML, and is
// a description in IAM.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (b *syntaxBody) nameValue(key, what string) Value {
	f, ok := b.fields.get(key)
	if !ok {
		b.sc.errorf(b.at, "missing-key", "%s has no %s", what, key)
		return nil
	}
	v, ok := f.sc.value(f.n, key+" of "+what, nil)
	if !ok {
		return nil
	}
	for _, p := range v {
		switch p.(type) {
		case Lit, ParamRef, Pseudo, EachName:
		default:
			f.sc.errorf(f.n.span(), "bad-value", "%s of %s holds nothing but text, parameters and pseudo parameters", key, what)
			return nil
		}
	}
	switch lit, ok := v.Named().Literal(); {
	case !ok:
	case key == "configurationName":
		checkConfigurationName(f.sc, f.n, lit, what)
	default:
		checkIAMName(f.sc, f.n.span(), lit, key+" of "+what, map[string]int{"roleName": 64}[key])
	}
	return v
}

func (b *syntaxBody) path(what string) Value {
	f, ok := b.fields.get("path")
	if !ok {
		return Text("/")
	}
	v, ok := f.sc.value(f.n, "path of "+what, nil)
	if !ok {
		return Text("/")
	}
	if lit, ok := v.Named().Literal(); ok && !matchesWhole(`/|/[!-~]+/`, lit) {
		f.sc.helpf(f.n.span(), "bad-path", "e.g., /emr/", "the path of %s must begin and end with a slash, not %q", what, lit)
	}
	return v
}

func (b *syntaxBody) maxSession(what string) Value {
	f, ok := b.fields.get("maxSessionDuration")
	if !ok {
		return nil
	}
	v, ok := f.sc.value(f.n, "maxSessionDuration of "+what, nil)
	if !ok {
		return nil
	}
	lit, isLit := v.Literal()
	ref, isRef := Part(nil), false
	if len(v) == 1 {
		ref = v[0]
		if p, ok := ref.(ParamRef); ok {
			isRef = p.Param.Type == Number
		}
	}
	if !isRef && !(isLit && inSession(lit)) {
		f.sc.errorf(f.n.span(), "bad-value", "maxSessionDuration of %s must be 3600 to 43200 seconds or a Number parameter, not %q", what, f.n.text)
		return nil
	}
	return v
}

func inSession(s string) bool {
	var n int
	_, err := fmt.Sscanf(s, "%d", &n)
	return err == nil && fmt.Sprint(n) == s && 3600 <= n && n <= 43200
}

// optionalItem resolves a field that is one text. Where it is one optional
// hole, the field is there only if that is given.
func (b *syntaxBody) optionalItem(key, what string) *Item {
	f, ok := b.fields.get(key)
	if !ok {
		return nil
	}
	it, ok := f.optional(key + " of " + what)
	if !ok {
		return nil
	}
	return &it
}

func (f field) optional(what string) (Item, bool) {
	cover := f.sc.loneHole(f.n)
	v, ok := f.sc.value(f.n, what, cover)
	return Item{Value: v, When: cover, At: f.n.span()}, ok
}

// loneHole returns the optional parameters that a text depends on if it is
// one hole.
func (sc *scope) loneHole(n *node) When {
	ps := splitHoles(n.text)
	if len(ps) != 1 || !ps[0].hole {
		return nil
	}
	p := sc.params[ps[0].text]
	switch {
	case p == nil || !p.Optional:
		return nil
	case sc.template == "":
		return When{p}
	case sc.args[p.Name] != nil:
		return sc.args[p.Name].when
	}
	return nil
}

func (b *syntaxBody) tags(what string) []Tag {
	f, ok := b.fields.get("tags")
	if !ok {
		return nil
	}
	var out []Tag
	for _, layer := range f.live() {
		for _, e := range layer.sc.entries(layer.n, "tags of "+what) {
			out = setTag(out, e.key.text, field{key: e.key, n: e.value, sc: layer.sc}, what)
		}
	}
	return out
}

func setTag(tags []Tag, key string, f field, what string) []Tag {
	for i, t := range tags {
		if t.Key == key {
			tags = append(tags[:i:i], tags[i+1:]...)
			break
		}
	}
	if f.n.kind == nullNode {
		return tags
	}
	it, ok := f.optional("tag " + key + " of " + what)
	if !ok {
		return tags
	}
	return append(tags, Tag{Key: key, Value: it})
}

// options are those of a target. Which it has is for the target to say.
func (f field) options(what string) Options {
	var out Options
	for _, e := range f.sc.entries(f.n, what) {
		if text, ok := f.sc.plain(e.value, e.key.text+" of "+what); ok {
			out.Given = append(out.Given, Option{Name: e.key.text, Value: text, At: e.key.span(), ValueAt: e.value.span()})
		}
	}
	return out
}
