package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
)

// otherPrincipals are service principals that resemble the prefix of a service but
// have none. AWS publishes no list; these are in its managed policies.
var otherPrincipals = []string{"application-insights", "cognito-identity-us-gov", "macie", "securityhubv2"}

// servicePrincipals finds service principals that look like a typo, or like a guess
// at one of EMR's. The name of a new AWS service is unlike any other.
func (c *checker) servicePrincipals() {
	for d, st := range c.statements() {
		for _, p := range st.principals {
			if p.Type == "Service" {
				c.misspeltIn(d, st, p.values)
			}
		}
		if cond, ok := conditionOn(st, "iam:passedtoservice"); ok {
			c.misspeltIn(d, st, cond.values)
		}
	}
}

func (c *checker) misspeltIn(d *document, st *statement, values []text) {
	for _, v := range values {
		if near := c.misspelt(v.string); near != "" {
			c.add(d.subject, v.At, "unknown-principal", "did you mean \""+near+"\"?", "%s names the service %q, but AWS has no known service with this name", label(st), v.string)
		}
	}
}

// misspelt returns the principal that v is a misspelling of, or "".
func (c *checker) misspelt(v string) string {
	if !isService(v) {
		return "" // another rule's
	}
	name, domain, _ := strings.Cut(v, ".")
	if !strings.HasPrefix(domain, "amazonaws.com") {
		if isEMR(name) && strings.HasSuffix(domain, ".amazonaws.com") {
			return name + ".amazonaws.com" // EMR has one principal for all Regions
		}
		return "" // a part of a service, or a Region
	}
	if _, ok := facts.FindService(name); ok || slices.Contains(otherPrincipals, name) {
		return ""
	}
	near := c.nearest(name, facts.Prefixes())
	if near == "" || distant(near, name) {
		near = emrService(name)
	}
	if near == "" {
		return ""
	}
	return near + "." + domain
}

func isEMR(name string) bool { return name == "elasticmapreduce" || name == "emr-serverless" }

// emrService returns the service that a name derived from EMR's means, e.g.,
// elasticmapreduce for emr-studio: the names of EMR's services differ from the
// product. It returns "" for other names.
func emrService(name string) string {
	switch {
	case !strings.HasPrefix(name, "emr") && !strings.Contains(name, "mapreduce"):
		return ""
	case strings.Contains(name, "serverless"):
		return "emr-serverless"
	}
	return "elasticmapreduce"
}

// distant is stricter than diag.Nearest: services have short, similar names.
func distant(a, b string) bool {
	return min(len(a), len(b)) < 5 || a[0] != b[0]
}
