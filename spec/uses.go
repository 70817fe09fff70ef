package spec

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
)

// Param returns the parameter with a name, or nil.
func (s *Spec) Param(name string) *Param {
	return lists.Find(s.Params, func(p *Param) bool { return p.Name == name })
}

// ParamsOf returns the parameters that the members of st use, in the order in which
// the spec declares them. They include those in the names of roles and policies of
// other stacks that st refers to, also names that the deployments of those make.
func (s *Spec) ParamsOf(st *Stack) []*Param {
	return s.notMadeBy(st, usesWithTags(st))
}

// notMadeBy returns the used parameters without the names that the deployment of st
// makes.
func (s *Spec) notMadeBy(st *Stack, used uses) []*Param {
	return slices.DeleteFunc(used.in(s), func(p *Param) bool { return p.MadeBy(st) })
}

// ParamsOfConstruct is ParamsOf without the parameters that only tags of instance
// profiles and policies use, which neither CloudFormation nor the CDK can set.
func (s *Spec) ParamsOfConstruct(st *Stack) []*Param { return s.notMadeBy(st, usesOf(st)) }

// ParamsOfTemplate is ParamsOfConstruct without the parameters that CloudFormation
// looks up, and with those in the names of exports that st imports instead of what
// those export.
func (s *Spec) ParamsOfTemplate(st *Stack) []*Param {
	used := newUses()
	used.importer = st
	used.stack(st)
	return slices.DeleteFunc(s.notMadeBy(st, used), func(p *Param) bool { return p.Resolve != nil })
}

func usesOf(st *Stack) uses {
	used := newUses()
	used.stack(st)
	return used
}

func usesWithTags(st *Stack) uses {
	used := usesOf(st)
	for _, r := range st.Roles {
		used.items(TagItems(r.ProfileTags))
	}
	for _, p := range st.Policies {
		used.items(TagItems(p.Tags))
	}
	return used
}

func (u uses) stack(st *Stack) {
	for s := range st.Subjects() {
		u.subject(s)
	}
}

// VariablesOf is ParamsOf for formats that know nothing of stacks: with the name of the
// stack, if something in it names that, and without parameters that are looked up.
func (s *Spec) VariablesOf(st *Stack) []*Param {
	used := usesWithTags(st)
	out := slices.DeleteFunc(s.notMadeBy(st, used), func(p *Param) bool { return p.Resolve != nil })
	if used.params[st.NameParam] {
		out = append(out, st.NameParam)
	}
	return out
}

// ParamsOfSubject returns the parameters that something in a stack uses, in the order in
// which the spec declares them.
func (s *Spec) ParamsOfSubject(of Subject) []*Param {
	return s.used(func(u uses) { u.subject(of) })
}

// ParamsOfTags is ParamsOfSubject for tags.
func (s *Spec) ParamsOfTags(tags []Tag) []*Param {
	return s.used(func(u uses) { u.items(TagItems(tags)) })
}

// ParamsOfDocument is ParamsOfSubject for a document.
func (s *Spec) ParamsOfDocument(d *Document) []*Param {
	return s.used(func(u uses) { u.items(d.Items()) })
}

func (s *Spec) used(add func(uses)) []*Param {
	u := newUses()
	add(u)
	return u.in(s)
}

// uses is a set of parameters.
type uses struct {
	params   map[*Param]bool
	importer *Stack // that imports what other stacks export; nil for what knows no exports
}

func newUses() uses { return uses{params: map[*Param]bool{}} }

func (u uses) in(s *Spec) []*Param {
	return lists.Filter(s.Params, func(p *Param) bool { return u.params[p] })
}

func (u uses) subject(s Subject) {
	u.when(s.Header().When)
	u.items(s.Items())
	u.deployed(s.Header().Deployed)
	if s.Role != nil {
		u.deployed(s.Role.OfProfile)
		for _, it := range s.Role.Managed {
			u.attached(it.Value)
		}
	}
}

// attached adds the parameters that decide whether a policy of this spec exists.
func (u uses) attached(v Value) {
	for _, part := range v {
		if ref, ok := part.(PolicyRef); ok {
			for _, w := range ref.Policy.Document.Presence() {
				u.when(w)
			}
		}
	}
}

func (u uses) deployed(d Deployed) {
	for _, o := range d.Outputs {
		u.value(o.Export, o.Otherwise)
		u.when(o.When)
	}
}

func (u uses) items(items []Item) {
	for _, it := range items {
		u.when(it.When)
		u.value(it.Value)
	}
}

func (u uses) value(vs ...Value) {
	for _, v := range vs {
		for _, part := range v {
			if u.importer != nil {
				if p := u.importer.Imported(part); p != nil {
					part = ParamRef{p}
				}
			}
			switch part := part.(type) {
			case ParamRef:
				u.params[part.Param] = true
				u.value(part.Param.Resolve)
			case ListRef:
				u.params[part.Param] = true
			case RoleRef:
				u.value(part.made()...)
			case PolicyRef:
				u.value(part.Policy.Path, part.Policy.PolicyName)
			}
		}
	}
}

// made are the values that Value makes r of.
func (r RoleRef) made() []Value {
	switch r.Attr {
	case AttrName:
		return []Value{r.Role.RoleName}
	case AttrProfileARN:
		return []Value{r.Role.ProfilePath, r.Role.Profile}
	}
	return []Value{r.Role.Path, r.Role.RoleName}
}

func (u uses) when(w When) {
	for _, t := range w {
		u.params[t.Param] = true
	}
}
