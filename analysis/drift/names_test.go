package drift_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/drift"
	"github.com/emriam/emriam/iam/account"
)

// TestFindNames finds roles without names in an account.
func TestFindNames(t *testing.T) {
	const trust = `"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}`
	const otherTrust = `"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}`
	role := func(name, trust, tag string) string {
		return fmt.Sprintf(`{"RoleName": %q, "Path": "/", "Arn": "arn:aws:iam::123456789012:role/%s", %s, "Tags": [{"Key": "aws:cloudformation:logical-id", "Value": %q}],
			"InstanceProfileList": []}`, name, name, trust, tag)
	}
	s := load(t, `version: 1
name: test
roles:
  Job:
    kind: other
    logicalId: jobRole
    trust: {service: lambda}
policies:
  Read: {statements: {Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "*"}}
`)
	for _, tt := range []struct {
		name   string
		roles  []string
		note   string // of the role
		differ bool
	}{
		{"by its tag", []string{role("x", trust, "jobRole"), role("y", trust, "other")}, "role Job, which the deployment named, is taken to be x, because of the tag aws:cloudformation:logical-id", false},
		{"by its tag and trust", []string{role("x", otherTrust, "jobRole"), role("y", trust, "jobRole")}, "role Job, which the deployment named, is taken to be y, because of the tag aws:cloudformation:logical-id and its trust policy", false},
		{"by its name", []string{role("stack-jobRole-1A2B", trust, ""), role("y", trust, "other")}, "role Job, which the deployment named, is taken to be stack-jobRole-1A2B, because of its logical ID", false},
		{"two of them", []string{role("x", trust, "jobRole"), role("y", trust, "jobRole")}, "role Job, which the deployment named, may be x or y: write its name under names of the environment", true},
		{"none", []string{role("x", trust, "other")}, "", true},
		{"by the name that the environment gives", []string{role("Job", trust, "jobRole"), role("x", trust, "jobRole")}, "", false},
	} {
		a, err := account.Parse(fmt.Appendf(nil, `{"RoleDetailList": [%s], "Policies": [{"PolicyName": "stack-Read-1A2B", "Path": "/", "Arn": "arn:aws:iam::123456789012:policy/stack-Read-1A2B",
			"DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}]}]}`,
			strings.Join(tt.roles, ", ")))
		if err != nil {
			t.Fatal(err)
		}
		b, notes := drift.FindNames(s, s.Example(), a)
		want := []string{"policy Read, which the deployment named, is taken to be stack-Read-1A2B, because of its logical ID"}
		if tt.note != "" {
			want = append([]string{tt.note}, want...)
		}
		if diff := cmp.Diff(want, notes); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tt.name, diff)
		}
		if got := drift.Account(s, b, a, []string{"Job", "Read"}); (len(got) > 0) != tt.differ {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
