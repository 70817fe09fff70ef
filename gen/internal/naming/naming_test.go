package naming

import (
	"go/token"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/emriam/emriam/internal/oracle"
)

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	policy := func(name string) string { return Policy("StudioServiceRole", name) }
	tests := []struct {
		fn       func(string) string
		in, want string
	}{
		{Exported, "ServiceRole", "ServiceRole"},
		{Exported, "ServiceRoleV1", "ServiceRoleV1"},
		{Exported, "PassEMRRoles", "PassEMRRoles"},
		{Exported, "StudioKeyArn", "StudioKeyARN"},
		{Exported, "BucketArns", "BucketARNs"},
		{Exported, "RoleARNs", "RoleARNs"},
		{Exported, "VpcId", "VPCID"},
		{Exported, "SubnetIds", "SubnetIDs"},
		{Exported, "EmrEc2Role", "EMREC2Role"},
		{Exported, "Identity", "Identity"},
		{Exported, "AutoscalingRole", "AutoscalingRole"},
		{Exported, "autoscaling-role", "AutoScalingRole"},
		{Exported, "emr-default", "EMRDefault"},
		{Exported, "emr-default-v1", "EMRDefaultV1"},
		{Exported, "2024-emr", "X2024EMR"},
		{Exported, "äther_rolle", "ÄtherRolle"},
		{Exported, "数据", "X数据"},
		{Exported, "+++", "X"},
		{Exported, "", "X"},
		{Unexported, "StudioKeyArn", "studioKeyARN"},
		{Unexported, "ARNPrefix", "arnPrefix"},
		{Unexported, "EC2Role", "ec2Role"},
		{Unexported, "IDs", "ids"},
		{Unexported, "S3", "s3"},
		{Unexported, "Type", "typeValue"},
		{Unexported, "Range", "rangeValue"},
		{Unexported, "String", "stringValue"},
		{Unexported, "Strings", "stringsValue"},
		{Unexported, "Awsiam", "awsiamValue"},
		{CDK, "StudioKeyArn", "StudioKeyArn"},
		{CDK, "emr-default", "EMRDefault"},
		{CDK, "lower", "Lower"},
		{Plural, "Tenant", "Tenants"},
		{Plural, "SubmitPolicy", "SubmitPolicies"},
		{Plural, "Key", "Keys"},
		{Plural, "Access", "Accesses"},
		{Plural, "Batch", "Batches"},
		{Plural, "Y", "Ys"},
		{UnexportedCDK, "StudioKeyArn", "studioKeyArn"},
		{UnexportedCDK, "Func", "funcValue"},
		{Action, "ec2:CreateTags", "ActionEC2CreateTags"},
		{Action, "elasticmapreduce:RunJobFlow", "ActionElasticMapReduceRunJobFlow"},
		{Action, "emr-serverless:StartJobRun", "ActionEMRServerlessStartJobRun"},
		{Action, "sso-directory:DescribeUser", "ActionSSODirectoryDescribeUser"},
		{Action, "s3:Get*", "ActionS3GetAll"},
		{Action, "s3:Get", "ActionS3Get"},
		{Action, "s3:*", "ActionS3All"},
		{Action, "s3:*Object", "ActionS3AllObject"},
		{Action, "s3:Get?bject", "ActionS3GetOneBject"},
		{Action, "*", "ActionAll"},
		{ConditionKey, "aws:SourceArn", "KeyAWSSourceARN"},
		{ConditionKey, "iam:PassedToService", "KeyIAMPassedToService"},
		{
			ConditionKey, "aws:ResourceTag/for-use-with-amazon-emr-managed-policies",
			"KeyAWSResourceTagForUseWithAmazonEMRManagedPolicies",
		},
		{TagKey, "for-use-with-amazon-emr-managed-policies", "TagForUseWithAmazonEMRManagedPolicies"},
		{TagKey, "cost center", "TagCostCenter"},
		{TagKey, "=", "Tag"},
		{Sid, "AllowEC2ENIActionsWithEMRTags", "SidAllowEC2ENIActionsWithEMRTags"},
		{Sid, "1", "Sid1"},
		{Principal, "elasticmapreduce.amazonaws.com", "PrincipalElasticMapReduce"},
		{Principal, "elasticmapreduce.amazonaws.com.cn", "PrincipalElasticMapReduce"},
		{Principal, "application-autoscaling.amazonaws.com", "PrincipalApplicationAutoScaling"},
		{Principal, "emr-serverless", "PrincipalEMRServerless"},
		{Principal, "*", "PrincipalAll"},
		{policy, "PassRoles", "StudioServiceRolePassRoles"},
		{policy, "pass+roles=a,b.c@emr_x-y", "StudioServiceRolePassRolesABCEMRXY"},
		{policy, "+", "StudioServiceRole"},
	}
	for _, tt := range tests {
		got := tt.fn(tt.in)
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
		if !token.IsIdentifier(got) || isReserved(got) {
			t.Errorf("%q: %s cannot be declared", tt.in, got)
		}
		if lowered := lower("X" + got); !token.IsIdentifier(lowered) || token.IsExported(lowered) {
			t.Errorf("%q: %s is no unexported identifier", tt.in, lowered)
		}
	}
}

