package lint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
)

// analyzerCheck is a documented check of AWS's Access Analyzer with small policies
// that it is about, and what is found in each of them.
type analyzerCheck struct {
	severity string // AWS's
	name     string
	as       string // the kind of document; "" for an identity policy
	code     string // that is found in each policy
	sts      []string
}

const (
	allowRead = `"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*"`
	denyRead  = `"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*"`
	assume    = `"Effect":"Allow","Action":"sts:AssumeRole"`
	federate  = `"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity"`
	eksID     = "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF"
	eks       = `"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/` + eksID + `"}`
	actions   = `"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}`
)

func readIf(condition string) string { return allowRead + `,"Condition":` + condition }

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
//
// Left out are those that other errors of the language have always covered, and those
// about policies of organizations.
var analyzerChecks = []analyzerCheck{
	{"ERROR", "ARN Region not allowed", "", "needless-region", []string{
		`"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:us-east-1::amzn-s3-demo-bucket"`,
		`"Effect":"Deny","Action":"*","NotResource":["arn:aws:iam:us-east-1:111122223333:role/a"]`,
	}},
	{"ERROR", "ARN account not allowed", "", "needless-account", []string{
		`"Effect":"Allow","Action":"*","Resource":"arn:aws:s3::111122223333:amzn-s3-demo-bucket"`,
		`"Effect":"Deny","NotAction":"s3:*","NotResource":"arn:aws:s3::111122223333:amzn-s3-demo-bucket/*"`,
	}},
	{"ERROR", "Data type mismatch", "", "bad-sid", []string{`"Sid":1,` + allowRead, `"Sid":false,` + allowRead}},
	{"ERROR", "Duplicate keys with different case", "", "duplicate-key-case", []string{readIf(`{"StringEquals":{"aws:PrincipalAccount":"111122223333","AWS:PRINCIPALACCOUNT":"444455556666"}}`)}},
	{"ERROR", "Federated principal not supported", "bucket", "federated-principal", []string{allowRead + `,"Principal":{"Federated":"cognito-identity.amazonaws.com"}`}},
	{"ERROR", "Invalid ARN Region", "", "wrong-region", []string{
		`"Effect":"Allow","Action":"elasticmapreduce:DescribeCluster","Resource":"arn:aws:elasticmapreduce:xx-east-1:111122223333:cluster/*"`,
		`"Effect":"Allow","Action":"elasticmapreduce:DescribeCluster","Resource":"arn:aws:elasticmapreduce:cn-north-1:111122223333:cluster/*"`,
	}},
	{"ERROR", "Invalid ARN resource", "", "unknown-resource", []string{
		`"Effect":"Allow","Action":"elasticmapreduce:DescribeCluster","Resource":"arn:aws:elasticmapreduce:*:111122223333:clusters/*"`,
		`"Effect":"Deny","Action":"*","NotResource":"arn:aws:iam::111122223333:roles/a"`,
	}},
	{"ERROR", "Invalid ARN service case", "", "arn-service-case", []string{`"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:S3:::amzn-s3-demo-bucket/*"`}},
	{"ERROR", "Invalid Region", "", "wrong-region", []string{readIf(`{"StringEquals":{"aws:RequestedRegion":"mars-north-1"}}`)}},
	{"ERROR", "Invalid condition data type", "", "mixed-types", []string{readIf(`{"StringEquals":{"aws:PrincipalTag/a":["1",1]}}`), readIf(`{"Bool":{"aws:SecureTransport":[true,"false"]}}`)}},
	{"ERROR", "Invalid condition multiple Boolean", "", "several-booleans", []string{readIf(`{"Bool":{"aws:SecureTransport":["true","false"]}}`), readIf(`{"BoolIfExists":{"aws:SecureTransport":["true","true"]}}`)}},
	{"ERROR", "Invalid kms key value", "", "bad-kms-key", []string{`"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*","Condition":{"StringEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"1234abcd"}}`}},
	{"ERROR", "Invalid service condition key", "", "misspelled-key", []string{readIf(`{"StringEquals":{"s3:ResourceTagg/a":"b"}}`)}},
	{"ERROR", "Invalid service principal format", "", "bad-service-value", []string{
		`"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:111122223333:key/*","Condition":{"StringEquals":{"kms:ViaService":"s3.amazonaws.com"}}`,
		`"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/a","Condition":{"StringEquals":{"iam:PassedToService":"EC2.amazonaws.com"}}`,
	}},
	{"ERROR", "Invalid service", "", "unlisted-service", []string{`"Effect":"Deny","Action":"*","Resource":"arn:aws:quantumlake:us-east-1:111122223333:lake/a"`}},
	{"ERROR", "Invalid vpc format", "", "bad-vpc", []string{readIf(`{"StringEquals":{"aws:SourceVpc":"vcp-1a2b3c4d"}}`), readIf(`{"StringNotEquals":{"AWS:SourceVPC":["vpc-1a2b3c4d","vpc-12"]}}`)}},
	{"ERROR", "Invalid vpce format", "", "bad-vpc", []string{readIf(`{"StringEqualsIfExists":{"aws:SourceVpce":"vpc-1a2b3c4d"}}`)}},
	{"ERROR", "Missing ARN Region", "", "missing-region", []string{`"Effect":"Allow","Action":"*","Resource":"arn:aws:elasticmapreduce::111122223333:cluster/*"`}},
	{"ERROR", "Missing ARN account", "", "missing-account", []string{`"Effect":"Deny","NotAction":"s3:*","NotResource":["arn:aws:elasticmapreduce:us-east-1::cluster/*"]`}},
	{"ERROR", "Missing action for condition key", "", "missing-action-for-key", []string{
		`"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*","Condition":{"StringEquals":{"s3:RequestObjectTag/a":"b"}}`,
		`"Effect":"Allow","Action":["ec2:RunInstances"],"Resource":"*","Condition":{"StringLike":{"iam:PassedToService":"ec2.amazonaws.com*"}}`,
	}},
	{"ERROR", "Missing action for roles anywhere trust policy", "trust", "roles-anywhere-actions", []string{assume + `,"Principal":{"Service":"rolesanywhere.amazonaws.com"}`}},
	{"ERROR", "Missing brace in variable", "", "bad-variable", []string{`"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/${aws:username"`}},
	{"ERROR", "Missing qualifier", "", "missing-set-operator", []string{`"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"StringEquals":{"aws:TagKeys":"a"}}`}},
	{"ERROR", "Private IP address", "", "private-ip", []string{readIf(`{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.168.0.1"]}}`)}},
	{"ERROR", "Private NotIpAddress", "", "private-ip", []string{denyRead + `,"Condition":{"NotIpAddress":{"aws:SourceIp":"172.16.0.0/16"}}`}},
	{"ERROR", "Role trust policy syntax error notprincipal", "trust", "trust-not-principal", []string{`"Effect":"Deny","Action":"sts:AssumeRole","NotPrincipal":{"AWS":"111122223333"}`}},
	{"ERROR", "Role trust policy unsupported wildcard in principal", "trust", "trust-wildcard", []string{assume + `,"Principal":"*"`}},
	{"ERROR", "Unsupported action for condition key", "", "unsupported-condition-key", []string{
		`"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*","Condition":{"StringEquals":{"ec2:InstanceType":"m5.xlarge"}}`,
		`"Effect":"Allow","Action":["elasticmapreduce:AddJobFlowSteps","elasticmapreduce:ListClusters"],"Resource":"*","Condition":{"ArnEquals":{"elasticmapreduce:ExecutionRoleArn":"arn:aws:iam::111122223333:role/a"}}`,
	}},
	{"ERROR", "Unsupported condition key for service principal", "bucket", "service-principal-key", []string{allowRead + `,"Principal":{"Service":"cloudfront.amazonaws.com"},"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`}},
	{"ERROR", "Unsupported space in variable", "", "bad-variable", []string{`"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/${aws:user name}"`}},
	{"ERROR", "Variable usage too permissive", "", "sensitive-variable", []string{readIf(`{"StringLike":{"aws:PrincipalOrgID":"${aws:PrincipalTag/org}"}}`)}},
	{"ERROR", "Wildcard usage too permissive", "", "sensitive-wildcard", []string{readIf(`{"StringLike":{"aws:PrincipalAccount":"1111*"}}`), denyRead + `,"Condition":{"ForAnyValue:StringNotLike":{"aws:PrincipalOrgPaths":"*/ou-1"}}`}},

	{"SECURITY_WARNING", "Allow with NotPrincipal", "bucket", "allow-not-principal", []string{allowRead + `,"NotPrincipal":{"AWS":"111122223333"}`}},
	{"SECURITY_WARNING", "Deny NotAction with unsupported tag condition key for service", "", "deny-without-key", []string{`"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}`}},
	{"SECURITY_WARNING", "Deny with unsupported tag condition key for service", "", "deny-without-key", []string{`"Effect":"Deny","Action":["emr-serverless:DeleteApplication","sts:GetSessionToken"],"Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:ResourceTag/a":"b"}}`}},
	{"SECURITY_WARNING", "Deny with unsupported tag condition key", "", "deny-without-key", []string{`"Effect":"Deny","Action":"emr-serverless:listapplications","Resource":"*","Condition":{"StringLike":{"aws:ResourceTag/a":"b*"}}`}},
	{"SECURITY_WARNING", "DynamoDB attributes without select", "", "dynamodb-select", []string{`"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:us-east-1:111122223333:table/a","Condition":{"ForAllValues:StringEquals":{"dynamodb:Attributes":["a"]}}`}},
	{"SECURITY_WARNING", "ForAllValues with single valued key", "", "set-operator", []string{readIf(`{"ForAllValues:StringEquals":{"aws:PrincipalAccount":"111122223333"}}`)}},
	{"SECURITY_WARNING", "ForAnyValue with audience claim type", "trust", "set-operator", []string{federate + "," + eks + `,"Condition":{"ForAnyValue:StringEquals":{"` + eksID + `:aud":"sts.amazonaws.com"}}`}},
	{"SECURITY_WARNING", "Missing condition key for oidc principal", "trust", "oidc-without-condition", []string{federate + "," + eks, federate + "," + eks + `,"Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}`}},
	{"SECURITY_WARNING", "Missing github repo condition key", "trust", "github-without-repo", []string{federate + "," + actions, federate + "," + actions + `,"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"*"}}`}},
	{"SECURITY_WARNING", "Missing paired condition keys", "", "unpaired-key", []string{readIf(`{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}`)}},
	{"SECURITY_WARNING", "Pass role with NotAction and NotResource", "", "full-access", []string{`"Effect":"Allow","NotAction":"s3:*","NotResource":"arn:aws:iam::111122223333:role/a"`}},
	{"SECURITY_WARNING", "Pass role with NotResource", "", "pass-any-role", []string{`"Effect":"Allow","Action":"iam:PassRole","NotResource":"arn:aws:iam::111122223333:role/a"`}},
	{"SECURITY_WARNING", "Pass role with star in action and NotResource", "", "pass-any-role", []string{`"Effect":"Allow","Action":"iam:Pass*","NotResource":"arn:aws:iam::111122223333:role/a"`}},
	{"SECURITY_WARNING", "Pass role with star in action and resource", "", "service-wildcard", []string{`"Effect":"Allow","Action":"iam:*","Resource":"*"`}},
	{"SECURITY_WARNING", "Pass role with star in resource and NotAction", "", "full-access", []string{`"Effect":"Allow","NotAction":"s3:*","Resource":"*"`}},
	{"SECURITY_WARNING", "Pass role with star in resource", "", "pass-any-role", []string{`"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/*"`}},
	{"SECURITY_WARNING", "Restrict access to service principal", "bucket", "unguarded-service", []string{
		allowRead + `,"Principal":{"Service":"cloudtrail.amazonaws.com"}`,
		allowRead + `,"Principal":{"Service":"cloudtrail.amazonaws.com"},"Condition":{"Bool":{"aws:SecureTransport":"true"}}`,
	}},
	{"SECURITY_WARNING", "S3 prefix in negative context", "", "negative-prefix", []string{
		`"Effect":"Deny","Action":"s3:ListBucket","Resource":"arn:aws:s3:::amzn-s3-demo-bucket","Condition":{"StringLike":{"s3:prefix":"a/*"}}`,
		`"Effect":"Allow","Action":"s3:List*","Resource":"arn:aws:s3:::amzn-s3-demo-bucket","Condition":{"StringNotEquals":{"s3:prefix":"a/"}}`,
	}},
	{"SECURITY_WARNING", "String like operator with ARN condition keys", "", "string-on-arn", []string{readIf(`{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/a*"}}`), denyRead + `,"Condition":{"StringNotLikeIfExists":{"AWS:SourceArn":"arn:aws:s3:::a*"}}`}},
	{"SECURITY_WARNING", "Untrustworthy condition key", "", "unreliable-key", []string{readIf(`{"StringEquals":{"aws:UserAgent":"a"}}`), readIf(`{"StringLike":{"AWS:referer":"https://example.com/*"}}`)}},

	{"WARNING", "Create SLR with NotAction and NotResource", "", "full-access", []string{`"Effect":"Allow","NotAction":"s3:*","NotResource":"arn:aws:iam::111122223333:role/a"`}},
	{"WARNING", "Create SLR with NotResource", "", "any-linked-role", []string{`"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","NotResource":"arn:aws:iam::111122223333:role/a"`}},
	{"WARNING", "Create SLR with star in action and NotResource", "", "any-linked-role", []string{`"Effect":"Allow","Action":"iam:CreateService*","NotResource":"arn:aws:iam::111122223333:role/a"`}},
	{"WARNING", "Create SLR with star in action and resource", "", "any-linked-role", []string{`"Effect":"Allow","Action":"iam:Create*","Resource":"*"`}},
	{"WARNING", "Create SLR with star in resource and NotAction", "", "full-access", []string{`"Effect":"Allow","NotAction":"s3:*","Resource":"*"`}},
	{"WARNING", "Create SLR with star in resource", "", "any-linked-role", []string{`"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*"`}},
	{"WARNING", "Invalid date value", "", "epoch-date", []string{readIf(`{"DateLessThan":{"aws:CurrentTime":"1893456000"}}`)}},
	{"WARNING", "Invalid role reference", "trust", "unique-id-principal", []string{assume + `,"Principal":{"AWS":"AROAEXAMPLEEXAMPLE00"}`}},
	{"WARNING", "Invalid user reference", "trust", "unique-id-principal", []string{assume + `,"Principal":{"AWS":["AIDAEXAMPLEEXAMPLE00"]}`}},
	{"WARNING", "Specific github repo and branch recommended", "trust", "github-branch", []string{federate + "," + actions + `,"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/data:*"},"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}`}},
	{"WARNING", "Type mismatch", "", "key-type", []string{readIf(`{"StringEquals":{"aws:SecureTransport":"true"}}`)}},
	{"WARNING", "Use condition key only with supported services", "", "vpce-service", []string{`"Effect":"Allow","Action":"elasticmapreduce:DescribeCluster","Resource":"*","Condition":{"StringEquals":{"aws:VpceAccount":"111122223333"}}`, `"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:VpceOrgID":"o-a1b2c3d4e5"}}`}},
	{"WARNING", "Wildcard without like operator", "", "literal-wildcard", []string{readIf(`{"StringEquals":{"aws:PrincipalTag/a":"b*"}}`)}},

	{"SUGGESTION", "Allow NotAction with unsupported tag condition key for service", "", "allow-without-key", []string{`"Effect":"Allow","NotAction":"iam:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}`}},
	{"SUGGESTION", "Allow with unsupported tag condition key for service", "", "allow-without-key", []string{`"Effect":"Allow","Action":["emr-serverless:GetApplication","sts:GetSessionToken"],"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}`}},
	{"SUGGESTION", "Allow with unsupported tag condition key", "", "allow-without-key", []string{`"Effect":"Allow","Action":"emr-serverless:ListApplications","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}`}},
	{"SUGGESTION", "Confirm audience claim type", "trust", "audience-type", []string{federate + `,"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/auth.example.com"},"Condition":{"StringEquals":{"auth.example.com:aud":"a","auth.example.com:sub":"b"}}`}},
	{"SUGGESTION", "Empty Sid value", "", "empty-sid", []string{`"Sid":"",` + allowRead}},
	{"SUGGESTION", "Empty object condition", "", "empty-condition", []string{readIf(`{}`), readIf(`{"StringEquals":{}}`)}},
	{"SUGGESTION", "Empty object principal", "trust", "empty-principal", []string{assume + `,"Principal":{}`}},
	{"SUGGESTION", "Improve IP range", "", "ip-range", []string{readIf(`{"IpAddress":{"aws:SourceIp":"203.0.113.7/24"}}`)}},
	{"SUGGESTION", "Irrelevant condition key in policy", "bucket", "irrelevant-key", []string{allowRead + `,"Principal":{"AWS":"111122223333"},"Condition":{"StringEquals":{"s3:ResourceAccount":"111122223333"}}`}},
	{"SUGGESTION", "Null with qualifier", "", "null-set-operator", []string{readIf(`{"ForAllValues:Null":{"aws:CalledVia":"true"}}`)}},
	{"SUGGESTION", "Private IP address subset", "", "some-private-ip", []string{readIf(`{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}`)}},
	{"SUGGESTION", "Private NotIpAddress subset", "", "some-private-ip", []string{denyRead + `,"Condition":{"NotIpAddressIfExists":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}`}},
	{"SUGGESTION", "Recommended condition key for service principal", "bucket", "weak-source-key", []string{allowRead + `,"Principal":{"Service":"logging.s3.amazonaws.com"},"Condition":{"StringEquals":{"aws:Referer":"111122223333"}}`}},
	{"SUGGESTION", "Redundant action", "", "redundant-action", []string{`"Effect":"Allow","Action":["iam:Get*","iam:getCredentialReport"],"Resource":"*"`, `"Effect":"Deny","NotAction":["s3:*","s3:GetObject"],"Resource":"*"`}},
	{"SUGGESTION", "Redundant condition value num", "", "redundant-bound", []string{readIf(`{"NumericLessThanEquals":{"aws:MultiFactorAuthAge":["2700","3600"]}}`)}},
	{"SUGGESTION", "Redundant key due to wildcard in condition", "", "wildcard-condition", []string{readIf(`{"StringLikeIfExists":{"aws:PrincipalTag/a":"*"}}`)}},
	{"SUGGESTION", "Redundant principal in role trust policy", "trust", "redundant-session", []string{assume + `,"Principal":{"AWS":["arn:aws:iam::111122223333:role/a","arn:aws:sts::111122223333:assumed-role/a/b"]}`}},
	{"SUGGESTION", "Redundant resource", "", "redundant-resource", []string{`"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::amzn-s3-demo-bucket/*","arn:aws:s3:::amzn-s3-demo-bucket/a"]`}},
	{"SUGGESTION", "Redundant statement due to wildcard in condition", "", "wildcard-condition", []string{readIf(`{"ForAnyValue:StringNotLike":{"aws:CalledVia":"*"}}`)}},
	{"SUGGESTION", "Redundant statement", "", "redundant-statement", []string{allowRead + `},{` + allowRead}},
	{"SUGGESTION", "Wildcard in service name", "", "wildcard-service", []string{`"Effect":"Allow","Action":"codecommit:GitPull","Resource":"arn:aws:*code*:us-east-1:111122223333:a"`}},
}

