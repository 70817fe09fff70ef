package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// declare creates the roles and policies that placeholders can name. Their fields
// are resolved later.
func (s *syntaxSpec) declare() *spec.Spec {
	out := &spec.Spec{File: s.sc.src.File, Name: s.name, Doc: s.doc, Params: s.params, NameLists: s.nameLists}
	for _, b := range slices.Concat(s.bodies(), s.resources) {
		switch h := b.header(); b.what {
		case "role":
			b.is.Role = &spec.Role{Header: h}
			out.Roles = append(out.Roles, b.is.Role)
			if f, ok := b.fields.get("roleName"); ok && f.n.Kind == syntax.Scalar {
				s.sc.refs.roleNames[f.n.Text] = b.name
			}
		case "policy":
			b.is.Policy = &spec.Policy{Header: h}
			out.Policies = append(out.Policies, b.is.Policy)
		case "security configuration":
			b.is.Configuration = &spec.SecurityConfiguration{Header: h}
			out.SecurityConfigurations = append(out.SecurityConfigurations, b.is.Configuration)
		default:
			b.is.Resource = &spec.ResourcePolicy{Header: h}
			out.ResourcePolicies = append(out.ResourcePolicies, b.is.Resource)
		}
		s.sc.refs.declare(b)
	}
	out.Existing = s.declareExisting()
	return out
}

// header resolves what can be known of a body before others are declared.
func (b *syntaxBody) header() spec.Header {
	if f, ok := b.fields.get("when"); ok && f.n.Kind != syntax.Null {
		b.when, _ = f.sc.when(f.n, b.what+" "+b.name)
	}
	return spec.Header{Name: b.logical(), Each: b.member.each(), When: b.when, Pos: b.at.Pos}
}

// resolveHeader resolves the rest of the header of a body that can have these keys, and
// outputs of attrs.
func (b *syntaxBody) resolveHeader(h *spec.Header, what string, keys []string, attrs ...spec.Attr) {
	h.At, h.Fields, h.Removed = b.fields.values(), b.origins(keys), b.removedStatements()
	h.Doc, h.Source = b.describe(what)
	h.Template, h.Operations, h.Baselines = b.template, b.operations, b.baselines(what)
	h.Tags = b.fields.at("tags").tags(nil, what, b.when)
	h.Deployed = b.fields.deployed(b, what, attrs...)
}

// resolve turns the syntax into the model.
func (s *syntaxSpec) resolve(out *spec.Spec) {
	s.resolveReferences()
	for _, b := range s.roles {
		b.is.Role.Kind = b.kind() // all of them before any passes
	}
	for _, b := range byDepth(s.roles) {
		b.resolveRole(b.is.Role)
	}
	for _, b := range byDepth(s.policies) {
		b.resolvePolicy(b.is.Policy)
	}
	for _, b := range s.configurations {
		b.resolveConfiguration(b.is.Configuration)
	}
	for _, b := range s.resources {
		b.resolveResource(b.is.Resource)
	}
	for _, h := range s.sc.profiles {
		if h.role.Profile == nil {
			h.sc.helpf(h.at.Span(), "no-profile", "give the role instanceProfile: true", "role %s has no instance profile", h.role.Name)
		}
	}
	s.attach()
	out.Documents = s.resolveDocuments()
	out.Tests = s.resolveTests()
	// Inherited parameters that nothing uses any more are no part of the spec.
	s.params = slices.DeleteFunc(s.params, func(p *spec.Param) bool { return s.scopes[p].level > 0 && !s.sc.used[p] })
	out.Params, out.Conditions = slices.Concat(s.params, out.MadeNames()), s.declareConditions()
	s.limit(out)
	out.Stacks = s.resolveStacks(out)
	s.nameStacks(out)
	out.Environments = s.resolveEnvironments()
	s.bindNames(out)
	for _, f := range s.outputs {
		f = f.top()
		out.Outputs = append(out.Outputs, spec.Output{Target: f.key.Text, Pos: f.key.Span().Pos, Options: f.options("outputs." + f.key.Text)})
	}
}

func (b *syntaxBody) kind() spec.Kind {
	f, ok := b.fields.get("kind")
	if !ok {
		b.sc.helpf(b.at, "missing-key", "write kind: other if EMR does not use the role", "role %s has no kind", b.name)
		return spec.KindOther
	}
	return f.kind("role " + b.name)
}