// FuzzExported looks for a text that does not become an identifier, and for a
// respelling that is not its own respelling.
func FuzzExported(f *testing.F) {
	for _, s := range []string{"StudioKeyArn", "a--b", "ǅ", "ſ", "x٣", "ａ", "\xff", "ARNs"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, fn := range []func(string) string{Exported, Action, ConditionKey, TagKey, Sid, Principal} {
			if got := fn(s); !token.IsIdentifier(got) || !token.IsExported(got) {
				t.Errorf("%q becomes %q", s, got)
			}
		}
		if got := Unexported(s); !token.IsIdentifier(got) || token.IsExported(got) || isReserved(got) {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

func TestFile(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"ServiceRole", "service_role.go"},
		{"ServiceRoleV1", "service_role_v1.go"},
		{"PassEMRRoles", "pass_emr_roles.go"},
		{"TeamWindows", "team_windows_role.go"},
		{"Con", "con_role.go"},
		{"COM1", "com1_role.go"},
		{"ConRole", "con_role.go"},
		{"Arm64", "arm64_role.go"},
		{"LoadTest", "load_test_role.go"},
	}
	for _, tt := range tests {
		if got := File(tt.in); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestNoPackage(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"emrroles", "emr_roles", "r2", "common", "console", "lpt", "lpt10"} {
		if why := NoPackage(name); why != "" {
			t.Errorf("%s is refused: %s", name, why)
		}
	}
	tests := []struct{ names, want string }{
		{"main vendor testdata documentation", "go build does not take it for a package to import"},
		{" func my-roles 2r roles_test _roles _ ../roles a.b", NotAName},
		{"init", "no file can import it under its name"},
		{"string any error nil iota max clear", "Go itself has that name"},
		{"fmt json template", "Go's library has a package of that name"},
		{"con CON aux nul prn com1 lpt9", "Windows has no folder of that name"},
	}
	for _, tt := range tests {
		for _, name := range strings.Split(tt.names, " ") {
			if got := NoPackage(name); got != tt.want {
				t.Errorf("NoPackage(%q) is %q, want %q", name, got, tt.want)
			}
		}
	}
}

// TestLibrary holds the list of Go's packages against the installed Go, which
// may be newer.
func TestLibrary(t *testing.T) {
	t.Parallel()
	out, err := exec.Command(oracle.Program(t, "go"), "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(out)) {
		last := path.Base(name)
		if strings.Contains(name, "internal/") || strings.HasPrefix(name, "vendor/") || version.MatchString(last) || last == "internal" {
			continue
		}
		if NoPackage(last) == "" {
			t.Errorf("%s is a package of Go, and not in the list", name)
		}
	}
}

var version = regexp.MustCompile(`^v[0-9]+$`)

func TestIsDevice(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"con", "Con", "NUL", "aux.json", "Prn.tar.gz", "com1", "COM9.yaml", "lpt0", "com²", "con .txt", "CONOUT$", "a.", "a "} {
		if !IsDevice(name) {
			t.Errorf("%q is none", name)
		}
	}
	for _, name := range []string{"", "console", "icon", "com", "com10", "coma", "lptx", "null", "a.con", "con_role.go", "auxiliary.json", "x-nul.json"} {
		if IsDevice(name) {
			t.Errorf("%q is one", name)
		}
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	s := NewScope("doc.go", "resources")
	tests := []struct{ in, want string }{
		{"Bucket", "Bucket"},
		{"Bucket", "Bucket2"},
		{"Bucket2", "Bucket2x2"},
		{"Bucket", "Bucket3"},
		{"RoleV1", "RoleV1"},
		{"RoleV1", "RoleV1x2"},
		{"doc.go", "doc_2.go"},
		{"resources", "resources2"},
	}
	for _, tt := range tests {
		got := s.Name(tt.in)
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestSpellingsAreExported(t *testing.T) {
	t.Parallel()
	for in, out := range spellings() {
		if !token.IsIdentifier(out) || !unicode.IsUpper(rune(out[0])) {
			t.Errorf("%s is spelt %s", in, out)
		}
	}
}

func TestSnake(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"StudioServiceRole": "studio_service_role", "EMRFSRole": "emrfs_role", "StudioKeyArn": "studio_key_arn",
		"EC2Role": "ec2_role", "RoleARNs": "role_arns", "pass+roles@emr": "pass_roles_emr", "+": "",
	} {
		if got := Snake(in); got != want {
			t.Errorf("Snake(%q) = %q, want %q", in, got, want)
		}
	}
}
