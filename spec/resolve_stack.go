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
			s.join(st, n, placed)
		}
		st.own()
		stacks = append(stacks, st)
	}
	for _, b := range s.bodies() {
		if placed[b.logical()] == nil {
			b.sc.helpf(b.at, "no-stack", "add it to a stack under stacks", "%s is in no stack", b.logical())
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

// join puts into a stack what a name stands for: of what has an each, all.
func (s *syntaxSpec) join(st *Stack, n *node, placed map[string]*node) {
	names := s.membersNamed(n.text)
	switch {
	case s.sc.refs.existing[n.text] != nil:
		s.sc.helpf(n.span, "unknown-member", "take it out", "stack %s names %s, a role that exists already; no stack makes it", st.Name, n.text)
	case names == nil:
		known := slices.Concat(sortedKeys(s.sc.refs.roles), sortedKeys(s.sc.refs.policies), sortedKeys(s.sc.refs.groups), sortedKeys(s.sc.refs.configurations))
		s.sc.helpf(n.span, "unknown-member", didYouMean(n.text, known), "stack %s names %q, which the spec does not have", st.Name, n.text)
	}
	for _, name := range names {
		if before := placed[name]; before != nil {
			s.sc.add(diag.Finding{
				Span: n.span, Code: "two-stacks", Message: fmt.Sprintf("%s is in a stack already", name),
				Help: "it is deployed once", Notes: []diag.Note{{Pos: before.span.Pos, Text: "first here"}},
			})
			return // one is enough
		}
		placed[name] = n
		if role, policy := s.sc.refs.roles[name], s.sc.refs.policies[name]; role != nil {
			st.Roles = append(st.Roles, role)
		} else if policy != nil {
			st.Policies = append(st.Policies, policy)
		} else {
			st.SecurityConfigurations = append(st.SecurityConfigurations, s.sc.refs.configurations[name])
		}
	}
}

// membersNamed are the logical names that a name stands for in a stack.
func (s *syntaxSpec) membersNamed(name string) []string {
	var out []string
	if g := s.sc.refs.groups[name]; g != nil {
		for i := range g.texts {
			out = append(out, (&member{g, i}).logical())
		}
		return out
	}
	if s.sc.refs.roles[name] != nil || s.sc.refs.policies[name] != nil || s.sc.refs.configurations[name] != nil {
		out = append(out, name)
	}
	return out
}