func (f field) kind(what string) spec.Kind {
	text, ok := f.sc.plain(f.n, "kind of "+what)
	if k := spec.Kind(text).Info(); k.ConfusedDeputy != "" {
		return k.Kind
	}
	if ok {
		f.sc.helpf(f.n.Span(), "unknown-kind", diag.DidYouMean(text, spec.KindNames()), "%s has the unknown kind %q", what, text)
	}
	return spec.KindOther
}

func (b *syntaxBody) hasProfile() bool {
	f, ok := b.fields.get("instanceProfile")
	return ok && f.n.Kind != syntax.Null && f.n.Text != "false"
}

func (b *syntaxBody) resolveRole(r *spec.Role) {
	what := "role " + b.name
	b.resolveHeader(&r.Header, what, language.Role.Names(), spec.AttrARN, spec.AttrName)
	r.TemplateDoc, r.Declined = oneLine(b.doc), b.declined
	r.RoleName = b.nameOr("roleName", what, spec.MadeName{Entity: r.Entity()})
	r.Path = b.path(what)
	r.Place, r.PlaceAt = b.place(what, language.RolePlaces)
	r.MaxSession = b.maxSession(what)
	r.Boundary = b.boundary(what)
	r.Trust = b.trust(r)
	if f, ok := b.fields.get("managedPolicies"); ok {
		r.Managed = f.managed("managedPolicies of "+what, b.when)
	}
	for _, p := range b.policies {
		when, _ := p.when.sc.whenGiven(p.when.n, "policy "+p.name, b.when)
		doc := p.document(Identity, when)
		checkIAMName(p.sc, p.at, p.name, "the name of a policy", 0)
		if p.logicalID != "" && b.member != nil {
			p.sc.helpf(p.logicalAt, "bad-logical-id", "write a role of its own for each name", "%s is made for several names, and its policy %s has one logicalId", what, p.name)
		}
		if len(doc.Statements) > 0 {
			r.Policies = append(r.Policies, &spec.RolePolicy{Name: p.name, PolicyName: b.inlineName(p.name), Document: withVersion(doc), Pos: p.at.Pos, Apart: p.apart, LogicalID: p.logicalID, ResourceType: p.resourceType})
		}
	}
	b.derivePolicy(r, "passes", "PassRoles", b.passes(what))
	b.derivePolicy(r, "assumes", "AssumeRoles", b.assumes(what))
	b.derivePolicy(r, "serviceLinkedRoles", "ServiceLinkedRoles", b.linkedRoles(what))
	b.checkInlineKnown(r)
	if b.hasProfile() {
		r.Profile, r.ProfilePath = r.RoleName, r.Path
		r.ProfileTags = b.defaultTags.tags(nil, "the instance profile of "+what, b.when)
		if f := b.fields.at("instanceProfile"); f.n.Text != "true" {
			b.profile(r, f, what)
		}
	}
	b.putUnder(r)
}

// derivePolicy adds the inline policy for the edges under a key.
func (b *syntaxBody) derivePolicy(r *spec.Role, key, name string, sts []*spec.Statement) {
	if len(sts) == 0 {
		return
	}
	at := b.fields.at(key).key.Span()
	for _, p := range r.Policies {
		if p.Name == name {
			b.sc.notef(at, "name-collision", "give that policy another name", p.Pos, "the policy is here", "%s of role %s becomes the inline policy %s, which the role already has", key, r.Name, name)
		}
	}
	r.Policies = append(r.Policies, &spec.RolePolicy{Name: name, PolicyName: b.inlineName(name), Document: withVersion((&spec.Document{Statements: sts})), Pos: at.Pos})
}

func withVersion(d *spec.Document) *spec.Document {
	if d.Version == "" {
		d.Version = "2012-10-17"
	}
	return d
}

