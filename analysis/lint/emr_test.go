package lint_test

import (
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// What is right beside what is wrong in the cases under spec/compile/testdata/bad.
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
		"a Region and a service under an operator that ignores case": `
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    policies:
      P:
        - {Effect: Allow, Action: ["s3:GetObject"], Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*", Condition: {StringEqualsIgnoreCase: {"aws:RequestedRegion": EU-WEST-1}}}
        - {Effect: Deny, Action: "s3:*", Resource: "*", Condition: {StringNotEqualsIgnoreCase: {"aws:CalledViaFirst": Athena.amazonaws.com}}}`,
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
        # emriam:ignore role-pattern all of the team's
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
    template: notebooks
    roleName: Notebooks
    with: {Bucket: amzn-s3-demo-bucket}
    trust:
      Effect: Allow
      Principal: {Service: [elasticmapreduce.amazonaws.com, elasticmapreduce.amazonaws.com.cn]}
      Action: sts:AssumeRole
      Condition: {StringEquals: {"aws:SourceOrgID": o-a1b2c3d4e5}}`,
		"a principal in the domain of the partition, pasted": `
roles:
  Notebooks:
    template: notebooks
    roleName: Notebooks
    with: {Bucket: amzn-s3-demo-bucket}
    trust:
      Effect: Allow
      Principal: {Service: "elasticmapreduce.${AWS::URLSuffix}"}
      Action: sts:AssumeRole
      Condition: {StringEquals: {"aws:SourceAccount": "${AWS::AccountId}"}}`,
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
		"service-linked roles by name": `
roles:
  Service: {kind: service, roleName: Service, trust: {service: elasticmapreduce}, managedPolicies: [service-role/AmazonEMRServicePolicy_v2], passes: [Instance], serviceLinkedRoles: EC2Spot}
  Instance: {template: instance, roleName: Instance, serviceLinkedRoles: [EMRWAL]}
policies:
  Start:
    policyName: Start
    passes: [Service, Instance]
    serviceLinkedRoles: [EMRCleanup, {name: EMRServerless}]
    statements: [{Sid: Run, Effect: Allow, Action: [elasticmapreduce:RunJobFlow, elasticmapreduce:AddTags], Resource: "*"}]`,
		"statements for one account, Region and partition": `
environments:
  cn: {partition: aws-cn, region: cn-north-1, account: "111122223333"}
roles:
  Service:
    template: custom-service
    roleName: Service
    passes: [Instance]
    policies: {Spot: {Sid: Spot, Effect: Allow, Action: iam:CreateServiceLinkedRole, Resource: "arn:aws-cn:iam::111122223333:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot*"}}
  Instance: {template: instance, roleName: Instance}
policies:
  Start:
    policyName: Start
    statements:
      - {Sid: Run, Effect: Allow, Action: [elasticmapreduce:RunJobFlow, elasticmapreduce:AddTags], Resource: "*"}
      - {Sid: Cleanup, Effect: Allow, Action: iam:CreateServiceLinkedRole, Resource: "arn:aws-cn:iam::111122223333:role/aws-service-role/elasticmapreduce.amazonaws.com/AWSServiceRoleForEMRCleanup*"}
      - {Sid: PassService, Effect: Allow, Action: iam:PassRole, Resource: "${Service.Arn}", Condition: {StringEquals: {"iam:PassedToService": elasticmapreduce.amazonaws.com.cn}}}
      - {Sid: PassInstance, Effect: Allow, Action: iam:PassRole, Resource: "${Instance.Arn}", Condition: {StringEquals: {"iam:PassedToService": ec2.amazonaws.com}}}
rules: {fixed-partition: "off"}`,
		"a service-linked role of an account that the statement names": `
policies:
  Apps:
    policyName: Apps
    statements:
      - {Sid: Create, Effect: Allow, Action: emr-serverless:CreateApplication, Resource: "*"}
      - {Sid: Link, Effect: Allow, Action: iam:CreateServiceLinkedRole, Resource: "arn:${AWS::Partition}:iam::111122223333:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless*"}`,
		"wildcards within bounds": `
policies:
  Team:
    policyName: Team
    statements:
      - {Sid: Files, Effect: Allow, Action: "s3:*", Resource: ["arn:${AWS::Partition}:s3:::amzn-s3-demo-data", "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"]}
      - {Sid: Look, Effect: Allow, Action: ["ec2:Describe*", "iam:List*"], Resource: "*"}
      - {Sid: Never, Effect: Deny, Action: "*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": "false"}}}
      - {Sid: Own, Effect: Allow, Action: "iam:CreateAccessKey", Resource: "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/${aws:username}"}`,
		"jobs that keep no tables in the Data Catalog, as the spec says": `
roles:
  Jobs:
    template: serverless-execution
    roleName: Jobs
    with: {InputBucket: amzn-s3-demo-in, OutputBucket: amzn-s3-demo-out, LogBucket: amzn-s3-demo-logs, GlueCatalog: false}`,
		"jobs of which the deployment says whether they keep tables there": `
parameters:
  Glue: {type: Boolean, default: false}
roles:
  Jobs:
    template: serverless-execution
    roleName: Jobs
    with: {InputBucket: amzn-s3-demo-in, OutputBucket: amzn-s3-demo-out, LogBucket: amzn-s3-demo-logs, GlueCatalog: "${Glue}"}`,
		"jobs with the Data Catalog by a policy of the spec, by a policy that is not known, and perhaps without Hive": `
