package compile_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A policyName alone names what another spec, a role, a template or an edge makes, and a
// policy that replaces another one has a name of its own.
func TestInlineNames(t *testing.T) {
	t.Parallel()
	s, l := loadFiles(t, map[string]string{
		"company.yaml": `
version: 1
name: company
parameters: {Team: {type: NamePrefix, pattern: "[a-z]{1,9}", example: data}}
roles:
  One:
    kind: other
    roleName: one
    trust: {service: ec2}
    passes: [{role: Two, to: ec2}]
    policies:
      Data: {policyName: "${Team}-data", Statement: &read {Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo/*"}}
      Logs: {policyName: "${Team}-logs", Statement: *read}
      Plain: *read
  Two: {template: one-statement, roleName: two, policies: {Data: {policyName: two-data}}, statements: {New: &read {Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo/new"}}}
`,
		"team/own.yaml": `
version: 1
name: own
extends: ../company.yaml
roles:
  One: {policies: {Plain: {policyName: "${AWS::StackName}-plain"}, Logs: {Effect: Allow, Action: "s3:ListBucket", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo"}}}
  Two: {policies: {Added: {policyName: two-added}}}
  Three: {from: One, roleName: three, policies: {PassRoles: {policyName: pass}, Data: {policyName: "${Team}-three"}}}
`,
	})
	if s == nil {
		t.Fatal(printed(t, l))
	}
	got := map[string]string{}
	for _, r := range s.Roles {
		for _, p := range r.Policies {
			got[r.Name] += fmt.Sprintf("%s: %s, ", p.Name, p.PolicyName)
		}
	}
	want := map[string]string{
		"One":   "Data: ${Team}-data, Plain: ${AWS::StackName}-plain, Logs: Logs, PassRoles: PassRoles, ",
		"Two":   "Data: two-data, Added: two-added, ",
		"Three": "Data: ${Team}-three, Plain: ${AWS::StackName}-plain, Logs: Logs, PassRoles: pass, ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
