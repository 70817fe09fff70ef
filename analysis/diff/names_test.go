package diff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const runningSpec = `version: 1
name: running
roles:
  JobRole: {kind: serverless, logicalId: jobRole, trust: {service: emr-serverless}, policies: {Data: {logicalId: dataPolicy, Statement: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}}
  NodeRole: {kind: instance, roleName: nodes, trust: {service: ec2}, instanceProfile: {name: ""}}
policies:
  Read: {doc: Reads., statements: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}
`

// TestReplaces lists all that a deployment would replace, and nothing else.
func TestReplaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change []string // pairs
		want   []string
	}{
		{"nothing", nil, nil},
		{"another name in the spec, the same logical ID", []string{"JobRole:", "NightRole:"}, nil},
		{"a statement", []string{"s3:GetObject", "s3:PutObject"}, nil},
		{"no name", []string{" roleName: nodes,", ""}, []string{"NodeRole name: nodes → one that the deployment makes"}},
		{"a name", []string{"logicalId: jobRole", "logicalId: jobRole, roleName: jobs"}, []string{"JobRole name: one that the deployment makes → jobs"}},
		{"a profile as its role", []string{`{name: ""}`, "true"}, []string{"NodeRole instance profile: one that the deployment makes for the profile → nodes"}},
		{"an inline policy inside", []string{"logicalId: dataPolicy, ", ""}, []string{"JobRole resource of the policy Data: dataPolicy → the role"}},
		{"an inline policy's name", []string{"{logicalId: dataPolicy", `{policyName: "${AWS::StackName}-data", logicalId: dataPolicy`}, []string{"JobRole name of the policy Data: Data → ${running.StackName}-data"}},
		{"an inline policy's name in the spec", []string{"Data: {logicalId", "Files: {policyName: Data, logicalId"}, nil},
		{"a logical ID", []string{"logicalId: jobRole", "logicalId: role2"}, []string{"JobRole logical ID: jobRole → role2"}},
		{"a path and a description", []string{"doc: Reads.", "path: /read/, doc: Reads data."}, []string{"Read path: / → /read/", "Read description: Reads. → Reads data."}},
	} {
		r := compareSpecs(t, load(t, runningSpec), load(t, strings.NewReplacer(tt.change...).Replace(runningSpec)))
		var got []string
		for _, m := range r.Members {
			if m.What == "parameter" {
				t.Errorf("%s: a parameter %s, which neither side declares", tt.name, m.Name)
			}
			for _, text := range m.Replace {
				got = append(got, m.Name+" "+text)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, diff)
		}
	}
}
