package templates_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/facts"
)

// role-boundary covers the actions of the templates of EMR's roles and of the policies
// that they are given, so that a role with it can do what its template is for.
func TestRoleBoundary(t *testing.T) {
	t.Parallel()
	var covered []string
	for _, st := range statements(load(t, alone(t, "role-boundary", true))) {
		for _, a := range st.Actions {
			covered = append(covered, a.Value.String())
		}
	}
	checked := 0
	for _, name := range strings.Fields("custom-service custom-instance custom-autoscaling custom-notebooks studio-service " +
		"serverless-interactive serverless-execution runtime-step emrfs eks-job identity-center " +
		"node-services secret-reader kinesis-connector kafka-connector redshift-connector express-one-zone s3-tables") {
		for _, st := range statements(loadQuietly(t, alone(t, name, false))) {
			for _, a := range st.Actions {
				action := a.Value.String()
				checked++
				switch {
				case st.Effect == "Deny", action == "iam:PutRolePolicy": // of a service-linked role
				case !slices.ContainsFunc(covered, func(p string) bool { return facts.MatchAction(p, action) }):
					t.Errorf("the boundary lacks %s of %s in %s", action, st.Sid, name)
				}
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d actions", checked)
	}
}
