package lint_test

import (
	"testing"

	"github.com/emriam/emriam/spec/lint"
	"github.com/emriam/emriam/templates"
)

// What is right beside what is wrong in the cases under spec/testdata/bad.
func TestNoFinding(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a service role with the default names, without passes": `
roles:
  Service: {template: service-v2, roleName: EMR_DefaultRole_V2}
  Instance: {template: instance, roleName: EMR_EC2_DefaultRole}
  Scaling: {template: autoscaling, roleName: EMR_AutoScaling_DefaultRole}`,
		"a service role that passes by a policy of the spec": `
roles:
  Service:
    template: service-v2
    roleName: Service
    managedPolicies: [Pass]
  Instance: {template: instance, roleName: Instance, path: /emr/}
policies:
  Pass: {template: pass-roles, policyName: Pass, passes: [Instance]}`,
		"a service role that passes by a prefix": `
roles:
  Service:
    template: service-v2
    roleName: Service
    policies:
      Pass:
        Sid: Pass
        Effect: Allow
        Action: iam:PassRole
        Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/team-*"
        Condition: {StringLike: {"iam:PassedToService": "ec2.amazonaws.com*"}}
  Instance: {template: instance, roleName: team-instance}`,
		"a service role that passes a role from elsewhere": `
parameters:
  Existing: {type: RoleArn, example: "arn:aws:iam::123456789012:role/existing"}
roles:
  Service: {template: service-v2, roleName: Service, passes: [{arn: "${Existing}", to: ec2}]}
  Instance: {template: instance, roleName: team-instance}`,
		"a service role whose policy is not known": `
parameters:
  Policy: {type: PolicyArn, example: "arn:aws:iam::123456789012:policy/emr"}
roles:
  Service: {kind: service, roleName: Service, trust: {service: elasticmapreduce}, managedPolicies: ["${Policy}"]}
  Instance: {template: instance, roleName: Instance}`,
		"both principals of aws and aws-cn, guarded by organization": `
roles:
  Notebooks:
    kind: notebooks
    roleName: Notebooks
    trust:
      Effect: Allow
      Principal: {Service: [elasticmapreduce.amazonaws.com, elasticmapreduce.amazonaws.com.cn]}
      Action: sts:AssumeRole
      Condition: {StringEquals: {"aws:SourceOrgID": o-a1b2c3d4e5}}`,
		"a runtime role as AWS has it": `
roles:
  Instance: {template: instance, roleName: Instance}
  Step: {kind: runtime, roleName: Step, trust: {role: Instance, actions: [sts:AssumeRole, sts:TagSession]}}`,
		"a user's policy with all that starting clusters takes": `
roles:
  Service: {template: service-v2, roleName: EMR_DefaultRole_V2, passes: [Instance]}
  Instance: {template: instance, roleName: EMR_EC2_DefaultRole}
policies:
  Start:
    policyName: Start
    passes: [Service, Instance]
    statements:
      - {Sid: Run, Effect: Allow, Action: [elasticmapreduce:RunJobFlow, elasticmapreduce:AddTags], Resource: "*"}
      - Sid: Cleanup
        Effect: Allow
        Action: iam:CreateServiceLinkedRole
        Resource: "arn:${AWS::Partition}:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*"
        Condition: {StringLike: {"iam:AWSServiceName": ["elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn"]}}`,
		"wildcards within bounds": `
policies:
  Team:
    policyName: Team
    statements:
      - {Sid: Files, Effect: Allow, Action: "s3:*", Resource: ["arn:${AWS::Partition}:s3:::amzn-s3-demo-data", "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"]}
      - {Sid: Look, Effect: Allow, Action: ["ec2:Describe*", "iam:List*"], Resource: "*"}
      - {Sid: Never, Effect: Deny, Action: "*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": "false"}}}
      - {Sid: Own, Effect: Allow, Action: "iam:CreateAccessKey", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/${aws:username}"}`,
		"a prefix that cannot be too long": `
parameters:
  Prefix: {type: NamePrefix, pattern: "[a-z]{1,40}", example: team}
roles:
  Worker: {kind: other, roleName: "${Prefix}-worker", trust: {service: ec2}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, l := lint.Load("fine.yaml", []byte("version: 1\nname: fine"+text+"\n"), templates.FS)
			for _, f := range l.Findings() {
				t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
			}
		})
	}
}
