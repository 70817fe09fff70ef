package terraform

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// loop is several roles, or several policies, of which the spec says the same
// but for a name: one resource, for each of the names.
type loop struct {
	group   string // what the spec calls all of them, e.g., "Tenant"
	list    *spec.NameList
	names   []string       // those in the stack
	members []spec.Subject // in the order of names
}

// findLoops notes the loops of the stack: all roles and policies that are made
// for names, but for those of which one would name a resource of the module
// where another cannot.
func (m *module) findLoops() {
	var all []*loop
	for of := range m.stack.Subjects() {
		each := of.Header().Each
		if each == nil {
			continue
		}
		i := slices.IndexFunc(all, func(l *loop) bool { return l.group == each.Group })
		if i < 0 {
			i = len(all)
			all = append(all, &loop{group: each.Group, list: each.List})
		}
		all[i].names = append(all[i].names, each.Name)
		all[i].members = append(all[i].members, of)
		m.loops[of] = all[i]
	}
	for {
		i := slices.IndexFunc(all, func(l *loop) bool { return !m.uniform(l) })
		if i < 0 {
			return
		}
		for _, of := range all[i].members {
			delete(m.loops, of)
		}
		all = slices.Delete(all, i, i+1)
	}
}

// uniform reports whether one resource can stand for all of l: each of them
// names the same resources of the module, or resources that are in a loop for
// at least the same names.
func (m *module) uniform(l *loop) bool {
	if len(l.names) == 1 {
		return false
	}
	for i, of := range l.members {
		if p := of.Policy; p != nil && len(p.Attached) > 0 {
			return false // its attachments would be a loop in a loop
		}
		r := of.Role
		if r == nil {
			return true // policies name none
		}
		for _, v := range named(r) {
			if v.List() != nil {
				return false // a loop in a loop
			}
			for _, part := range v {
				if target, same := m.target(part); same && m.loops[target] == nil {
					return false
				}
			}
		}
		if i > 0 && !slices.EqualFunc(named(l.members[0].Role), named(r), func(a, b spec.Value) bool { return m.inModule(a) == m.inModule(b) }) {
			return false
		}
	}
	return true
}

// named are the values of r that may name resources.
func named(r *spec.Role) []spec.Value {
	out := lists.Map(slices.Concat(r.Boundary, r.Managed), func(it spec.Item) spec.Value { return it.Value })
	for _, st := range r.Trust.Statements {
		for _, p := range st.Principals {
			out = append(out, lists.Map(p.Values, func(it spec.Item) spec.Value { return it.Value })...)
		}
	}
	return out
}

// target is the role or policy that a part names, if it is in the stack, and
// whether each of a loop names its own.
func (m *module) target(part spec.Part) (of spec.Subject, same bool) {
	switch part := part.(type) {
	case spec.RoleRef:
		if part.Role.Stack == m.stack {
			return spec.Subject{Role: part.Role}, part.Same
		}
	case spec.PolicyRef:
		if part.Policy.Stack == m.stack {
			return spec.Subject{Policy: part.Policy}, part.Same
		}
	}
	return none, false
}

func (m *module) inModule(v spec.Value) bool {
	return slices.ContainsFunc(v, func(part spec.Part) bool { of, _ := m.target(part); return of != none })
}

// none is no role, policy or security configuration.
var none spec.Subject

// first reports whether a role or policy is printed: all are but those in a
// loop that are not its first.
func (m *module) first(of spec.Subject) bool {
	l := m.loops[of]
	return l == nil || l.members[0] == of
}

// within prints what is in a loop, where the name is a variable.
func (m *module) within(of spec.Subject, body func()) {
	if m.loops[of] != nil {
		m.name = "each.key"
		defer func() { m.name = "" }()
	}
	body()
}

// address is the resource of something in the stack, or the one in a loop that has the
// name of what names it.
func (m *module) address(e spec.Entity, same bool) expr {
	of := e.Subject
	out := expr(resourceType(e) + "." + m.names[of])
	l := m.loops[of]
	switch {
	case l == nil && len(m.exists(of)) > 0:
		return out + "[0]"
	case l == nil:
		return out
	case same && m.name != "":
		return out + "[" + m.name + "]"
	default:
		return out + "[" + quoted(l.names[slices.Index(l.members, of)]) + "]"
	}
}

// repeated is the argument that says how many there are of what belongs to a
// role or policy, if that is not always one.
func (m *module) repeated(of spec.Subject, whens []spec.When) []entry {
	if l := m.loops[of]; l != nil {
		return forEach(m.ifHolds(whens, m.nameList(l.list, l.names), "[]"))
	}
	return m.count(whens)
}

func forEach(list expr) []entry { return []entry{{"for_each", "toset(" + list + ")"}} }

// nameList is the local with some names of a list.
func (m *module) nameList(list *spec.NameList, names []string) expr {
	key := strings.Join(names, " ")
	i := slices.IndexFunc(m.nameLists, func(l nameList) bool { return strings.Join(l.names, " ") == key })
	if i < 0 {
		i = len(m.nameLists)
		m.nameLists = append(m.nameLists, nameList{m.locals.Name(naming.Snake(list.Groups[0]) + "_names"), names})
	}
	return expr("local." + m.nameLists[i].local)
}

// nameList is names in a local.
type nameList struct {
	local string
	names []string
}

// valuesOf is the local with the values of the names of a list.
func (m *module) valuesOf(l *spec.NameList) expr {
	if m.valueLocals[l] == "" {
		m.valueLocals[l] = m.locals.Name(naming.Snake(l.Groups[0]) + "_values")
	}
	return expr("local." + m.valueLocals[l])
}

// listedValues prints the values of names, an object for each name.
func (m *module) listedValues() []entry {
	var out []entry
	for _, l := range m.spec.NameLists {
		if m.valueLocals[l] == "" {
			continue
		}
		var names []entry
		for i, name := range l.Names {
			values := lists.Map(l.Keys, func(k string) entry { return entry{naming.Snake(k), quoted(l.Values[i][k])} })
			names = append(names, entry{key(name), object(values)})
		}
		out = append(out, entry{m.valueLocals[l], object(names)})
	}
	return out
}

// run prints the values of several items that say the same of each name.
//
//	[for name in local.tenant_names : "arn:…:role/emr-${name}-job"]
func (m *module) run(it spec.Run, value printer) expr {
	outer := m.name
	m.name = "name"
	e := value(it.Value)
	m.name = outer
	return "[for name in " + m.nameList(it.Each.List, it.Each.List.Names) + " : " + e + "]"
}

// runs divides items into runs. Those that the module names one by one, but
// cannot in a loop, are items by themselves.
func (m *module) runs(items []spec.Item) []spec.Run {
	var out []spec.Run
	rest := items
	for _, run := range spec.Runs(items) {
		n := 1
		if run.Each != nil {
			n = len(run.Each.List.Names)
		}
		if n > 1 && m.loopable(rest[:n]) {
			out = append(out, run)
		} else {
			out = append(out, lists.Map(rest[:n], func(it spec.Item) spec.Run { return spec.Run{Item: it} })...)
		}
		rest = rest[n:]
	}
	return out
}

// loopable reports whether items name resources of the module that are all in
// one loop, or none.
func (m *module) loopable(items []spec.Item) bool {
	first, _ := m.target(items[0].Value[0])
	return !slices.ContainsFunc(items, func(it spec.Item) bool {
		of, _ := m.target(it.Value[0])
		return len(it.Value) == 1 && (of == none) != (first == none) || of != none && m.loops[of] == nil
	})
}
