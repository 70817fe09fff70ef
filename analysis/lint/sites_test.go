package lint_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// findings are the code and message of each finding on a spec.
func findings(text string) string {
	_, l := lint.Finish(compile.Load("spec.yaml", []byte(text), templates.FS))
	var all strings.Builder
	for _, f := range l.Findings() {
		all.WriteString(f.Code + ": " + f.Message + "\n")
	}
	return all.String()
}

// TestEachEnvironment: what a role cannot do in one environment is found whichever
// environment it is, and the finding names it.
func TestEachEnvironment(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
roles:
  Creator:
    kind: other
    roleName: acme-creator
    trust: {service: lambda}
    policies:
      P:
        - {Sid: Create, Effect: Allow, Action: "emr-serverless:CreateApplication", Resource: "*"}
        - {Sid: Link, Effect: Allow, Action: "iam:CreateServiceLinkedRole", Resource: "arn:aws:iam::111122223333:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless", Condition: {StringLike: {"iam:AWSServiceName": ops.emr-serverless.amazonaws.com}}}
environments:
`
	const (
		dev  = `  dev: {region: us-east-1, account: "111122223333"}` + "\n"
		prod = `  prod: {region: us-east-1, account: "444455556666"}` + "\n"
		want = "allows emr-serverless:CreateApplication, but nothing allows creating AWSServiceRoleForAmazonEMRServerless, which the first such call of an account needs"
	)
	if got := findings(text + dev); strings.Contains(got, want) {
		t.Errorf("dev has the role:\n%s", got)
	}
	if got := findings(text + dev + prod); !strings.Contains(got, want+" in the environment prod\n") {
		t.Errorf("prod is not told:\n%s", got)
	}
}

// TestPassedInEnvironment: a role is passed by the ARN that it has in the environment.
func TestPassedInEnvironment(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
roles:
  Instance: {template: instance, roleName: acme-instance}
  Launcher:
    kind: other
    roleName: acme-launcher
    trust: {service: lambda}
    policies:
      P:
        - {Effect: Allow, Action: "elasticmapreduce:RunJobFlow", Resource: "*"}
        - {Effect: Allow, Action: "iam:PassRole", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*", Condition: {StringLike: {"iam:PassedToService": "elasticmapreduce.amazonaws.com*"}}}
        - {Effect: Allow, Action: "iam:PassRole", Resource: "arn:${AWS::Partition}:iam::ACCOUNT:role/acme-*", Condition: {StringLike: {"iam:PassedToService": "ec2.amazonaws.com*"}}}
environments:
  prod: {region: us-east-1, account: "444455556666"}
`
	const want = "passes Instance to elasticmapreduce.amazonaws.com, but nothing passes it to ec2.amazonaws.com"
	for account, found := range map[string]bool{"444455556666": false, "${AWS::AccountId}": false, "111122223333": true, "123456789012": true} {
		if got := findings(strings.Replace(text, "ACCOUNT", account, 1)); strings.Contains(got, want) != found {
			t.Errorf("%s: %v is wrong:\n%s", account, !found, got)
		}
	}
}

// TestInAccount: a test must hold in an account that a statement names, or that a pattern
// of a statement matches, as that of the deployment; an account that only the test names is
// another one.
func TestInAccount(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    policies:
      P:
        - {Sid: A, Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:${AWS::Partition}:sqs:*:ALLOWED:q"}
        - {Sid: D, Effect: Deny, Action: "sqs:SendMessage", Resource: "arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:q"}
tests:
  - {name: t, role: Job, VERB: "sqs:SendMessage", resources: "arn:aws:sqs:us-east-1:ASKED:q"}
`
	for _, tt := range []struct{ allowed, verb, asked, want string }{
		{"444455556666", "can", "444455556666", "in the account 444455556666"},
		{"444455556666", "cannot", "${AWS::AccountId}", ""},
		{"4*", "cannot", "${AWS::AccountId}", ""},
		{"*", "can", "444455556666", ""},
	} {
		got := findings(strings.NewReplacer("ALLOWED", tt.allowed, "VERB", tt.verb, "ASKED", tt.asked).Replace(text))
		if !strings.Contains(got, tt.want) || (tt.want == "") == strings.Contains(got, "test-") {
			t.Errorf("%v:\n%s", tt, got)
		}
	}
	for _, pattern := range []string{"1*", "9*"} { // denied where it does not match
		got := findings(strings.NewReplacer("Deny", "Allow", "Allow", "Deny", "ALLOWED", pattern, "VERB", "can", "ASKED", "${AWS::AccountId}").Replace(text))
		if !strings.Contains(got, "test-failed") {
			t.Errorf("%s:\n%s", pattern, got)
		}
	}
}

// TestRegionOfPartition: a wildcard in the Region of an ARN that is written for a
// partition tells the Regions of that partition apart.
func TestRegionOfPartition(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    policies:
      P:
        - {Sid: A, Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws-cn:sqs:*:${AWS::AccountId}:q"}
        - {Sid: D, Effect: Deny, Action: "sqs:SendMessage", Resource: "arn:aws-cn:sqs:cn-northw*:${AWS::AccountId}:q"}
environments:
  china: {partition: aws-cn, region: cn-north-1, account: "444455556666"}
tests:
  - {name: t, role: Job, can: "sqs:SendMessage", resources: "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q"}
`
	if got := findings(text); !strings.Contains(got, `test "t" fails in cn-northwest-1`) {
		t.Errorf("it holds:\n%s", got)
	}
}

// TestBareWorkspaces: another statement of a document may allow creating Workspaces, in
// any way of writing that.
func TestBareWorkspaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		actions string
		found   bool
	}{
		{`"Action": "elasticmapreduce:*"`, false},
		{`"Action": ["s3:GetObject", "ElasticMapReduce:create*"]`, false},
		{`"NotAction": "iam:*"`, false},
		{`"NotAction": "elasticmapreduce:*"`, true},
		{`"Action": "elasticmapreduce:DescribeEditor"`, true},
	} {
		text := `{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": "elasticmapreduce:StartEditor", "Resource": "*", "Condition": {"StringEquals": {"elasticmapreduce:ResourceTag/creatorUserId": "${aws:userId}"}}},
			{"Effect": "Allow", ` + tt.actions + `, "Resource": "*"}]}`
		_, l := lint.Finish(compile.LoadDocument("basic.json", []byte(text), "identity"))
		found := slices.ContainsFunc(l.Findings(), func(f diag.Finding) bool { return f.Code == "cannot-create-workspace" })
		if found != tt.found {
			t.Errorf("%s: %v\n%v", tt.actions, found, l.Findings())
		}
	}
}
