package terraform

import "github.com/emriam/emriam/spec"

// printer prints one value of a list.
type printer func(spec.Value) expr

// oneOrMany prints items where IAM takes a text or a list of them. Given is
// what holds wherever the list is.
func (m *module) oneOrMany(items []spec.Item, given spec.When, value printer) expr {
	if len(items) == 1 && items[0].Value.List() == nil && len(m.spec.SimplifyBoth(items[0].When, nil, given)) == 0 {
		return value(items[0].Value)
	}
	return m.items(items, given, value)
}

// items prints items as a list: those in a row that are always there as one,
// each of the others as one that may be empty, and all joined by concat.
func (m *module) items(items []spec.Item, given spec.When, value printer) expr {
	var all []segment
	for _, it := range m.runs(items) {
		s := segment{when: m.spec.SimplifyBoth(it.When, nil, given)}
		switch {
		case it.Each != nil:
			s.list = m.run(it, value)
		case it.Value.List() != nil:
			s.list = m.list(it.Value)
		default:
			s.elements = []element{{value: value(it.Value)}}
		}
		all = append(all, s)
	}
	return m.joined(all)
}

// segment is a part of a list.
type segment struct {
	when     []spec.When
	list     expr      // or
	elements []element // of which there is one if there is a condition
}

// joined prints segments as one list.
func (m *module) joined(all []segment) expr {
	var lists []expr
	for len(all) > 0 {
		s := all[0]
		all = all[1:]
		for s.list == "" && len(s.when) == 0 && len(all) > 0 && all[0].list == "" && len(all[0].when) == 0 {
			s.elements = append(s.elements, all[0].elements...)
			all = all[1:]
		}
		lists = append(lists, m.segment(s))
	}
	if len(lists) == 1 {
		return lists[0]
	}
	return call("concat", lists)
}

func (m *module) segment(s segment) expr {
	switch {
	case s.list != "":
		return m.ifHolds(s.when, s.list, "[]")
	case s.short():
		return m.ifHolds(s.when, "["+s.elements[0].value+"]", "[]")
	default:
		return m.ifHolds(s.when, tuple(s.elements), "[]")
	}
}

// short reports whether s needs one line.
func (s segment) short() bool {
	return len(s.elements) == 1 && s.elements[0].comment == nil && s.elements[0].value[0] != '{'
}

// list prints the values that v stands for, with the text around each:
//
//	[for v in var.bucket_arns : "${v}/*"]
func (m *module) list(v spec.Value) expr {
	p := v.List()
	each := m.valueOf(v, "v")
	if each == "v" {
		return m.variable(p)
	}
	return "[for v in " + m.variable(p) + " : " + each + "]"
}
