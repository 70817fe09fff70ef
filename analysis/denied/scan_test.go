package denied_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/denied"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

const deniedEvent = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0"},"eventSource":"s3.amazonaws.com","eventName":"ListObjectsV2","awsRegion":"eu-west-1","errorCode":"AccessDenied","errorMessage":"Access Denied","requestParameters":{"bucketName":"other","prefix":"a"},"recipientAccountId":"111122223333"}`

const otherEvent = `{"eventVersion":"1.11","userIdentity":{"arn":"arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0"},"eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1"}`

// TestEvents reads an event in each form in which CloudTrail's events come.
func TestEvents(t *testing.T) {
	t.Parallel()
	quoted, err := json.Marshal(deniedEvent)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"records":       `{"Records":[` + otherEvent + "," + deniedEvent + `]}`,
		"a list":        `[` + otherEvent + "," + deniedEvent + `]`,
		"lines":         otherEvent + "\n" + deniedEvent + "\n",
		"one":           deniedEvent,
		"lookup-events": `{"Events":[{"EventName":"ListObjectsV2","CloudTrailEvent":` + string(quoted) + `}],"NextToken":"x"}`,
		"with a mark":   "\ufeff" + `{"Records":[` + deniedEvent + `]}`,
	} {
		for _, packed := range []bool{false, true} {
			in := []byte(text)
			if packed {
				var b bytes.Buffer
				z := gzip.NewWriter(&b)
				z.Write(in)
				z.Close()
				in = b.Bytes()
			}
			found := &denied.Found{}
			if err := denied.Scan(bytes.NewReader(in), "events", found); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if len(found.Denials) != 1 {
				t.Errorf("%s: %d denials", name, len(found.Denials))
				continue
			}
			d := found.Denials[0]
			if d.Action != "s3:ListBucket" || d.Resource != "arn:aws:s3:::other" || !strings.HasSuffix(d.Principal, "AcmeNode/i-0") {
				t.Errorf("%s: %+v", name, d)
			}
		}
	}
	if err := denied.Scan(strings.NewReader(`{"Records":[`+deniedEvent+`,{"eventV`), "events", &denied.Found{}); err == nil {
		t.Error("a file that breaks off is no error")
	}
}

// TestDecoded reads a decoded message alone, as the AWS CLI prints it, and with its
// conditions.
func TestDecoded(t *testing.T) {
	t.Parallel()
	form, _ := denied.FindForm("decoded")
	inner := strings.Replace(form.Example, `"conditions":{"items":[]}`, `"conditions":{"items":[{"key":"ec2:Region","values":{"items":[{"value":"eu-west-1"}]}}]}`, 1)
	quoted, err := json.Marshal(map[string]string{"DecodedMessage": inner})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{inner, string(quoted), "decoded: " + inner} {
		all := denied.Parse(text)
		if len(all) != 1 || all[0].Action != "ec2:RunInstances" || all[0].Context["ec2:Region"][0] != "eu-west-1" || !strings.Contains(all[0].Principal, "AcmeService/CCSSession") {
			t.Errorf("%s: %+v", text, all)
		}
	}
	for _, cut := range []string{`"conditions"`, `:{"items":[{"value"`, `,"values"`} { // of each part, what is there is read
		at := strings.Index(inner, cut)
		for _, text := range []string{inner[:at], inner[:at] + "...", inner[:at+len(cut)], strings.ReplaceAll(inner[:at], ",", ",\n  ") + "\n...\n"} {
			found := &denied.Found{}
			if err := denied.Scan(strings.NewReader(text), "x", found); err != nil || len(found.Denials) != 1 {
				t.Errorf("%s: %d denials, %v", text, len(found.Denials), err)
				continue
			}
			if d := found.Denials[0]; d.Form != "decoded" || d.Action != "ec2:RunInstances" || !strings.HasSuffix(d.Resource, "security-group/sg-0abc") || !strings.HasSuffix(d.Principal, "AcmeService/CCSSession") {
				t.Errorf("%s: %+v", text, d)
			}
		}
	}
	at := strings.Index(inner, "security-group")
	if all := denied.Parse(inner[:at]); len(all) != 1 || all[0].Resource != "arn:aws:ec2:eu-west-1:111122223333:" {
		t.Errorf("a message that is cut in the resource: %+v", all)
	}
	x := explainer(t, "testdata/corpus.yaml")
	form, _ = denied.FindForm("encoded")
	if e := x.Explain(denied.Parse(form.Example)[0]); e.Status != denied.Open || !strings.Contains(e.Ask, "decode-authorization-message") {
		t.Errorf("the question about an encoded message is %q", e.Ask)
	}
	e := x.Explain(denied.Parse(inner)[0])
	if e.Because != denied.Tag || !strings.Contains(e.Why, "sg-0abc has no tag for-use-with-amazon-emr-managed-policies") {
		t.Errorf("%s", e.Text())
	}
}

