package access_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestExampleOfParameter: a request with the example of a parameter, or with a further value
// of a list, means the parameter, also if it contains the account of AWS's examples, or if it
// is the action; the answer says so.
func TestExampleOfParameter(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Callers: {type: [RoleArn], example: ["arn:aws:iam::123456789012:role/first", "arn:aws:iam::123456789012:role/second"]}
  Actions: {type: [String], example: ["s3:GetObject"], pattern: "s3:[A-Za-z]+"}
  Keys: {type: [String], example: [alpha, bravo], pattern: "[a-z]+"}
roles:
  Job:
    kind: other
    roleName: job
    trust: [{Sid: T, Effect: Allow, Principal: {AWS: "${Callers}"}, Action: "sts:AssumeRole"}]
    policies:
      Data:
        - {Sid: Some, Effect: Allow, Action: "${Actions}", Resource: "*"}
        - {Sid: Tag, Effect: Allow, Action: "s3:PutObject", Resource: "*", Condition: {"ForAllValues:StringEquals": {"aws:TagKeys": "${Keys}"}}}
`)
	text := func(texts ...string) (out []spec.Value) {
		for _, v := range texts {
			out = append(out, spec.Text(v))
		}
		return out
	}
	object := spec.Text("arn:aws:s3:::x/y")
	for _, tt := range []struct {
		q     access.Question
		where string
	}{
		{access.Question{Action: "sts:AssumeRole", Principal: spec.Text("arn:aws:iam::123456789012:role/first")}, "Callers=arn:aws:iam::123456789012:role/first"},
		{access.Question{Action: "sts:AssumeRole", Principal: spec.Text("arn:aws:iam::123456789012:role/second")}, "Callers=arn:aws:iam::123456789012:role/second"},
		{access.Question{Action: "s3:GetObject", Resource: object}, "Actions=s3:GetObject"},
		{access.Question{Action: "S3:getobject", Resource: object}, "Actions=s3:GetObject"},
		{access.Question{Action: "s3:PutObject", Resource: object, Context: map[string][]spec.Value{"aws:TagKeys": text("bravo")}}, "Keys=bravo"},
		{access.Question{Action: "s3:PutObject", Resource: object, Context: map[string][]spec.Value{"aws:TagKeys": text("alpha", "bravo")}}, "Keys=alpha,bravo"},
	} {
		tt.q.Name = "Job"
		v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place { return space.All(s, s.Example()) }, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		if v.Result != access.Allowed || len(v.Where) == 0 || v.Where[0] != tt.where {
			t.Errorf("%v: %s with %q, want %s", tt.q, v.Result, v.Where, tt.where)
		}
	}
}

// TestEqualValue: with a value of a parameter that a request names, the answer may be another
// one; it says so.
func TestEqualValue(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
parameters:
  Bucket: {type: BucketName, example: amzn-s3-demo-data}
  Secret: {type: BucketName, example: amzn-s3-demo-secret}
  KeyArn: {type: KMSKeyArn, optional: true}
  Caller: {type: RoleArn, example: "arn:aws:iam::111122223333:role/caller"}
  Team: {type: String, example: blue, pattern: "[a-z]+"}
  Stage: {type: String, values: [dev, prod], default: dev}
  Folder: {type: String, example: in, pattern: "[a-z*]+", wildcards: true}
  Size: {type: String, example: big, pattern: "[a-z]{2,5}"}
  Queue: {type: String, example: jobs, pattern: "[a-z-]+"}
roles:
  Job:
    kind: other
    roleName: job
    trust: [{Sid: T, Effect: Allow, Principal: {AWS: "${Caller}"}, Action: "sts:AssumeRole"}]
    policies:
      Data:
        - {Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${Bucket}/in/*"}
        - {Sid: Team, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${Bucket}/teams/${Team}/*"}
        - {Sid: Stage, Effect: Allow, Action: "s3:PutObjectAcl", Resource: "arn:aws:s3:::${Bucket}-${Stage}/x"}
        - {Sid: Folder, Effect: Allow, Action: "s3:GetObjectAcl", Resource: "arn:aws:s3:::data/${Folder}/x"}
        - {Sid: NotTeam, Effect: Allow, Action: "s3:DeleteObject", Resource: "*", Condition: {StringNotEquals: {"aws:PrincipalTag/team": "${Team}"}}}
        - {Sid: List, Effect: Allow, Action: "s3:ListBucket", Resource: "*"}
        - {Sid: NotSecret, Effect: Deny, Action: "s3:ListBucket", Resource: "arn:aws:s3:::${Secret}"}
        - {Sid: Key, Effect: Allow, Action: "kms:Decrypt", Resource: "${KeyArn}", when: KeyArn}
        - {Sid: Tag, Effect: Allow, Action: "s3:PutObject", Resource: "*", Condition: {StringEquals: {"s3:RequestObjectTag/team": "${Team}"}}}
        - {Sid: Side, Effect: Allow, Action: "s3:GetObjectTagging", Resource: "arn:aws:s3:::data/${Team}${Size}/*"}
        - {Sid: Apart, Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*:*:${Queue}-${Size}-${Stage}"}
`)
	text := spec.Text
	for _, tt := range []struct {
		q      access.Question
		result access.Result
		except string
	}{
		{access.Question{Action: "s3:GetObject", Resource: text("arn:aws:s3:::other/in/x")}, access.Denied, "Bucket=other"},
		{access.Question{Action: "s3:GetObject", Resource: text("arn:aws:s3:::other/out/x")}, access.Denied, ""},
		{access.Question{Action: "s3:GetObject", Resource: text("arn:aws:s3:::other/teams/red/x")}, access.Denied, "Bucket=other Team=red"},
		{access.Question{Action: "s3:GetObject", Resource: text("arn:aws:s3:::Other/in/x")}, access.Denied, ""}, // no bucket
		{access.Question{Action: "s3:PutObjectAcl", Resource: text("arn:aws:s3:::acme-x-prod/x")}, access.Denied, "Bucket=acme-x"},
		{access.Question{Action: "s3:GetObjectAcl", Resource: text("arn:aws:s3:::data/a/b/x")}, access.Denied, "Folder=*"},
		{access.Question{Action: "s3:GetObjectTagging", Resource: text("arn:aws:s3:::data/redsmall/x")}, access.Denied, "Size=ll Team=redsma"},
		{access.Question{Action: "s3:GetObjectTagging", Resource: text("arn:aws:s3:::data/reds/x")}, access.Denied, "Size=ds Team=re"},
		{access.Question{Action: "s3:GetObjectTagging", Resource: text("arn:aws:s3:::data/rd/x")}, access.Denied, ""},
		{access.Question{Action: "sqs:SendMessage", Resource: text("arn:aws:sqs:us-east-1:111122223333:a-b-cd-prod")}, access.Denied, "Queue=a-b Size=cd"},
		{access.Question{Action: "s3:DeleteObject", Resource: text("arn:aws:s3:::blue/x"), Context: map[string][]spec.Value{"aws:PrincipalTag/team": {text("red")}}}, access.Allowed, "Team=red"},
		{access.Question{Action: "s3:GetObject", Resource: text("arn:aws:s3:::amzn-s3-demo-data/in/x")}, access.Allowed, ""},
		{access.Question{Action: "s3:ListBucket", Resource: text("arn:aws:s3:::other")}, access.Allowed, "Secret=other"},
		{access.Question{Action: "kms:Decrypt", Resource: text("arn:aws:kms:us-east-1:111122223333:key/k")}, access.Denied, "KeyArn=arn:aws:kms:us-east-1:111122223333:key/k"},
		{access.Question{Action: "sts:AssumeRole", Principal: text("arn:aws:iam::111122223333:role/other")}, access.Denied, "Caller=arn:aws:iam::111122223333:role/other"},
		{access.Question{Action: "s3:PutObject", Resource: text("arn:aws:s3:::x/y"), Context: map[string][]spec.Value{"s3:RequestObjectTag/team": {text("red")}}}, access.Denied, "Team=red"},
		{access.Question{Action: "s3:PutObject", Resource: text("arn:aws:s3:::x/y"), Context: map[string][]spec.Value{"s3:RequestObjectTag/team": {text("Red")}}}, access.Denied, ""},
	} {
		tt.q.Name = "Job"
		v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place { return space.All(s, s.Example()) }, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(v.Except, " "); v.Result != tt.result || got != tt.except {
			t.Errorf("%v: %s except with %q, want %s and %q", tt.q, v.Result, got, tt.result, tt.except)
		}
	}
}
