package templates_test

import (
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/google/go-cmp/cmp"
)

// What the built-in spec grants around EMR Serverless, without KMS keys,
// against what AWS's pages about execution roles and about the Studio service
// role say, with the values that the pages have lost.
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/security-iam-runtime-role.html
func TestServerless(t *testing.T) {
	t.Parallel()
	const (
		input  = "arn:aws:s3:::amzn-s3-demo-source-bucket"
		output = "arn:aws:s3:::amzn-s3-demo-destination-bucket"
		logs   = "arn:aws:s3:::amzn-s3-demo-logging-bucket"
		studio = "arn:aws:s3:::amzn-s3-demo-studio"
		role   = "arn:aws:iam::123456789012:role/"
	)
	none := map[string][]string{}
	toServerless := map[string][]string{"StringLike iam:PassedToService": {"emr-serverless.amazonaws.com"}}
	want := map[string]map[string]grant{
		"ServerlessInteractiveRole": {
			"ObjectActions": {"Allow", []string{"s3:deleteobject", "s3:getobject", "s3:putobject"}, []string{studio + "/*"}, none},
			"BucketActions": {"Allow", []string{"s3:getencryptionconfiguration", "s3:listbucket"}, []string{studio}, none},
		},
		"ServerlessExecutionRole": {
			"ReadFromOutputAndInputScriptBuckets": {"Allow", []string{"s3:getobject", "s3:listbucket"}, []string{output, output + "/*", input, input + "/*"}, none},
			"WriteToOutputDataBucket":             {"Allow", []string{"s3:deleteobject", "s3:putobject"}, []string{output + "/*"}, none},
			"LoggingReadAndWriteStatement":        {"Allow", []string{"s3:getobject", "s3:listbucket", "s3:putobject"}, []string{logs, logs + "/*"}, none},
			"GlueCreateAndReadDataCatalog": {"Allow", []string{
				"glue:batchcreatepartition", "glue:createpartition", "glue:createtable", "glue:getdatabase", "glue:getdatabases",
				"glue:getpartition", "glue:getpartitions", "glue:gettable", "glue:gettables", "glue:getuserdefinedfunctions",
			}, []string{"*"}, none},
		},
		"ServerlessJobSubmitter": {
			"StartJobRun":    {"Allow", []string{"emr-serverless:startjobrun"}, []string{"arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09"}, none},
			"PassServerless": {"Allow", []string{"iam:passrole"}, []string{role + "EMRServerless_Execution_Role"}, toServerless},
		},
		"ServerlessTenantPassRole": {
			"PassListedRoles": {"Allow", []string{"iam:passrole"}, []string{role + "TenantExecutionRoleModels", role + "TenantExecutionRoleReports"}, toServerless},
		},
		"PassEMRRoles": {
			"PassService":     {"Allow", []string{"iam:passrole"}, []string{role + "EMR_DefaultRole", role + "EMR_DefaultRole_V2"}, map[string][]string{"StringLike iam:PassedToService": {"elasticmapreduce.amazonaws.com*"}}},
			"PassInstance":    passed("EMR_EC2_DefaultRole", "ec2.amazonaws.com*"),
			"PassAutoScaling": passed("EMR_AutoScaling_DefaultRole", "application-autoscaling.amazonaws.com*"),
		},
	}
	s := builtin(t)
	got := map[string]map[string]grant{}
	for _, r := range s.Roles {
		if want[r.Name] != nil {
			got[r.Name] = grants(t, r, s.Example())
		}
	}
	for _, p := range s.Policies {
		if want[p.Name] == nil {
			continue
		}
		got[p.Name] = grants(t, &spec.Role{Policies: []*spec.RolePolicy{{Document: p.Document}}}, s.Example())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-page +spec:\n%s", diff)
	}
}

// Logs in CloudWatch, and a key for logs and disks, each with its parameter.
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-log-encryption.html
func TestServerlessLogs(t *testing.T) {
	t.Parallel()
	const (
		key   = "arn:aws:kms:us-east-1:123456789012:key/0"
		group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/emr-serverless:*"
	)
	none := map[string][]string{}
	// The page narrows the first to arn:aws:logs:*:123456789012:*.
	find := grant{"Allow", []string{"logs:describeloggroups"}, []string{"*"}, none}
	write := grant{"Allow", []string{"logs:createloggroup", "logs:createlogstream", "logs:describelogstreams", "logs:putlogevents"}, []string{group}, none}
	encrypt := grant{"Allow", []string{"logs:associatekmskey"}, []string{group}, none}
	use := grant{"Allow", []string{"kms:decrypt", "kms:generatedatakey"}, []string{key}, none}
	for with, want := range map[string]map[string]grant{
		``:                                    {},
		`, LogGroupName: /aws/emr-serverless`: {"FindLogGroups": find, "WriteToLogGroup": write},
		`, LogKeyArn: "` + key + `"`:          {"UseLogKey": use},
		`, LogGroupName: /aws/emr-serverless, LogKeyArn: "` + key + `"`: {
			"FindLogGroups": find, "WriteToLogGroup": write, "EncryptLogGroup": encrypt, "UseLogKey": use,
		},
	} {
		r, b := role(t, `{version: 1, name: logs, roles: {Alone: {template: serverless-execution, roleName: Alone,
			with: {InputBucket: amzn-s3-demo-in, OutputBucket: amzn-s3-demo-out, LogBucket: amzn-s3-demo-logs`+with+`}}}}`)
		got := grants(t, r, b)
		for _, sid := range []string{"ReadFromOutputAndInputScriptBuckets", "WriteToOutputDataBucket", "LoggingReadAndWriteStatement"} {
			delete(got, sid)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("logs with {%s} (-pages +template):\n%s", with, diff)
		}
	}
}

// A tenant with a prefix instead of a list.
func TestTenantPrefix(t *testing.T) {
	t.Parallel()
	s := load(t, `{version: 1, name: tenant, policies: {Alone: {template: serverless-tenant, policyName: Alone, with: {NamePrefix: MyRole}}}}`)
	got := grants(t, &spec.Role{Policies: []*spec.RolePolicy{{Document: s.Policies[0].Document}}}, s.Example())
	if diff := cmp.Diff(map[string]grant{"PassRolesWithPrefix": passed("MyRole*", "emr-serverless.amazonaws.com")}, got); diff != "" {
		t.Errorf("-page +template:\n%s", diff)
	}
}
