package prove_test

import (
	"testing"

	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
)

// TestOutputFaults: a template whose outputs, defaults or allowed values are not those of the
// spec does not pass.
func TestOutputFaults(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, "p.yaml", []byte(`version: 1
name: p
parameters:
  Stage: {type: String, values: [dev, stage, prod], default: dev}
  On: {type: Boolean, default: "true"}
  Team: {type: String, example: blue, pattern: "[a-z]+"}
conditions:
  IsProd: {Stage: prod}
  IsLive: {Stage: [stage, prod]}
roles:
  NodeRole:
    roleName: "${Team}-nodes"
    kind: other
    trust: {service: lambda}
    when: IsProd
    instanceProfile: {output: {Arn: {name: ProfileArn, when: IsLive, otherwise: none}, Name: ProfName}}
    output: [NodeArn, {name: LegacyNode, export: legacy-node, when: On}]
  JobRole: {roleName: jobs, kind: other, trust: {service: lambda}, when: IsLive}
outputs: {cloudformation: {}}
`))
	files := compiled(t, s)
	if r := prove.Files(s, files, policies.Under); len(r.Differences)+len(r.Unknown) > 0 {
		t.Fatal(r.Differences, r.Unknown)
	}
	const none = "!If [IsProd, !GetAtt NodeRoleProfile.Arn, none]"
	for _, f := range []struct{ name, text, with string }{
		{"a default is another one", `Default: "true"`, `Default: "false"`},
		{"a default is another one", "Default: dev", "Default: prod"},
		{"a default is lost", "    Default: dev\n", ""},
		{"a value is not allowed", "      - stage\n", ""},
		{"any value is allowed", "    AllowedValues:\n      - dev\n      - stage\n      - prod\n", ""},
		{"a pattern is lost", "    AllowedPattern: ^[a-z]+(?![\\s\\S])\n", ""},
		{"an output has no condition", "    Condition: IsLive\n    Value: " + none, "    Value: " + none},
		{"an output has another condition", "    Condition: IsLive\n    Value: " + none, "    Condition: IsProd\n    Value: " + none},
		{"an output has another value otherwise", "Arn, none]", "Arn, nothing]"},
		{"an output is of another role", "Value: !GetAtt JobRole.Arn", "Value: !GetAtt NodeRole.Arn"},
		{"an output is the name", "Value: !GetAtt JobRole.Arn", "Value: !Ref JobRole"},
		{"an export has another name", "Name: legacy-node", "Name: legacy-nodes"},
		{"an export has another name", "${AWS::StackName}-ProfName", "${AWS::StackName}-ProfileName"},
		{"an output has another name", "  LegacyNode:", "  LegacyNodes:"},
		{"an output is lost by name", "  JobRoleArn:", "  JobRoleName:"},
	} {
		mutant := replaced(t, files, "cloudformation/p.yaml", f.text, f.with)
		if r := prove.Files(s, mutant, policies.Under); len(r.Differences) == 0 {
			t.Errorf("it is not seen that %s (%s)", f.name, f.text)
		}
	}
}

