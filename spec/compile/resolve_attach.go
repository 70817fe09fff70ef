package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/language"
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
	if s.groups[written] != nil && s.groups[written].roles != nil || s.existing[written] != nil {
		return written
	}
	for _, name := range slices.Concat([]string{written}, sortedKeys(s.roles)) {
		if r := s.roles[name]; r != nil && (name == written || r.Named() && r.RoleName.Named().String() == v.Named().String()) {
			return name
		}
	}
	return ""
}
