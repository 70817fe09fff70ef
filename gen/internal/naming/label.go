package naming

import "strings"

// Label returns a name of the spec as words.
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

// isProper reports whether w has a capital after its first letter, like initialisms and
// names.
func isProper(w string) bool { return len(w) > 1 && strings.ToLower(w[1:]) != w[1:] }
