package core

import (
	"github.com/emriam/emriam/internal/lists"

	"github.com/emriam/emriam/spec"
)

// Text is a value of a list as IAM will see it.
type Text struct {
	Literal string
	*spec.Item
}

// Texts returns the values of items under the sample binding. It omits those that
// depend on an invented value, because they say nothing about the real one.
func (b *basis) Texts(items []spec.Item) []Text {
	if len(items) == 0 {
		return nil
	}
	out := make([]Text, 0, len(items))
	for i := range items {
		it := &items[i]
		if lit, ok := it.Value.Literal(); ok {
			out = append(out, Text{lit, it})
			continue
		}
		v := it.Value.Expand()
		if b.MadeUp(v) {
			continue
		}
		out = append(out, lists.Map(b.Binding.Texts(v), func(s string) Text { return Text{s, it} })...)
	}
	return out
}

// MadeUp reports whether v depends on an invented value.
func (b *basis) MadeUp(v spec.Value) bool {
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
			if b.MadeUp(p.Value()) {
				return true
			}
		case spec.PolicyRef:
			if b.MadeUp(p.Policy.ARN()) {
				return true
			}
		}
	}
	return false
}
