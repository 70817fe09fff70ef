package facts

import (
	"strings"
	"testing"
)

func TestFindConditionKey(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, want string // "" for none
		typ        KeyType
	}{
		{"aws:SourceArn", "aws:SourceArn", ARNKey},
		{"AWS:sourcearn", "aws:SourceArn", ARNKey},
		{"aws:RequestTag/team", "aws:RequestTag/${TagKey}", StringKey},
		{"aws:RequestTag/", "", ""},
		{"aws:RequestTag", "", ""},
		{"aws:TagKeys", "aws:TagKeys", StringsKey},
		{"aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", NumericKey},
		{"aws:SourceARNs", "", ""},
		{"elasticmapreduce:ResourceTag/a/b", "elasticmapreduce:ResourceTag/${TagKey}", StringKey},
		{"elasticmapreduce:ExecutionRoleArn", "elasticmapreduce:ExecutionRoleArn", ARNKey},
		{"iam:PassedToService", "iam:PassedToService", StringKey},
		{"s3:ExistingObjectTag/x", "s3:ExistingObjectTag/<key>", StringKey},
		{"secretsmanager:ResourceTag/x", "secretsmanager:ResourceTag/tag-key", StringKey},
		{"kms:EncryptionContext:a:b", "kms:EncryptionContext:${EncryptionContextKey}", StringKey},
		{"codebuild:environment.environmentVariables/A.value", "codebuild:environment.environmentVariables/${name}.value", StringKey},
		{"codebuild:environment.environmentVariables/A.valu", "", ""},
		{"ec2:SourceInstanceArn", "ec2:SourceInstanceArn", ARNKey},
		{"identitycenter:InstanceArn", "identitycenter:InstanceArn", ARNKey},
		{"gitlab.com:project_id", "gitlab.com:project_id", StringKey},
		{"token.actions.acme.ghe.com:actor", "token.actions.${Domain}.ghe.com:actor", StringKey},
		{"oidc.eks.us-east-1.amazonaws.com/id/0123:sub", "oidc.eks.us-east-1.amazonaws.com/id/0123:sub", StringKey},
		{"nosuch:sub", "", ""},
		{"nosuch:Key", "", ""},
		{"s3", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		key, _ := FindConditionKey(tt.name)
		if key.Name != tt.want || key.Type != tt.typ {
			t.Errorf("%s is %+v, want %q of the type %q", tt.name, key, tt.want, tt.typ)
		}
	}
}

func TestActionConditionKey(t *testing.T) {
	t.Parallel()
	tests := []struct {
		action, key string
		want        bool
	}{
		{"iam:PassRole", "iam:PassedToService", true},
		{"iam:GetRole", "iam:PassedToService", false},
		{"elasticmapreduce:RunJobFlow", "elasticmapreduce:RequestTag/x", true},
		{"elasticmapreduce:RunJobFlow", "elasticmapreduce:ResourceTag/x", false},
		{"elasticmapreduce:DescribeCluster", "elasticmapreduce:ResourceTag/x", true},
		{"s3:GetObject", "s3:prefix", false},
		{"s3:ListBucket", "s3:prefix", true},
		{"s3:GetObject", "aws:PrincipalArn", false}, // global keys are asked for apart
	}
	for _, tt := range tests {
		a := mustFind[Action](t)(FindAction(tt.action))
		if _, got := a.ConditionKey(tt.key); got != tt.want {
			t.Errorf("%s takes %s: %v, want %v", tt.action, tt.key, got, tt.want)
		}
	}
}

func TestKeyTypes(t *testing.T) {
	t.Parallel()
	if !StringsKey.Many() || StringKey.Many() || StringsKey.Elem() != StringKey || ARNKey.Elem() != ARNKey {
		t.Error("ArrayOfString has many elements of String, String has one")
	}
	seen := map[string]bool{}
	for _, key := range GlobalKeys() {
		if seen[key.Name] || key.Type == "" {
			t.Errorf("%s stands twice, or has no type", key.Name)
		}
		seen[key.Name] = true
	}
	for _, prefix := range Prefixes() {
		s, _ := FindService(prefix)
		for _, key := range s.ConditionKeys() {
			global, ok := FindGlobalKey(key.Name)
			if ok && strings.HasPrefix(key.Name, "aws:") && global.Type != key.Type {
				t.Errorf("%s is %s in %s, %s in all services", key.Name, key.Type, prefix, global.Type)
			}
		}
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	for key, least := range map[string]int{"aws:ResourceTag/team": 100, "AWS:TagKeys": 100, "aws:RequestTag/${TagKey}": 100, "aws:PrincipalArn": 0, "s3:prefix": 0} {
		listed, of := Coverage(key)
		if listed < least || least == 0 && listed > 0 || listed >= of {
			t.Errorf("%s: %d of %d services", key, listed, of)
		}
	}
}
