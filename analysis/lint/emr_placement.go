package lint

import (
	"strings"

	"github.com/emriam/emriam/spec"
)

// checkPlacementGroup finds ARNs of placement groups that are not EMR's. EMR creates
// groups whose names begin with EMR_, and an ARN has the group's name; two of AWS's
// pages have its ID there, which begins with pg-. In a service role, any other name
// is wrong; elsewhere, only an ID is.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha-placementgroup.html
func checkPlacementGroup(c *checker, h held, g grant) {
	service := h.role != nil && h.role.Kind == spec.KindService
	for _, r := range g.st.resources {
		_, name, ok := strings.Cut(r.string, ":placement-group/")
		if !ok || g.st.NotResources || !service && !strings.HasPrefix(name, "pg-") || globsMeet(name, "EMR_*") {
			continue
		}
		c.add(g.subject, r.At, "wrong-placement-group", "write placement-group/EMR_*", "%s names placement groups %s; the names of EMR's begin with EMR_, and an ARN has the name, not the ID", label(g.st), name)
	}
}
