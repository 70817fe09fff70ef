package cloudformation_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/drift"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// An account into which a spec was deployed does not differ from it, and one in
// which something was changed since differs in just that.
func TestDrift(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*testing.T, *driftServer) []string{"emr-roles": changeRoles, "rich": changeDocuments}
	server := &moto{oracle.MotoAlone(t, "MOTO_IAM_LOAD_MANAGED_POLICIES=true")}
	for i, s := range own(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			m := deployed(t, server, s, fmt.Sprint(600000000000+i))
			if diff := gocmp.Diff([]string{}, m.drift(t, s)); diff != "" {
				t.Fatalf("a deployed spec differs from the account (-none +found):\n%s", diff)
			}
			want := changes[s.Name](t, m)
			// The policies of AWS, most of an export, are as before.
			if diff := gocmp.Diff(want, m.drift(t, s, "--filter", "User", "Group", "Role", "LocalManagedPolicy")); diff != "" {
				t.Errorf("after changes (-want +got):\n%s", diff)
			}
		})
	}
}

const emrTrust = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "elasticmapreduce.amazonaws.com"}, "Action": "sts:AssumeRole"}}`

// changeRoles takes a role and a policy away, makes another role, and makes one
// anew with another path.
func changeRoles(t *testing.T, m *driftServer) []string {
	for _, r := range m.of.Spec.Roles {
		name := m.of.Binding.Text(r.RoleName)
		if r.Name != "AutoScalingRole" && r.Name != "StudioUserRole" {
			continue
		}
		for _, arn := range m.of.Binding.List(r.Managed) {
			m.iam(t, "DetachRolePolicy", "RoleName", name, "PolicyArn", arn)
		}
		m.iam(t, "DeleteRole", "RoleName", name)
	}
	m.iam(t, "DeletePolicy", "PolicyArn", "arn:aws:iam::600000000000:policy/PassEMRRoles")
	m.iam(t, "CreateRole", "RoleName", "EMR_AutoScaling_DefaultRole", "Path", "/old/", "AssumeRolePolicyDocument", emrTrust)
	m.iam(t, "CreateRole", "RoleName", "EMR_by_hand", "AssumeRolePolicyDocument", emrTrust)
	m.iam(t, "CreateRole", "RoleName", "lambda", "AssumeRolePolicyDocument", strings.Replace(emrTrust, "elasticmapreduce", "lambda", 1))
	return []string{
		"role AutoScalingRole (EMR_AutoScaling_DefaultRole): path: in the spec: /; in the account: /old/",
		"role AutoScalingRole (EMR_AutoScaling_DefaultRole): trust, statement AssumedByService (templates/autoscaling.yaml:14:10), Principal: only in the spec: Service: application-autoscaling.amazonaws.com",
		"role AutoScalingRole (EMR_AutoScaling_DefaultRole): managedPolicies: only in the spec: arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforAutoScalingRole",
		"role StudioUserRole (EMRStudio_User_Role) is only in the spec",
		"policy PassEMRRoles (PassEMRRoles) is only in the spec",
		"role EMR_by_hand is only in the account, and EMR uses it",
	}
}

// changeDocuments changes one thing of each kind in what roles and policies say.
func changeDocuments(t *testing.T, m *driftServer) []string {
	m.iam(t, "DeleteRolePolicy", "RoleName", "rich-other", "PolicyName", "One")
	m.iam(t, "PutRolePolicy", "RoleName", "rich-other", "PolicyName", "ByHand", "PolicyDocument",
		`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`)
	m.iam(t, "PutRolePolicy", "RoleName", "rich-runtime", "PolicyName", "Self", "PolicyDocument",
		`{"Version": "2012-10-17", "Statement": [
			{"Sid": "Profile", "Effect": "Allow", "Action": ["IAM:GetInstanceProfile", "iam:ListRoles"], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
			{"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"}]}`)
	m.iam(t, "UpdateAssumeRolePolicy", "RoleName", "rich-other", "PolicyDocument", emrTrust)
	m.iam(t, "DetachRolePolicy", "RoleName", "rich-reader", "PolicyArn", "arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforEC2Role")
	m.iam(t, "AttachRolePolicy", "RoleName", "rich-reader", "PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")
	m.iam(t, "DeleteRolePermissionsBoundary", "RoleName", "rich-other")
	m.iam(t, "PutRolePermissionsBoundary", "RoleName", "rich-reader", "PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess")
	m.iam(t, "UntagRole", "RoleName", "rich-reader", "TagKeys.member.1", "date")
	m.iam(t, "TagRole", "RoleName", "rich-reader", "Tags.member.1.Key", "answer", "Tags.member.1.Value", "no", "Tags.member.2.Key", "by", "Tags.member.2.Value", "hand")
	m.iam(t, "RemoveRoleFromInstanceProfile", "RoleName", "rich-reader", "InstanceProfileName", "rich-reader")
	m.iam(t, "CreatePolicyVersion", "PolicyArn", "arn:aws:iam::600000000001:policy/rich/rich-shared", "SetAsDefault", "true", "PolicyDocument",
		`{"Version": "2012-10-17", "Statement": {"Sid": "Shared", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::amzn-s3-demo-other/*"}}`)
	return []string{
		"role Reader (rich-reader): managedPolicies: in the spec: arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforEC2Role; in the account: arn:aws:iam::aws:policy/AdministratorAccess",
		"role Reader (rich-reader): permissionsBoundary: only in the account: arn:aws:iam::aws:policy/ReadOnlyAccess",
		"role Reader (rich-reader): tags.answer: in the spec: yes; in the account: no",
		"role Reader (rich-reader): tags.date: only in the spec: 2024-02-29",
		"role Reader (rich-reader): tags.by: only in the account: hand",
		"role Reader (rich-reader): instanceProfile: only in the spec: /rich/rich-reader",
		"role Runtime (rich-runtime): policies.Self, statement Profile (rich.yaml:130:17), Action: only in the account: iam:ListRoles",
		"role Runtime (rich-runtime): policies.Self, statement Profile (rich.yaml:130:17), Resource: in the spec: arn:aws:iam::600000000001:instance-profile/rich/rich-reader; in the account: *",
		`role Runtime (rich-runtime): policies.Self, statement Profile (rich.yaml:130:17), Condition: only in the account: Bool aws:SecureTransport "true"`,
		`role Runtime (rich-runtime): policies.Self, statement Me (rich.yaml:131:17): only in the spec: Allow do "iam:getrole" on "arn:aws:iam::600000000001:policy/rich/rich-shared"; Allow do "iam:getrole" on "arn:aws:iam::600000000001:role/other/rich-other"; Allow do "iam:getrole" on "arn:aws:iam::600000000001:role/rich-runtime"`,
		`role Runtime (rich-runtime): policies.Self, statement 2: only in the account: Deny do "iam:getuser" on "*"`,
		`role Other (rich-other): trust, statement AssumedByService (rich.yaml:137:12), Condition: only in the spec: StringEquals aws:SourceAccount "600000000001"; ArnLike aws:SourceArn "arn:aws:elasticmapreduce:*:600000000001:*"`,
		"role Other (rich-other): policies.One is only in the spec",
		"role Other (rich-other): policies.ByHand is only in the account",
		"role Other (rich-other): permissionsBoundary: only in the spec: arn:aws:iam::600000000001:policy/rich/rich-shared",
		`policy Shared (rich-shared): statement List (rich.yaml:151:15): only in the spec: Allow do "s3:listallmybuckets" on "*"`,
		`policy Shared (rich-shared): statement Shared: only in the account: Allow do "s3:getobject" on "arn:aws:s3:::amzn-s3-demo-other/*"`,
	}
}

// driftServer is moto with a spec that is deployed in an account.
type driftServer struct {
	*moto
	of deployment
}

func deployed(t *testing.T, server *moto, s *spec.Spec, account string) *driftServer {
	t.Helper()
	m := &driftServer{server, deployment{expected.Choice{Spec: s, Binding: s.Example()}}}
	m.of.Binding.AccountID = account
	for _, stack := range s.Stacks {
		d := m.of
		d.Stack, d.Name = stack, stack.Name
		m.deploy(t, d)
		for _, r := range stack.Roles {
			// moto ignores the managed policies of a role in a template.
			for _, arn := range d.Binding.List(r.Managed) {
				m.iam(t, "AttachRolePolicy", "RoleName", d.Binding.Text(r.RoleName), "PolicyArn", arn)
			}
		}
	}
	return m
}

func (m *driftServer) iam(t *testing.T, action string, args ...string) {
	t.Helper()
	m.call(t, m.of, "iam", action, &struct{}{}, args...)
}

// export is what the CLI prints of the account, or of a part of it.
func (m *driftServer) export(t *testing.T, part ...string) *account.Account {
	t.Helper()
	aws, env := oracle.AWS(t, m.url, "us-east-1", "")
	cmd := exec.Command(aws, append([]string{"iam", "get-account-authorization-details", "--output", "json"}, part...)...)
	cmd.Env = append(env, "AWS_ACCESS_KEY_ID="+oracle.AccessKey+m.of.Binding.AccountID)
	var problem strings.Builder
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("aws iam get-account-authorization-details: %v\n%s", err, problem.String())
	}
	account, err := account.Parse(out)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

func (m *driftServer) drift(t *testing.T, s *spec.Spec, part ...string) []string {
	t.Helper()
	out := []string{}
	for _, d := range drift.Account(s, m.of.Binding, m.export(t, part...), nil) {
		out = append(out, strings.TrimPrefix(d.String(), d.At+": "))
	}
	return out
}
