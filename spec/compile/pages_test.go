package compile_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// page is a mistake in a policy that a page of AWS's has, or had in an edition
// that is still copied from, made again in a document of our own: the file
// page-<name> under testdata/documents, which has its golden there.
type page struct {
	name  string
	page  string // under docs.aws.amazon.com
	what  string // the mistake
	codes string // of all findings, sorted, blank between

	// unseen says why codes are not about the mistake: a policy does not show
	// it. They are what is found all the same; if that is nothing, there is no
	// document.
	unseen string
}

const (
	managementGuide = "emr/latest/ManagementGuide/"
	serverlessGuide = "emr/latest/EMR-Serverless-UserGuide/"
)

// Mistakes of pages that are none of a policy are left out: a managed policy
// that is called by the wrong name, and the misspelt name of a default role,
// which dangling-role knows where a spec has such a role.
var pages = []page{
	{
		name: "instance-as-trust", page: managementGuide + "emr-iam-role-for-ec2.html",
		what: "a trust has a Resource, and no Principal", codes: "missing-key wrong-policy",
	},
	{
		name: "autoscaling-as-trust", page: managementGuide + "emr-iam-role-automatic-scaling.html",
		what: "a trust has a Resource, and no Principal", codes: "missing-key wrong-policy",
	},
	{
		name: "placement-group", page: managementGuide + "emr-iam-role.html, emr-plan-ha-placementgroup.html",
		what: "EMR's placement groups are named EMR_*, not pg-*", codes: "partial-resources partial-resources wrong-placement-group",
	},
	{
		name: "runtime-role", page: managementGuide + "emr-steps-runtime-roles.html",
		what: "two conditions on one key, of which no value meets both", codes: "contradiction string-on-arn",
	},
	{
		name: "serverless-tags", page: serverlessGuide + "security-iam-user-access-policies.html",
		what: "the condition on tags is lost, so that all applications are allowed", codes: "missing-dependent-action",
		unseen: "what is left is, word for word, the page's policy for data engineers, which is meant so",
	},
	{
		name: "log-encryption", page: serverlessGuide + "jobs-log-encryption.html",
		what: "a comma is missing", codes: "bad-json",
	},
	{
		name: "log-encryption-key", page: serverlessGuide + "jobs-log-encryption.html",
		what: "the policy of a key has no Principal", codes: "",
		unseen: "without one, it is an identity policy like any other; what it is meant for stands beside it",
	},
	{
		name: "linked-role-update", page: serverlessGuide + "using-service-linked-roles.html",
		what: "an action has a blank in it", codes: "bad-action",
	},
	{
		name: "linked-role-wal", page: managementGuide + "using-service-linked-roles-wal.html",
		what: "what deletes the role for write-ahead logs names the one for clean-up", codes: "linked-role-mismatch missing-action-for-key",
	},
	{
		name: "studio-basic", page: managementGuide + "emr-studio-user-permissions.html",
		what: "the Basic policy lacks the basic actions", codes: "cannot-create-workspace",
	},
	{
		name: "studio-service", page: managementGuide + "emr-studio-service-role.html",
		what: "the policy lacks two actions of the table beside it", codes: "studio-collaboration",
	},
	{
		name: "instance-bracket", page: managementGuide + "emr-iam-role-for-ec2.html",
		what: "a bracket is missing", codes: "bad-json",
	},
	{
		name: "instance-comma", page: managementGuide + "emr-iam-role-for-ec2.html",
		what: "a comma too many", codes: "bad-json",
	},
	{
		name: "instance-actions", page: managementGuide + "emr-iam-role-for-ec2.html",
		what: "two calls whose actions have other names", codes: "unknown-action unknown-action",
	},
	{
		name: "studio-kms", page: managementGuide + "emr-studio-service-role.html",
		what: "kms:ReEncrypt is two actions, ReEncryptFrom and ReEncryptTo", codes: "unknown-action",
	},
	{
		name: "job-role-as-trust", page: serverlessGuide + "getting-started.html",
		what: "the service in a trust was lost", codes: "bad-principal",
	},
	{
		name: "metastore", page: serverlessGuide + "metastore-config.html",
		what: "tables of another account are allowed on its catalog alone", codes: "glue-resources",
	},
}

// TestPages wants the mistakes in AWS's own pages found, and nothing else in
// the document, where they are mistakes that a policy shows.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("testdata/documents/page-*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		file := "testdata/documents/page-" + p.name + ".json"
		i := slices.Index(files, file)
		if i < 0 {
			if p.unseen == "" || p.codes != "" {
				t.Errorf("there is no %s", file)
			}
			continue
		}
		files = slices.Delete(files, i, i+1)
		l := check(t, file)
		var codes []string
		for _, f := range l.Findings() {
			codes = append(codes, f.Code)
		}
		slices.Sort(codes)
		if strings.Join(codes, " ") != p.codes {
			t.Errorf("%s (%s): found %q, want %q", p.name, p.what, codes, p.codes)
		}
		if p.unseen != "" {
			t.Logf("%s (%s) is not to be seen: %s", p.name, p.what, p.unseen)
		}
	}
	if len(files) > 0 {
		t.Errorf("no page is listed for %s", strings.Join(files, ", "))
	}
}
