package importer

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/templates"
)

// trustOf is a trust of a service, in a template.
func trustOf(service string) string {
	return `{Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ` + service + `}, Action: "sts:AssumeRole"}]}`
}

// roleOf is a template of a role with more properties, each on a line.
func roleOf(name, trust string, more ...string) string {
	out := "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: " + name + "\n      AssumeRolePolicyDocument: " + trust + "\n"
	for _, line := range more {
		out += "      " + line + "\n"
	}
	return out
}

func inlineOf(statements string) string {
	return `Policies: [{PolicyName: own, PolicyDocument: {Version: "2012-10-17", Statement: [` + statements + `]}}]`
}

const (
	emr     = "elasticmapreduce.amazonaws.com"
	eni     = `{Sid: Net, Effect: Allow, Action: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"], Resource: "*"}`
	launch  = `{Sid: Run, Effect: Allow, Action: ["ec2:RunInstances", "ec2:DescribeInstances"], Resource: "*"}`
	readAny = `{Sid: Get, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-data/*"}`
)

// TestStrangers imports what other people's templates have, each a kind of
// thing that was misread before.
func TestStrangers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text    string
		want, without []string // in the spec
		notes         []string // codes or words, one after the other
	}{
		{
			"a cluster's service role by what it does", roleOf("green-launcher", trustOf(emr), inlineOf(launch)),
			[]string{"kind: service", "trust: {service: elasticmapreduce, guard: none}"},
			[]string{"template:"},
			[]string{"[missing-guard]"},
		},
		{
			"a service role with a Studio in its name", roleOf("studio-clusters", trustOf(emr), inlineOf(launch)),
			[]string{"kind: service"},
			nil, nil,
		},
		{
			"a Studio's service role by its name", roleOf("green-workspaces", trustOf(emr), inlineOf(eni)),
			[]string{"kind: studio"},
			[]string{"studio-user", "template:"},
			nil,
		},
		{
			"neither", roleOf("green-containers", trustOf(emr), inlineOf(eni)),
			[]string{"kind: service"},
			[]string{"studio", "template:"},
			nil,
		},
		{
			"nodes without a profile", roleOf("green-nodes", trustOf("ec2.amazonaws.com"), "ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforEC2Role]"),
			[]string{"template: instance", `doc: ""`, "instanceProfile: false"},
			nil,
			[]string{"[retiring-policy]"},
		},
		{
			"the first service role", roleOf("green-emr", trustOf(emr), "ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceRole]"),
			[]string{"template: service-v1", `doc: ""`},
			[]string{"emriam:ignore missing", "emriam:ignore retiring"},
			[]string{"[missing-guard]", "[retiring-policy]"},
		},
		{
			"a policy that passes nothing", `Resources: {Look: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: green-look, PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: A, Effect: Allow, Action: "elasticmapreduce:DescribeCluster", Resource: "*"}, {Sid: B, Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*"}]}}}}`,
			[]string{"Sid: A"},
			[]string{"template:"},
			nil,
		},
		{
			"a service principal that two partitions map",
			"Mappings: {By: {aws: {x: emr-serverless.amazonaws.com}, aws-cn: {x: emr-serverless.amazonaws.com}}}\n" + roleOf("green-job", trustOf(`!FindInMap [By, !Ref "AWS::Partition", x]`)),
			[]string{"kind: serverless", "trust: {service: emr-serverless, guard: none}"},
			[]string{"parameters:"},
			nil,
		},
		{
			"a domain by Region",
			"Mappings: {By: {us-east-1: {d: amazonaws.com}, cn-north-1: {d: amazonaws.com.cn}, us-gov-west-1: {d: amazonaws.com}}}\n" +
				roleOf("green-emr", trustOf(`!Join [".", [elasticmapreduce, !FindInMap [By, !Ref "AWS::Region", d]]]`), inlineOf(launch)),
			[]string{"kind: service", "trust: {service: elasticmapreduce, guard: none}"},
			[]string{"parameters:"},
			nil,
		},
		{
			"an ARN's beginning by partition",
			"Mappings: {By: {aws: {arn: \"arn:aws\"}, aws-cn: {arn: \"arn:aws-cn\"}}}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(`{Sid: Get, Effect: Allow, Action: "s3:GetObject", Resource: !Join [":", [!FindInMap [By, !Ref "AWS::Partition", arn], "s3", "", "", "green-data/*"]]}`)),
			[]string{"arn:${AWS::Partition}:s3:::green-data/*"},
			[]string{"parameters:"},
			nil,
		},
		{
			"a principal from elsewhere", roleOf("green-job", `{Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: !ImportValue Nodes}, Action: "sts:AssumeRole"}, {Effect: Allow, Principal: {AWS: !ImportValue Nodes}, Action: "sts:TagSession"}]}`),
			[]string{"arn:aws:iam::123456789012:root", "sts:TagSession"},
			nil, nil,
		},
		{
			"parameters where few texts fit",
			"Parameters: {Way: {Type: String}, Secs: {Type: Number}, Do: {Type: CommaDelimitedList}, Trusts: {Type: String}, Part: {Type: String}, Where: {Type: String}, Who: {Type: String}, Caller: {Type: String}, Ip: {Type: CommaDelimitedList}, From: {Type: String}, Safe: {Type: String}, Net: {Type: String}, Via: {Type: String}, To: {Type: String}, Known: {Type: String}}\n" +
				roleOf("green-job", `{Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {AWS: !Ref Who}, Action: !Ref Trusts}]}`, "Path: !Ref Way", "MaxSessionDuration: !Ref Secs",
					inlineOf(`{Sid: A, Effect: Allow, Action: !Ref Do, Resource: "*"}, {Sid: B, Effect: Allow, Action: "glue:GetCatalog", Resource: !Sub "arn:${Part}:glue:${Where}:${Who}:catalog"}, {Sid: C, Effect: Deny, Action: "s3:*", Resource: "*", Condition: {StringNotEquals: {"aws:RequestedRegion": !Ref Where, "aws:SourceVpc": !Ref Net}, ArnNotLike: {"aws:PrincipalArn": !Ref Caller}, NotIpAddress: {"aws:SourceIp": !Ref Ip}, DateGreaterThanIfExists: {"aws:CurrentTime": !Ref From}, Bool: {"aws:SecureTransport": !Ref Safe}, "Null": {"aws:SourceVpce": !Ref Known}}}, {Sid: D, Effect: Allow, Action: "kms:Decrypt", Resource: "arn:aws:kms:us-east-1:111122223333:key/*", Condition: {StringEquals: {"kms:ViaService": !Ref Via}}}, {Sid: E, Effect: Allow, Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/x", Condition: {StringEquals: {"iam:PassedToService": !Sub "${To}.${AWS::URLSuffix}"}}}`)),
			[]string{"Way: {type: String, example: /example/}", "Secs: {type: Number, example: 3600}", "To: {type: String, example: ec2}", "Who: {type: String, example: \"123456789012\"}", "Trusts: {type: String, example: sts:AssumeRole}"},
			[]string{"example: example}", "emriam:warn"},
			nil,
		},
		{
			"actions that the resource takes",
			"Parameters: {Do: {Type: String}, Verb: {Type: String}, Start: {Type: String}, Of: {Type: String}, More: {Type: CommaDelimitedList}}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(`{Sid: A, Effect: Allow, Action: !Ref Do, Resource: "arn:aws:sqs:us-east-1:111122223333:jobs"}, {Sid: B, Effect: Allow, Action: !Sub "s3:${Verb}", Resource: "arn:aws:s3:::green-data/*"}, {Sid: C, Effect: Allow, Action: !Sub "kms:${Start}*", Resource: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}, {Sid: D, Effect: Allow, Action: !Sub "${Of}:GetObject", Resource: "arn:aws:s3:::green-data/*"}, {Sid: E, Effect: Deny, Action: !Ref More, Resource: "*"}`)),
			[]string{"Do: {type: String, example: sqs:GetQueueAttributes}", "Verb: {type: String, example: GetObject}", "Start: {type: String, example: DescribeKey}", "Of: {type: String, example: s3}", "More: {type: [String], example: [s3:GetObject]}"},
			[]string{"example: example", "emriam:warn"},
			nil,
		},
		{
			"inline policies of groups and users",
			"Parameters: {Crew: {Type: String}}\n" + roleOf("green-job", trustOf("emr-serverless.amazonaws.com")) +
				"  Submit:\n    Type: AWS::IAM::GroupPolicy\n    Properties: {GroupName: analysts, PolicyName: submit, PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: Run, Effect: Allow, Action: \"emr-serverless:StartJobRun\", Resource: \"*\"}]}}\n" +
				"  Pass:\n    Type: AWS::IAM::GroupPolicy\n    Properties: {GroupName: !Ref Crew, PolicyName: pass, PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: PassJob, Effect: Allow, Action: \"iam:PassRole\", Resource: !GetAtt Role.Arn}]}}\n" +
				"  Ada:\n    Type: AWS::IAM::UserPolicy\n    Properties: {UserName: ada, PolicyName: ada-look, PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: Look, Effect: Allow, Action: \"s3:ListAllMyBuckets\", Resource: \"*\"}]}}\nOutputs: {Looks: {Value: !Ref Ada}}\n",
			[]string{
				"SubmitManaged:\n    policyName: submit\n    attach: {groups: analysts}", "PassManaged:\n    policyName: pass\n    attach: {groups: \"${Crew}\"}",
				`Resource: "${Role.Arn}"`, "AdaManaged:\n    policyName: ada-look\n    attach: {users: ada}",
			},
			[]string{"It was an inline policy", "output:"},
			[]string{
				"these outputs are not imported: Looks",
				"stack.yaml:10:29: Submit is an inline policy of analysts in GroupName, which is not a role of the template; in the spec, it is the customer managed policy SubmitManaged",
				"Ada is an inline policy of ada in UserName",
			},
		},
		{
			"a list inside of Fn::Sub that is split again",
			"Parameters: {Buckets: {Type: CommaDelimitedList}, Home: {Type: String}}\n" + roleOf("green-job", trustOf("emr-serverless.amazonaws.com"),
				inlineOf(`{Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: !Split [",", !Sub ["arn:aws:s3:::${Rest}/*", {Rest: !Join ["/*,arn:aws:s3:::", !Ref Buckets]}]]}, {Sid: B, Effect: Allow, Action: "s3:ListBucket", Resource: !Split [",", !Sub ["arn:aws:s3:::${Rest}", {Rest: !Join [",arn:aws:s3:::", !Ref Buckets]}]]}`)),
			[]string{`Resource: "arn:aws:s3:::${Buckets}/*"`, `Resource: "arn:aws:s3:::${Buckets}"`},
			[]string{"NOT CARRIED OVER"},
			nil,
		},
		{
			"a policy that a role has either way",
			"Parameters: {Tier: {Type: String, AllowedValues: [gold, silver, bronze]}}\nConditions: {Gold: !Equals [!Ref Tier, gold]}\n" + roleOf("green-job", trustOf("emr-serverless.amazonaws.com")) +
				"  Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: {Service: emr-serverless.amazonaws.com}, Action: \"sts:AssumeRole\"}]}}}\n" +
				"  Look:\n    Type: AWS::IAM::ManagedPolicy\n    Properties: {Roles: !If [Gold, [!Ref Other, !Ref Role], [!Ref Role]], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: A, Effect: Allow, Action: \"s3:ListAllMyBuckets\", Resource: \"*\"}]}}\n",
			[]string{"guard: none}\n    managedPolicies: [Look]", "managedPolicies: [{value: Look, when: Gold}]"},
			nil, nil,
		},
		{
			"patterns without an example",
			"Parameters: {Env: {Type: String, AllowedPattern: \"^[a-z]{2,4}-[0-9]+$\"}, Cost: {Type: String, AllowedPattern: \"[A-Z]{3}\\\\d{4}\"}}\n" + roleOf("!Sub \"${Env}-${Cost}\"", trustOf("emr-serverless.amazonaws.com")),
			[]string{`pattern: "[a-z]{2,4}-[0-9]+"}`, `pattern: "[A-Z]{3}\\d{4}"}`},
			[]string{"example: example"},
			nil,
		},
		{
			"a mapping by the value of a parameter",
			"Parameters: {Tier: {Type: String, AllowedValues: [gold, silver, bronze]}, On: {Type: String, AllowedValues: [\"true\", \"false\"], Default: \"false\"}}\nMappings: {By: {gold: {b: green-gold, p: gold}, silver: {b: green-silver}, bronze: {b: green-bronze}}, If: {\"true\": {x: green-on}, \"false\": {x: green-off}}}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(`{Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: !Sub ["arn:aws:s3:::${B}/*", {B: !FindInMap [By, !Ref Tier, b]}]}, {Sid: B, Effect: Allow, Action: "s3:GetObject", Resource: [!Join ["", ["arn:aws:s3:::", !FindInMap [If, !Ref On, x], "/*"]]]}, {Sid: C, Effect: Allow, Action: "s3:GetObject", Resource: !Sub ["arn:aws:s3:::${B}/*", {B: !FindInMap [By, !Ref Tier, p]}]}`)),
			[]string{
				"- {value: arn:aws:s3:::green-gold/*, when: {Tier: gold}}", "- {value: arn:aws:s3:::green-silver/*, when: {Tier: silver}}", "- {value: arn:aws:s3:::green-bronze/*, when: {Tier: bronze}}",
				"- {value: arn:aws:s3:::green-on/*, when: \"On\"}", "- {value: arn:aws:s3:::green-off/*, when: {not: \"On\"}}", "# The template computes it as {Fn::FindInMap: [By, {Ref: Tier}, p]}.",
			},
			nil, nil,
		},
		{
			"a mapping in a policy that not every value has",
			"Parameters: {Tier: {Type: String, AllowedValues: [gold, silver, bronze]}}\nConditions: {Plain: !Not [!Equals [!Ref Tier, gold]]}\nMappings: {By: {gold: {b: green-gold}, silver: {b: green-silver}, bronze: {b: green-bronze}}}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com")) +
				"  Data:\n    Type: AWS::IAM::Policy\n    Condition: Plain\n    Properties: {PolicyName: data, Roles: [!Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: A, Effect: Allow, Action: \"s3:GetObject\", Resource: !Sub [\"arn:aws:s3:::${B}/*\", {B: !FindInMap [By, !Ref Tier, b]}]}]}}\n",
			[]string{"when: Plain", "- {value: arn:aws:s3:::green-silver/*, when: {Tier: silver}}"},
			[]string{"green-gold"},
			nil,
		},
		{
			"a boundary without a name that must be given",
			"Parameters: {Name: {Type: String, Default: \"\"}}\nConditions: {Has: !Not [!Equals [!Ref Name, \"\"]]}\n" +
				roleOf("!Ref Name", trustOf("emr-serverless.amazonaws.com"), `PermissionsBoundary: !If [Has, "arn:aws:iam::111122223333:policy/named", "arn:aws:iam::111122223333:policy/plain"]`),
			[]string{"permissionsBoundary: arn:aws:iam::111122223333:policy/named"},
			[]string{"policy/plain"},
			[]string{"in the spec it is required"},
		},
		{
			"a boundary that is looked up", roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), `PermissionsBoundary: !Join ["", ["{{resolve:ssm:/green/", !Ref "AWS::Region", "/boundary}}"]]`),
			[]string{"type: PolicyArn", "permissionsBoundary: \"${"},
			[]string{"Boundary: \"{{"},
			nil,
		},
		{
			"a boundary of two", "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}}\nConditions: {Live: !Equals [!Ref Stage, prod]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), `PermissionsBoundary: !If [Live, !Sub "arn:${AWS::Partition}:iam::111122223333:policy/live", !Sub "arn:${AWS::Partition}:iam::111122223333:policy/dev"]`),
			[]string{"{value: \"arn:${AWS::Partition}:iam::111122223333:policy/live\", when: Live}", "{value: \"arn:${AWS::Partition}:iam::111122223333:policy/dev\", when: {Stage: dev}}"},
			[]string{"NOT CARRIED OVER"},
			nil,
		},
		{
			"a boundary of three, or none", "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}, Own: {Type: String, Default: \"\"}}\nConditions: {Live: !Equals [!Ref Stage, prod], HasOwn: !Not [!Equals [!Ref Own, \"\"]]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), `PermissionsBoundary: !If [Live, !If [HasOwn, !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${Own}", !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/live"], !If [HasOwn, !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/dev", !Ref AWS::NoValue]]`),
			[]string{"permissionsBoundary:", ":policy/${Own}\"", ":policy/live\"", ":policy/dev\"", "when: [{Stage: prod}, {not: Own}]", "when: [{Stage: dev}, Own]"},
			[]string{"NOT CARRIED OVER"},
			nil,
		},
		{
			"values that may be absent", "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}, Hours: {Type: Number, Default: 0}}\nConditions: {Live: !Equals [!Ref Stage, prod], HasHours: !Not [!Equals [!Ref Hours, 0]]}\n" +
				roleOf("!If [Live, green-live, !Ref AWS::NoValue]", trustOf("lambda.amazonaws.com"), "Path: !If [Live, /live/, !Ref AWS::NoValue]", "MaxSessionDuration: !If [HasHours, !Ref Hours, !Ref AWS::NoValue]", "Description: !If [Live, For production, For tests]"),
			[]string{"values: [/live/, /]", "RoleMaxSessionDuration: {type: Number, example: 3600}"},
			[]string{"NOT CARRIED OVER"},
			[]string{
				"where the RoleName of Role is AWS::NoValue, CloudFormation makes the name; in the spec it needs a value there, so an update replaces the resource",
				"the Description of Role is not imported: its value depends on the condition Live: {Fn::If: [Live, For production, For tests]}",
			},
		},
		{
			"values that a condition chooses", "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}}\nConditions: {Live: !Equals [!Ref Stage, prod]}\n" +
				roleOf("green-job", trustOf("lambda.amazonaws.com"), "Path: !If [Live, /live/, /dev/]", "MaxSessionDuration: !If [Live, 3600, 7200]",
					"Tags: [{Key: stage, Value: !If [Live, live, dev]}, !If [Live, {Key: team, Value: ops}, {Key: team, Value: devs}], !If [Live, {Key: on, Value: call}, !Ref AWS::NoValue]]"),
			[]string{"path: \"${RolePath}\"", "maxSessionDuration: \"${RoleMaxSessionDuration}\"", "stage: \"${RoleTagstage}\"", "team: \"${RoleTagteam}\"", "{value: call, when: Live}", "values: [/live/, /dev/]", `values: ["3600", "7200"]`},
			[]string{"NOT CARRIED OVER"},
			nil,
		},
		{
			"a name that is looked up", roleOf(`!Sub "{{resolve:ssm:/green/prefix}}-job"`, trustOf("lambda.amazonaws.com"), "Path: /green/"),
			[]string{`resolve: ssm:/green/prefix`, `roleName: "${GreenPrefix}-job"`},
			nil, nil,
		},
		{
			"a name with an export", roleOf(`!Sub ["${P}-job", {P: !ImportValue green-prefix}]`, trustOf("lambda.amazonaws.com")),
			[]string{"resolve: export:green-prefix", `roleName: "${GreenPrefix}-job"`},
			nil, nil,
		},
		{
			"a table, a topic and a stack's own queue",
			"Parameters: {TableArn: {Type: String}}\n" + roleOf("green-job", trustOf("emr-serverless.amazonaws.com"),
				inlineOf(`{Sid: Rows, Effect: Allow, Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: !Ref TableArn}, {Sid: Say, Effect: Allow, Action: "sns:Publish", Resource: !Ref Topic}, {Sid: Ask, Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Queue.Arn}`)) +
				"  Topic: {Type: AWS::SNS::Topic}\n  Queue: {Type: AWS::SQS::Queue}\n",
			[]string{":dynamodb:", ":sns:", ":sqs:"},
			[]string{"amzn-s3-demo-bucket"},
			nil,
		},
		{
			"a bucket by its ARN, with what is in it",
			"Parameters: {BucketArn: {Type: String}}\n" + roleOf("green-job", trustOf("emr-serverless.amazonaws.com"),
				inlineOf(`{Sid: Get, Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${BucketArn}/*"}`)),
			[]string{"example: arn:aws:s3:::amzn-s3-demo-bucket"},
			nil, nil,
		},
		{
			"a conditional policy, attached always",
			"Parameters: {Audit: {Type: String, Default: \"false\", AllowedValues: [\"true\", \"false\"]}}\nConditions: {IsAudit: !Equals [!Ref Audit, \"true\"]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com")) +
				`  More: {Type: AWS::IAM::ManagedPolicy, Condition: IsAudit, Properties: {ManagedPolicyName: green-more, Roles: [!Ref Role], PolicyDocument: {Version: "2012-10-17", Statement: [` + readAny + "]}}}\n",
			[]string{"when: Audit", "managedPolicies: [More]"},
			nil,
			[]string{"1 times suppressed: fixed-partition"},
		},
		{
			"six ARNs that are none", roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(`{Sid: Six, Effect: Allow, Action: "iam:GetRole", Resource: ["arn:aws:iam::ACCOUNT:role/a", "arn:aws:iam::ACCOUNT:role/b", "arn:aws:iam::ACCOUNT:role/c", "arn:aws:iam::ACCOUNT:role/d", "arn:aws:iam::ACCOUNT:role/e", "arn:aws:iam::ACCOUNT:role/f"]}`)),
			nil,
			[]string{"rules:", "ignore bad-arn"},
			[]string{"6 times suppressed: fixed-partition", "[bad-arn]"},
		},
		{
			"a condition of what is lost",
			"Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}\nConditions: {IsProd: !Equals [!Ref Stage, prod]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), `ManagedPolicyArns: [!If [IsProd, {"Fn::Transform": {Name: X}}, !Ref "AWS::NoValue"]]`),
			[]string{"NOT CARRIED OVER"},
			[]string{"conditions:", "parameters:"},
			[]string{"ManagedPolicyArns of Role could not be carried over"},
		},
		{
			"a Sid named as a condition of what is lost",
			"Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}\nConditions: {IsProd: !Equals [!Ref Stage, prod]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(`{Sid: IsProd, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-data/*"}`),
					`ManagedPolicyArns: [!If [IsProd, {"Fn::Transform": {Name: X}}, !Ref "AWS::NoValue"]]`),
			[]string{"Sid: IsProd"},
			[]string{"conditions:", "parameters:"},
			[]string{"ManagedPolicyArns of Role could not be carried over"},
		},
		{
			"a condition of an empty value that becomes required",
			"Parameters: {Key: {Type: String, Default: \"\"}}\nConditions: {WithKey: !Not [!Equals [!Ref Key, \"\"]]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(`{Sid: WithKey, Effect: Allow, Action: "kms:Decrypt", Resource: !Ref Key}`),
					`ManagedPolicyArns: [!If [WithKey, "arn:aws:iam::aws:policy/ReadOnlyAccess", !Ref "AWS::NoValue"]]`),
			[]string{"Sid: WithKey"},
			[]string{"conditions:", "optional:"},
			[]string{"Key may be empty in the template"},
		},
		{
			"names of inline policies that depend on the deployment",
			"Parameters: {Env: {Type: String}, Own: {Type: String, Default: \"\"}, Stage: {Type: String, AllowedValues: [dev, prod]}}\nConditions: {IsProd: !Equals [!Ref Stage, prod], NoProd: !Not [!Condition IsProd], HasOwn: !Not [!Equals [!Ref Own, \"\"]]}\n" +
				roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), `Policies: [{PolicyName: !Sub "${Env}-data", PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-a/*"}]}}, {PolicyName: !Sub "${Env}-${Stage}", PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: B, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-b/*"}]}}, {PolicyName: !If [IsProd, live, trial], PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: C, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-c/*"}]}}, {PolicyName: !If [HasOwn, !Ref Own, spare], PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: D, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-d/*"}]}}, {PolicyName: !Sub ["${X}_${Env}", {X: !If [IsProd, "", trial]}], PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: E, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-e/*"}]}}, {PolicyName: data, PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: F, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-f/*"}]}}, {PolicyName: !Sub "data-${Env}", PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: G, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-g/*"}]}}, {PolicyName: logs.json, PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: H, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-h/*"}]}}, !If [IsProd, {PolicyName: !Sub "${Env}-both", PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: I, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-i/*"}]}}, {PolicyName: !Sub "${Env}-both", PolicyDocument: {Version: "2012-10-17", Statement: [{Sid: J, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::green-j/*"}]}}]]`) +
				"  More:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: !If [IsProd, live, trial]\n      Roles: [!Ref Role]\n      PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: K, Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::green-k/*\"}]}\n" +
				"  Twin:\n    Type: AWS::IAM::Policy\n    Condition: IsProd\n    Properties: {PolicyName: !Sub \"${Env}-twin\", Roles: [!Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: L, Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}]}}\n  NoTwin:\n    Type: AWS::IAM::Policy\n    Condition: NoProd\n    Properties: {PolicyName: !Sub \"${Env}-twin\", Roles: [!Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: M, Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}]}}\n  Own1:\n    Type: AWS::IAM::Policy\n    Condition: IsProd\n    Properties: {PolicyName: own, Roles: [!Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: N, Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}]}}\n  Own2:\n    Type: AWS::IAM::Policy\n    Condition: NoProd\n    Properties: {PolicyName: own, Roles: [!Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: O, Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}]}}\n",
			[]string{
				"data:\n        - Sid: F", "data2:\n        policyName: \"${Env}-data\"\n        Statement:\n          - Sid: A", "Role:\n        policyName: \"${Env}-${Stage}\"\n",
				"live:\n        - Sid: C\n          when: IsProd", "trial:\n        # Its Sid was \"C\".\n        - Sid: C2\n          when: NoProd", "Role2:\n        - Sid: D\n          when: Own",
				"spare:\n        # Its Sid was \"D\".\n        - Sid: D2\n          when: {not: Own}", "Role3:\n        policyName: \"_${Env}\"\n", "trial2:\n        policyName: \"trial_${Env}\"\n",
				"data3:\n        policyName: \"data-${Env}\"\n", "logs.json:\n        - Sid: H", "both:\n        policyName: \"${Env}-both\"\n        Statement:\n          - Sid: I", "          - Sid: J\n",
				"More:\n        logicalId: More\n        Statement:\n          - Sid: K", "twin:\n        policyName: \"${Env}-twin\"\n        logicalId: Twin", "twin2:\n        policyName: \"${Env}-twin\"\n        logicalId: NoTwin",
				"own2:\n        policyName: own\n        logicalId: Own2",
			},
			[]string{"both2", ".:", "data4"},
			[]string{
				"an inline policy of Role is named Role2 in the spec, because its name could not be carried over: it contains an optional parameter: {Ref: Own}", "Role has two inline policies ${MorePolicyName}; one is named More in the spec",
			},
		},
		{
			"policies that roles share and that have one name",
			"Parameters: {Env: {Type: String}}\n" + roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), `Policies: []`) +
				"  Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: {Service: emr-serverless.amazonaws.com}, Action: \"sts:AssumeRole\"}]}}}\n" +
				"  First:\n    Type: AWS::IAM::Policy\n    Properties: {PolicyName: !Sub \"${Env}-data\", Roles: [!Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: A, Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::green-a/*\"}]}}\n" +
				"  Second:\n    Type: AWS::IAM::Policy\n    Properties: {PolicyName: !Sub \"${Env}-data\", Roles: [!Ref Other, !Ref Role], PolicyDocument: {Version: \"2012-10-17\", Statement: [{Sid: B, Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::green-a/*\"}]}}\n",
			[]string{"data:\n        policyName: \"${Env}-data\"\n        logicalId: First", "data2:\n        logicalId: Second", "data:\n        policyName: data2\n        logicalId: Second"},
			nil,
			[]string{"Role has two inline policies ${Env}-data; one is named data2 in the spec"},
		},
		{
			"one statement that a macro makes", roleOf("green-job", trustOf("emr-serverless.amazonaws.com"), inlineOf(readAny+`, {Sid: Lost, Effect: Allow, Action: "s3:PutObject", Resource: {"Fn::Transform": {Name: X}}}`)),
			[]string{"Sid: Get", "NOT CARRIED OVER"},
			nil,
			[]string{"statement Lost of policy own of Role could not be carried over"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := importer.Import([]File{{Name: "stack.yaml", Text: []byte(tt.text)}}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			s, l := lint.Finish(compile.Load("want.yaml", r.Spec, templates.FS))
			if s == nil {
				t.Errorf("the spec does not load: %v", l.Findings())
			}
			told := []string{}
			for _, n := range r.Notes {
				told = append(told, n.String())
			}
			all := strings.Join(told, "\n")
			for _, f := range l.Findings() {
				if f.Severity != diag.Off && !r.tells(f.Code) {
					t.Errorf("validate reports %s, import does not", f.Code)
				}
			}
			for _, text := range tt.want {
				if !strings.Contains(string(r.Spec), text) {
					t.Errorf("the spec lacks %q", text)
				}
			}
			for _, text := range tt.without {
				if strings.Contains(string(r.Spec), text) {
					t.Errorf("the spec has %q", text)
				}
			}
			for _, text := range tt.notes {
				if !strings.Contains(all, text) {
					t.Errorf("the notes lack %q", text)
				}
			}
			if t.Failed() {
				t.Logf("%s\n%s", all, r.Spec)
			}
		})
	}
}

// TestDescriptions: what has no description gets none, nor what has one another.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	nodes := trustOf("ec2.amazonaws.com")
	const managed = "ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforAutoScalingRole]"
	for _, tt := range []struct{ text, want string }{
		{roleOf("green-nodes", nodes, managed), ""},
		{roleOf("green-nodes", nodes, managed, "Description: Ours."), "Ours."},
		{roleOf("green-scaling", `{Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: [elasticmapreduce.amazonaws.com, application-autoscaling.amazonaws.com]}, Action: "sts:AssumeRole"}]}`, managed), ""},
	} {
		r, err := importer.Import([]File{{Name: "stack.yaml", Text: []byte(tt.text)}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s, _ := compile.Load("want.yaml", r.Spec, templates.FS)
		if s == nil || s.Roles[0].Doc != tt.want {
			t.Errorf("want the description %q of\n%s", tt.want, r.Spec)
		}
	}
	r, err := importer.Import([]File{{Name: "pass.json", Text: []byte(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::123456789012:role/green", "Condition": {"StringLike": {"iam:PassedToService": "ec2.amazonaws.com*"}}}]}`)}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := compile.Load("want.yaml", r.Spec, templates.FS)
	if s == nil || slices.ContainsFunc(s.Policies, func(p *spec.Policy) bool { return p.Doc != "" }) {
		t.Errorf("the policy has a description:\n%s", r.Spec)
	}
}

// TestHiding: a policy is not made of a template that suppresses what validate would say of
// it, as emr-admin does.
func TestHiding(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]bool{"emr-admin": false, "serverless-power-user": true} {
		s, _ := compile.Load("spec.yaml", []byte("version: 1\nname: hiding\npolicies: {Own: {template: "+template+", policyName: own}}\n"), templates.FS)
		if s == nil {
			t.Fatalf("the template %s makes no policy", template)
		}
		doc := spec.Binding{Partition: "aws", Region: "us-east-1", AccountID: "123456789012"}.Document(s.Policies[0].Document)
		r, err := importer.Import([]File{{Name: "own.json", Text: doc.JSON()}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(r.Spec), "template: "+template) != want {
			t.Errorf("is the policy made of %s? want %v\n%s", template, want, r.Spec)
		}
	}
}
