package access_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestAskedOn: where AWS's reference and its error messages contradict each other
// on what an action is asked for, nothing is allowed or denied that hangs on it.
func TestAskedOn(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Deep: {type: Boolean, default: false}
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Effect: Allow, Action: ["logs:DescribeLogGroups", "elasticmapreduce:RunJobFlow"], Resource: "arn:${AWS::Partition}:*:${AWS::Region}:${AWS::AccountId}:*"}
        - {Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "arn:${AWS::Partition}:s3:::acme"}
        - {Effect: Allow, Action: "elasticmapreduce:ListClusters", Resource: "arn:${AWS::Partition}:elasticmapreduce:*:*:cluster/*"}
  Wide:
    kind: serverless
    roleName: wide
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Effect: Allow, Action: ["logs:DescribeLogGroups", "s3:ListAllMyBuckets"], Resource: "*"}
        - {Effect: Deny, Action: "logs:DescribeLogGroups", Resource: "arn:${AWS::Partition}:logs:*:*:log-group:*", when: Deep}
        - {Effect: Deny, Action: "sts:*", Resource: "*"}
`)
	for _, c := range []struct {
		role, action, resource string
		want                   access.Result
	}{
		{"Job", "logs:DescribeLogGroups", "", access.Unknown},
		{"Job", "Logs:describeloggroups", "*", access.Unknown},
		{"Job", "elasticmapreduce:RunJobFlow", "", access.Unknown},
		{"Job", "elasticmapreduce:RunJobFlow", "arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/*", access.Allowed},
		{"Job", "s3:ListAllMyBuckets", "", access.Denied},
		{"Job", "elasticmapreduce:ListClusters", "", access.Denied}, // whose messages name *
		{"Wide", "logs:DescribeLogGroups", "", access.Depends},
		{"Wide", "s3:ListAllMyBuckets", "", access.Allowed},
		{"Wide", "sts:GetCallerIdentity", "", access.Allowed},
		{"Wide", "sts:GetSessionToken", "", access.Denied},
	} {
		v, err := access.Everywhere(s, deploy.New(s).All(s, s.Example()), access.Question{Name: c.role, Action: c.action, Resource: spec.Text(c.resource)})
		if err != nil {
			t.Fatal(err)
		}
		if v.Result != c.want {
			t.Errorf("%s %s %s: got %s, want %s\n%s", c.role, c.action, c.resource, v.Result, c.want, v.Text())
		}
		if named := strings.Contains(string(v.Text()), "error messages name"); named != (v.Result == access.Unknown || v.Result == access.Depends) {
			t.Errorf("%s %s: the text is\n%s", c.role, c.action, v.Text())
		}
	}
}
