package services

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// servicePrincipals finds service principals that look like a typo, or like a guess
// at one of EMR's, and those that the facts do not list.
func servicePrincipals(c *core.Checker, st *core.Statement, v core.Value) {
	named := v.Type == "Service" || v.Of == core.InCondition && core.IsOneOf(v.Condition.Key, []string{"iam:PassedToService", "iam:AWSServiceName"})
	if !named || !core.IsService(v.Literal) || isPrincipal(v.Literal) {
		return // or another rule's
	}
	if near := misspelt(c, v.Literal); near != "" {
		c.About(st, v.At, "unknown-principal", "did you mean \""+near+"\"?", "names the service %q, but AWS has no known service with this name", v.Literal)
		return
	}
	c.About(st, v.At, "unlisted-principal", "", "names the service %q, which the facts of %s do not list", v.Literal, facts.PoliciesTable.Date())
}

// isPrincipal reports whether a service principal is known: AWS's managed policies name
// it, a spec may, it is that of a service with this prefix, or of a part or a Region of
// one.
func isPrincipal(v string) bool {
	name, domain, ok := strings.Cut(v, ".amazonaws.")
	if !ok || domain != "com" && domain != "com.cn" && domain != "eu" {
		return inOtherDomain(v) == "" // in a domain of which nothing is known
	}
	if rest, region, found := cutLast(name, "."); found && core.IsRegion(region) {
		if name = rest; IsEMR(name) {
			return false // EMR has one principal for all Regions
		}
	}
	_, ofSpec := spec.FindService(name)
	_, part, _ := cutLast(name, ".")
	_, ofPart := facts.FindService(part)
	return ofSpec || ofPart || slices.Contains(facts.ServicePrincipals(), name)
}

// inOtherDomain returns the principal that one in another domain means, such as
// ec2.amazon.com, or "".
func inOtherDomain(v string) string {
	name, domain, _ := strings.Cut(v, ".")
	if p := spec.ServicePrincipal(name); p != nil && (domain == "amazon.com" || domain == "aws.amazon.com") {
		return name + ".amazonaws.com"
	}
	return ""
}

// cutLast is strings.Cut at the last separator; without one, all is behind it.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// misspelt returns the principal that an unknown one is a misspelling of, or "".
func misspelt(c *core.Checker, v string) string {
	name, domain, _ := strings.Cut(v, ".")
	if !strings.HasPrefix(domain, "amazonaws.com") {
		if IsEMR(name) && strings.HasSuffix(domain, ".amazonaws.com") {
			return name + ".amazonaws.com"
		}
		return inOtherDomain(v)
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
