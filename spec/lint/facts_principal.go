package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
)

// otherPrincipals are principals whose name is like the prefix of a service
// and is none. AWS publishes no list; these are in its managed policies.
var otherPrincipals = []string{"application-insights", "cognito-identity-us-gov", "macie", "securityhubv2"}

// servicePrincipals finds names of services that look like a typo. A service
// that AWS adds is far from any other.
func (c *checker) servicePrincipals() {
	for d, st := range c.statements() {
		for _, p := range st.principals {
			if p.Type != "Service" {
				continue
			}
			for _, v := range p.values {
				if near := c.misspelt(v.string); near != "" {
					c.add(d.subject, v.At, "unknown-principal", "did you mean \""+near+"\"?", "%s names the service %q, which AWS does not seem to have", label(st), v.string)
				}
			}
		}
	}
}

// misspelt is the principal that v is almost the name of, or "".
func (c *checker) misspelt(v string) string {
	if !isService(v) {
		return "" // another rule's
	}
	name, domain, _ := strings.Cut(v, ".")
	if !strings.HasPrefix(domain, "amazonaws.com") {
		return "" // a part of a service, or a Region
	}
	if _, ok := iam.FindService(name); ok || slices.Contains(otherPrincipals, name) {
		return ""
	}
	near := c.nearest(name, iam.Prefixes())
	if near == "" || distant(near, name) {
		return ""
	}
	return near + "." + domain
}

// distant is stricter than diag.Nearest: services have short names, and many
// are alike.
func distant(a, b string) bool {
	return min(len(a), len(b)) < 5 || a[0] != b[0]
}
