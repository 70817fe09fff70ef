package terraform

import (
	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/spec"
)

// module is a stack in the making.
type module struct {
	spec   *spec.Spec
	stack  *spec.Stack
	params []*spec.Param // those that the stack uses, in the spec's order

	vars     map[*spec.Param]string  // names of variables, the same in all modules
	names    map[spec.Subject]string // names of resources, by what they are of
	policies *naming.Scope           // names of inline policies
	attached *naming.Scope           // names of attachments

	loops       map[spec.Subject]*loop    // by each role or policy in it
	name        expr                      // what the name of a loop is where something is printed; "" outside of loops
	locals      *naming.Scope             // names of locals
	nameLists   []nameList                // those used so far
	valueLocals map[*spec.NameList]string // locals with values of names, those used so far

	taken      map[string]bool   // names of variables that parameters have
	commonPath string            // of the whole spec, or ""
	nameKeys   map[string]string // in the variable names, by what the spec calls it
	allNames   []string          // that the variable names takes, in all modules of the spec
	renames    bool              // the variable names has been used
	ownNames   []entry           // names of the spec that it replaces, of what there is one, those used so far

	conditions []namedCondition // those used so far

	pseudos map[spec.Pseudo]bool // those used so far
	lookups map[*spec.Param]bool // parameters that are looked up, those used so far
}

// noVariables are the names that Terraform has for itself.
// https://developer.hashicorp.com/terraform/language/block/variable
var noVariables = []string{"count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version"}

func newModule(s *spec.Spec, st *spec.Stack) *module {
	m := &module{
		spec: s, stack: st, params: s.VariablesOf(st),
		vars: map[*spec.Param]string{}, names: map[spec.Subject]string{},
		policies: &naming.Scope{}, attached: &naming.Scope{}, loops: map[spec.Subject]*loop{},
		valueLocals: map[*spec.NameList]string{}, lookups: map[*spec.Param]bool{}, pseudos: map[spec.Pseudo]bool{}, locals: &naming.Scope{},
		taken: map[string]bool{}, commonPath: commonPath(s), nameKeys: map[string]string{},
	}
	m.locals.Name(namesVar)
	for _, l := range locals {
		m.locals.Name(l.name)
	}
	m.findLoops()
	vars := naming.NewScope(noVariables...)
	for _, p := range s.Params {
		m.vars[p] = vars.Name(naming.Snake(p.Name))
		m.taken[m.vars[p]] = true
	}
	scopes := map[string]*naming.Scope{} // by what is named
	for of := range st.Subjects() {
		name := of.Header().Name
		if l := m.loops[of]; l != nil {
			name = l.group
		}
		if scopes[of.What()] == nil {
			scopes[of.What()] = &naming.Scope{}
		}
		if m.first(of) {
			m.names[of] = scopes[of.What()].Name(naming.Snake(name))
		} else {
			m.names[of] = m.names[m.loops[of].members[0]]
		}
	}
	m.nameAll()
	return m
}

// exists is the condition under which the module has something; none if it always has.
func (m *module) exists(of spec.Subject) []spec.When { return m.spec.Simplify(of.Exists(), nil) }

// presence says when d has a statement: under one of the conditions returned,
// or always if there is none.
func (m *module) presence(d *spec.Document) []spec.When { return m.spec.Simplify(d.Presence(), nil) }