roles:
  HiveOne: {kind: serverless, roleName: One, trust: {service: emr-serverless}, policies: {Data: &data {Sid: Data, Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"}}, managedPolicies: [Tables]}
  HiveTwo: {kind: serverless, roleName: Two, trust: {service: emr-serverless}, policies: {Data: *data}, managedPolicies: [service-role/AWSGlueServiceRole]}
  Three: {kind: serverless, roleName: archive-writer, trust: {service: emr-serverless}, policies: {Data: *data}}
policies:
  Tables:
    policyName: Tables
    statements:
      - Sid: Read
        Effect: Allow
        Action: ["glue:Get*"]
        Resource: ["arn:${AWS::Partition}:glue:*:${AWS::AccountId}:catalog", "arn:${AWS::Partition}:glue:*:${AWS::AccountId}:database/sales", "arn:${AWS::Partition}:glue:*:${AWS::AccountId}:table/sales/*", "arn:${AWS::Partition}:glue:*:${AWS::AccountId}:userDefinedFunction/sales/*"]`,
		"a policy about tables, used beside one about the catalog": `
policies:
  Tables:
    policyName: Tables
    statements: [{Sid: Read, Effect: Allow, Action: "glue:GetTable", Resource: "arn:${AWS::Partition}:glue:*:${AWS::AccountId}:table/*"}]`,
		"instances that use Glue for other things than tables": `
roles:
  Worker: {kind: instance, roleName: Worker, trust: {service: ec2}, instanceProfile: true, policies: {Jobs: {Sid: Jobs, Effect: Allow, Action: ["glue:StartJobRun", "glue:GetJobRun"], Resource: "arn:${AWS::Partition}:glue:*:${AWS::AccountId}:job/*"}}}`,
		"service-linked roles as AWS's pages have them": `
policies:
  Admin:
    policyName: Admin
    statements:
      - Sid: WAL
        Effect: Allow
        Action: iam:CreateServiceLinkedRole
        Resource: "arn:${AWS::Partition}:iam::*:role/aws-service-role/emrwal.amazonaws.com*/AWSServiceRoleForEMRWAL*"
        Condition: {StringLike: {"iam:AWSServiceName": [emrwal.amazonaws.com, elasticmapreduce.amazonaws.com.cn]}}
      - Sid: Serverless
        Effect: Allow
        Action: iam:CreateServiceLinkedRole
        Resource: "arn:${AWS::Partition}:iam::*:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless"
        Condition: {StringEquals: {"iam:AWSServiceName": ops.emr-serverless.amazonaws.com}}
      - Sid: SomeServices
        Effect: Allow
        Action: iam:CreateServiceLinkedRole
        Resource: "*"
        Condition: {StringLike: {"iam:AWSServiceName": ["*.emr-serverless.amazonaws.com", spot.amazonaws.com]}}`,
		"placement groups of EMR's, of any name, and of others": `
roles:
  Service:
    template: service-v2
    roleName: Service
    statements:
      Groups: {Effect: Allow, Action: "ec2:CreatePlacementGroup", Resource: ["arn:${AWS::Partition}:ec2:*:*:placement-group/EMR_*", "arn:${AWS::Partition}:ec2:*:*:placement-group/*"]}
policies:
  Team: {policyName: Team, statements: [{Sid: Own, Effect: Allow, Action: "ec2:CreatePlacementGroup", Resource: "arn:${AWS::Partition}:ec2:*:*:placement-group/team-*"}]}`,
		"Workspaces shared in IAM mode, and created by another policy": `
roles:
  Studio:
    kind: studio
    roleName: Studio
    trust: {service: elasticmapreduce}
    policies:
      Share:
        - {Sid: Share, Effect: Allow, Action: ["iam:GetUser", "iam:GetRole", "iam:ListUsers", "iam:ListRoles"], Resource: "*"}
        - {Sid: Objects, Effect: Allow, Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*"}
        - {Sid: Bucket, Effect: Allow, Action: ["s3:GetEncryptionConfiguration", "s3:ListBucket"], Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket"}
policies:
  Share:
    policyName: Share
    statements:
      - Sid: Share
        Effect: Allow
        Action: "elasticmapreduce:PutWorkspaceAccess"
        Resource: "*"
        Condition: {StringEquals: {"elasticmapreduce:ResourceTag/creatorUserId": "${aws:userId}"}}
  Basic: {policyName: Basic, statements: [{Sid: Basic, Effect: Allow, Action: ["elasticmapreduce:*Editor*"], Resource: "*"}]}`,
		"a prefix that cannot be too long": `
parameters:
  Prefix: {type: NamePrefix, pattern: "[a-z]{1,40}", example: team}
roles:
  Worker: {kind: other, roleName: "${Prefix}-worker", trust: {service: ec2}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, l := lint.Finish(compile.Load("fine.yaml", []byte("version: 1\nname: fine"+text+"\n"), templates.FS))
			for _, f := range l.Findings() {
				if f.Severity == diag.Info {
					continue
				}
				if f.Code == "retiring-policy" && f.Cause.File == "templates/instance.yaml" {
					continue // which whoever uses the template is told
				}
				t.Errorf("%s: %s [%s]", f.Pos, f.Message, f.Code)
			}
		})
	}
}
