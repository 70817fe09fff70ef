package lint_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// conditionalRoles has roles and policies with findings, where WHEN stands for a
// condition under which all of them exist, and IF for that of what names them.
const conditionalRoles = `version: 1
name: demo
parameters:
  Stage: {type: String, values: [dev, stage, prod], default: dev}
  NoKey: {type: KMSKeyArn, optional: true}
roles:
  ClusterRole: {roleName: "cluster-${Stage}", kind: service, trust: {service: elasticmapreduce}, passes: [{role: NodeRole IF}] WHEN}
  NodeRole: {roleName: "node-${Stage}", kind: instance, trust: {service: ec2}, instanceProfile: true, policies: {All: {Effect: Allow, Action: "*", Resource: "*"}} WHEN}
  JobRole: {roleName: job, kind: serverless, trust: {service: emr-serverless}, permissionsBoundary: "${Bound.Arn}", passes: [{role: JobRole, to: glue IF}] WHEN}
  StudioRole: {roleName: studio, kind: studio, trust: {service: elasticmapreduce} WHEN}
policies:
  Bound: {policyName: bound, statements: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}] WHEN}
  Users: {policyName: users, statements: [{Effect: Allow, Action: "elasticmapreduce:RunJobFlow", Resource: "*"}, {Effect: Allow, Action: "iam:PassRole", Resource: "${ClusterRole.Arn}", Condition: {StringEquals: {iam:PassedToService: elasticmapreduce.amazonaws.com}}}] WHEN}
`

// TestAbsentIsNoFinding wants the same findings of roles that exist only under a
// condition as of roles that always exist: none is about where they are absent.
func TestAbsentIsNoFinding(t *testing.T) {
	t.Parallel()
	findings := func(when, with string) []string {
		text := strings.NewReplacer(" WHEN", when, " IF", with).Replace(conditionalRoles)
		s, l := compile.Load("demo.yaml", []byte(text), templates.FS)
		if s == nil {
			t.Fatalf("%s: %v", when, l.Findings())
		}
		lint.Check(s, l)
		var out []string
		for _, f := range l.Findings() {
			if f.Code != "unused-parameter" {
				out = append(out, f.Message)
			}
		}
		return out
	}
	want := findings("", "")
	if len(want) < 5 {
		t.Fatalf("%d findings: %q", len(want), want)
	}
	for _, when := range []string{", when: {Stage: prod}", ", when: [{Stage: [stage, prod]}]", ", when: {not: {Stage: dev}}"} {
		if diff := cmp.Diff(want, findings(when, when)); diff != "" {
			t.Errorf("%s (-always +conditional):\n%s", when, diff)
		}
	}
}
