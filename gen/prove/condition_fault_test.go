package prove_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
)

// conditionFaults are mistakes in artefacts of testdata/conditions.yaml: a text of
// one file, and what stands there instead. Most show only where three conditions
// meet.
var conditionFaults = map[string][]struct{ name, text, with string }{
	"cloudformation/conditions.yaml": {
		{"parameters are exchanged", "s3:::${Input}/*", "s3:::${Secret}/*"},
		{"optional parameters are exchanged", "s3:::${Archive}/*\n                    - !Ref AWS::NoValue", "s3:::${Logs}/*\n                    - !Ref AWS::NoValue"},
		{"parameters are exchanged under three conditions", "Action: s3:PutObject\n                  Resource:\n                    - !Sub arn:${AWS::Partition}:s3:::${Archive}/*", "Action: s3:PutObject\n                  Resource:\n                    - !Sub arn:${AWS::Partition}:s3:::${Logs}/*"},
		{"keys are exchanged", "Resource: !Ref KeyArn", "Resource: !Ref OtherKeyArn"},
		{"keys are exchanged in a condition", "kms:EncryptionContext:key: !Ref OtherKeyArn", "kms:EncryptionContext:key: !Ref KeyArn"},
		{"lists are exchanged", `!Join ["|", !Ref Secrets]`, `!Join ["|", !Ref Roles]`},
		{"policies are exchanged", "!If [HasExtraArn, !Ref ExtraArn,", "!If [HasExtraArn, !Ref BoundaryArn,"},
		{"a boundary is another", "!If [HasBoundaryArn, !Ref BoundaryArn,", "!If [HasBoundaryArn, !Ref ExtraArn,"},
		{"a boundary is there under another condition", "!If [HasBoundaryArn,", "!If [HasExtraArn,"},
		{"a boundary is not there", "PermissionsBoundary: !If [HasBoundaryArn, !Ref BoundaryArn, !Ref AWS::NoValue]", "PermissionsBoundary: !Ref AWS::NoValue"},
		{"a boundary is there with another parameter only", "!If [HasBoundaryArn, !Ref BoundaryArn,", "!If [HasBoundaryArn, !If [IsLake, !Ref BoundaryArn, !Ref AWS::NoValue],"},
		{"an attachment lacks its condition", "- !If [HasArchiveAndHasLogs, !Ref Shared, !Ref AWS::NoValue]", "- !Ref Shared"},
		{"an attachment has two of three conditions", "          - HasKeyArnAndIsGlueAndIsLake\n          - !Sub arn", "          - IsGlueAndIsLake\n          - !Sub arn"},
		{"an attachment has no condition", "        - !If\n          - HasKeyArnAndIsGlueAndIsLake\n          - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonElasticMapReduceforAutoScalingRole\n          - !Ref AWS::NoValue", "        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonElasticMapReduceforAutoScalingRole"},
		{"a tag is there under another condition", "- HasLogs\n          - Key: logs", "- HasArchive\n          - Key: logs"},
		{"a tag has another value", "Value: !Ref CostCenter", "Value: !Ref Tier"},
		{"a policy is attached twice where three conditions hold", "- !If [HasExtraArn, !Ref ExtraArn, !Ref AWS::NoValue]", "- !If [HasExtraArn, !Ref ExtraArn, !Ref AWS::NoValue]\n        - !If [HasArchiveAndHasLogsAndHasKeyArn, !If [HasExtraArn, !Ref ExtraArn, !Ref AWS::NoValue], !Ref AWS::NoValue]"},
		{"a resource is wanted where it is not", "- !If [HasArchiveAndHasLogs, !Ref Shared, !Ref AWS::NoValue]", "- !If [HasArchiveAndHasLogs, !Ref Shared, !If [HasArchiveAndIsGlueAndIsLake, !Ref Shared, !Ref AWS::NoValue]]"},
		{"the name of an inline policy has another parameter", "PolicyName: !Sub ${Input}-${Tier}", "PolicyName: !Sub ${Secret}-${Tier}"},
		{"the name of an inline policy is that in the spec", "PolicyName: !Sub ${Input}-${Tier}", "PolicyName: Catalog"},
		{"a policy has another condition", "- HasOtherKeyArnAndIsGlueAndIsLake\n          - PolicyName", "- IsGlueAndIsLake\n          - PolicyName"},
		{"a policy lacks one of its reasons", "- HasRolesOrIsGlueAndIsLakeAndHasSecrets\n          - PolicyName", "- HasRoles\n          - PolicyName"},
		{"a managed policy has another condition", "Condition: HasArchiveAndHasLogs\n", "Condition: HasArchive\n"},
		{"a trusted service has one of two conditions", "- IsGlueAndIsLake\n            - Sid: AssumedByService2", "- IsGlue\n            - Sid: AssumedByService2"},
		{"a Deny lacks one of three conditions", "- HasArchiveAndHasLogsAndIsGlue\n", "- HasArchiveAndHasLogs\n"},
		{"a Deny has another condition", "- HasArchiveAndHasLogsAndIsGlue\n", "- HasArchiveAndIsGlueAndIsLake\n"},
		{"an action has another condition", `[HasArchiveAndIsGlueAndIsLake, "s3:GetObjectVersion"`, `[HasKeyArnAndIsGlueAndIsLake, "s3:GetObjectVersion"`},
		{"an action that is taken out has no condition", `!If [HasKeyArnAndIsGlueAndIsLake, "kms:*", !Ref AWS::NoValue]`, `"kms:*"`},
		{"a value has one of two conditions", "[HasCostCenterAndIsGlue, !Ref Tier", "[IsGlue, !Ref Tier"},
		{"a value of a negated condition is another", "- !If [HasCostCenter, !Ref CostCenter,", "- !If [HasCostCenter, !Ref Tier,"},
		{"of three conditions one is enough", "HasKeyArnAndIsGlueAndIsLake: !And", "HasKeyArnAndIsGlueAndIsLake: !Or"},
		{"one of three conditions is another", "HasArchiveAndHasLogsAndHasKeyArn: !And\n    - Condition: HasArchive\n    - Condition: HasLogs\n    - Condition: HasKeyArn", "HasArchiveAndHasLogsAndHasKeyArn: !And\n    - Condition: HasArchive\n    - Condition: HasLogs\n    - Condition: HasOtherKeyArn"},
		{"both are wanted of what one is enough", "HasRolesOrIsGlueAndIsLakeAndHasSecrets: !Or", "HasRolesOrIsGlueAndIsLakeAndHasSecrets: !And"},
		{"a condition asks for another parameter", `HasLogs: !Not [!Equals [!Ref Logs, ""]]`, `HasLogs: !Not [!Equals [!Ref Archive, ""]]`},
		{"a value that may be chosen is refused", "      - silver\n", ""},
		{"a value that may be chosen changes a policy", `HasCostCenter: !Not [!Equals [!Ref CostCenter, ""]]`, `HasCostCenter: !And [!Not [!Equals [!Ref CostCenter, ""]], !Not [!Equals [!Ref Tier, silver]]]`},
	},
	"terraform/conditions/roles.tf": {
		{"parameters are exchanged", `s3:::${var.input}/*`, `s3:::${var.secret}/*`},
		{"parameters are exchanged under three conditions", "Action = \"s3:PutObject\"\n          Resource = [\n            \"arn:${local.partition}:s3:::${var.archive}/*\"", "Action = \"s3:PutObject\"\n          Resource = [\n            \"arn:${local.partition}:s3:::${var.logs}/*\""},
		{"the name of an inline policy has another parameter", `"${var.input}-${var.tier}"`, `"${var.secret}-${var.tier}"`},
		{"keys are exchanged", "Resource = var.key_arn", "Resource = var.other_key_arn"},
		{"lists are exchanged", "Resource = var.roles", "Resource = var.secrets"},
		{"a boundary is another", "permissions_boundary = var.boundary_arn", "permissions_boundary = var.extra_arn"},
		{"a boundary is there with another parameter only", "permissions_boundary = var.boundary_arn", "permissions_boundary = var.lake ? var.boundary_arn : null"},
		{"an attachment has no condition", "count = var.key_arn != null && var.glue && var.lake ? 1 : 0", "count = 1"},
		{"an attachment has two of three conditions", "count = var.key_arn != null && var.glue && var.lake ? 1 : 0", "count = var.key_arn != null && var.lake ? 1 : 0"},
		{"an attachment has one of two conditions", "count = var.archive != null && var.logs != null ? 1 : 0", "count = var.archive != null ? 1 : 0"},
		{"a policy is attached for another reason", "count = var.extra_arn != null ? 1 : 0\n\n  role       = aws_iam_role.job.name\n  policy_arn = var.extra_arn", "count = var.extra_arn != null ? 1 : 0\n\n  role       = aws_iam_role.job.name\n  policy_arn = var.boundary_arn == null ? var.extra_arn : var.boundary_arn"},
		{"a tag has another value", "logs = var.logs }", "logs = var.archive }"},
		{"a resource is wanted where it is not", "count = var.archive != null && var.logs != null ? 1 : 0\n\n  role", "count = var.archive != null && (var.logs != null || var.glue && var.lake) ? 1 : 0\n\n  role"},
		{"a tag is there under another condition", "var.cost_center != null ? { \"cost-center\"", "var.cost_center != null && var.glue ? { \"cost-center\""},
		{"a policy has one of its reasons", "count = var.roles != null || (var.glue && var.lake && var.secrets != null) ? 1 : 0", "count = var.roles != null ? 1 : 0"},
		{"a policy has two of three conditions", "count = var.other_key_arn != null && var.glue && var.lake ? 1 : 0", "count = var.other_key_arn != null && var.glue ? 1 : 0"},
		{"a trusted service has another condition", "var.glue && var.lake ? [\n        {\n          Sid    = \"AssumedByService2\"", "var.glue || var.lake ? [\n        {\n          Sid    = \"AssumedByService2\""},
		{"a Deny lacks one of three conditions", "var.archive != null && var.logs != null && var.glue ? [", "var.archive != null && var.logs != null ? ["},
		{"a Deny is there unless a parameter is given", "var.archive != null && var.logs != null && var.glue ? [", "var.archive != null && var.logs != null && var.glue && var.roles == null ? ["},
		{"an action that is taken out has two of three conditions", `var.key_arn != null && var.glue && var.lake ? ["kms:*"]`, `var.glue && var.lake ? ["kms:*"]`},
		{"an action has another condition", `var.archive != null && var.glue && var.lake ? ["s3:GetObjectVersion"]`, `var.key_arn != null && var.glue && var.lake ? ["s3:GetObjectVersion"]`},
		{"a value has one of two conditions", "var.cost_center != null && var.glue ? [var.tier]", "var.glue ? [var.tier]"},
		{"a value is another for one that may be chosen", "tier = var.tier", `tier = var.tier == "lead" ? "gold" : var.tier`},
		{"a resource depends on four parameters", `["arn:${local.partition}:s3:::${var.archive}/*"] : []`, `[var.tier == "silver" ? "*" : "arn:${local.partition}:s3:::${var.archive}/*"] : []`},
	},
	"environments/prod/policies/Job/Data.json": {
		{"parameters are exchanged", "acme-input", "acme-secret"},
		{"parameters are exchanged under three conditions", "acme-logs/gold", "acme-archive/gold"},
		{"an action under three conditions is lost", "        \"s3:GetObject\",\n        \"s3:GetObjectVersion\"\n", "        \"s3:GetObject\"\n"},
		{"a value of a negated condition is lost", "            \"7\"\n", "            \"acme-logs\"\n"},
		{"keys are exchanged", `"Resource": "arn:aws:kms:eu-central-1:444455556666:key/a"`, `"Resource": "arn:aws:kms:eu-central-1:444455556666:key/b"`},
	},
	"environments/prod/terraform/conditions.tfvars": {
		{"values are exchanged", `"acme-archive"`, `"acme-logs"`},
		{"a value is lost", "cost_center   = \"7\"\n", ""},
		{"a switch is the other way round", "= true", "= false"},
	},
	"environments/prod/parameters/conditions.json": {
		{"values are exchanged", `"acme-secret"`, `"acme-input"`},
	},
	"environments/prod/policies/Job/role.json": {
		{"a boundary is lost", "  \"PermissionsBoundary\": \"arn:aws:iam::444455556666:policy/boundary\",\n", ""},
		{"the name of an inline policy is another", "acme-input-gold", "acme-secret-gold"},
		{"the name of an inline policy is lost", `"Catalog": "acme-input-gold"`, ""},
		{"a tag is another", `"Value": "acme-logs"`, `"Value": "acme-archive"`},
		{"an attachment is lost", "    \"arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore\",\n", ""},
	},
}

