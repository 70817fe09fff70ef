package templates_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/spec"
)

// asked are requests that the templates of resource policies are for: of whom, actions,
// resource, and context. ROLE is the example of the roles, HERE the Region and account, and
// a principal without a colon is a service.
var asked = map[string][][]string{
	"access-point-policy": {
		{"role", "s3:GetObject", "arn:aws:s3:HERE:accesspoint/POINT/object/x"},
		{"role", "s3:PutObject s3:DeleteObject", "arn:aws:s3:HERE:accesspoint/POINT/object/x"},
		{"role", "s3:ListBucket", "arn:aws:s3:HERE:accesspoint/POINT"},
	},
	"cluster-key-policy": {
		{"role", "kms:Decrypt kms:GenerateDataKey", "KEY"},
		{"service role", "kms:Encrypt kms:GenerateDataKeyWithoutPlaintext", "KEY"},
		{"service role", "kms:CreateGrant", "KEY", "kms:GrantIsForAWSResource=true"},
	},
	"glue-catalog-policy": {
		{"role", "glue:GetTable glue:GetPartitions", "arn:aws:glue:HERE:table/db/t"},
		{"role", "glue:CreateTable glue:BatchCreatePartition", "arn:aws:glue:HERE:table/db/t"},
	},
	"queue-policy":      {{"events.amazonaws.com", "sqs:SendMessage", "arn:aws:sqs:HERE:QUEUE", "aws:SourceArn=RULE"}},
	"repository-policy": {{"emr-serverless.amazonaws.com", "ecr:BatchGetImage ecr:GetDownloadUrlForLayer", "arn:aws:ecr:HERE:repository/r", "aws:SourceArn=APPLICATION"}},
	"s3-endpoint-policy": {
		{"role", "s3:GetObject", "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/x"},
		{"role", "s3:GetObject", "arn:aws:s3:::amazonlinux-2-repos-us-east-1/x"},
		{"role", "s3:GetObject", "arn:aws:s3:::repo.us-east-1.emr.amazonaws.com/x"},
		{"role", "s3:PutObject", "arn:aws:s3:::aws157-logs-prod-us-east-1/x"},
		{"role", "s3:PutObject", "arn:aws:s3:::prod.us-east-1.appinfo.src/x"},
		{"role", "s3:GetObject s3:PutObject", "arn:aws:s3:::BUCKET/x"},
	},
	"secret-policy": {{"role", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:HERE:secret:s-aBcDeF"}},
	"serverless-bucket-policy": {
		{"role", "s3:GetObject", "arn:aws:s3:::BUCKET/x"},
		{"role", "s3:PutObject s3:DeleteObject", "arn:aws:s3:::BUCKET/x"},
		{"role", "s3:ListBucket", "arn:aws:s3:::BUCKET"},
	},
	"serverless-job-policy": {
		{"", "s3:GetObject", "arn:aws:s3:::BUCKET/x"},
		{"", "s3:PutObject s3:DeleteObject", "arn:aws:s3:::BUCKET/x"},
		{"", "s3:ListBucket", "arn:aws:s3:::BUCKET"},
	},
	"serverless-key-policy": {
		{"role", "kms:Decrypt kms:GenerateDataKey", "KEY"},
		{"submitter", "kms:Decrypt kms:DescribeKey", "KEY"},
		{"emr-serverless.amazonaws.com", "kms:Decrypt kms:GenerateDataKey", "KEY", "aws:SourceArn=APPLICATION", "aws:SourceAccount=ACCOUNT"},
	},
	"serverless-log-key-policy": {{"logs.us-east-1.amazonaws.com", "kms:Encrypt kms:Decrypt", "KEY", "kms:EncryptionContext:aws:logs:arn=arn:aws:logs:HERE:log-group:GROUP"}},
	"studio-bucket-policy": {
		{"role", "s3:GetObject s3:PutObject s3:DeleteObject", "arn:aws:s3:::BUCKET/x"},
		{"role", "s3:ListBucket s3:GetEncryptionConfiguration", "arn:aws:s3:::BUCKET"},
	},
	"studio-key-policy": {
		{"role", "kms:Decrypt kms:GenerateDataKey", "KEY", "kms:CallerAccount=ACCOUNT", "kms:ViaService=s3.us-east-1.amazonaws.com", "kms:EncryptionContext:aws:s3:arn=arn:aws:s3:::BUCKET"},
		{"role", "kms:DescribeKey", "KEY"},
	},
	"topic-policy": {{"events.amazonaws.com", "sns:Publish", "arn:aws:sns:HERE:TOPIC"}},
}

// TestResourcePolicies asks the templates of resource policies: each of the requests is
// allowed, none of a stranger is, and without any statement one of them is not.
func TestResourcePolicies(t *testing.T) {
	t.Parallel()
	removed := 0
	for _, name := range names(t) {
		if read(t, name).ResourcePolicy == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			doc, requests := resourceRequests(t, name)
			for _, r := range requests {
				if !permitted(t, name, doc, r) {
					t.Errorf("%s on %s by %s is denied", r.Action, r.Resource, r.Principal)
				}
				stranger := *r
				stranger.Principal = "arn:aws:iam::999999999999:role/Stranger"
				if name != "s3-endpoint-policy" && name != "serverless-job-policy" && permitted(t, name, doc, &stranger) {
					t.Errorf("%s on %s by a stranger is allowed", r.Action, r.Resource)
				}
			}
			for i, st := range doc.Statements {
				without := *doc
				without.Statements = slices.Delete(slices.Clone(doc.Statements), i, i+1)
				removed++
				if !slices.ContainsFunc(requests, func(r *eval.Request) bool { return !permitted(t, name, &without, r) }) {
					t.Errorf("no request needs %s", st.Sid)
				}
			}
		})
	}
	t.Logf("%d statements", removed)
	if removed < 30 {
		t.Errorf("only %d statements", removed)
	}
}

