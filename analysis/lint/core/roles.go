package core

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// Member is a role that the spec creates, or an existing role that it names.
type Member struct {
	Name   string // the logical name
	Kind   spec.Kind
	ARN    string // under the sample binding
	Exists bool   // the spec does not create it
	Made   bool   // the deployment makes its name

	Value spec.Value // the ARN
}

// Path and roleName are those of m in IAM.
func (m Member) Path() string {
	tail := m.Tail()
	return tail[:strings.LastIndexByte(tail, '/')+1]
}

func (m Member) RoleName() string {
	tail := m.Tail()
	return tail[strings.LastIndexByte(tail, '/')+1:]
}

// Tail returns the ARN from the slash before the path.
func (m Member) Tail() string { return m.ARN[strings.Index(m.ARN, ":role/")+len(":role"):] }

// MatchedBy reports whether a pattern of what follows "role" in an ARN matches m,
// whatever name the deployment makes.
func (m Member) MatchedBy(tail string) bool {
	if m.Made {
		return glob.Match(tail, m.Path()+"*")
	}
	return glob.Match(tail, m.Tail())
}

// mayMatch reports whether a text is m's ARN, or a pattern that matches it, with some
// name that the deployment makes. What is written as text without a wildcard is the name
// of another role then.
func (m Member) mayMatch(t Text) bool {
	if !m.Made {
		return glob.Match(t.Literal, m.ARN)
	}
	if glob.HasWildcard(t.Literal) {
		return glob.CompileResource(t.Literal).Overlaps(append(glob.CompileText(strings.TrimSuffix(m.ARN, m.RoleName())), glob.ManyNoSlash))
	}
	names := slices.ContainsFunc(t.Value.Expand().Params(), func(p *spec.Param) bool { return p.Made != nil })
	return names && t.Literal == m.ARN
}

// Members returns the roles that the spec creates, then the existing roles whose ARN
// is known.
func (c *Checker) Members() []Member {
	if c.roles == nil {
		for _, r := range c.Spec.Roles {
			c.roles = append(c.roles, Member{r.Written(), r.Kind, c.Binding.Text(r.ARN()), false, !r.Named(), r.ARN()})
		}
		for _, e := range c.Spec.Existing {
			if !slices.ContainsFunc(e.ARN.Params(), func(p *spec.Param) bool { return c.made[p] }) {
				c.roles = append(c.roles, Member{e.Name, e.Kind, c.Binding.Text(e.ARN), true, false, e.ARN})
			}
		}
	}
	return c.roles
}

// OfKind returns the members of a kind.
func (c *Checker) OfKind(kind spec.Kind) []Member {
	if c.kinds == nil {
		c.kinds = map[spec.Kind][]Member{}
		for _, r := range c.Members() {
			c.kinds[r.Kind] = append(c.kinds[r.Kind], r)
		}
	}
	return c.kinds[kind]
}

// RoleOf returns the kind and name of the role, created or existing, that a value is
// the ARN of, if any.
func (c *Checker) RoleOf(v spec.Value) (name string, kind spec.Kind, ok bool) {
	if ref, is := spec.LoneRole(v); is {
		return ref.Role.Written(), ref.Role.Kind, true
	}
	if len(c.Spec.Existing) == 0 {
		return "", "", false
	}
	text := v.String()
	for _, e := range c.Spec.Existing {
		if e.ARN.String() == text {
			return e.Name, e.Kind, true
		}
	}
	return "", "", false
}
