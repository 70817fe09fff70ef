package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// member is a role that the spec creates, or an existing role that it names.
type member struct {
	name   string // the logical name
	kind   spec.Kind
	arn    string // under the sample binding
	exists bool   // the spec does not create it
}

// path and roleName are those of m in IAM.
func (m member) path() string {
	tail := m.tail()
	return tail[:strings.LastIndexByte(tail, '/')+1]
}

func (m member) roleName() string {
	tail := m.tail()
	return tail[strings.LastIndexByte(tail, '/')+1:]
}

// tail returns the ARN from the slash before the path.
func (m member) tail() string { return m.arn[strings.Index(m.arn, ":role/")+len(":role"):] }

// members returns the roles that the spec creates, then the existing roles whose ARN
// is known.
func (c *checker) members() []member {
	if c.roles == nil {
		for _, r := range c.spec.Roles {
			c.roles = append(c.roles, member{r.Written(), r.Kind, c.binding.Text(r.ARN()), false})
		}
		for _, e := range c.spec.Existing {
			if !slices.ContainsFunc(e.ARN.Params(), func(p *spec.Param) bool { return c.made[p] }) {
				c.roles = append(c.roles, member{e.Name, e.Kind, c.binding.Text(e.ARN), true})
			}
		}
	}
	return c.roles
}

// ofKind returns the members of a kind.
func (c *checker) ofKind(kind spec.Kind) []member {
	if c.kinds == nil {
		c.kinds = map[spec.Kind][]member{}
		for _, r := range c.members() {
			c.kinds[r.kind] = append(c.kinds[r.kind], r)
		}
	}
	return c.kinds[kind]
}

// roleOf returns the kind and name of the role, created or existing, that a value is
// the ARN of, if any.
func (c *checker) roleOf(v spec.Value) (name string, kind spec.Kind, ok bool) {
	if len(v) == 1 {
		if ref, is := v[0].(spec.RoleRef); is && ref.Attr == spec.AttrARN {
			return ref.Role.Written(), ref.Role.Kind, true
		}
	}
	if len(c.spec.Existing) == 0 {
		return "", "", false
	}
	text := v.String()
	for _, e := range c.spec.Existing {
		if e.ARN.String() == text {
			return e.Name, e.Kind, true
		}
	}
	return "", "", false
}
