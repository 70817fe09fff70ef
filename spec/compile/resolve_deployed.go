package compile

import (
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

var deployedFields = []string{"logicalId", "output", "export", "retain"}

// logicalID reads a name in CloudFormation's own namespaces.
func (f field) logicalID(what string) string {
	text, ok := f.sc.plain(f.n, what)
	if ok && !regex.Matches(language.LogicalID, text) {
		f.sc.helpf(f.n.Span(), "bad-logical-id", "e.g., EMRJobFlowRole", "%s must be 1 to 255 letters and digits, not %q", what, text)
	}
	return text
}

// inlineType reads the type of the resource that an inline policy is; "" is the usual
// one.
func (f field) inlineType(what string) string {
	text, ok := f.sc.plain(f.n, "resourceType of "+what)
	switch {
	case text == language.InlineTypes[0]:
		return ""
	case ok && !slices.Contains(language.InlineTypes, text):
		f.sc.helpf(f.n.Span(), "bad-value", "write "+strings.Join(language.InlineTypes, " or "), "%s is a resource of the unknown type %q", what, text)
	}
	return text
}

// deployed reads the keys that say what is already deployed. An output is of one of
// attrs, of the first if it does not name one.
func (fs fields) deployed(b *syntaxBody, what string, attrs ...spec.Attr) spec.Deployed {
	var out spec.Deployed
	for _, key := range deployedFields {
		f, ok := fs.get(key)
		switch {
		case !ok:
		case key == "retain":
			out.Retain = f.sc.flag(fs, "retain", what)
		case b.member != nil:
			f.sc.helpf(f.key.Span(), "bad-logical-id", "write a role or policy of its own for each name", "%s is made for several names and has one %s", what, key)
		case key == "logicalId":
			out.LogicalID = f.logicalID("logicalId of " + what)
		default:
			f.outputs(b, &out, what, attrs)
		}
	}
	return out
}

// outputs reads output or export: of the first of attrs, or of each attribute.
func (f field) outputs(b *syntaxBody, out *spec.Deployed, what string, attrs []spec.Attr) {
	read := func(of field, attr spec.Attr) {
		if of.key.Text == "export" {
			of.export(out, attr, what)
		} else {
			of.output(b, out, attr, what)
		}
	}
	if f.n.Kind != syntax.Mapping || f.key.Text == "output" && !slices.ContainsFunc(language.AttributeOutputs.Names(), func(key string) bool { return f.n.Get(key) != nil }) {
		read(f, attrs[0])
		return
	}
	for attr, sub := range f.ordered(f.key.Text+" of "+what, language.AttributeOutputs) {
		if !slices.Contains(attrs, spec.Attr(attr)) {
			names := map[spec.Attr]string{spec.AttrARN: "ARN", spec.AttrName: "name"}
			f.sc.helpf(sub.key.Span(), "bad-logical-id", "use the "+names[attrs[0]], "%s of %s is the %s, which a stack does not return", f.key.Text, what, names[spec.Attr(attr)])
			continue
		}
		sub.key, sub.sc = f.key, f.sc
		read(sub, spec.Attr(attr))
	}
}

// output reads one or more outputs: names, or mappings.
func (f field) output(b *syntaxBody, out *spec.Deployed, attr spec.Attr, what string) {
	what = "output of " + what
	for n := range f.n.List() {
		one := field{key: f.key, n: n, sc: f.sc}
		o := spec.StackOutput{Attr: attr}
		if n.Kind != syntax.Mapping {
			o.Name = one.logicalID(what)
			out.Outputs = append(out.Outputs, o)
			continue
		}
		fs := f.sc.fields(n, what, language.NamedOutput)
		f.sc.required(n.Span(), fs, what, "name")
		if name, ok := fs.get("name"); ok {
			o.Name = name.logicalID(what)
		}
		fs.whenGiven(what, b.when) // reports an output that never exists
		o.When, _ = fs.when(what)
		if e, ok := fs.get("export"); ok {
			o.Export = e.exported("export of the "+what, b.when.And(o.When))
		}
		if e, ok := fs.get("otherwise"); ok && strings.HasPrefix(what, "output of policy ") {
			e.sc.helpf(e.key.Span(), "unknown-key", "only outputs of roles and instance profiles have it", "%s cannot have otherwise", what)
		} else if ok {
			o.Otherwise = e.otherwise(b.when, o.When, "otherwise of the "+what)
		}
		out.Outputs = append(out.Outputs, o)
	}
}

// otherwise reads the value of an output where what it is of does not exist.
func (f field) otherwise(exists, given spec.When, what string) spec.Value {
	if len(exists) == 0 {
		f.sc.helpf(f.key.Span(), "bad-value", "remove it", "%s is never used: what the output is of always exists", what)
		return nil
	}
	if len(exists) == 1 {
		if absent, ok := exists[0].Negation(); ok {
			given = given.And(spec.When{absent})
		}
	}
	v, ok := f.sc.value(f.n, what, given)
	if !ok {
		return nil
	}
	from := naming{what: what, sc: f.sc, pos: f.n.Span().Pos, given: given}
	from.check(spec.Item{Value: v, At: f.n.Span()})
	return v
}

// export reads the export of the first output of an attribute.
func (f field) export(out *spec.Deployed, attr spec.Attr, what string) {
	i := slices.IndexFunc(out.Outputs, func(o spec.StackOutput) bool { return o.Attr == attr })
	if i < 0 {
		i = len(out.Outputs)
		out.Outputs = append(out.Outputs, spec.StackOutput{Attr: attr})
	}
	out.Outputs[i].Export = f.exported("export of "+what, nil)
}

// exported reads the name of an export.
func (f field) exported(what string, given spec.When) spec.Value {
	v, ok := f.sc.but(func(sc *scope) { sc.stackName = true }).value(f.n, what, given)
	if !ok {
		return nil
	}
	for _, p := range v {
		switch p := p.(type) {
		case spec.ParamRef, spec.Pseudo:
		case spec.Lit:
			if !regex.Matches("[A-Za-z0-9:-]{1,255}", string(p)) {
				f.sc.errorf(f.n.Span(), "bad-logical-id", "%s may contain only letters, digits, colons and hyphens, at most 255, not %q", what, p)
				return nil
			}
		default:
			f.sc.errorf(f.n.Span(), "bad-value", "%s may contain only text, parameters and pseudo parameters", what)
			return nil
		}
	}
	return v
}

// profile reads an instance profile that has a name of its own, or an identity.
func (b *syntaxBody) profile(r *spec.Role, f field, what string) {
	what = "instanceProfile of " + what
	if f.n.Kind == syntax.Mapping {
		fs := f.sc.fields(f.n, what, language.Profile)
		r.OfProfile = fs.deployed(b, what, spec.AttrARN, spec.AttrName)
		if path, ok := fs.get("path"); ok {
			r.ProfilePath = path.path(what)
		}
		if tags, ok := fs.get("tags"); ok {
			if tags.n.Kind == syntax.Null {
				r.ProfileTags = nil
			}
			r.ProfileTags = tags.tags(r.ProfileTags, what, b.when)
		}
		name, ok := fs.get("name")
		if !ok {
			return
		}
		if name.n.Kind == syntax.Scalar && name.n.Text == "" {
			r.Profile = spec.MadeName{Entity: r.ProfileEntity()}.Value()
			return
		}
		f = name
	}
	r.Profile, _ = f.sc.forAlways(what).value(f.n, what, nil)
	if name, ok := r.Profile.Named().Literal(); ok && r.Profile != nil {
		checkIAMName(f.sc, f.n.Span(), name, what, 128)
	}
}

// identities are the names in one namespace of a template, each with what has it.
type identities map[string]string

// checkDeployed finds logical IDs and outputs that a template would have twice.
func (s *syntaxSpec) checkDeployed(out *spec.Spec) {
	params := identities{}
	ids, outputs := map[*spec.Stack]identities{}, map[*spec.Stack]identities{}
	take := func(sc *scope, at diag.Span, in identities, key, name, who string) {
		if before, taken := in[name]; taken && name != "" {
			sc.helpf(at, "name-collision", "give one of them another "+key, "%s and %s have one %s: %s", before, who, key, name)
			return
		}
		in[name] = who
	}
	for _, p := range out.Declared() {
		take(s.scopes[p], spanOf(p), params, "logicalId", p.ID(), "parameter "+p.Name)
	}
	add := func(b *syntaxBody, key, name, who string, d spec.Deployed) {
		st := b.is.Header().Stack
		if ids[st] == nil {
			ids[st], outputs[st] = maps.Clone(params), identities{}
		}
		at := b.at
		if f, ok := b.fields.get(key); ok {
			at = f.n.Span()
		}
		take(b.sc, at, ids[st], "logicalId", d.ID(name), who)
		for _, o := range d.Outputs {
			take(b.sc, at, outputs[st], "output", o.Name, who)
		}
	}
	whole := func(b *syntaxBody) {
		h := b.is.Header()
		add(b, "logicalId", h.Name, b.what+" "+h.Name, h.Deployed)
	}
	for _, b := range s.configurations {
		whole(b)
	}
	for _, b := range s.roles {
		if whole(b); b.is.Role.Profile != nil {
			add(b, "instanceProfile", "", "the instance profile of "+b.is.Role.Name, b.is.Role.OfProfile)
		}
	}
	s.checkApart(func(b *syntaxBody, st *spec.Stack, at diag.Span, id, who string) {
		take(b.sc, at, ids[st], "logicalId", id, who)
	})
	for _, b := range s.policies {
		whole(b)
		p := b.is.Policy
		for _, a := range p.Sessions() {
			take(b.sc, a.Name.At, ids[p.Stack], "logicalId", a.LogicalID, "a session mapping of policy "+p.Name)
		}
	}
}

// checkApart finds logical IDs of inline policies that are taken. Several roles may
// have one policy, with one name and one document.
func (s *syntaxSpec) checkApart(take func(b *syntaxBody, st *spec.Stack, at diag.Span, id, who string)) {
	type key struct {
		stack *spec.Stack
		id    string
	}
	first := map[key]*spec.RolePolicy{}
	for _, b := range s.roles {
		r := b.is.Role
		for _, p := range b.policies {
			j := slices.IndexFunc(r.Policies, func(o *spec.RolePolicy) bool { return o.Name == p.name })
			if p.logicalID == "" || j < 0 {
				continue
			}
			k := key{r.Stack, p.logicalID}
			before := first[k]
			switch {
			case before == nil:
				first[k] = r.Policies[j]
				take(b, r.Stack, p.logicalAt, p.logicalID, "policy "+p.name+" of role "+r.Name)
			case p.resourceType != "" || before.ResourceType != "":
				p.sc.helpf(p.logicalAt, "name-collision", "give one of them another logicalId", "two roles have policies with the logicalId %s, and a resource of type %s belongs to one role", p.logicalID, language.InlineTypes[1])
			case !before.Same(r.Policies[j]):
				p.sc.helpf(p.logicalAt, "name-collision", "give one of them another logicalId, or both the same name and statements",
					"two roles have different policies with the logicalId %s", p.logicalID)
			}
		}
	}
}
