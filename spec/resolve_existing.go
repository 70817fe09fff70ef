package spec

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec/diag"
)

// existingKeys are all that can be said of a role that exists already.
var (
	existingKeys     = []string{"existing", "kind", "doc", "source"}
	existingRoleKeys = []string{"arn"}
)

// partExisting takes the roles that exist already out of those to be made.
func (s *syntaxSpec) partExisting() {
	var made []*syntaxBody
	for _, b := range s.roles {
		if f, ok := b.fields.get("existing"); ok && f.n.kind != nullNode {
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
		if !slices.Contains(existingKeys, f.key.text) {
			f.sc.helpf(f.key.span(), "existing-field", "take it out, or existing", "role %s exists already, so nothing here sets its %s", b.name, f.key.text)
		}
	}
}

// declareExisting resolves the ARNs of existing roles, before anything that
// can name them.
func (s *syntaxSpec) declareExisting() []*ExistingRole {
	var out []*ExistingRole
	for _, b := range s.existing {
		what := "role " + b.name
		e := &ExistingRole{Name: b.name, Kind: b.kind(), Pos: b.at.Pos, At: b.fields.values(), ARN: b.existingARN(what), Fields: b.origins(existingKeys)}
		e.Doc, e.Source = b.describe(what)
		s.sc.refs.existing[b.name] = e
		out = append(out, e)
	}
	return out
}

// roleARNForm is the ARN of one role, with "x" for each hole.
const roleARNForm = `arn:[^:*?]+:iam::[^:*?]+:role/([!-)+->@-~]+/)*[\w+=,.@-]+`

func (b *syntaxBody) existingARN(what string) Value {
	f := b.fields.at("existing")
	fs := f.sc.fields(f.n, "existing of "+what, existingRoleKeys...)
	arn, ok := fs.get("arn")
	if !ok {
		if f.n.kind == mappingNode {
			f.sc.required(f.key.span(), fs, "existing of "+what, "arn")
		}
		return nil
	}
	v, ok := arn.sc.value(arn.n, "arn of "+what, arn.sc.optionals())
	if !ok {
		return nil
	}
	if !isRoleARN(v) {
		arn.sc.helpf(arn.n.span(), "bad-value", `e.g., "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/DataRole", or a parameter of type RoleArn`, "the arn of %s must be the ARN of one role, not %q", what, arn.n.text)
		return nil
	}
	return v
}

func isRoleARN(v Value) bool {
	var text strings.Builder
	for _, part := range v {
		switch p := part.(type) {
		case Lit:
			text.WriteString(string(p))
		case ParamRef:
			if len(v) == 1 {
				return p.Param.Type == RoleARN
			}
			text.WriteString("x")
		case Pseudo:
			text.WriteString("x")
		default:
			return false
		}
	}
	return matchesWhole(roleARNForm, text.String())
}

// existingHole resolves ${DataRole.Arn} and ${DataRole.Name} for a role that
// exists already.
func (sc *scope) existingHole(e *ExistingRole, attr string, at spot, cover When) ([]Value, bool) {
	switch Attr(attr) {
	case AttrARN:
		return sc.existingRef(e, at, cover)
	case AttrName:
		if name, ok := e.RoleName(); ok {
			sc.named[e] = true
			return []Value{Text(name)}, true
		}
		sc.helpf(at.span(), "bad-hole", "write the ARN as text that ends in the name", "the name of role %s, which exists already, is not known before the deployment", e.Name)
	case AttrProfileARN:
		sc.helpf(at.span(), "no-profile", "take its ARN as a parameter", "role %s exists already, and nothing here says what its instance profile is", e.Name)
	default:
		sc.helpf(at.span(), "bad-hole", diag.DidYouMean(attr, roleAttrs[:2]), "a role has no %q", attr)
	}
	return nil, false
}

// existingRef is the ARN of an existing role. The parameters that it hangs on
// are given where cover holds.
func (sc *scope) existingRef(e *ExistingRole, at spot, cover When) ([]Value, bool) {
	sc.named[e] = true
	for _, p := range e.ARN.Params() {
		if p.Optional && !cover.has(p) {
			sc.uncovered(p.Name, at)
			return nil, false
		}
	}
	return []Value{e.ARN}, len(e.ARN) > 0
}

// checkExisting finds existing roles that nothing names.
func (s *syntaxSpec) checkExisting(out *Spec) {
	for i, e := range out.Existing {
		if b := s.existing[i]; !s.sc.named[e] && b.sc.level == 0 {
			b.sc.add(diag.Finding{
				Span: b.at, Severity: diag.Warning, Code: "unused-role",
				Message: "nothing names the existing role " + e.Name, Help: "remove it",
			})
		}
	}
}
