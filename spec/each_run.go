package spec

import "slices"

// Run is an item of a list, or several adjacent items that differ only in the member
// of an Each that they name.
//
//	${TenantAcme.Arn}, ${TenantGlobexEu.Arn}
//
// becomes the first item, with a reference that is Same, and its Each.
type Run struct {
	Item
	Each *Each // of the first that Item is about; nil for an item by itself
}

// Runs splits items into runs.
func Runs(items []Item) []Run {
	var out []Run
	for len(items) > 0 {
		run, n := firstRun(items)
		out = append(out, run)
		items = items[n:]
	}
	return out
}

// firstRun returns the first run of items, and the number of its items.
func firstRun(items []Item) (Run, int) {
	first := items[0]
	each := first.Value.about()
	if each == nil || len(each.List.Names) > len(items) {
		return Run{Item: first}, 1
	}
	for i, name := range each.List.Names {
		e := items[i].Value.about()
		if e == nil || e.Name != name || !slices.Equal(items[i].When, first.When) || !slices.EqualFunc(items[i].Value, first.Value, samePart) {
			return Run{Item: first}, 1
		}
	}
	v := slices.Clone(first.Value)
	for i, p := range v {
		switch p := p.(type) {
		case RoleRef:
			p.Same = p.Role.Each != nil
			v[i] = p
		case PolicyRef:
			p.Same = p.Policy.Each != nil
			v[i] = p
		}
	}
	first.Value = v
	return Run{first, each}, len(each.List.Names)
}

// about returns the Each of the only role or policy with an Each that v names; nil
// if there is none, or if v also names another member.
func (v Value) about() *Each {
	var out *Each
	for _, p := range v {
		var e *Each
		same := false
		switch p := p.(type) {
		case EachName, EachValue:
			return nil
		case RoleRef:
			e, same = p.Role.Each, p.Same
		case PolicyRef:
			e, same = p.Policy.Each, p.Same
		}
		if same || e != nil && out != nil {
			return nil
		}
		if e != nil {
			out = e
		}
	}
	return out
}

// samePart reports whether two parts differ only in a name of one Each.
func samePart(a, b Part) bool {
	switch a := a.(type) {
	case RoleRef:
		b, ok := b.(RoleRef)
		return ok && a.Attr == b.Attr && (a.Role == b.Role || a.Role.Each.with(b.Role.Each))
	case PolicyRef:
		b, ok := b.(PolicyRef)
		return ok && (a.Policy == b.Policy || a.Policy.Each.with(b.Policy.Each))
	}
	return a == b
}

func (e *Each) with(o *Each) bool { return e != nil && o != nil && e.Group == o.Group }
