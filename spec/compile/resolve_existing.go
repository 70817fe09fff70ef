package compile

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/regex"
	"github.com/emriam/emriam/spec/syntax"
)

// separateExisting removes the existing roles from those to be created.
func (s *syntaxSpec) separateExisting() {
	var made []*syntaxBody
	for _, b := range s.roles {
		if f, ok := b.fields.get("existing"); ok && f.n.Kind != syntax.Null {
			s.existing = append(s.existing, b)
			s.sc.refs.gone[b.name] = true // from inherited stacks
			b.checkExistingKeys()
		} else {
			made = append(made, b)
		}
	}
	s.roles = made
}

func (b *syntaxBody) checkExistingKeys() {
	for _, f := range b.fields {
		if !slices.Contains(language.ExistingRole.Names(), f.key.Text) {
			f.sc.helpf(f.key.Span(), "existing-field", "remove it, or remove existing", "role %s already exists, so the spec cannot set its %s", b.name, f.key.Text)
		}
	}
}

// declareExisting resolves the ARNs of existing roles, before anything that
// can name them.
func (s *syntaxSpec) declareExisting() []*spec.ExistingRole {
	var out []*spec.ExistingRole
	for _, b := range s.existing {
		what := "role " + b.name
		e := &spec.ExistingRole{Header: spec.Header{Name: b.name, Pos: b.at.Pos}, Kind: b.kind(), ARN: b.existingARN(what)}
		b.resolveHeader(&e.Header, what, language.ExistingRole.Names())
		s.sc.refs.existing[b.name] = e
		out = append(out, e)
	}
	return out
}

// roleARNForm matches the ARN of one role, with "x" for each placeholder.
const roleARNForm = `arn:[^:*?]+:iam::[^:*?]+:role/([!-)+->@-~]+/)*[\w+=,.@-]+`

func (b *syntaxBody) existingARN(what string) spec.Value {
	f := b.fields.at("existing")
	fs := f.sc.fields(f.n, "existing of "+what, language.Existing)
	arn, ok := fs.get("arn")
	if !ok {
		f.sc.required(f.key.Span(), fs, "existing of "+what, "arn")
		return nil
	}
	v, ok := arn.sc.value(arn.n, "arn of "+what, arn.sc.optionals())
	if !ok {
		return nil
	}
	if !isRoleARN(v) {
		arn.sc.helpf(arn.n.Span(), "bad-value", `e.g., "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/DataRole", or a parameter of type RoleArn`, "the arn of %s must be the ARN of one role, not %q", what, arn.n.Text)
		return nil
	}
	return v
}

func isRoleARN(v spec.Value) bool {
	var text strings.Builder
	for _, part := range v {
		switch p := part.(type) {
		case spec.Lit:
			text.WriteString(string(p))
		case spec.ParamRef:
			if len(v) == 1 {
				return p.Param.Type == spec.RoleARN
			}
			text.WriteString("x")
		case spec.Pseudo:
			text.WriteString("x")
		default:
			return false
		}
	}
	return regex.Matches(roleARNForm, text.String())
}

// existingPlaceholder resolves ${DataRole.Arn} and ${DataRole.Name} for a role that
// exists already.
func (sc *scope) existingPlaceholder(e *spec.ExistingRole, attr string, at syntax.Spot, cover spec.When) ([]spec.Value, bool) {
	switch spec.Attr(attr) {
	case spec.AttrARN:
		return sc.existingRef(e, at, cover)
	case spec.AttrName:
		if name, ok := e.RoleName(); ok {
			sc.named[e] = true
			return []spec.Value{spec.Text(name)}, true
		}
		sc.helpf(at.Span(), "bad-placeholder", "write an ARN that ends in the literal name", "the name of the existing role %s is not known before the deployment", e.Name)
	case spec.AttrProfileARN:
		sc.helpf(at.Span(), "no-profile", "declare a parameter for the profile's ARN", "role %s already exists, and the spec does not know its instance profile", e.Name)
	default:
		sc.helpf(at.Span(), "bad-placeholder", diag.DidYouMean(attr, roleAttrs[:2]), "a role has no %q", attr)
	}
	return nil, false
}

// existingRef returns the ARN of an existing role. The parameters that it depends on
// are given where cover holds.
func (sc *scope) existingRef(e *spec.ExistingRole, at syntax.Spot, cover spec.When) ([]spec.Value, bool) {
	sc.named[e] = true
	for _, p := range e.ARN.Params() {
		if p.Optional && !cover.Has(p) {
			sc.uncovered(p.Name, at)
			return nil, false
		}
	}
	return []spec.Value{e.ARN}, len(e.ARN) > 0
}

// checkExisting reports existing roles that nothing refers to.
func (s *syntaxSpec) checkExisting(out *spec.Spec) {
	for i, e := range out.Existing {
		if b := s.existing[i]; !s.sc.named[e] && b.sc.level == 0 {
			b.sc.warnf(b.at, "unused-role", "remove it", "nothing refers to the existing role %s", e.Name)
		}
	}
}