// TestLevels: dated lines are one message where one has the status and the next a header
// of AWS, and what a chain of providers tries at the level DEBUG is none.
func TestLevels(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"2026-01-02T03:04:05Z < HTTP/1.1 403 Forbidden\n2026-01-02T03:04:05Z < x-amz-bucket-region: us-east-1\n":                       1,
		"2026-01-02T03:04:05Z < HTTP/1.1 403 Forbidden\n2026-01-02T03:04:05Z < Server: nginx\n":                                        0,
		"26/01/02 DEBUG Chain: Unable to load credentials from SystemPropertiesCredentialsProvider\n26/01/02 INFO Chain: found them\n": 0,
		"26/01/02 ERROR Chain: Unable to load credentials from any provider in the chain\n26/01/02 INFO Main: stopped\n":               1,
	} {
		found := &denied.Found{}
		if err := denied.Scan(strings.NewReader(text), "log", found); err != nil || len(found.Denials) != want {
			t.Errorf("%s: %d denials, want %d, %v", text, len(found.Denials), want, err)
		}
	}
}

// TestCounts: what differs only in sessions and in what is made for one run is one
// denial, in a log of any length.
func TestCounts(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&log, "26/01/02 INFO nothing %d\n26/01/02 ERROR User: arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0abc%d is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::other/out/part-%d\" because no identity-based policy allows the s3:GetObject action\n", i, i%7, i)
	}
	found := &denied.Found{}
	if err := denied.Scan(strings.NewReader(log.String()), "log", found); err != nil {
		t.Fatal(err)
	}
	if len(found.Denials) != 1 || found.Denials[0].Count != 3000 || found.Denials[0].Line != 2 {
		t.Errorf("%d denials, the first %+v", len(found.Denials), found.Denials[0])
	}
}

// TestShapes: entries that differ only in their time and request ID are read once, and
// entries that differ in what they are about are not.
func TestShapes(t *testing.T) {
	t.Parallel()
	const log = `26/01/02 03:04:05 ERROR Job: AmazonS3Exception: Access Denied (Status Code: 403; Request ID: 0A1B) s3://acme-1/x
26/01/02 03:04:06 ERROR Job: AmazonS3Exception: Access Denied (Status Code: 403; Request ID: 0A2B) s3://acme-1/x
26/01/02 03:04:07 ERROR Job: AmazonS3Exception: Access Denied (Status Code: 403; Request ID: 0A3B) s3://acme-2/x
26/01/02 03:04:08 ERROR Job: AmazonS3Exception: Access Denied (Status Code: 403; Request ID: 0A4B)
	at com.acme.Job(Job.java:7)
26/01/02 03:04:09 ERROR Job: AmazonS3Exception: Access Denied (Status Code: 403; Request ID: 0A5B)
	at com.acme.Job(Job.java:8)
26/01/02 03:04:10 INFO Job: 403 files are read
26/01/02 03:04:11 INFO Job: 404 files are read
`
	found := &denied.Found{}
	if err := denied.Scan(strings.NewReader(log), "log", found); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range found.Denials {
		got = append(got, fmt.Sprintf("%d:%s:%d", d.Line, d.Resource, d.Count))
	}
	if want := "1:arn:aws:s3:::acme-1/x:2 3:arn:aws:s3:::acme-2/x:1 4::2"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %s", got, want)
	}
}

