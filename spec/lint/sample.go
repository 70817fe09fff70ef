package lint

import (
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// text is a value of a list as IAM will see it.
type text struct {
	string
	item *spec.Item
	at   diag.Span
}

// itemList tells lists of items apart.
type itemList struct {
	first *spec.Item
	n     int
}

// texts are the values of items under the sample binding. Those that hang on
// a value that was made up are left out: nothing can be said of them.
func (c *checker) texts(items []spec.Item) []text {
	if len(items) == 0 {
		return nil
	}
	key := itemList{&items[0], len(items)}
	out, ok := c.known[key]
	if !ok {
		out = c.resolve(items)
		c.known[key] = out
	}
	return out
}

func (c *checker) resolve(items []spec.Item) []text {
	out := make([]text, 0, len(items))
	for i := range items {
		it := &items[i]
		if lit, ok := it.Value.Literal(); ok {
			out = append(out, text{string: lit, item: it, at: it.At})
			continue
		}
		if c.madeUp(it.Value) {
			continue
		}
		for _, s := range c.binding.Texts(it.Value) {
			out = append(out, text{string: s, item: it, at: it.At})
		}
	}
	return out
}

// madeUp reports whether v hangs on a value that was made up.
func (c *checker) madeUp(v spec.Value) bool {
	return slices.ContainsFunc(v.Expand().Params(), func(p *spec.Param) bool { return c.made[p] })
}
