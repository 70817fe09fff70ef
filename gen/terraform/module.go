package terraform

import (
	"github.com/emriam/emriam/gen/internal/ident"
	"github.com/emriam/emriam/spec"
)

// module is a stack in the making.
type module struct {
	spec   *spec.Spec
	stack  *spec.Stack
	params []*spec.Param // those that the stack uses, in the spec's order

	vars     map[*spec.Param]string // names of variables, the same in all modules
	names    map[any]string         // names of resources, by what they are of
	policies *ident.Scope           // names of inline policies
	attached *ident.Scope           // names of attachments

	pseudos    map[spec.Pseudo]bool         // those used so far
	principals map[string]map[string]string // those used so far: key → partition → principal
}

// noVariables are the names that Terraform has for itself.
// https://developer.hashicorp.com/terraform/language/block/variable
var noVariables = []string{"count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version"}

func newModule(s *spec.Spec, st *spec.Stack) *module {
	m := &module{
		spec: s, stack: st, params: s.ParamsOf(st),
		vars: map[*spec.Param]string{}, names: map[any]string{},
		policies: &ident.Scope{}, attached: &ident.Scope{},
		pseudos: map[spec.Pseudo]bool{}, principals: map[string]map[string]string{},
	}
	vars := ident.NewScope(noVariables...)
	for _, p := range s.Params {
		m.vars[p] = vars.Name(ident.Snake(p.Name))
	}
	roles, policies, configurations := &ident.Scope{}, &ident.Scope{}, &ident.Scope{}
	for _, r := range st.Roles {
		m.names[r] = roles.Name(ident.Snake(r.Name))
	}
	for _, p := range st.Policies {
		m.names[p] = policies.Name(ident.Snake(p.Name))
	}
	for _, c := range st.SecurityConfigurations {
		m.names[c] = configurations.Name(ident.Snake(c.Name))
	}
	return m
}

// resource is the address of the resource of a type for a role, policy or
// security configuration of the stack, e.g., aws_iam_role.service_role.
func (m *module) resource(typ string, of any) expr { return expr(typ + "." + m.names[of]) }

// presence says when d has a statement: under one of the conditions returned,
// or always if there is none.
func (m *module) presence(d *spec.Document) []spec.When { return m.spec.Simplify(d.Presence(), nil) }
