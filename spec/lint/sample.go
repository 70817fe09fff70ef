package lint

import (
	"slices"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// sample is the spec's example with every conditional parameter given, so
// that each value of the spec has a text. The parameters whose value had to be
// made up are in made.
func sample(s *spec.Spec) (b spec.Binding, made map[*spec.Param]bool) {
	b, made = s.Example(), map[*spec.Param]bool{}
	for _, p := range s.Params {
		switch {
		case p.Type == spec.Boolean:
			b.Values[p.Name] = []string{"true"}
		case b.Values[p.Name] == nil:
			b.Values[p.Name] = []string{sampleOf(p)}
			made[p] = len(p.Values) == 0
		}
	}
	return b, made
}

// samples are values of those types whose form has a meaning in a policy.
var samples = map[spec.Type]string{
	spec.Number:        "1",
	spec.KMSKeyARN:     "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
	spec.KeyID:         "1234abcd-12ab-34cd-56ef-1234567890ab",
	spec.RoleARN:       "arn:aws:iam::123456789012:role/example",
	spec.PolicyARN:     "arn:aws:iam::123456789012:policy/example",
	spec.ARN:           "arn:aws:s3:::amzn-s3-demo-bucket",
	spec.AccountIDType: "123456789012",
	spec.ApplicationID: "00abcdefghijklmn",
}

func sampleOf(p *spec.Param) string {
	if len(p.Values) > 0 {
		return p.Values[0]
	}
	if v, ok := samples[p.Type]; ok {
		return v
	}
	return "example"
}

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