func (b *syntaxBody) resolvePolicy(p *spec.Policy) {
	what := "policy " + b.name
	b.resolveHeader(&p.Header, what, language.Policy.Names(), spec.AttrARN)
	p.PolicyName = b.nameOr("policyName", what, spec.MadeName{Entity: p.Entity()})
	p.Path = b.path(what)
	p.Place, p.PlaceAt = b.place(what, language.PolicyPlaces)
	p.Document = withVersion(b.policies[0].document(Identity, b.when))
	for _, edges := range [][]*spec.Statement{b.passes(what), b.assumes(what), b.linkedRoles(what)} {
		p.Document.Statements = append(p.Document.Statements, edges...)
	}
	under(b.when, p.Document.Statements)
	underTags(b.when, p.Tags)
	b.attachments(p, what)
	b.sessionMappings(p, what)
	if len(p.Document.Statements) == 0 && !b.sc.diags.HasErrors() {
		b.sc.errorf(b.at, "empty-policy", "%s has no statements", what)
	}
}

// describe returns the doc and the source: the body's own, else the
// template's.
func (b *syntaxBody) describe(what string) (doc, source string) {
	doc, source = b.sc.text(b.fields, "doc", what), b.sc.text(b.fields, "source", what)
	if !b.fields.has("doc") { // "" is no description
		doc = b.doc
	}
	if source == "" {
		source = b.source
	}
	return oneLine(doc), source
}

// oneLine folds white space: a doc may be a block scalar in YAML, and becomes a
// description in IAM.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// forAlways is sc for what takes no when.
func (sc *scope) forAlways(what string) *scope {
	return sc.but(func(sc *scope) { sc.always = what })
}

// nameOr is nameValue, or the name that the deployment makes if the body has none.
func (b *syntaxBody) nameOr(key, what string, made spec.MadeName) spec.Value {
	if b.fields.has(key) {
		return b.nameValue(key, what)
	}
	if b.member != nil {
		b.sc.helpf(b.at, "missing-key", "write a "+key+" that contains ${each}", "%s is made for several names and has no %s", what, key)
		return nil
	}
	return made.Value()
}

func (b *syntaxBody) nameValue(key, what string) spec.Value {
	f, ok := b.fields.get(key)
	if !ok {
		b.sc.errorf(b.at, "missing-key", "%s has no %s", what, key)
		return nil
	}
	return f.name(key, what)
}

// name reads a name in IAM or EMR.
func (f field) name(key, what string) spec.Value {
	v, ok := f.sc.forAlways(key+" of "+what).value(f.n, key+" of "+what, nil)
	if !ok {
		return nil
	}
	if !onlyNames(v) {
		f.sc.errorf(f.n.Span(), "bad-value", "%s of %s can contain only text, parameters and pseudo parameters", key, what)
		return nil
	}
	switch lit, ok := v.Named().Literal(); {
	case !ok:
	case key == "configurationName":
		checkConfigurationName(f.sc, f.n, lit, what)
	default:
		checkIAMName(f.sc, f.n.Span(), lit, key+" of "+what, map[string]int{"roleName": 64}[key])
	}
	return v
}

func (b *syntaxBody) path(what string) spec.Value {
	f, ok := b.fields.get("path")
	if !ok {
		return spec.Text("/")
	}
	return f.path(what)
}

func (f field) path(what string) spec.Value {
	v, ok := f.sc.forAlways("path of "+what).value(f.n, "path of "+what, nil)
	if !ok {
		return spec.Text("/")
	}
	if lit, ok := v.Named().Literal(); ok && !regex.Matches(`/|/[!-~]+/`, lit) {
		f.sc.helpf(f.n.Span(), "bad-path", "e.g., /emr/", "the path of %s must begin and end with a slash, not %q", what, lit)
	}
	return v
}

// place returns the place of a body, or "", and the position for findings about it: the
// key of the body, or the body itself if the place comes from its template.
func (b *syntaxBody) place(what string, known []spec.Place) (spec.Place, diag.Span) {
	f, ok := b.fields.get("place")
	if !ok || f.n.Kind == syntax.Null {
		return "", b.at
	}
	what = "the place of " + what
	text, ok := f.sc.plain(f.n, what)
	if ok && !slices.Contains(known, spec.Place(text)) {
		names := lists.Map(known, func(p spec.Place) string { return string(p) })
		f.sc.helpf(f.n.Span(), "bad-place", diag.DidYouMean(text, names), "%s is %q, which is not a place", what, text)
		return "", b.at
	}
	if f.sc.template != "" {
		return spec.Place(text), b.at
	}
	return spec.Place(text), f.n.Span()
}

