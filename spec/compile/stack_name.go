package compile

import (
	"slices"

	"github.com/emriam/emriam/spec"
)

// nameStacks replaces ${AWS::StackName} in roles, policies and security configurations
// by the parameter that stands for the name of their stack: elsewhere, the same text
// would be the name of another stack. What is in no stack cannot name one.
func (s *syntaxSpec) nameStacks(out *spec.Spec) {
	if len(s.sc.stackNames) == 0 {
		return
	}
	for _, st := range out.Stacks {
		w := &stackNamer{stack: st}
		for _, r := range st.Roles {
			w.role(r)
		}
		for _, p := range st.Policies {
			w.value(p.PolicyName, p.Path)
			w.tags(p.Tags)
			for _, a := range p.Attached {
				w.value(a.Name.Value)
			}
			w.document(p.Document)
		}
		for _, c := range st.SecurityConfigurations {
			w.value(c.ConfigurationName)
			for _, m := range c.Mappings {
				w.value(m.Role)
				w.items(m.Identifiers)
			}
		}
	}
	names := func(v spec.Value) bool { return slices.Contains(v, spec.Part(spec.StackName)) }
	for i, p := range out.ResourcePolicies {
		for _, st := range p.Document.Statements {
			for it := range st.Items() {
				if names(it.Value) {
					s.resources[i].sc.errorf(it.At, "bad-placeholder", "resource policy %s has ${AWS::StackName}, and is in no stack", p.Name)
				}
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

// stackNamer names a stack in the values of what it has.
type stackNamer struct {
	stack *spec.Stack
}

func (w *stackNamer) role(r *spec.Role) {
	w.value(r.RoleName, r.Path, r.MaxSession, r.Profile, r.ProfilePath)
	if r.Boundary != nil {
		w.value(r.Boundary.Value)
	}
	w.tags(r.Tags)
	w.tags(r.ProfileTags)
	w.document(r.Trust)
	w.items(r.Managed)
	for _, p := range r.Policies {
		w.document(p.Document)
	}
}

func (w *stackNamer) tags(tags []spec.Tag) {
	for _, t := range tags {
		w.value(t.Value.Value)
	}
}

func (w *stackNamer) document(d *spec.Document) {
	for _, st := range d.Statements {
		for it := range st.Items() {
			w.value(it.Value)
		}
	}
}

func (w *stackNamer) items(its []spec.Item) {
	for _, it := range its {
		w.value(it.Value)
	}
}

// value changes values in place.
func (w *stackNamer) value(vs ...spec.Value) {
	for _, v := range vs {
		for i, p := range v {
			if p != spec.Part(spec.StackName) {
				continue
			}
			if w.stack.NameParam == nil {
				w.stack.NameParam = spec.MadeName{Stack: w.stack}.Value()[0].(spec.ParamRef).Param
			}
			v[i] = spec.ParamRef{Param: w.stack.NameParam}
		}
	}
}
