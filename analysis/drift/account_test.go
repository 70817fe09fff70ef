package drift_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/drift"
	"github.com/emriam/emriam/iam/account"
)

// differences compares a role that says these statements, on lines 10 and below,
// with one whose policy has others.
func differences(t *testing.T, statements, document string) []string {
	t.Helper()
	s := load(t, `version: 1
name: test
roles:
  Job:
    kind: other
    roleName: job
    trust: {Effect: Allow, Principal: {AWS: "${AWS::AccountId}"}, Action: "sts:AssumeRole"}
    policies:
      Data:
`+statements)
	trust := `{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]}`
	account, err := account.Parse(fmt.Appendf(nil, `{"RoleDetailList": [{"RoleName": "job", "Path": "/", "Arn": "arn:aws:iam::123456789012:role/job",
		"AssumeRolePolicyDocument": %s, "RolePolicyList": [{"PolicyName": "Data", "PolicyDocument": %s}]}]}`, trust, document))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, d := range drift.Account(s, s.Example(), account, nil) {
		out = append(out, strings.TrimPrefix(d.String(), "roles.yaml:4:3: role Job (job): policies.Data"))
	}
	return out
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	const two = `
        - {Sid: A, Effect: Allow, Action: ["s3:GetObject", "s3:PutObject"], Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/a": ["x", "y"]}}}
        - {Sid: B, Effect: Allow, Action: "sqs:*", Resource: "*"}
`
	const cond = `"Resource": "*", "Condition": {"StringEquals": {"AWS:principaltag/a": ["y", "x"]}}`
	tests := []struct {
		name, document string
		want           []string
	}{
		{"the same, written otherwise", `{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": "sqs:*", "Resource": ["*"]},
			{"Sid": "B", "Effect": "Allow", "Action": "S3:putobject", ` + cond + `},
			{"Effect": "Allow", "Action": "s3:GetObject", ` + cond + `}]}`, []string{}},
		{"encoded", `"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Sid%22%3A%22B%22%2C%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sqs%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"`, []string{
			`, statement A (roles.yaml:11:17): only in the spec: Allow do "s3:getobject" on "*" if StringEquals "aws:principaltag/a" ["x" "y"]; Allow do "s3:putobject" on "*" if StringEquals "aws:principaltag/a" ["x" "y"]`,
		}},
		{"an action less, a value more", `{"Version": "2012-10-17", "Statement": [
			{"Sid": "A", "Effect": "Allow", "Action": "s3:getobject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/a": ["x", "y", "z"]}}},
			{"Sid": "B", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}`, []string{
			`, statement A (roles.yaml:11:17), Action: only in the spec: s3:PutObject`,
			`, statement A (roles.yaml:11:17), Condition: in the spec: StringEquals aws:PrincipalTag/a "x", "y"; in the account: StringEquals aws:PrincipalTag/a "x", "y", "z"`,
		}},
		{"without Sids", `{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"},
			{"Effect": "Deny", "NotAction": "sqs:*", "Resource": "*"}]}`, []string{
			`, statement A (roles.yaml:11:17), Condition: only in the spec: StringEquals aws:PrincipalTag/a "x", "y"`,
			`, statement B (roles.yaml:12:17): only in the spec: Allow do "sqs:*" on "*"`,
			`, statement 2: only in the account: Deny not do ["sqs:*"] on "*"`,
		}},
		{"another element", `{"Version": "2012-10-17", "Statement": [
			{"Sid": "A", "Effect": "Deny", "NotAction": ["s3:GetObject", "s3:PutObject"], ` + cond + `},
			{"Sid": "B", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}`, []string{
			`, statement A (roles.yaml:11:17), Effect: in the spec: Allow; in the account: Deny`,
			`, statement A (roles.yaml:11:17), Action: only in the spec: s3:GetObject; s3:PutObject`,
			`, statement A (roles.yaml:11:17), NotAction: only in the account: s3:GetObject; s3:PutObject`,
		}},
		{"no document", `"%7"`, []string{` is a document that cannot be read: policy document: invalid URL escape "%7"`}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, differences(t, two, tt.document)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	// In an older version of the language, ${ is text.
	got := differences(t, `
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-home/${aws:username}"}
`, `{"Version": "2008-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-home/${aws:username}"}]}`)
	if diff := cmp.Diff([]string{`, Version: in the spec: 2012-10-17; in the account: 2008-10-17`}, got); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
}

// What placement makes, and what there is for each of several names, is looked
// for by its name; what depends on a parameter that is not given is not there.
func TestMade(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: test
parameters:
  KeyArn: {type: KMSKeyArn, optional: true}
  OldArn: {type: RoleArn, optional: true}
roles:
  Old: {existing: {arn: "${OldArn}"}, kind: service}
  Kept: {existing: {arn: "arn:aws:iam::123456789012:role/x/kept"}, kind: service}
  Job:
    each: [a, b]
    kind: serverless
    roleName: "job-${each}"
    trust: {service: emr-serverless}
    place: managed
    policies:
      Data: {Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-${each}/*"}
      Key: {Sid: Use, when: KeyArn, Effect: Allow, Action: "kms:Decrypt", Resource: "${KeyArn}"}
`)
	account := &account.Account{Roles: []account.Role{
		accountRole("kept", "/x/", "elasticmapreduce"), accountRole("AWSServiceRoleForEMRCleanup", "/aws-service-role/elasticmapreduce.amazonaws.com/", "elasticmapreduce"),
		accountRole("job-a", "/", "emr-serverless"), accountRole("job-c", "/", "emr-serverless"), accountRole("web", "/", "lambda"),
	}}
	tests := []struct{ names, want []string }{
		{nil, []string{
			"roles.yaml:9:3: role JobA (job-a): trust, statement AssumedByService (roles.yaml:13:12), Condition: only in the spec: StringEquals aws:SourceAccount \"123456789012\"",
			"roles.yaml:9:3: role JobA (job-a): managedPolicies: only in the spec: arn:aws:iam::123456789012:policy/job-a-Data",
			"roles.yaml:9:3: role JobB (job-b) is only in the spec",
			"roles.yaml:9:3: policy JobDataA (job-a-Data) is only in the spec",
			"roles.yaml:9:3: policy JobDataB (job-b-Data) is only in the spec",
			"role job-c is only in the account, and EMR uses it",
		}},
		{[]string{"JobB"}, []string{
			"roles.yaml:9:3: role JobB (job-b) is only in the spec",
			"roles.yaml:9:3: policy JobDataB (job-b-Data) is only in the spec",
		}},
	}
	for _, tt := range tests {
		var got []string
		for _, d := range drift.Account(s, s.Example(), account, tt.names) {
			got = append(got, d.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.names, diff)
		}
	}
}

func accountRole(name, path, service string) account.Role {
	trust := fmt.Sprintf(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "%s.amazonaws.com"}, "Action": "sts:AssumeRole"}}`, service)
	return account.Role{Name: name, Path: path, ARN: "arn:aws:iam::123456789012:role" + path + name, Trust: account.Document{Text: json.RawMessage(trust)}}
}

// A role whose condition does not hold is not missed, and is not of the spec where
// the account has it.
func TestAbsentRoles(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: test
parameters:
  Stage: {type: String, values: [dev, prod], default: dev}
roles:
  Prod: {kind: other, roleName: prod, trust: {service: lambda}, when: {Stage: prod}}
  Gone: {kind: other, roleName: gone, trust: {service: lambda}, when: {Stage: prod}}
  Dev: {kind: other, roleName: dev, trust: {service: lambda}, when: {not: {Stage: prod}}}
  One: {kind: other, roleName: job, trust: {service: lambda}, when: {not: {Stage: prod}}}
  Two: {kind: other, roleName: job, trust: {service: lambda}, when: {Stage: prod}}
`)
	const role = `{"RoleName": "%[1]s", "Path": "/", "Arn": "arn:aws:iam::123456789012:role/%[1]s",
		"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}`
	deployed, err := account.Parse([]byte(`{"RoleDetailList": [` + fmt.Sprintf(role, "gone") + "," + fmt.Sprintf(role, "job") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range drift.Account(s, s.Example(), deployed, nil) {
		got = append(got, d.Name+" "+string(d.Change)+" "+d.Field)
	}
	if diff := cmp.Diff([]string{"Dev missing ", "Gone extra "}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Whom a policy is attached to is compared for the kinds that attach names.
func TestAttached(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: test
parameters:
  Night: {type: Boolean, default: false}
roles:
  Job: {kind: other, roleName: job, trust: {service: lambda}, managedPolicies: [Read]}
policies:
  Read:
    policyName: read
    attach: {groups: [engineers, analysts, {value: nights, when: Night}], roles: [notebook]}
    statements: [{Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*"}]
`)
	const attached = `"AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::123456789012:policy/read"}]`
	const trust = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}`
	role := func(name, more string) string {
		return fmt.Sprintf(`{"RoleName": "%[1]s", "Path": "/", "Arn": "arn:aws:iam::123456789012:role/%[1]s", "AssumeRolePolicyDocument": %s, %s}`, name, trust, more)
	}
	deployed, err := account.Parse([]byte(`{
		"RoleDetailList": [` + role("job", attached) + "," + role("other", attached) + "," + role("notebook", `"Tags": []`) + `],
		"GroupDetailList": [{"GroupName": "engineers", "Arn": "arn:aws:iam::123456789012:group/engineers", ` + attached + `}, {"GroupName": "strangers", "Arn": "arn:aws:iam::123456789012:group/strangers", ` + attached + `}],
		"UserDetailList": [{"UserName": "ann", "Arn": "arn:aws:iam::123456789012:user/ann", ` + attached + `}],
		"Policies": [{"PolicyName": "read", "Path": "/", "Arn": "arn:aws:iam::123456789012:policy/read", "DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
			"Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*"}]}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	differences := func() (out []string) {
		for _, d := range drift.Account(s, s.Example(), deployed, nil) {
			out = append(out, d.String())
		}
		return out
	}
	want := []string{
		`roles.yaml:8:3: policy Read (read): attach.groups: in the spec: analysts; in the account: strangers`,
		`roles.yaml:8:3: policy Read (read): attach.roles: in the spec: notebook; in the account: other`,
	}
	if diff := cmp.Diff(want, differences()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	deployed.Groups, deployed.Users = nil, nil // as with --filter Role LocalManagedPolicy
	if diff := cmp.Diff(want[1:], differences()); diff != "" {
		t.Errorf("without groups, -want +got:\n%s", diff)
	}
}

// Inline policies are compared by their names in IAM, of those that exist.
func TestInlineNames(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: test
parameters: {Team: {type: NamePrefix, example: data}, Bucket: {type: BucketName, optional: true}}
roles:
  Job:
    kind: other
    roleName: job
    trust: {Effect: Allow, Principal: {AWS: "${AWS::AccountId}"}, Action: "sts:AssumeRole"}
    policies:
      Read: {policyName: "${Team}-read", Statement: &read {Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"}}
      Write: {policyName: "${Team}-write", Statement: *read}
      Own: {policyName: "${Team}-own", when: Bucket, Statement: *read}
      Shared: {policyName: "${Team}-own", when: {not: Bucket}, Statement: *read}
`)
	const document = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-data/*"}}`
	account, err := account.Parse(fmt.Appendf(nil, `{"RoleDetailList": [{"RoleName": "job", "Path": "/", "Arn": "arn:aws:iam::123456789012:role/job",
		"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}]},
		"RolePolicyList": [{"PolicyName": "data-read", "PolicyDocument": %[1]s}, {"PolicyName": "Write", "PolicyDocument": %[1]s}, {"PolicyName": "data-own", "PolicyDocument": %[1]s}]}]}`, document))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, d := range drift.Account(s, s.Example(), account, nil) {
		got = append(got, d.String())
	}
	want := []string{"roles.yaml:5:3: role Job (job): policies.Write (data-write) is only in the spec", "roles.yaml:5:3: role Job (job): policies.Write is only in the account"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
