package emr

import (
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// checkPlacementGroup finds ARNs of placement groups that are not EMR's. EMR creates
// groups whose names begin with EMR_, and an ARN has the group's name; two of AWS's
// pages have its ID there, which begins with pg-. In a service role, any other name
// is wrong; elsewhere, only an ID is.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha-placementgroup.html
func checkPlacementGroup(c *core.Checker, h core.Held, g core.Grant) {
	service := h.Role != nil && h.Role.Kind == spec.KindService
	for _, r := range g.St.ResourceTexts {
		_, name, ok := strings.Cut(r.Literal, ":placement-group/")
		if !ok || g.St.NotResources || !service && !strings.HasPrefix(name, "pg-") || glob.Overlap(name, "EMR_*") {
			continue
		}
		c.About(g.St, r.At, "wrong-placement-group", "write placement-group/EMR_*", "names placement groups %s; the names of EMR's begin with EMR_, and an ARN has the name, not the ID", name)
	}
}
