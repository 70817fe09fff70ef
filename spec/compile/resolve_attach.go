package compile

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// attachments resolves attach of a policy: names in IAM of groups, users and roles that
// the spec does not define.
func (b *syntaxBody) attachments(p *spec.Policy, what string) {
	f, ok := b.fields.get("attach")
	if !ok {
		return
	}
	fs := f.sc.fields(f.n, "attach of "+what, language.Attach)
	if len(fs) == 0 {
		f.sc.helpf(f.n.Span(), "empty-list", "e.g., attach: {groups: [data-engineers]}", "attach of %s names nothing", what)
	}
	for i, kind := range spec.AttachmentKinds {
		names, ok := fs.get(language.Attach.Names()[i])
		if !ok {
			continue
		}
		for _, it := range names.sc.items(names.n, names.key.Text+" of attach of "+what, b.when) {
			if names.checkAttached(it, kind, what, p.Name) {
				it.When = b.when.And(it.When)
				p.Attached = append(p.Attached, spec.Attachment{To: kind, Name: it})
			}
		}
	}
}

// checkAttached reports what is not a name in IAM, and roles of the spec.
func (f field) checkAttached(it spec.Item, kind, what, policy string) bool {
	if kind == "role" {
		name := f.sc.refs.namedRole(it.Value)
		if e := f.sc.refs.existing[name]; e != nil {
			if strings.HasSuffix(e.ARN.String(), "/"+name) {
				return true
			}
			f.sc.helpf(it.At, "role-in-attach", "write ${"+name+".Name}", "attach of %s names the existing role %s by its name in the spec", what, name)
			return false
		}
		if name != "" {
			f.sc.helpf(it.At, "role-in-attach", "write "+policy+" under managedPolicies of "+name, "attach of %s names the role %s of this spec", what, name)
			return false
		}
	}
	if list := it.Value.List(); !onlyNames(it.Value) && (list == nil || len(it.Value) > 1) {
		f.sc.helpf(it.At, "bad-value", "write its name in IAM, as text with parameters and pseudo parameters", "attach of %s has %q, which is not the name of a %s", what, it.Value, kind)
		return false
	}
	if lit, ok := it.Value.Named().Literal(); ok {
		checkIAMName(f.sc, it.At, lit, kind+" of attach of "+what, map[string]int{"user": 64, "role": 64}[kind])
	}
	return true
}

// namedRole returns the logical name of the role of the spec that v names, by its
// logical name or as its roleName does, or "".
func (s *symbols) namedRole(v spec.Value) string {
	written := v.String()
	if len(v) == 1 {
		if ref, ok := v[0].(spec.RoleRef); ok {
			return ref.Role.Name
		}
	}
	if isRole(s.first(written)) || s.existing[written] != nil {
		return written
	}
	return lists.Find(s.names(isRole), func(name string) bool {
		r := s.subjects[name].Role
		return r != nil && r.Named() && r.RoleName.Named().String() == v.Named().String()
	})
}

// What EMR accepts in a session mapping.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-studiosessionmapping.html
const (
	studioID        = `es-[0-9A-Z]+`
	maxIdentityName = 256
)

// sessionMappings resolves sessionMappings of a policy: names in IAM Identity Center of
// groups and users, each with a Studio.
func (b *syntaxBody) sessionMappings(p *spec.Policy, what string) {
	f, ok := b.fields.get("sessionMappings")
	if !ok {
		return
	}
	if f.n.Empty() {
		f.sc.errorf(f.n.Span(), "empty-list", "sessionMappings of %s is an empty list", what)
	}
	for n := range f.n.List() {
		f.sc.sessionMapping(b, p, n, "a session mapping of "+what)
	}
}

