package compile

import (
	"slices"
	"testing"

	"github.com/emriam/emriam/spec"
)

// TestStackNames wants no ${AWS::StackName} that only the deployment of its own stack
// understands: not in settings of a security configuration, nor in condition keys.
func TestStackNames(t *testing.T) {
	t.Parallel()
	s, l := Load("emr.yaml", []byte(`
version: 1
name: jobs
roles:
  JobRole:
    kind: other
    roleName: ${AWS::StackName}-job
    trust:
      Effect: Allow
      Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/example.com"}
      Action: sts:AssumeRoleWithWebIdentity
      Condition: {StringEquals: {"example.com/${AWS::StackName}:aud": jobs}}
securityConfigurations:
  Cluster:
    configurationName: cluster
    runtimeRoles: true
    authorizedSessionTag: ${AWS::StackName}-jobs
    EncryptionConfiguration: {EMRWALEncryptionConfiguration: {AwsKmsKey: "alias/${AWS::StackName}"}}
tests:
  - {name: trust, role: JobRole, can: "sts:AssumeRoleWithWebIdentity", resources: "arn:aws:s3:::${AWS::StackName}"}
`), nil)
	if s == nil {
		t.Fatal(l.Findings())
	}
	items := slices.Concat(s.Roles[0].Items(), s.SecurityConfigurations[0].Items(), s.Tests[0].Resources)
	named := 0
	for _, it := range items {
		if slices.Contains(it.Value, spec.Part(spec.StackName)) {
			t.Errorf("%s names the stack that deploys it", it.Value)
		}
		for _, p := range it.Value.Params() {
			if p == s.Stacks[0].NameParam {
				named++
			}
		}
	}
	if named != 5 {
		t.Errorf("%d values name the stack, not 5", named)
	}
}
