package templates_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec"
)

// policyGrants are those of a template for a policy that is used with some
// values, e.g., "Steps: false".
func policyGrants(t *testing.T, template, with string) map[string]grant {
	t.Helper()
	s := load(t, `{version: 1, name: policy, policies: {Alone: {template: `+template+`, policyName: Alone, with: {`+with+`}}}}`)
	return documentGrants(t, s.Policies[0].Document, s.Example())
}

func documentGrants(t *testing.T, d *spec.Document, b spec.Binding) map[string]grant {
	t.Helper()
	return grants(t, &spec.Role{Policies: []*spec.RolePolicy{{Document: d}}}, b)
}

// fullAccess is what AWS's managed policy allows, without its PassRole.
func fullAccess(t *testing.T, name string) map[string]grant {
	t.Helper()
	want := map[string]grant{}
	for _, st := range statementsFromAWS(t, name) {
		if !slices.Contains(st.Action, "iam:PassRole") {
			want[st.Sid] = st.grant()
		}
	}
	return want
}

// emr-admin is AmazonEMRFullAccessPolicy_v2, but for what `passes` makes: in
// the built-in spec, PassRole for the spec's roles.
func TestEMRAdmin(t *testing.T) {
	t.Parallel()
	want := fullAccess(t, "AmazonEMRFullAccessPolicy_v2")
	if len(want) < 4 {
		t.Fatalf("only %d statements in AmazonEMRFullAccessPolicy_v2", len(want))
	}
	if diff := cmp.Diff(want, policyGrants(t, "emr-admin", "")); diff != "" {
		t.Errorf("emr-admin (-AWS +template):\n%s", diff)
	}
	want["PassService"] = passed("EMR_DefaultRole_V2", "elasticmapreduce.amazonaws.com*")
	want["PassInstance"] = passed("EMR_EC2_DefaultRole", "ec2.amazonaws.com*")
	want["PassAutoScaling"] = passed("EMR_AutoScaling_DefaultRole", "application-autoscaling.amazonaws.com*")
	if diff := cmp.Diff(want, builtinGrants(t, "ClusterAdministrator")); diff != "" {
		t.Errorf("ClusterAdministrator (-AWS +spec):\n%s", diff)
	}
}

func builtinGrants(t *testing.T, name string) map[string]grant {
	t.Helper()
	s := builtin(t)
	i := slices.IndexFunc(s.Policies, func(p *spec.Policy) bool { return p.Name == name })
	if i < 0 {
		t.Fatalf("the built-in spec has no policy %s", name)
	}
	return documentGrants(t, s.Policies[i].Document, s.Example())
}

// cluster-user is AmazonEMRReadOnlyAccessPolicy_v2, and steps without a role.
func TestClusterUser(t *testing.T) {
	t.Parallel()
	const cluster = "arn:aws:elasticmapreduce:*:123456789012:cluster/j-1"
	want := fullAccess(t, "AmazonEMRReadOnlyAccessPolicy_v2")
	want["OpenUserInterfaces"] = pageGrant("elasticmapreduce:CreatePersistentAppUI elasticmapreduce:DescribePersistentAppUI "+
		"elasticmapreduce:GetPersistentAppUIPresignedURL elasticmapreduce:GetOnClusterAppUIPresignedURL", cluster, "")
	want["CancelSteps"] = pageGrant("elasticmapreduce:CancelSteps", cluster, "")
	if diff := cmp.Diff(want, policyGrants(t, "cluster-user", "Cluster: j-1, Steps: false")); diff != "" {
		t.Errorf("cluster-user without steps (-AWS +template):\n%s", diff)
	}
	want["SubmitSteps"] = pageGrant("elasticmapreduce:AddJobFlowSteps", cluster, "Null elasticmapreduce:ExecutionRoleArn=true")
	if diff := cmp.Diff(want, policyGrants(t, "cluster-user", "Cluster: j-1")); diff != "" {
		t.Errorf("cluster-user (-AWS +template):\n%s", diff)
	}
}