func (sc *scope) sessionMapping(b *syntaxBody, p *spec.Policy, n *syntax.Node, what string) {
	if n.Kind != syntax.Mapping {
		sc.helpf(n.Span(), "wrong-type", "e.g., {studio: es-EXAMPLE12345678XXXXXXXXXXX, groups: [data-engineers]}", "%s must be a mapping, not %s", what, n.Kind)
		return
	}
	fs := sc.fields(n, what, language.SessionMapping)
	sc.required(n.Span(), fs, what, "studio")
	given, keep := fs.whenGiven(what, b.when)
	if !keep {
		return
	}
	var mapping spec.Attachment
	if studio, ok := fs.get("studio"); ok {
		mapping.Studio, _ = sc.value(studio.n, "studio of "+what, given)
		if !onlyNames(mapping.Studio) {
			sc.helpf(studio.n.Span(), "bad-value", "write a parameter, or the ID of a Studio, e.g., es-EXAMPLE12345678XXXXXXXXXXX", "studio of %s is %q, which is not the ID of a Studio", what, mapping.Studio)
		} else if lit, ok := mapping.Studio.Named().Literal(); ok && mapping.Studio != nil && !regex.Matches(studioID, lit) {
			sc.helpf(studio.n.Span(), "bad-value", "e.g., es-EXAMPLE12345678XXXXXXXXXXX", "studio of %s is %q, which is not the ID of a Studio", what, lit)
		}
	}
	count := 0
	for i, kind := range spec.AttachmentKinds[:2] {
		names, ok := fs.get(language.Attach.Names()[i])
		if !ok {
			continue
		}
		for _, it := range names.items(names.key.Text+" of "+what, given) {
			count++
			if sc.identityName(it, kind, what) && mapping.Studio != nil {
				it.When = given.And(it.When)
				mapping.To, mapping.Name = kind, it
				p.Attached = append(p.Attached, mapping)
			}
		}
	}
	id, hasID := fs.get("logicalId")
	switch {
	case count == 0:
		sc.helpf(n.Span(), "missing-key", "write groups: […] or users: […]", "%s names nobody", what)
	case !hasID:
	case count > 1 || b.member != nil:
		sc.helpf(id.key.Span(), "bad-logical-id", "write a mapping of its own for each group and user", "%s is several mappings and has one logicalId", what)
	default:
		text := id.logicalID("logicalId of " + what)
		if len(p.Attached) > 0 {
			p.Attached[len(p.Attached)-1].LogicalID = text
		}
	}
}

// identityName reports what is not a name in IAM Identity Center.
func (sc *scope) identityName(it spec.Item, kind, what string) bool {
	lit, literal := it.Value.Named().Literal()
	switch {
	case it.Value.List() != nil:
		sc.helpf(it.At, "list-in-scalar", "write the names: each is a resource of its own", "%s needs the name of one %s, not the list %s", what, kind, it.Value)
	case !onlyNames(it.Value):
		sc.helpf(it.At, "bad-value", "write its name in IAM Identity Center, as text with parameters and pseudo parameters", "%s has %q, which is not the name of a %s", what, it.Value, kind)
	case literal && (lit == "" || utf8.RuneCountInString(lit) > maxIdentityName):
		sc.errorf(it.At, "bad-value", "the name of a %s of %s has %d characters; EMR accepts 1 to %d", kind, what, utf8.RuneCountInString(lit), maxIdentityName)
	default:
		return true
	}
	return false
}

// onlyNames reports whether v has nothing but text and values that the deployment knows
// before it creates anything.
func onlyNames(v spec.Value) bool {
	return !slices.ContainsFunc(v, func(part spec.Part) bool {
		switch part.(type) {
		case spec.Lit, spec.ParamRef, spec.Pseudo, spec.EachName, spec.EachValue:
			return false
		}
		return true
	})
}

// checkSessions finds groups and users that are mapped to one Studio twice, which EMR
// does not do, whatever the policies.
func (s *syntaxSpec) checkSessions() {
	type mapped struct {
		by   *spec.Policy
		when spec.When
	}
	before := map[string][]mapped{}
	for _, b := range s.policies {
		p := b.is.Policy
		for _, a := range p.Sessions() {
			key := a.To + " " + a.Name.Value.Named().String() + " in " + a.Studio.Named().String()
			j := slices.IndexFunc(before[key], func(m mapped) bool { return m.when.And(a.Name.When).Satisfiable() })
			if j >= 0 {
				b.sc.helpf(a.Name.At, "mapped-twice", "map each group and user to a Studio once", "policy %s maps the %s %q to a Studio to which policy %s maps it", p.Name, a.To, a.Name.Value, before[key][j].by.Name)
			}
			before[key] = append(before[key], mapped{p, a.Name.When})
		}
	}
}
