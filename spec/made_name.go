package spec

import (
	"maps"
	"slices"
	"strings"
)

// MadeName is a name that the deployment makes, since the spec gives none. It belongs
// to a role, or its instance profile, to a policy, a security configuration or a stack.
type MadeName struct {
	Entity
	Stack *Stack // instead of Entity; the name is ${AWS::StackName} in it
}

// String is what the spec calls what has the name.
func (m MadeName) String() string {
	if m.Stack != nil {
		return m.Stack.Name
	}
	return m.LogicalName()
}

// Like reports whether a text may end in the name as tools make it: from the logical
// ID, with something before and after it, or from the time, as many digits at the end.
func (m MadeName) Like(text string) bool {
	if m.Role == nil && m.Policy == nil {
		return false
	}
	id := m.LogicalID()
	name := text[strings.LastIndexAny(text, "/:")+1:]
	i := strings.Index(name, id)
	const ofTime = 18 // digits
	return i > 0 && i+len(id) < len(name) || len(name)-len(strings.TrimRight(name, "0123456789abcdef")) >= ofTime
}

// Patterns of names, in IAM if nothing else is said.
const (
	roleNamePattern = `[A-Za-z0-9_+=,.@-]{1,64}`
	namePattern     = `[A-Za-z0-9_+=,.@-]{1,128}`

	// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
	stackNamePattern = `[A-Za-z][A-Za-z0-9-]*`

	configurationNamePattern = `[ -~]+` // of EMR, which accepts more
)

// Value returns the name as the parameter that stands for it. A spec lists that in
// Params, but nobody declares it: it is named as its placeholder is, e.g.,
// "JobRole.Name", which no declared parameter can be.
func (m MadeName) Value() Value { return Value{ParamRef{m.param()}} }

func (m MadeName) param() *Param {
	p := &Param{Type: String, Made: &m}
	if m.Stack != nil {
		p.Name, p.Pos, p.LogicalID, p.Pattern = m.Stack.Name+".StackName", m.Stack.At.Pos, Titled(m.Stack.Name)+"StackName", stackNamePattern
		p.Doc, p.Default = "Name of the stack "+m.Stack.Name+".", []string{m.Stack.Name}
		return p
	}
	h, attr, what := m.Header(), "Name", m.What()
	switch {
	case m.Profile:
		attr, p.Pattern = "ProfileName", namePattern
	case m.Role != nil:
		p.Pattern = roleNamePattern
	case m.Policy != nil:
		p.Pattern = namePattern
	default:
		p.Pattern = configurationNamePattern
	}
	p.Name, p.Pos, p.LogicalID = h.Name+"."+attr, h.Pos, h.Name+attr
	p.Doc, p.Example = "Name of the "+what+" "+h.Name+".", []string{h.Name}
	return p
}

// Titled returns a name as a part of a logical name: emr-studio becomes EmrStudio.
func Titled(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r > 0x7f || !IsAlnum(byte(r)) }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// MadeBy reports whether p is a name that the deployment of st makes.
func (p *Param) MadeBy(st *Stack) bool {
	switch {
	case p.Made == nil:
		return false
	case p.Made.Stack != nil:
		return p.Made.Stack == st
	}
	return p.Made.Header().Stack == st
}

// Named reports whether the spec gives the role a name in IAM.
func (r *Role) Named() bool { return madeName(r.RoleName) == nil }

// Named reports whether the spec gives the policy a name in IAM.
func (p *Policy) Named() bool { return madeName(p.PolicyName) == nil }

// Named reports whether the spec gives the security configuration a name in EMR.
func (c *SecurityConfiguration) Named() bool { return madeName(c.ConfigurationName) == nil }

// ProfileNamed reports whether the instance profile of r has a name that the spec
// gives, or that of its role.
func (r *Role) ProfileNamed() bool {
	p := madeName(r.Profile)
	return p == nil || !p.Made.Profile
}

// madeName returns the parameter that is a whole name which the deployment makes, or
// nil.
func madeName(v Value) *Param {
	if len(v) != 1 {
		return nil
	}
	if ref, ok := v[0].(ParamRef); ok && ref.Param.Made != nil && ref.Param.Made.Stack == nil {
		return ref.Param
	}
	return nil
}

// MadeNames returns the names that deployments of s make: those of roles and their
// profiles, of policies, of security configurations and of stacks, in order.
func (s *Spec) MadeNames() []*Param {
	var out []*Param
	for _, e := range s.Entities() {
		if p := madeName(e.AWSName()); p != nil && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	for _, st := range s.Stacks {
		if st.NameParam != nil {
			out = append(out, st.NameParam)
		}
	}
	return out
}

// Declared returns the parameters that the spec declares: all but the names that the
// deployment makes.
func (s *Spec) Declared() []*Param {
	return slices.DeleteFunc(slices.Clone(s.Params), func(p *Param) bool { return p.Made != nil })
}

// Given returns the binding of e without the names that the deployment makes and e
// does not give.
func (e *Environment) Given() Binding {
	out := e.Binding
	out.Values = maps.Clone(out.Values)
	maps.DeleteFunc(out.Values, func(name string, _ []string) bool {
		_, given := e.Values[name]
		return strings.Contains(name, ".") && !strings.HasSuffix(name, ".StackName") && !given
	})
	return out
}
