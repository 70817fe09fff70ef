package compile

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/language"
	"github.com/emriam/emriam/spec/syntax"
)

func (s *syntaxSpec) resolveStacks(out *spec.Spec) []*spec.Stack {
	stacks, member := s.fillStacks()
	if len(stacks) == 0 {
		st := &spec.Stack{Name: s.name, Roles: out.Roles, Policies: out.Policies, SecurityConfigurations: out.SecurityConfigurations, At: s.nameAt}
		st.Adopt()
		return []*spec.Stack{st}
	}
	for _, b := range s.bodies() {
		if member[b.logical()] == nil {
			b.sc.helpf(b.at, "no-stack", "add it to a stack under stacks", "%s is in no stack", b.logical())
		}
	}
	return stacks
}

// fillStacks adds to each stack its members. A member of one of the spec's own
// stacks is removed from inherited stacks, and an inherited stack that becomes empty
// is removed.
func (s *syntaxSpec) fillStacks() (stacks []*spec.Stack, member map[string]*syntax.Node) {
	member = map[string]*syntax.Node{}
	filled := map[*syntax.Node]*spec.Stack{}
	for _, f := range byLevel(s.stacks) {
		if !language.IsPlainName(f.key.Text) {
			f.sc.errorf(f.key.Span(), "bad-name", "the name of a stack must be letters, digits and hyphens, not %q", f.key.Text)
			continue
		}
		st := &spec.Stack{Name: f.key.Text, At: f.key.Span()}
		for _, n := range f.names("stack " + f.key.Text) {
			f.sc.join(st, n, member)
		}
		st.Adopt()
		if f.sc.level == 0 || len(st.Roles)+len(st.Policies)+len(st.SecurityConfigurations) > 0 {
			filled[f.key] = st
		}
	}
	for _, f := range s.stacks {
		if st := filled[f.top().key]; st != nil {
			stacks = append(stacks, st)
		}
	}
	return stacks, member
}

// byLevel returns entries as last written, those of the spec itself first.
func byLevel(entries []field) []field {
	out := lists.Map(entries, field.top)
	slices.SortStableFunc(out, func(a, b field) int { return cmp.Compare(a.sc.level, b.sc.level) })
	return out
}

// join adds to a stack what a name stands for: all members of an each. An inherited
// stack keeps only its remaining members.
func (sc *scope) join(st *spec.Stack, n *syntax.Node, member map[string]*syntax.Node) {
	all := sc.refs.all(n.Text)
	switch {
	case sc.level > 0 && all == nil && sc.refs.gone[n.Text]:
	case sc.refs.existing[n.Text] != nil:
		sc.helpf(n.Span(), "unknown-member", "remove it", "stack %s names %s, an existing role, which no stack creates", st.Name, n.Text)
	case all == nil:
		known := sc.refs.names(func(of spec.Subject) bool { return of.Resource == nil })
		sc.helpf(n.Span(), "unknown-member", diag.DidYouMean(n.Text, known), "stack %s names %q, which the spec does not have", st.Name, n.Text)
	case all[0].Resource != nil:
		sc.helpf(n.Span(), "unknown-member", "remove it", "stack %s names %s, a resource policy, which cannot be in a stack", st.Name, n.Text)
		return
	}
	for _, of := range all {
		name := of.Header().Name
		before := member[name]
		if before != nil && before.Span().File != n.Span().File {
			continue // it was put elsewhere by what extends this
		}
		if before != nil {
			sc.notef(n.Span(), "two-stacks", "keep it in one stack", before.Span().Pos, "first here", "%s is already in a stack", name)
			return // one is enough
		}
		member[name] = n
		switch {
		case of.Role != nil:
			st.Roles = append(st.Roles, of.Role)
		case of.Policy != nil:
			st.Policies = append(st.Policies, of.Policy)
		default:
			st.SecurityConfigurations = append(st.SecurityConfigurations, of.Configuration)
		}
	}
}

// nameStacks replaces ${AWS::StackName} in roles, policies, security configurations and
// tests by the parameter that stands for the name of their stack: elsewhere, the same text
// would be the name of another stack. What is in no stack cannot name one.
func (s *syntaxSpec) nameStacks(out *spec.Spec) {
	if len(s.sc.stackNames) == 0 {
		return
	}
	nameExporting(out)
	for _, st := range out.Stacks {
		for of := range st.Subjects() {
			nameStack(st, of.Items(), spec.TagItems(of.Header().Tags))
			if of.Role != nil {
				nameStack(st, spec.TagItems(of.Role.ProfileTags))
			}
		}
	}
	names := func(v spec.Value) bool { return slices.Contains(v, spec.Part(spec.StackName)) }
	for _, t := range out.Tests {
		if st := t.Stack(); st != nil {
			nameStack(st, t.Items())
			continue
		}
		for _, it := range t.Items() {
			if names(it.Value) {
				s.sc.errorf(it.At, "bad-placeholder", "test %s has ${AWS::StackName}, and its resource policy is in no stack", t.Name)
			}
		}
	}
	for i, p := range out.ResourcePolicies {
		for _, it := range p.Document.Items() {
			if names(it.Value) {
				s.resources[i].sc.errorf(it.At, "bad-placeholder", "resource policy %s has ${AWS::StackName}, and is in no stack", p.Name)
			}
		}
	}
	for _, e := range out.Existing {
		if names(e.ARN) {
			i := slices.IndexFunc(s.existing, func(b *syntaxBody) bool { return b.name == e.Name })
			s.existing[i].sc.errorf(s.existing[i].at, "bad-placeholder", "role %s has ${AWS::StackName}, and is in no stack", e.Name)
		}
	}
}

// nameExporting declares the names of stacks that exports contain, by which other
// stacks import what the spec gives no name.
func nameExporting(out *spec.Spec) {
	add := func(st *spec.Stack, named bool, d spec.Deployed) {
		for _, o := range d.Outputs {
			if !named && len(out.Stacks) > 1 && slices.Contains(o.Export, spec.Part(spec.StackName)) {
				nameParam(st)
			}
		}
	}
	for _, r := range out.Roles {
		add(r.Stack, r.Named(), r.Deployed)
		add(r.Stack, r.Named() && r.ProfileNamed(), r.OfProfile)
	}
	for _, p := range out.Policies {
		add(p.Stack, p.Named(), p.Deployed)
	}
}

// nameParam is the parameter that stands for the name of st.
func nameParam(st *spec.Stack) *spec.Param {
	if st.NameParam == nil {
		st.NameParam = spec.MadeName{Stack: st}.Value()[0].(spec.ParamRef).Param
	}
	return st.NameParam
}

// nameStack names st in values, in place.
func nameStack(st *spec.Stack, items ...[]spec.Item) {
	for _, it := range slices.Concat(items...) {
		for i, p := range it.Value {
			if p == spec.Part(spec.StackName) {
				it.Value[i] = spec.ParamRef{Param: nameParam(st)}
			}
		}
	}
}
