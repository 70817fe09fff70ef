package importer

import (
	"strings"
	"testing"
)

// TestOddVersion: a version that IAM does not know stays in the spec, where it is found,
// also of documents that the language has short forms for.
func TestOddVersion(t *testing.T) {
	t.Parallel()
	const text = `Resources:
  Job:
    Type: AWS::IAM::Role
    Properties:
      RoleName: job
      AssumeRolePolicyDocument: {Version: TRUST, Statement: [{Effect: Allow, Principal: {Service: elasticmapreduce.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: PassRoles
          PolicyDocument: {Version: PASS, Statement: [{Effect: Allow, Action: "iam:PassRole", Resource: !GetAtt Other.Arn, Condition: {StringLike: {"iam:PassedToService": "ec2.amazonaws.com*"}}}]}
  Other:
    Type: AWS::IAM::Role
    Properties:
      RoleName: other
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
  Pass:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: pass
      PolicyDocument: {Version: MANAGED, Statement: [{Effect: Allow, Action: "iam:PassRole", Resource: !GetAtt Other.Arn, Condition: {StringLike: {"iam:PassedToService": "ec2.amazonaws.com*"}}}]}
`
	const good = `"2012-10-17"`
	for _, odd := range []string{"", "TRUST", "PASS", "MANAGED"} {
		version := strings.NewReplacer("TRUST", good, "PASS", good, "MANAGED", good)
		if odd != "" {
			version = strings.NewReplacer(odd, `"yes"`, "TRUST", good, "PASS", good, "MANAGED", good)
		}
		got := imported(t, "template.yaml", []byte(version.Replace(text)))
		if strings.Contains(got, `Version: "yes"`) != (odd != "") {
			t.Errorf("%s:\n%s", odd, got)
		}
	}
}