// TestConditionFaults plants each fault by itself. None may pass.
func TestConditionFaults(t *testing.T) {
	t.Parallel()
	s := conditions(t)
	files := compiled(t, s)
	planted, caught := 0, 0
	for path, faults := range conditionFaults {
		for _, f := range faults {
			planted++
			mutant := replaced(t, files, path, f.text, f.with)
			if r := prove.Files(s, mutant, policies.Under); len(r.Differences) > 0 {
				caught++
			} else {
				t.Errorf("%s: it is not seen that %s; unknown: %v", path, f.name, r.Unknown)
			}
		}
	}
	t.Logf("%d of %d faults are caught", caught, planted)
	if planted < 60 {
		t.Errorf("only %d faults were planted", planted)
	}
}

// replaced are files of which one has another text at the first place where it has
// a text.
func replaced(t *testing.T, files []gen.File, path, text, with string) []gen.File {
	t.Helper()
	out := append([]gen.File(nil), files...)
	for i, f := range out {
		if f.Path == path {
			if !strings.Contains(string(f.Content), text) {
				t.Errorf("%s does not have %q", path, text)
			}
			out[i].Content = []byte(strings.Replace(string(f.Content), text, with, 1))
			return out
		}
	}
	t.Fatalf("there is no %s", path)
	return nil
}
