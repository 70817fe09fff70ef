package compile

import (
	"slices"

	"github.com/emriam/emriam/spec"
)

// nameStacks replaces ${AWS::StackName} in roles, policies, security configurations and
// tests by the parameter that stands for the name of their stack: elsewhere, the same text
// would be the name of another stack. What is in no stack cannot name one.
func (s *syntaxSpec) nameStacks(out *spec.Spec) {
	if len(s.sc.stackNames) == 0 {
		return
	}
	nameExporting(out)
	for _, st := range out.Stacks {
		for _, r := range st.Roles {
			nameStack(st, r.Items(), spec.TagItems(r.ProfileTags))
		}
		for _, p := range st.Policies {
			nameStack(st, p.Items(), spec.TagItems(p.Tags))
		}
		for _, c := range st.SecurityConfigurations {
			nameStack(st, c.Items())
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
