package templates_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	requestTag  = "StringEquals aws:RequestTag/for-use-with-amazon-emr-managed-policies"
	resourceTag = "StringEquals aws:ResourceTag/for-use-with-amazon-emr-managed-policies"
	create      = "StringEquals ec2:CreateAction"
)

// studioStatements is what AWS's page about the Studio service role says,
// statement by statement: the actions, what they may touch ("ec2:x" is
// arn:aws:ec2:*:*:x/*), and the conditions.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html
var studioStatements = map[string]struct{ actions, resources, conditions string }{
	"AllowEMRReadOnlyActions": {
		"elasticmapreduce:ListInstances elasticmapreduce:DescribeCluster elasticmapreduce:ListSteps", "*", "",
	},
	"AllowEC2ENIActionsWithEMRTags": {
		"ec2:CreateNetworkInterfacePermission ec2:DeleteNetworkInterface", "ec2:network-interface", resourceTag + "=true",
	},
	"AllowEC2ENIAttributeAction": {
		"ec2:ModifyNetworkInterfaceAttribute", "ec2:instance ec2:network-interface ec2:security-group", "",
	},
	"AllowEC2SecurityGroupActionsWithEMRTags": {
		"ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress ec2:DeleteNetworkInterfacePermission",
		"*", resourceTag + "=true",
	},
	"AllowDefaultEC2SecurityGroupsCreationWithEMRTags": {
		"ec2:CreateSecurityGroup", "ec2:security-group", requestTag + "=true",
	},
	"AllowDefaultEC2SecurityGroupsCreationInVPCWithEMRTags": {
		"ec2:CreateSecurityGroup", "ec2:vpc", resourceTag + "=true",
	},
	"AllowAddingEMRTagsDuringDefaultSecurityGroupCreation": {
		"ec2:CreateTags", "ec2:security-group", requestTag + "=true," + create + "=CreateSecurityGroup",
	},
	"AllowEC2ENICreationWithEMRTags": {
		"ec2:CreateNetworkInterface", "ec2:network-interface", requestTag + "=true",
	},
	"AllowEC2ENICreationInSubnetAndSecurityGroupWithEMRTags": {
		"ec2:CreateNetworkInterface", "ec2:security-group ec2:subnet", resourceTag + "=true",
	},
	"AllowAddingTagsDuringEC2ENICreation": {
		"ec2:CreateTags", "ec2:network-interface", create + "=CreateNetworkInterface",
	},
	"AllowEC2ReadOnlyActions": {
		"ec2:DescribeSecurityGroups ec2:DescribeNetworkInterfaces ec2:DescribeTags ec2:DescribeInstances ec2:DescribeSubnets ec2:DescribeVpcs", "*", "",
	},
	"AllowSecretsManagerReadOnlyActionsWithEMRTags": {
		"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*", resourceTag + "=true",
	},
	// The last two are in the page's table and missing in its sample.
	"AllowWorkspaceCollaboration": {
		"iam:GetUser iam:GetRole iam:ListUsers iam:ListRoles sso:GetManagedApplicationInstance sso-directory:SearchUsers sso:DescribeApplication sso:DescribeInstance", "*", "",
	},
	// The page lists the actions; what they act on follows from them.
	"ObjectActions": {"s3:PutObject s3:GetObject s3:DeleteObject", "arn:aws:s3:::amzn-s3-demo-studio/*", ""},
	"BucketActions": {"s3:ListBucket s3:GetEncryptionConfiguration", "arn:aws:s3:::amzn-s3-demo-studio", ""},
}

func TestStudioStatements(t *testing.T) {
	t.Parallel()
	r, b := role(t, alone(t, "studio-service", false))
	want := map[string]grant{}
	for sid, st := range studioStatements {
		want[sid] = pageGrant(st.actions, st.resources, st.conditions)
	}
	if diff := cmp.Diff(want, grants(t, r, b)); diff != "" {
		t.Errorf("statements of studio-service (-page +template):\n%s", diff)
	}
}

// pageGrant is a statement of a page as a table has it: lists with blanks
// between, and conditions as "operator key=value,operator key=value".
func pageGrant(actions, resources, conditions string) grant {
	g := grant{"Allow", lowered(strings.Fields(actions)), nil, map[string][]string{}}
	for _, res := range strings.Fields(resources) {
		if kind, ok := strings.CutPrefix(res, "ec2:"); ok {
			res = "arn:aws:ec2:*:*:" + kind + "/*"
		}
		g.Resources = append(g.Resources, res)
	}
	g.Resources = sorted(g.Resources)
	for _, c := range strings.FieldsFunc(conditions, func(c rune) bool { return c == ',' }) {
		key, value, _ := strings.Cut(c, "=")
		g.Conditions[key] = append(g.Conditions[key], value)
	}
	return g
}

// What the page lets one leave out, and nothing else, goes with its switch.
func TestStudioSwitches(t *testing.T) {
	t.Parallel()
	const key = "arn:aws:kms:us-east-1:123456789012:key/0"
	for name, tt := range map[string]struct {
		with          string
		gone, arrived []string
	}{
		"git secrets at user level": {`GitSecrets: false`, []string{"AllowSecretsManagerReadOnlyActionsWithEMRTags"}, nil},
		"no collaboration":          {`Collaboration: false`, []string{"AllowWorkspaceCollaboration"}, nil},
		"a key":                     {`KeyArn: "` + key + `"`, nil, []string{"KeyActions"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, b := role(t, `{version: 1, name: studio, roles: {Alone: {template: studio-service, roleName: Alone, with: {Bucket: amzn-s3-demo-studio, `+tt.with+`}}}}`)
			got := grants(t, r, b)
			want := slices.DeleteFunc(sorted(append(slices.Collect(maps.Keys(studioStatements)), tt.arrived...)),
				func(sid string) bool { return slices.Contains(tt.gone, sid) })
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
				t.Errorf("Sids (-want +got):\n%s", diff)
			}
			for _, sid := range tt.arrived {
				if diff := cmp.Diff([]string{key}, got[sid].Resources); diff != "" {
					t.Errorf("resources of %s (-want +got):\n%s", sid, diff)
				}
			}
		})
	}
}

// The page says that these two must not change.
func TestStudioLocked(t *testing.T) {
	t.Parallel()
	s := load(t, alone(t, "studio-service", false))
	var got []string
	for _, st := range statements(s) {
		if st.Locked != "" {
			got = append(got, st.Sid)
		}
	}
	want := []string{"AllowAddingEMRTagsDuringDefaultSecurityGroupCreation", "AllowAddingTagsDuringEC2ENICreation"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("locked statements (-want +got):\n%s", diff)
	}
}