// TestModuleOutputFaults: a module whose outputs are not those of the spec does not pass.
func TestModuleOutputFaults(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, "p.yaml", []byte(`version: 1
name: p
parameters:
  Stage: {type: String, values: [dev, stage, prod], default: dev}
  Team: {type: String, example: blue, pattern: "[a-z]+"}
  Bucket: {type: BucketName, optional: true}
conditions:
  IsProd: {Stage: prod}
  IsLive: {Stage: [stage, prod]}
roles:
  NodeRole:
    roleName: "${Team}-nodes"
    kind: other
    trust: {service: lambda}
    when: IsProd
    instanceProfile: {path: /p/, output: {Arn: {name: ProfileArn, when: IsLive, otherwise: none}}}
    output: [NodeArn, {name: LegacyNode, when: IsLive}]
  JobRole: {roleName: jobs, kind: other, trust: {service: lambda}}
  Tenant: {roleName: "t-${each}", each: [acme, globex], kind: other, when: IsProd, trust: {service: lambda}}
policies:
  Data: {policyName: data, statements: {Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::${Bucket}/*", when: Bucket}}
securityConfigurations:
  Steps: {configurationName: steps, runtimeRoles: true}
outputs: {terraform: {}}
`))
	files := compiled(t, s)
	if r := prove.Files(s, files, policies.Under); len(r.Differences)+len(r.Unknown) > 0 {
		t.Fatal(r.Differences, r.Unknown)
	}
	for _, f := range []struct{ name, text, with string }{
		{"an output is of another role", "value       = aws_iam_role.job_role.arn", "value       = one(aws_iam_role.node_role[*].arn)"},
		{"an output is the name", "value       = aws_iam_role.job_role.arn", "value       = aws_iam_role.job_role.name"},
		{"an output is the ARN", "value       = aws_iam_role.job_role.name", "value       = aws_iam_role.job_role.arn"},
		{"an output has another name", "output \"job_role_arn\"", "output \"job_role\""},
		{"an output is lost", "output \"data_name\" {\n  description = \"Name of the policy Data.\"\n  value       = one(aws_iam_policy.data[*].name)\n}\n", ""},
		{"an output is a text", "one(aws_iam_policy.data[*].name)", "\"data\""},
		{"an output is of the role", "one(aws_iam_instance_profile.node_role[*].name)", "one(aws_iam_role.node_role[*].path)"},
		{"an output has another value otherwise", "\"none\"", "\"nothing\""},
		{"names of all are their ARNs", "name => r.name }", "name => r.arn }"},
		{"one of all is lost", "{ for name, r in aws_iam_role.tenant : name => r.arn }", "{ acme = one([for name, r in aws_iam_role.tenant : r.arn if name == \"acme\"]) }"},
		{"a name is null", "aws_emr_security_configuration.steps.name", "null"},
	} {
		mutant := replaced(t, files, "terraform/p/outputs.tf", f.text, f.with)
		if r := prove.Files(s, mutant, policies.Under); len(r.Differences) == 0 {
			t.Errorf("it is not seen that %s (%s)", f.name, f.text)
		}
	}
}

// TestParameterFaults: a template or module whose parameters have other defaults or take other
// values than those of the spec, or that does not retain what the spec does, does not pass.
func TestParameterFaults(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, "p.yaml", []byte(`version: 1
name: p
parameters:
  Stage: {type: String, values: [dev, stage, prod], default: dev}
  On: {type: Boolean, default: "true"}
  Team: {type: String, example: blue, pattern: "[a-z]{2,9}"}
  Extra: {type: String, optional: true, pattern: "[A-Z]+"}
roles:
  NodeRole:
    roleName: "${Team}-${Stage}-nodes"
    kind: other
    retain: true
    trust: {service: lambda}
    tags: {Extra: "${Extra}"}
    instanceProfile: {output: Profile}
    policies: {P: [{Sid: X, Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*", when: "On"}]}
outputs: {cloudformation: {}, terraform: {}}
`))
	files := compiled(t, s)
	if r := prove.Files(s, files, policies.Under); len(r.Differences)+len(r.Unknown) > 0 {
		t.Fatal(r.Differences, r.Unknown)
	}
	const template, variables, roles = "cloudformation/p.yaml", "terraform/p/variables.tf", "terraform/p/roles.tf"
	for _, f := range []struct{ file, text, with string }{
		{template, "^[a-z]{2,9}", "^[a-z]{2,}"},
		{template, "^[a-z]{2,9}", "^[a-zA-Z]{2,9}"},
		{template, "^[a-z]{2,9}", "[a-z]{2,9}"},
		{template, "^(?:[A-Z]+)?", "^(?:[A-Z-]+)?"},
		{template, "    DeletionPolicy: Retain\n", ""},
		{template, "    UpdateReplacePolicy: Retain\n", "    UpdateReplacePolicy: Delete\n"},
		{template, "  NodeRoleProfile:\n    Type: AWS::IAM::InstanceProfile\n", "  NodeRoleProfile:\n    Type: AWS::IAM::InstanceProfile\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n"},
		{variables, `default  = "dev"`, `default  = "prod"`},
		{variables, `  default  = "dev"` + "\n", ""},
		{variables, "default  = true", "default  = false"},
		{variables, "default     = null", `default     = "X"`},
		{variables, `contains(["dev", "stage", "prod"]`, `contains(["dev", "prod"]`},
		{variables, "^[a-z]{2,9}$", "^[a-z]{2,10}$"},
		{variables, "^[a-z]{2,9}$", "^.{2,9}$"},
		{variables, "^[a-z]{2,9}$", "[a-z]{2,9}$"},
		{roles, "prevent_destroy = true", "prevent_destroy = false"},
	} {
		mutant := replaced(t, files, f.file, f.text, f.with)
		if r := prove.Files(s, mutant, policies.Under); len(r.Differences) == 0 {
			t.Errorf("%s: it is not seen that %q is %q", f.file, f.text, f.with)
		}
	}
}
