package services

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
)

// otherPrincipals are service principals that resemble the prefix of a service but
// have none. AWS publishes no list; these are in its managed policies.
var otherPrincipals = []string{"application-insights", "cognito-identity-us-gov", "macie", "securityhubv2"}

// servicePrincipals finds service principals that look like a typo, or like a guess
// at one of EMR's. The name of a new AWS service is unlike any other.
func servicePrincipals(c *core.Checker) {
	for d, st := range c.Statements() {
		for _, p := range st.PrincipalTexts {
			if p.Type == "Service" {
				misspeltIn(c, d, st, p.Texts)
			}
		}
		if cond, ok := core.ConditionOn(st, "iam:passedtoservice"); ok {
			misspeltIn(c, d, st, cond.Texts)
		}
	}
}

func misspeltIn(c *core.Checker, d *core.Document, st *core.Statement, values []core.Text) {
	for _, v := range values {
		if near := misspelt(c, v.Literal); near != "" {
			c.Add(d.Subject, v.At, "unknown-principal", "did you mean \""+near+"\"?", "%s names the service %q, but AWS has no known service with this name", core.Label(st), v.Literal)
		}
	}
}

// misspelt returns the principal that v is a misspelling of, or "".
func misspelt(c *core.Checker, v string) string {
	if !core.IsService(v) {
		return "" // another rule's
	}
	name, domain, _ := strings.Cut(v, ".")
	if !strings.HasPrefix(domain, "amazonaws.com") {
		if IsEMR(name) && strings.HasSuffix(domain, ".amazonaws.com") {
			return name + ".amazonaws.com" // EMR has one principal for all Regions
		}
		return "" // a part of a service, or a Region
	}
	if _, ok := facts.FindService(name); ok || slices.Contains(otherPrincipals, name) {
		return ""
	}
	near := core.NearestOf(c, name, facts.Prefixes())
	if near == "" || distant(near, name) {
		near = emrService(name)
	}
	if near == "" {
		return ""
	}
	return near + "." + domain
}

// IsEMR reports whether a service principal is one of EMR.
func IsEMR(name string) bool { return name == "elasticmapreduce" || name == "emr-serverless" }

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