// What the page about administrators of Studios allows in each mode; for
// CreateStudio "*" instead of its studio/*, and with the action of its table
// that its sample lacks.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-admin-permissions.html
func TestStudioAdmin(t *testing.T) {
	t.Parallel()
	const studios = "arn:aws:elasticmapreduce:*:123456789012:studio/*"
	want := map[string]grant{
		"CreateAndListStudios": pageGrant("elasticmapreduce:CreateStudio elasticmapreduce:ListStudios", "*", ""),
		"ManageStudios":        pageGrant("elasticmapreduce:DescribeStudio elasticmapreduce:DeleteStudio", studios, ""),
	}
	if diff := cmp.Diff(want, policyGrants(t, "studio-admin", "")); diff != "" {
		t.Errorf("studio-admin with IAM (-page +template):\n%s", diff)
	}
	want["AssignUsers"] = pageGrant("elasticmapreduce:CreateStudioSessionMapping elasticmapreduce:GetStudioSessionMapping "+
		"elasticmapreduce:UpdateStudioSessionMapping elasticmapreduce:DeleteStudioSessionMapping", studios, "")
	want["ListAssignments"] = pageGrant("elasticmapreduce:ListStudioSessionMappings", "*", "")
	want["UseIdentityCenter"] = pageGrant("sso:CreateApplication sso:PutApplicationAuthenticationMethod sso:PutApplicationGrant "+
		"sso:PutApplicationAccessScope sso:PutApplicationAssignmentConfiguration sso:DescribeApplication sso:DeleteApplication "+
		"sso:DeleteApplicationAuthenticationMethod sso:DeleteApplicationAccessScope sso:DeleteApplicationGrant sso:ListInstances "+
		"sso:CreateApplicationAssignment sso:DeleteApplicationAssignment sso:ListApplicationAssignments sso:DescribeInstance "+
		"sso:AssociateProfile sso:DisassociateProfile sso:GetProfile sso:ListDirectoryAssociations sso:ListProfiles "+
		"sso-directory:SearchUsers sso-directory:SearchGroups sso-directory:DescribeUser sso-directory:DescribeGroup "+
		"organizations:DescribeOrganization organizations:ListDelegatedAdministrators sso:CreateInstance sso:DescribeRegisteredRegions "+
		"sso:GetSharedSsoConfiguration iam:ListPolicies sso:GetManagedApplicationInstance", "*", "")
	if diff := cmp.Diff(want, policyGrants(t, "studio-admin", "IdentityCenter: true")); diff != "" {
		t.Errorf("studio-admin with IAM Identity Center (-page +template):\n%s", diff)
	}
}

// roleAdminActions are those that the page lists, but for iam:PassRole, which
// `passes` makes.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles-create-permissions.html
const roleAdminActions = "iam:CreateRole iam:PutRolePolicy iam:CreateInstanceProfile iam:AddRoleToInstanceProfile iam:ListRoles " +
	"iam:GetPolicy iam:GetInstanceProfile iam:GetPolicyVersion iam:AttachRolePolicy"

func TestRoleAdmin(t *testing.T) {
	t.Parallel()
	const account = "arn:aws:iam::123456789012:"
	got := policyGrants(t, "role-admin", "NamePrefix: Data")
	actions := map[string]bool{}
	for sid, g := range got {
		for _, a := range g.Actions {
			actions[a] = true
		}
		for _, res := range g.Resources {
			writes := !slices.Contains([]string{"ReadPolicies", "ListRoles"}, sid)
			if writes && res != account+"role/Data*" && res != account+"instance-profile/Data*" {
				t.Errorf("statement %s is about %s", sid, res)
			}
		}
	}
	if diff := cmp.Diff(lowered(strings.Fields(roleAdminActions)), slices.Sorted(maps.Keys(actions))); diff != "" {
		t.Errorf("actions of role-admin (-page +template):\n%s", diff)
	}
	attached := []string{account + "policy/Data*", "arn:aws:iam::aws:policy/service-role/AmazonEMR*", "arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduce*"}
	if diff := cmp.Diff(map[string][]string{"ArnLike iam:PolicyARN": attached}, got["AttachPolicies"].Conditions); diff != "" {
		t.Errorf("policies that may be attached (-want +got):\n%s", diff)
	}

	// With a boundary nothing more is allowed, and every action that gives a
	// role permissions is denied without it.
	bounded := policyGrants(t, "role-admin", `NamePrefix: Data, BoundaryArn: "`+account+`policy/Boundary"`)
	deny := grant{
		"Deny",
		[]string{"iam:attachrolepolicy", "iam:createrole", "iam:putrolepolicy"},
		[]string{account + "role/Data*"},
		map[string][]string{"StringNotEquals iam:PermissionsBoundary": {account + "policy/Boundary"}},
	}
	if diff := cmp.Diff(deny, bounded["DenyRolesWithoutBoundary"]); diff != "" {
		t.Errorf("without the boundary (-want +got):\n%s", diff)
	}
	delete(bounded, "DenyRolesWithoutBoundary")
	if diff := cmp.Diff(got, bounded); diff != "" {
		t.Errorf("role-admin (-without a boundary +with it):\n%s", diff)
	}
}
