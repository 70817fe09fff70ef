package spec

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

func (s *syntaxSpec) resolveStacks(out *Spec) []*Stack {
	if s.stacks == nil {
		st := &Stack{Name: s.name, Roles: out.Roles, Policies: out.Policies, SecurityConfigurations: out.SecurityConfigurations, At: s.nameAt}
		st.own()
		return []*Stack{st}
	}
	placed := map[string]*node{}
	var stacks []*Stack
	for _, e := range s.stacks {
		if !isPlainName(e.key.text) {
			s.sc.errorf(e.key.span, "bad-name", "the name of a stack is letters, digits and hyphens, not %q", e.key.text)
			continue
		}
		st := &Stack{Name: e.key.text, At: e.key.span}
		for _, n := range s.sc.names(e.value, "stack "+e.key.text) {
			s.place(st, n, placed)
		}
		st.own()
		stacks = append(stacks, st)
	}
	for _, b := range s.bodies() {
		if placed[b.name] == nil {
			s.sc.helpf(b.at, "no-stack", "add it to a stack under stacks", "%s is in no stack", b.name)
		}
	}
	return stacks
}

func (st *Stack) own() {
	for _, r := range st.Roles {
		r.Stack = st
	}
	for _, p := range st.Policies {
		p.Stack = st
	}
	for _, c := range st.SecurityConfigurations {
		c.Stack = st
	}
}

func (s *syntaxSpec) place(st *Stack, n *node, placed map[string]*node) {
	role, policy, configuration := s.sc.refs.roles[n.text], s.sc.refs.policies[n.text], s.sc.refs.configurations[n.text]
	before := placed[n.text]
	switch {
	case s.sc.refs.existing[n.text] != nil:
		s.sc.helpf(n.span, "unknown-member", "take it out", "stack %s names %s, a role that exists already; no stack makes it", st.Name, n.text)
		return
	case role == nil && policy == nil && configuration == nil:
		known := slices.Concat(sortedKeys(s.sc.refs.roles), sortedKeys(s.sc.refs.policies), sortedKeys(s.sc.refs.configurations))
		s.sc.helpf(n.span, "unknown-member", didYouMean(n.text, known), "stack %s names %q, which the spec does not have", st.Name, n.text)
		return
	case before != nil:
		s.sc.add(diag.Finding{
			Span: n.span, Code: "two-stacks", Message: fmt.Sprintf("%s is in a stack already", n.text),
			Help: "it is deployed once", Notes: []diag.Note{{Pos: before.span.Pos, Text: "first here"}},
		})
		return
	case role != nil:
		st.Roles = append(st.Roles, role)
	case policy != nil:
		st.Policies = append(st.Policies, policy)
	default:
		st.SecurityConfigurations = append(st.SecurityConfigurations, configuration)
	}
	placed[n.text] = n
}
