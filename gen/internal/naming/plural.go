package naming

import "strings"

// Plural is the plural of an identifier.
//
//	Tenant       → Tenants
//	SubmitPolicy → SubmitPolicies
//	Access       → Accesses
func Plural(name string) string {
	end := strings.ToLower(name)
	for _, s := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(end, s) {
			return name + "es"
		}
	}
	if stem, ok := strings.CutSuffix(name, "y"); ok && stem != "" && !strings.ContainsRune("aeiou", rune(end[len(stem)-1])) {
		return stem + "ies"
	}
	return name + "s"
}
