package templates_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	keyARN      = "arn:aws:kms:us-east-1:123456789012:key/0"
	application = "arn:aws:emr-serverless:*:123456789012:/applications/00f1"
)

// useKey is what a page says that whoever submits jobs needs of their key.
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/disk-encryption-cmk.html
var useKey = pageGrant("kms:DescribeKey kms:GenerateDataKey kms:Decrypt", keyARN, "")

// What AWS's page about users of EMR Serverless allows power users; the tag of
// networks is the page's reader's to choose, and the dashboard is of another
// page.
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/security-iam-user-access-policies.html
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-log-encryption.html
func TestServerlessPowerUser(t *testing.T) {
	t.Parallel()
	want := map[string]grant{
		"EMRServerlessActions": pageGrant("emr-serverless:CreateApplication emr-serverless:UpdateApplication emr-serverless:DeleteApplication "+
			"emr-serverless:ListApplications emr-serverless:GetApplication emr-serverless:StartApplication emr-serverless:StopApplication "+
			"emr-serverless:StartJobRun emr-serverless:CancelJobRun emr-serverless:ListJobRuns emr-serverless:GetJobRun", "*", ""),
		"OpenDashboards": pageGrant("emr-serverless:GetDashboardForJobRun", "*", ""),
		"AllowEMRServerlessServiceLinkedRoleCreation": pageGrant("iam:CreateServiceLinkedRole",
			"arn:aws:iam::*:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless*",
			"StringLike iam:AWSServiceName=ops.emr-serverless.amazonaws.com"),
	}
	if diff := cmp.Diff(want, policyGrants(t, "serverless-power-user", "Network: false")); diff != "" {
		t.Errorf("serverless-power-user without a network (-page +template):\n%s", diff)
	}
	want["AllowEC2ENICreationWithEMRTags"] = pageGrant("ec2:CreateNetworkInterface", "ec2:network-interface",
		"StringEquals aws:CalledViaLast=ops.emr-serverless.amazonaws.com")
	want["AllowEC2ENICreationInSubnetAndSecurityGroupWithEMRTags"] = pageGrant("ec2:CreateNetworkInterface", "ec2:subnet ec2:security-group", resourceTag+"=true")
	want["UseKey"] = useKey
	if diff := cmp.Diff(want, policyGrants(t, "serverless-power-user", `KeyArn: "`+keyARN+`"`)); diff != "" {
		t.Errorf("serverless-power-user (-page +template):\n%s", diff)
	}
}

// The seven actions that the page allows data engineers, on one application.
func TestServerlessDataEngineer(t *testing.T) {
	t.Parallel()
	want := map[string]grant{
		"ListApplications": pageGrant("emr-serverless:ListApplications", "*", ""),
		"RunJobs": pageGrant("emr-serverless:GetApplication emr-serverless:StartApplication emr-serverless:StartJobRun "+
			"emr-serverless:CancelJobRun emr-serverless:ListJobRuns emr-serverless:GetJobRun", application+" "+application+"/jobruns/*", ""),
		"OpenDashboards": pageGrant("emr-serverless:GetDashboardForJobRun", application+"/jobruns/*", ""),
		"UseKey":         useKey,
	}
	if diff := cmp.Diff(want, policyGrants(t, "serverless-data-engineer", `Application: 00f1, KeyArn: "`+keyARN+`"`)); diff != "" {
		t.Errorf("serverless-data-engineer (-page +template):\n%s", diff)
	}
}

// What the pages about interactive work allow, on one application.
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/interactive-workloads.html
// https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/interactive-workloads-livy-endpoints.html
func TestServerlessInteractiveUser(t *testing.T) {
	t.Parallel()
	want := map[string]grant{"EMRServerlessInteractiveAccess": pageGrant("emr-serverless:AccessInteractiveEndpoints", application, "")}
	if diff := cmp.Diff(want, policyGrants(t, "serverless-interactive-user", "Application: 00f1")); diff != "" {
		t.Errorf("serverless-interactive-user (-page +template):\n%s", diff)
	}
	want["EMRServerlessLivyAccess"] = pageGrant("emr-serverless:AccessLivyEndpoints", application, "")
	want["EMRServerlessDashboardAccess"] = pageGrant("emr-serverless:GetDashboardForJobRun", application+"/jobruns/*", "")
	if diff := cmp.Diff(want, policyGrants(t, "serverless-interactive-user", "Application: 00f1, Livy: true")); diff != "" {
		t.Errorf("serverless-interactive-user with Livy (-page +template):\n%s", diff)
	}
	if diff := cmp.Diff(useKey, policyGrants(t, "serverless-interactive-user", `Application: 00f1, KeyArn: "`+keyARN+`"`)["UseKey"]); diff != "" {
		t.Errorf("serverless-interactive-user with a key (-page +template):\n%s", diff)
	}
}

// Whoever submits jobs needs to use the key of their logs and disks, too.
func TestServerlessSubmitterKey(t *testing.T) {
	t.Parallel()
	got := policyGrants(t, "serverless-submitter", `ApplicationID: 00f1, KeyArn: "`+keyARN+`"`)
	if diff := cmp.Diff(useKey, got["UseKey"]); diff != "" {
		t.Errorf("serverless-submitter (-page +template):\n%s", diff)
	}
}