func (b *syntaxBody) maxSession(what string) spec.Value {
	f, ok := b.fields.get("maxSessionDuration")
	if !ok {
		return nil
	}
	v, ok := f.sc.forAlways("maxSessionDuration of "+what).value(f.n, "maxSessionDuration of "+what, nil)
	if !ok {
		return nil
	}
	lit, isLit := v.Literal()
	isRef := false
	if len(v) == 1 {
		ref, ok := v[0].(spec.ParamRef)
		isRef = ok && ref.Param.Type == spec.Number
	}
	if !isRef && !(isLit && inSession(lit)) {
		f.sc.errorf(f.n.Span(), "bad-value", "maxSessionDuration of %s must be 3600 to 43200 seconds or a Number parameter, not %q", what, f.n.Text)
		return nil
	}
	return v
}

func inSession(s string) bool {
	var n int
	_, err := fmt.Sscanf(s, "%d", &n)
	return err == nil && fmt.Sprint(n) == s && 3600 <= n && n <= 43200
}

// boundary resolves the permissions boundary: a text, or a list of which one deployment
// has no two different ones.
func (b *syntaxBody) boundary(what string) []spec.Item {
	f, ok := b.fields.get("permissionsBoundary")
	if !ok {
		return nil
	}
	what = "permissionsBoundary of " + what
	if f.n.Empty() {
		f.sc.errorf(f.n.Span(), "empty-list", "%s is an empty list", what)
	}
	var out []spec.Item
	for n := range f.n.List() {
		it, ok := field{sc: f.sc, n: n}.optional(what, b.when)
		if !ok {
			continue
		}
		if i := slices.IndexFunc(out, func(o spec.Item) bool {
			return o.Value.String() != it.Value.String() && b.when.And(o.When).And(it.When).Satisfiable()
		}); i >= 0 {
			f.sc.helpf(n.Span(), "two-boundaries", "write {value: …, when: …} with conditions of which at most one holds", "%s can be %s and %s in one deployment", what, out[i].Value, it.Value)
			continue
		}
		out = append(out, it)
	}
	return out
}

// optional resolves a value that is one string. If it is a single optional placeholder,
// it exists only if the parameter is given.
func (f field) optional(what string, given spec.When) (spec.Item, bool) {
	text, cover, keep := f.sc.conditionalItem(f.n, what)
	if !keep {
		return spec.Item{}, false
	}
	cover = cover.And(f.sc.lonePlaceholder(text))
	v, ok := f.sc.value(text, what, given.And(cover))
	return spec.Item{Value: v, When: cover, At: text.Span()}, ok
}

// lonePlaceholder returns the optional parameters that a text depends on if it is
// one placeholder.
func (sc *scope) lonePlaceholder(n *syntax.Node) spec.When {
	ps := syntax.Split(n.Text)
	if len(ps) != 1 || !ps[0].Placeholder {
		return nil
	}
	p := sc.params[ps[0].Text]
	switch {
	case p == nil || !p.Optional:
		return nil
	case sc.template == "":
		return spec.When{spec.Given(p)}
	case sc.args[p.Name] != nil:
		return sc.args[p.Name].when
	}
	return nil
}

// tags adds tags to those that others give, of what exists if given holds.
func (f field) tags(out []spec.Tag, what string, given spec.When) []spec.Tag {
	for _, layer := range f.live() {
		for _, e := range layer.sc.entries(layer.n, "tags of "+what) {
			out = setTag(out, e.Key.Text, field{key: e.Key, n: e.Value, sc: layer.sc}, what, given)
		}
	}
	return out
}

func setTag(tags []spec.Tag, key string, f field, what string, given spec.When) []spec.Tag {
	tags = slices.DeleteFunc(slices.Clone(tags), func(t spec.Tag) bool { return t.Key == key })
	if f.n.Kind == syntax.Null {
		return tags
	}
	it, ok := f.optional("tag "+key+" of "+what, given)
	if !ok {
		return tags
	}
	return append(tags, spec.Tag{Key: key, Value: it, Default: f.sc.isDefaults})
}

// options returns the options of a target. The target itself declares which it has.
func (f field) options(what string) spec.Options {
	var out spec.Options
	for _, e := range f.sc.entries(f.n, what) {
		if text, ok := f.sc.plain(e.Value, e.Key.Text+" of "+what); ok {
			out = append(out, spec.Option{Name: e.Key.Text, Value: text, At: e.Key.Span(), ValueAt: e.Value.Span()})
		}
	}
	return out
}
