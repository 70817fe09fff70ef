package cloudformation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
)

// synthesized is what the CDK writes: policies beside roles, logical IDs with
// hashes, and a rule on the version of its bootstrap stack.
const synthesized = `{
  "Resources": {
    "RoleA1B2": {
      "Type": "AWS::IAM::Role",
      "Properties": {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
        ]},
        "RoleName": "role",
        "MaxSessionDuration": 7200,
        "Tags": [{"Key": "team", "Value": "data"}],
        "ManagedPolicyArns": [{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/P"]]}]
      },
      "Metadata": {"aws:cdk:path": "stack/Role"}
    },
    "PolicyC3D4": {
      "Type": "AWS::IAM::Policy",
      "Properties": {
        "PolicyName": "inline",
        "Roles": [{"Ref": "RoleA1B2"}],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}
      },
      "DependsOn": ["RoleA1B2"]
    },
    "ManagedE5F6": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {
        "ManagedPolicyName": "managed", "Path": "/p/", "Description": "",
        "Roles": [{"Ref": "RoleA1B2"}],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}
      }
    },
    "ProfileG7H8": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"InstanceProfileName": "role", "Roles": [{"Ref": "RoleA1B2"}]}},
    "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:x"}, "Condition": "CDKMetadataAvailable"}
  },
  "Conditions": {"CDKMetadataAvailable": {"Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "cn-north-1"]}, {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}]}},
  "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version", "Description": "x"}},
  "Rules": {"CheckBootstrapVersion": {"Assertions": [{
    "Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}]},
    "AssertDescription": "bootstrap again"
  }]}}
}`

func TestRead(t *testing.T) {
	t.Parallel()
	env := testEnv
	env.SSM = map[string]string{"/cdk-bootstrap/hnb659fds/version": "30"}
	got, err := Read([]byte(synthesized), env)
	if err != nil {
		t.Fatal(err)
	}
	document := func(src string) *iam.Document {
		d, err := iam.Parse([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	managed := "arn:aws-cn:iam::123456789012:policy/p/managed"
	want := &read.Account{
		Roles: []*read.Role{{
			Name: "role", ARN: "arn:aws-cn:iam::123456789012:role/role", Path: "/", MaxSession: "7200",
			Tags:     map[string]string{"team": "data"},
			Managed:  []string{managed, "arn:aws-cn:iam::aws:policy/P"},
			Trust:    document(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}}`),
			Inline:   map[string]*iam.Document{"inline": document(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}`)},
			Profiles: []read.Profile{{Name: "role", Path: "/"}},
		}},
		Policies: []*read.Policy{{
			Name: "managed", ARN: managed, Path: "/p/",
			Document: document(`{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}`),
		}},
	}
	if diff := cmp.Diff(want, &got.Account); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	env.SSM = map[string]string{"/cdk-bootstrap/hnb659fds/version": "3"}
	if _, err := Read([]byte(synthesized), env); err == nil || !strings.Contains(err.Error(), "bootstrap again") {
		t.Errorf("an old bootstrap stack: %v", err)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const trust = "AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: '*', Action: 'sts:AssumeRole'}}"
	for template, want := range map[string]string{
		"Resources: {R: {Type: AWS::IAM::User, Properties: {UserName: u}}}":                                                                                               "not known",
		"Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r, Other: x, " + trust + "}}}":                                                                      "property Other is not known",
		"Resources: {R: {Type: AWS::IAM::Role, Properties: {" + trust + "}}}":                                                                                             "has no name",
		"Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r}}}":                                                                                               "trust policy",
		"Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r, AssumeRolePolicyDocument: {Statement: []}}}}":                                                    "no statement",
		"Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r, ManagedPolicyArns: [[a]], " + trust + "}}}":                                                      "where a text is expected",
		"Resources: {R: {Type: AWS::IAM::InstanceProfile, Properties: {InstanceProfileName: p, Roles: [r]}}}":                                                             "no role",
		"Resources: {R: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: [[a]], Resource: '*'}}}}}": "list in a list",
	} {
		if _, err := Read([]byte(template), testEnv); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q, for:\n%s", err, want, template)
		}
	}
}
