package cdk

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// member is a role, a policy or a security configuration of a stack, or those
// of one Each that are in it.
type member struct {
	*construct
	id       string   // the logical name; of an Each, of all
	field    string   // of the struct behind the interface
	accessor string   // the method of the stack's construct
	names    []string // of those of an Each
	place    int      // in the order of the spec

	override *spec.Param // stands for the stack's prop that overrides its name or names; nil if there is none
}

func newMembers(st *spec.Stack, all map[*spec.Header]*construct) []*member {
	var members []*member
	for of := range st.Subjects() {
		h := of.Header()
		c := all[h]
		i := slices.IndexFunc(members, func(m *member) bool { return m.construct == c })
		if i < 0 {
			i = len(members)
			members = append(members, &member{construct: c, id: h.Written(), place: i})
		}
		if h.Each != nil {
			members[i].names = append(members[i].names, h.Each.Name)
		}
	}
	nameMembers(members)
	return members
}

// nameMembers names what there is one of as it is, and then several in the
// plural.
func nameMembers(members []*member) {
	fields, accessors := &naming.Scope{}, &naming.Scope{}
	for _, m := range members {
		if m.each == nil {
			m.field, m.accessor = fields.Name(naming.UnexportedCDK(m.name)), accessors.Name(accessorName(m.name))
		}
	}
	for _, m := range members {
		if m.each != nil {
			plural := naming.Plural(m.name)
			m.field, m.accessor = fields.Name(naming.UnexportedCDK(plural)), accessors.Name(accessorName(plural))
		}
	}
}

func (m *member) typ() *jen.Statement {
	if m.each != nil {
		return jen.Map(jen.String()).Id(m.name)
	}
	return jen.Id(m.name)
}

func (m *member) doc() string {
	what, name := kindOf(m.entity()).what, m.entity().AWSName()
	if m.each != nil {
		return m.accessor + " has each " + what + " " + show(name) + ", by the name that it is made for."
	}
	if isMade(name) {
		return m.accessor + " is the " + what + called(name) + "."
	}
	return m.accessor + " is the " + what + " " + name.String() + "."
}

// memberOf is the member that makes what r refers to, or others of its Each.
func memberOf(members []*member, r *ref) *member {
	for _, m := range members {
		switch {
		case (r.Role == nil) != (m.Role == nil) || (r.Policy == nil) != (m.Policy == nil):
		case r.each() != nil && m.each != nil && r.each().Group == m.each.Group:
			return m
		case r.each() == nil && m.each == nil && r.Role == m.Role && r.Policy == m.Policy:
			return m
		}
	}
	return nil
}

// makes is the member that makes all that r refers to, where what refers to it
// is made for a name.
func makes(members []*member, r *ref, name string) *member {
	m := memberOf(members, r)
	switch {
	case m == nil || m.each == nil:
		return m
	case r.byName && len(m.names) == len(m.each.List.Names):
		return m
	case r.byName:
		return nil
	case !r.same:
		name = r.each().Name
	}
	if !slices.Contains(m.names, name) {
		return nil
	}
	return m
}

// outside are the refs of members to what is not in the stack.
func outside(members []*member) refs {
	var rs refs
	for _, m := range members {
		for _, r := range m.refs.list {
			for _, part := range m.parts(members) {
				if makes(members, r, part[0]) != nil {
					continue
				}
				copied := *r
				if r.same {
					copied = *r.all()
				}
				copied.late = false
				rs.add(&copied)
			}
		}
	}
	return rs
}

// parts divides the names of m so that of all names in one part the same is in
// the stack. One that is not of an Each has the name "".
func (m *member) parts(members []*member) [][]string {
	if m.each == nil {
		return [][]string{{""}}
	}
	var out [][]string
	index := map[string]int{}
	for _, name := range m.names {
		key := ""
		for _, r := range m.refs.list {
			if makes(members, r, name) != nil {
				key += r.prop + " "
			}
		}
		i, ok := index[key]
		if !ok {
			i, index[key] = len(out), len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], name)
	}
	return out
}

// accessorName keeps clear of what every construct has.
func accessorName(name string) string {
	switch name {
	case "Node", "ToString", "With":
		return name + "Construct"
	}
	return name
}
