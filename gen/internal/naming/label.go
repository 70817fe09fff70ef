package naming

import "strings"

// Label is what people read in place of a name of the spec.
//
//	StudioKeyArn → Studio key ARN
//	PassEMRRoles → Pass EMR roles
func Label(name string) string {
	var out []string
	for i, w := range words(name) {
		if spelled := spell(w); i == 0 || isProper(spelled) {
			w = spelled
		} else {
			w = strings.ToLower(w)
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// isProper reports whether w has a capital within, as initialisms and names do.
func isProper(w string) bool { return len(w) > 1 && strings.ToLower(w[1:]) != w[1:] }
