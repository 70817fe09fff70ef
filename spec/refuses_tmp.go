package spec

import "slices"

// Refuses says why text is no value of p, in words that follow the value; "" if
// it is one.
func (p *Param) Refuses(text string) string {
	switch {
	case text == "":
		return "is empty"
	case !p.Type.Matches(text):
		return "is not " + p.Type.Want()
	case p.Pattern != "" && !matchesWhole(p.Pattern, text):
		return "does not match the pattern " + p.Pattern
	case p.Values != nil && !slices.Contains(p.Values, text):
		return "is not among the values allowed"
	}
	return ""
}