// atLeast is the severity that a finding has for one of AWS's.
var atLeast = map[string]diag.Severity{"ERROR": diag.Error, "SECURITY_WARNING": diag.Warning, "WARNING": diag.Warning, "SUGGESTION": diag.Info}

// milder are errors of AWS's that are warnings here, with the reason.
var milder = map[string]string{
	"Invalid service":                      "the service may be newer than the facts",
	"Unsupported action for condition key": "AWS's service reference lacks keys that services set, also for actions of AWS's own policies",
}

// TestAnalyzerChecks finds each check in each of its policies, with AWS's severity.
func TestAnalyzerChecks(t *testing.T) {
	t.Parallel()
	states := map[string]int{}
	for _, check := range analyzerChecks {
		want := atLeast[check.severity]
		if milder[check.name] != "" {
			want = diag.Warning
		}
		for _, st := range check.sts {
			text := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{%s}]}`, st)
			_, l := lint.Finish(compile.LoadDocument("policy.json", []byte(text), check.as))
			fs := l.Findings()
			i := slices.IndexFunc(fs, func(f diag.Finding) bool { return f.Code == check.code })
			if i < 0 {
				t.Errorf("%s: no %s in %s; found %v", check.name, check.code, text, codesOf(fs))
			} else if fs[i].Severity > want {
				t.Errorf("%s: %s is %s in %s", check.name, check.code, fs[i].Severity, text)
			}
		}
		state := "reported"
		if milder[check.name] != "" {
			state = "as warning"
		}
		states[check.severity+" "+state]++
	}
	for state, n := range states {
		t.Logf("%3d %s", n, strings.ToLower(state))
	}
}

func codesOf(fs []diag.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Code)
	}
	return out
}
