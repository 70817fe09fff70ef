package cloudformation

import (
	"slices"

	"github.com/emriam/emriam/spec"
)

// printer prints one value of a list, and says under which further condition
// it is there.
type printer func(spec.Value) (node, condition)

// plain prints a value that is there whenever its item is.
func (t *template) plain(v spec.Value) (node, condition) { return t.value(v), always }

// oneOrMany prints items where IAM takes a text or a list of them.
func (t *template) oneOrMany(items []spec.Item, given spec.When, value printer) node {
	n := t.items(items, given, value)
	if l, ok := n.(list); ok && len(l) == 1 && len(t.itemCondition(items[0], given, always)) == 0 {
		return l[0]
	}
	return n
}

// items prints items as a list. Given is what holds wherever the list is.
func (t *template) items(items []spec.Item, given spec.When, value printer) node {
	if slices.ContainsFunc(items, func(it spec.Item) bool { return it.Value.List() != nil }) {
		return t.flattened(items, given, value)
	}
	var out list
	for _, it := range items {
		n, more := value(it.Value)
		out = append(out, t.ifHolds(t.itemCondition(it, given, more), n))
	}
	return out
}

func (t *template) itemCondition(it spec.Item, given spec.When, more condition) condition {
	return t.spec.SimplifyBoth(it.When, more, given)
}

// flattened prints items of which some stand for a whole list. A list in a
// list is not flattened by CloudFormation, so they are joined to one text and
// that is split again:
//
//	!Split ["|", !Join ["|", [sibling, !Join ["|", !Ref List]]]]
func (t *template) flattened(items []spec.Item, given spec.When, value printer) node {
	if v := items[0].Value; len(items) == 1 && len(t.itemCondition(items[0], given, always)) == 0 {
		if len(v) == 1 {
			return t.lone(v[0])
		}
		d := spec.Delimiter(items)
		return t.split(d, t.joinedList(v, d))
	}
	d := spec.Delimiter(items)
	var parts list
	for _, it := range items {
		var n node
		more := always
		if it.Value.List() != nil {
			n = t.joinedList(it.Value, d)
		} else {
			n, more = value(it.Value)
		}
		parts = append(parts, t.ifHolds(t.itemCondition(it, given, more), n))
	}
	return t.split(d, join(d, parts))
}

func (t *template) split(delimiter string, n node) node {
	return call("!Split", list{text(delimiter), n})
}

// joinedList prints each value of v's list with the literal text around it,
// joined by d. Fn::Join's delimiter takes no function, which is why nothing
// but literal text may stand beside a list:
//
//	${Buckets}/*
//
// becomes
//
//	!Join ["", [!Join ["/*|", !Ref Buckets], "/*"]]
func (t *template) joinedList(v spec.Value, d string) node {
	var before, after string
	var l node
	for _, p := range v {
		s, isText := spec.Value{p}.Named().Static()
		switch {
		case !isText:
			l = t.lone(p)
		case l == nil:
			before += s
		default:
			after += s
		}
	}
	n := join(after+d+before, l)
	if before == "" && after == "" {
		return n
	}
	var parts list
	if before != "" {
		parts = append(parts, text(before))
	}
	parts = append(parts, n)
	if after != "" {
		parts = append(parts, text(after))
	}
	return join("", parts)
}
