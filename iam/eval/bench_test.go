package eval_test

import (
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// benchPolicy is of the size and kind of a service role's.
const benchPolicy = `{"Version": "2012-10-17", "Statement": [
{"Effect": "Allow", "Action": ["ec2:CreateNetworkInterface", "ec2:RunInstances", "ec2:CreateFleet"], "Resource": ["arn:aws:ec2:*:*:subnet/*", "arn:aws:ec2:*:*:security-group/*"], "Condition": {"StringEquals": {"aws:ResourceTag/for-use-with-amazon-emr-managed-policies": "true"}}},
{"Effect": "Allow", "Action": ["ec2:RunInstances", "ec2:CreateFleet"], "Resource": "arn:aws:ec2:*:*:instance/*", "Condition": {"StringEquals": {"aws:RequestTag/for-use-with-amazon-emr-managed-policies": "true"}}},
{"Effect": "Allow", "Action": ["ec2:Describe*", "ec2:CancelSpotInstanceRequests"], "Resource": "*"},
{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::amzn-s3-demo-bucket/*", "arn:aws:s3:::amzn-s3-demo-logs/${aws:PrincipalTag/team}/*"]},
{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/EMR_EC2_DefaultRole", "Condition": {"StringLike": {"iam:PassedToService": "ec2.amazonaws.com*"}}},
{"Effect": "Deny", "Action": ["ec2:*", "s3:*"], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}},
{"Effect": "Deny", "NotAction": ["ec2:*", "s3:*", "iam:*"], "Resource": "*"}
]}`

func benchContext(values ...string) eval.Context {
	c := eval.Context{Complete: true, Values: map[string][]string{
		"aws:SecureTransport": {"true"}, "aws:RequestedRegion": {"us-east-1"}, "aws:PrincipalTag/team": {"blue"},
	}}
	for i := 0; i < len(values); i += 2 {
		c.Values[values[i]] = []string{values[i+1]}
	}
	return c
}

func benchRequests() []eval.Request {
	tag := "for-use-with-amazon-emr-managed-policies"
	return []eval.Request{
		{Action: "ec2:CreateNetworkInterface", Resource: "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1", Context: benchContext("aws:ResourceTag/"+tag, "true")},
		{Action: "ec2:RunInstances", Resource: "arn:aws:ec2:us-east-1:111122223333:instance/*", Context: benchContext("aws:RequestTag/"+tag, "false")},
		{Action: "ec2:DescribeSubnets", Resource: "*", Context: benchContext()},
		{Action: "s3:GetObject", Resource: "arn:aws:s3:::amzn-s3-demo-bucket/a/b", Context: benchContext()},
		{Action: "s3:PutObject", Resource: "arn:aws:s3:::amzn-s3-demo-logs/blue/x", Context: benchContext()},
		{Action: "s3:DeleteObject", Resource: "arn:aws:s3:::amzn-s3-demo-logs/blue/x", Context: benchContext()},
		{Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/EMR_EC2_DefaultRole", Context: benchContext("iam:PassedToService", "ec2.amazonaws.com")},
		{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:111122223333:q", Context: benchContext()},
	}
}

func benchEvaluator(tb testing.TB) *eval.Evaluator {
	tb.Helper()
	doc, err := iam.Parse([]byte(benchPolicy))
	if err != nil {
		tb.Fatal(err)
	}
	e, err := eval.Compile(eval.Policies{Identity: []*iam.Document{doc}})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// BenchmarkEvaluate reports decided requests a second, on one core.
func BenchmarkEvaluate(b *testing.B) {
	e, requests := benchEvaluator(b), benchRequests()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if e.Evaluate(&requests[i%len(requests)]).Effect == eval.Unknown {
			b.Fatal("the request is not decided")
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "evals/s")
}

// What is measured is decided as IAM does.
func TestBenchRequests(t *testing.T) {
	t.Parallel()
	e, want := benchEvaluator(t), []eval.Effect{
		eval.Allowed, eval.ImplicitDeny, eval.Allowed, eval.Allowed, eval.Allowed, eval.ImplicitDeny, eval.Allowed, eval.ExplicitDeny,
	}
	for i, r := range benchRequests() {
		if got := e.Evaluate(&r).Effect; got != want[i] {
			t.Errorf("%s on %s is %v, want %v", r.Action, r.Resource, got, want[i])
		}
	}
}
