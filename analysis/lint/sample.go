package lint

import "github.com/emriam/emriam/spec"

// text is a value of a list as IAM will see it.
type text struct {
	string
	*spec.Item
}

// texts returns the values of items under the sample binding. It omits those that
// depend on an invented value, because they say nothing about the real one.
func (b *basis) texts(items []spec.Item) []text {
	if len(items) == 0 {
		return nil
	}
	out := make([]text, 0, len(items))
	for i := range items {
		it := &items[i]
		if lit, ok := it.Value.Literal(); ok {
			out = append(out, text{lit, it})
			continue
		}
		v := it.Value.Expand()
		if b.madeUp(v) {
			continue
		}
		for _, s := range b.binding.Texts(v) {
			out = append(out, text{s, it})
		}
	}
	return out
}

// madeUp reports whether v depends on an invented value.
func (b *basis) madeUp(v spec.Value) bool {
	for _, p := range v {
		switch p := p.(type) {
		case spec.ParamRef:
			if b.made[p.Param] {
				return true
			}
		case spec.ListRef:
			if b.made[p.Param] {
				return true
			}
		case spec.RoleRef:
			if b.madeUp(p.Value()) {
				return true
			}
		case spec.PolicyRef:
			if b.madeUp(p.Policy.ARN()) {
				return true
			}
		}
	}
	return false
}
