package spec

import (
	"fmt"

	"github.com/emriam/emriam/spec/diag"
)

func (s *syntaxSpec) resolveStacks(out *Spec) []*Stack {
	if s.stacks == nil {
		st := &Stack{Name: s.name, Roles: out.Roles, Policies: out.Policies, At: s.nameAt}
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
	for _, b := range append(append([]*syntaxBody{}, s.roles...), s.policies...) {
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
}

func (s *syntaxSpec) place(st *Stack, n *node, placed map[string]*node) {
	role, policy := s.sc.refs.roles[n.text], s.sc.refs.policies[n.text]
	before := placed[n.text]
	switch {
	case s.sc.refs.existing[n.text] != nil:
		s.sc.helpf(n.span, "unknown-member", "take it out", "stack %s names %s, a role that exists already; no stack makes it", st.Name, n.text)
		return
	case role == nil && policy == nil:
		known := append(sortedKeys(s.sc.refs.roles), sortedKeys(s.sc.refs.policies)...)
		s.sc.helpf(n.span, "unknown-member", didYouMean(n.text, known), "stack %s names %q, which is no role or policy of the spec", st.Name, n.text)
		return
	case before != nil:
		s.sc.add(diag.Finding{
			Span: n.span, Code: "two-stacks", Message: fmt.Sprintf("%s is in a stack already", n.text),
			Help: "a role or policy is deployed once", Notes: []diag.Note{{Pos: before.span.Pos, Text: "first here"}},
		})
		return
	case role != nil:
		st.Roles = append(st.Roles, role)
	default:
		st.Policies = append(st.Policies, policy)
	}
	placed[n.text] = n
}