// resourceRequests are the document of a template with everything that is optional, and
// the requests that it is for.
func resourceRequests(t *testing.T, name string) (*iam.Document, []*eval.Request) {
	t.Helper()
	s := load(t, alone(t, name, false))
	b := s.Example()
	given := map[string]string{"ServiceRoleArn": "arn:aws:iam::123456789012:role/Service", "SubmitterArns": "arn:aws:iam::123456789012:user/submitter", "LogBucket": "logs"}
	for _, p := range s.Params {
		switch {
		case p.Type == spec.Boolean:
			b.Values[p.Name] = []string{"true"}
		case b.Values[p.Name] == nil:
			b.Values[p.Name] = []string{given[p.Name]}
		}
	}
	first := func(names ...string) string {
		for _, name := range names {
			if v := b.Values[name]; v != nil {
				return v[0]
			}
		}
		return "none"
	}
	words := strings.NewReplacer("HERE", b.Region+":"+b.AccountID, "ACCOUNT", b.AccountID, "KEY", "arn:aws:kms:us-east-1:123456789012:key/1",
		"APPLICATION", "arn:aws:emr-serverless:"+b.Region+":"+b.AccountID+":/applications/"+first("ApplicationID"),
		"BUCKET", first("Bucket", "DataBucket"), "POINT", first("AccessPoint"), "QUEUE", first("QueueName"), "TOPIC", first("TopicName"), "RULE", first("RuleArns"), "GROUP", first("LogGroupName"))
	who := map[string]string{"role": first("RoleArns", "RoleArn", "InstanceRoleArns"), "service role": first("ServiceRoleArn"), "submitter": first("SubmitterArns")}
	var out []*eval.Request
	for _, row := range asked[name] {
		for _, action := range strings.Fields(row[1]) {
			r := &eval.Request{Principal: row[0], Action: action, Resource: words.Replace(row[2]), Context: eval.Context{Values: map[string][]string{}, Complete: true}}
			if arn, ok := who[row[0]]; ok {
				r.Principal = arn
			}
			for _, pair := range row[3:] {
				key, value, _ := strings.Cut(pair, "=")
				r.Context.Values[key] = []string{words.Replace(value)}
			}
			out = append(out, r)
		}
	}
	return b.Document(s.ResourcePolicies[0].Document), out
}

func permitted(t *testing.T, name string, doc *iam.Document, r *eval.Request) bool {
	t.Helper()
	policies := eval.Policies{Resource: doc}
	if name == "serverless-job-policy" {
		policies = eval.Policies{Identity: []*iam.Document{doc}}
	}
	e, err := eval.Compile(policies)
	if err != nil {
		t.Fatal(err)
	}
	return e.Evaluate(r).Effect == eval.Allowed
}