// TestFix writes changes into specs in several styles, and keeps all else.
func TestFix(t *testing.T) {
	t.Parallel()
	const head = "version: 1\nname: t\n# kept\n"
	for name, c := range map[string]struct{ spec, want string }{
		"block": {
			"roles:\n  Job:\n    kind: serverless\n    roleName: acme-job # kept\n    trust: {service: emr-serverless}\n\n  # kept\n  Other: {kind: other, roleName: o, trust: {service: ec2}}\n",
			"    statements:\n      AllowS3PutObject: {",
		},
		"flow": {
			"roles:\n  Job: {kind: serverless, roleName: acme-job, trust: {service: emr-serverless}} # kept\n",
			"trust: {service: emr-serverless}, statements: {AllowS3PutObject: {",
		},
		"flow of all": {
			"roles: {Job: {kind: serverless, roleName: acme-job, trust: {service: emr-serverless}}}\n",
			"statements: {AllowS3PutObject: {",
		},
		"statements are there": {
			"roles:\n  Job:\n    template: serverless-execution\n    roleName: acme-job\n    with: {GlueCatalog: false, InputBucket: a-b, OutputBucket: a-b, LogBucket: a-b}\n    statements:\n      UseBucketKey: {remove: true}\n",
			"      UseBucketKey: {remove: true}\n      AllowS3PutObject: {",
		},
		"statements in a line": {
			"roles:\n  Job:\n    kind: serverless\n    roleName: acme-job\n    trust: {service: emr-serverless}\n    statements: {Mine: {Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::b/${aws:username}\"}}\n",
			"${aws:username}\"}, AllowS3PutObject: {",
		},
		"lines of Windows": {
			"roles:\r\n  Job:\r\n    kind: serverless\r\n    roleName: acme-job # kept\r\n    trust: {service: emr-serverless}\r\n",
			"\r\n    statements:\r\n      AllowS3PutObject: {",
		},
		"flow over lines": {
			"roles:\n  Job: {\n    kind: serverless, roleName: acme-job,\n    trust: {service: emr-serverless} # kept\n  }\n",
			"# kept\n    , statements: {AllowS3PutObject: {",
		},
	} {
		text := []byte(head + c.spec)
		s, found := compile.Load("spec.yaml", text, templates.FS)
		if s == nil {
			t.Fatalf("%s: %v", name, found.Findings())
		}
		x := &denied.Explainer{Spec: s, Templates: templates.FS, Extends: "spec.yaml", Before: found}
		x.Load = loadChange(text)
		e := x.Explain(denied.Parse("User: arn:aws:sts::111122223333:assumed-role/acme-job/x is not authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::out/x\" because no identity-based policy allows the s3:PutObject action")[0])
		if len(e.Changes) == 0 {
			t.Errorf("%s: no change\n%s", name, e.Text())
			continue
		}
		fixed, err := denied.Fix("spec.yaml", text, e.Changes[0])
		if err != nil || !strings.Contains(string(fixed), c.want) || strings.Count(string(fixed), "# kept") != strings.Count(string(text), "# kept") {
			t.Errorf("%s: %v\n%s", name, err, fixed)
		}
		if s, found := compile.Load("spec.yaml", fixed, templates.FS); s == nil {
			t.Errorf("%s: %v\n%s", name, found.Findings(), fixed)
		}
	}
}

// Of denials that differ, the first 500 are kept, and the others counted.
func TestFoundIsLimited(t *testing.T) {
	t.Parallel()
	found := &denied.Found{}
	for i := range 503 {
		for range 2 {
			found.Add(&denied.Denial{Action: fmt.Sprintf("s3:Get%d", i), Count: 1})
		}
	}
	if len(found.Denials) != 500 || found.More != 6 || found.Denials[0].Count != 2 {
		t.Errorf("%d are kept, %d more, the first %d times", len(found.Denials), found.More, found.Denials[0].Count)
	}
}

// BenchmarkDistinct reads a log of nothing but denials that differ.
// TestSummary: a program says at its end again what was denied, in fewer words.
func TestSummary(t *testing.T) {
	t.Parallel()
	const log = `2026-01-02 03:04:05,123 WARN Client: User: arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0aa11 is not authorized to perform: glue:GetUserDefinedFunctions on resource: arn:aws:glue:eu-west-1:111122223333:catalog
2026-01-02 03:04:06,456 ERROR Main: the job has ended: not authorized to perform: glue:GetUserDefinedFunctions
2026-01-02 03:04:06,457 ERROR Main: the job has ended: not authorized to perform: glue:GetTables
`
	found := &denied.Found{}
	if err := denied.Scan(strings.NewReader(log), "log", found); err != nil {
		t.Fatal(err)
	}
	if d := found.Denials; len(d) != 2 || d[0].Count != 2 || d[0].Principal == "" || d[1].Action != "glue:GetTables" {
		t.Errorf("%d denials", len(d))
		for _, one := range d {
			t.Errorf("%+v", one)
		}
	}
}

// TestReasons: two messages with no more than their reasons are two denials.
func TestReasons(t *testing.T) {
	t.Parallel()
	const text = "$ aws s3 ls\nAccessDenied ... because no permissions boundary allows the s3:ListAllMyBuckets action\n\n$ aws iam list-roles\nAccessDenied ... with an explicit deny in a permissions boundary\n"
	found := &denied.Found{}
	if err := denied.Scan(strings.NewReader(text), "log", found); err != nil || len(found.Denials) != 2 {
		t.Errorf("%d denials, %v", len(found.Denials), err)
	}
}

func BenchmarkDistinct(b *testing.B) {
	var log strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&log, "26/01/02 03:04:05 ERROR Client: com.amazonaws.AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0abc%d is not authorized to perform: glue:GetTable on resource: arn:aws:glue:eu-west-1:111122223333:table/sales/t%d because no identity-based policy allows the glue:GetTable action (Service: AWSGlue; Status Code: 400; Request ID: %d)\n", i%7, i, i)
	}
	b.SetBytes(int64(log.Len()))
	for b.Loop() {
		found := &denied.Found{}
		if err := denied.Scan(strings.NewReader(log.String()), "log", found); err != nil || len(found.Denials) != 500 || found.More != 19_500 {
			b.Fatal(err, len(found.Denials), found.More)
		}
	}
}
