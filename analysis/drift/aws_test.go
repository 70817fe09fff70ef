package drift_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/drift"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/iamtest"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

func load(t *testing.T, text string) *spec.Spec {
	t.Helper()
	s, found := compile.Load("roles.yaml", []byte(text), templates.FS)
	if s == nil {
		t.Fatal(found.Findings())
	}
	return s
}

func aws(t *testing.T, s *spec.Spec, names []string, files map[string]string) []drift.Baseline {
	t.Helper()
	l := drift.NewLibrary(s)
	for name, text := range files {
		if err := l.Add(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	out, err := drift.AWSEverywhere(s, s.Example(), l, names)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lines are the permissions that drifted.
func lines(all []drift.Baseline) []string {
	var out []string
	for _, b := range all {
		for _, p := range b.Added {
			out = append(out, fmt.Sprint("+ ", b.Name, " ", p))
		}
		for _, p := range b.Removed {
			out = append(out, fmt.Sprint("- ", b.Name, " ", p))
		}
	}
	return out
}

// edited is a snapshot with some text replaced.
func edited(t *testing.T, name string, replace ...string) string {
	t.Helper()
	text := string(iamtest.ManagedPolicies(t)[name].Document)
	for i := 0; i < len(replace); i += 2 {
		if strings.Count(text, replace[i]) != 1 {
			t.Fatalf("%s has %q %d times", name, replace[i], strings.Count(text, replace[i]))
		}
		text = strings.Replace(text, replace[i], replace[i+1], 1)
	}
	return text
}

func TestNoDrift(t *testing.T) {
	t.Parallel()
	s, found := compile.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS)
	if s == nil {
		t.Fatal(found.Findings())
	}
	all := aws(t, s, nil, nil)
	if len(all) < 4 || len(lines(all)) > 0 {
		t.Errorf("%d baselines, with drift\n%s", len(all), strings.Join(lines(all), "\n"))
	}
	for _, b := range all {
		if !b.Exact || b.Version != b.Newest {
			t.Errorf("%s began from %s %s, and the newest is %s", b.Name, b.Policy, b.Version, b.Newest)
		}
	}
}

const customService = `
version: 1
name: test
roles:
  Service:
    template: custom-service
    roleName: service
`

// One more action, and one condition that is another.
func TestAdded(t *testing.T) {
	t.Parallel()
	s := load(t, customService)
	text := edited(t, "AmazonEMRServicePolicy_v2",
		`"ec2:DescribeVpcs"`, `"ec2:DescribeVpcs", "ec2:DescribeVpcPeeringConnections"`,
		`"arn:aws:cloudwatch:*:*:alarm:*_EMR_Auto_Scaling"`, `"arn:aws:cloudwatch:*:*:alarm:*_EMR_Auto_Scaling", "Condition": {"Bool": {"aws:SecureTransport": "true"}}`)
	want := []string{"+ Service ec2:DescribeVpcPeeringConnections on *"}
	got := aws(t, s, nil, map[string]string{"AmazonEMRServicePolicy_v2@v7.json": text})
	// A condition that is added takes away what was granted without it.
	for _, action := range []string{"PutMetricAlarm", "DeleteAlarms", "DescribeAlarms"} {
		want = append(want, "- Service cloudwatch:"+action+" on arn:aws:cloudwatch:*:*:alarm:*_EMR_Auto_Scaling")
	}
	compare(t, want, lines(got))

	// What the role leaves out stays left out, and what it has already is none.
	s = load(t, customService+`    statements: {AutoScalingCloudWatch: {remove: true}, More: {Effect: Allow, Action: "ec2:DescribeVpc*", Resource: "*"}}
`)
	compare(t, nil, lines(aws(t, s, nil, map[string]string{"AmazonEMRServicePolicy_v2@v7.json": text})))
}

func compare(t *testing.T, want, got []string) {
	t.Helper()
	slices.Sort(want)
	got = slices.Clone(got)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("drift (-want +got):\n%s", diff)
	}
}

// A changed condition makes one permission of another.
func TestChangedCondition(t *testing.T) {
	t.Parallel()
	s := load(t, customService)
	var doc struct {
		Version   string
		Statement []map[string]any
	}
	if err := json.Unmarshal(iamtest.ManagedPolicies(t)["AmazonEMRServicePolicy_v2"].Document, &doc); err != nil {
		t.Fatal(err)
	}
	for _, st := range doc.Statement {
		if st["Sid"] == "CreateDefaultSecurityGroupWithEMRTags" {
			st["Condition"] = map[string]any{"StringLike": map[string]any{"aws:RequestTag/emr": []string{"a", "b"}}}
		}
	}
	text, _ := json.Marshal(doc)
	got := aws(t, s, []string{"Service"}, map[string]string{"new.json": `{"AmazonEMRServicePolicy_v2": {"Version": "v8", "Document": ` + string(text) + `}}`})
	compare(t, []string{
		`+ Service ec2:CreateSecurityGroup on arn:aws:ec2:*:*:security-group/* if StringLike aws:RequestTag/emr "a", "b"`,
		`- Service ec2:CreateSecurityGroup on arn:aws:ec2:*:*:security-group/* if StringEquals aws:RequestTag/for-use-with-amazon-emr-managed-policies "true"`,
	}, lines(got))
	if got[0].Newest != "v8" || !slices.Contains(got[0].Added[0].Near, "CreateDefaultSecurityGroupInVPCWithEMRTags") {
		t.Errorf("%+v", got[0])
	}
}

// An old version whose document is not known: what is not granted may have been
// left out. With the document, it is reported.
func TestOldVersion(t *testing.T) {
	t.Parallel()
	s := load(t, `
version: 1
name: test
policies:
  Reader:
    policyName: reader
    baseline: AmazonElasticMapReduceReadOnlyAccess@v2
    statements:
      - {Sid: Look, Effect: Allow, Action: ["elasticmapreduce:Describe*", "elasticmapreduce:List*", "elasticmapreduce:ViewEventsFromAllClustersInConsole"], Resource: "*"}
      - {Sid: Search, Effect: Allow, Action: "sdb:Select", Resource: "*"}
      - {Sid: More, Effect: Allow, Action: "s3:GetObject", Resource: "arn:${AWS::Partition}:s3:::amzn-s3-demo-data/*"}
`)
	got := aws(t, s, nil, nil)
	compare(t, []string{
		"+ Reader elasticmapreduce:GetBlockPublicAccessConfiguration on *",
		"+ Reader s3:GetObject on *",
		"+ Reader s3:ListAllMyBuckets on *",
		"+ Reader s3:ListBucket on *",
		"+ Reader cloudwatch:GetMetricStatistics on *",
	}, lines(got))
	if got[0].Exact {
		t.Error("version 2 is known")
	}
	old := `{"PolicyVersion": {"VersionId": "v2", "CreateDate": "2016-01-01T00:00:00Z", "Document": "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22s3%3A%2A%22%2C%22sdb%3ASelect%22%2C%22cloudwatch%3A%2A%22%2C%22elasticmapreduce%3ADescribe%2A%22%5D%2C%22Resource%22%3A%22%2A%22%7D%7D"}}`
	got = aws(t, s, nil, map[string]string{"old.json": old})
	compare(t, []string{"+ Reader elasticmapreduce:GetBlockPublicAccessConfiguration on *"}, lines(got)[:1])
	if !got[0].Exact {
		t.Error("version 2 is not known")
	}
}

// Where permissions are, or who said the baseline, makes no difference: attached
// policies of AWS and of the spec count, those that placement made too.
func TestWherever(t *testing.T) {
	t.Parallel()
	file := map[string]string{"AmazonEMRServicePolicy_v2@v7.json": `{"Statement": [
		{"Sid": "A", "Effect": "Allow", "Action": ["sqs:ListQueues", "sqs:Send*"], "Resource": "*"},
		{"Sid": "B", "Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:emr-*"}]}`}
	const list, send, publish = "sqs:ListQueues on *", "sqs:SendMessage on *", "sns:Publish on arn:aws:sns:*:*:emr-*"
	s := load(t, `
version: 1
name: test
roles:
  Attached: {kind: service, roleName: a, trust: {service: elasticmapreduce}, baseline: AmazonEMRServicePolicy_v2@v1, managedPolicies: [service-role/AmazonEMRServicePolicy_v2]}
  Ours: {kind: service, roleName: b, trust: {service: elasticmapreduce}, baseline: AmazonEMRServicePolicy_v2@v5, managedPolicies: [Queues]}
  Placed:
    kind: service
    roleName: c
    trust: {service: elasticmapreduce}
    place: managed
    baseline: [AmazonEMRServicePolicy_v2@v4, AmazonElasticMapReduceforAutoScalingRole@v1]
    policies: {Topics: {Sid: Topics, Effect: Allow, Action: "sns:*", Resource: "arn:${AWS::Partition}:sns:*:*:*"}}
  Copy: {from: Placed, roleName: d}
  Free: {from: Placed, roleName: e, baseline: null}
policies:
  Queues: {policyName: queues, statements: {Q: {Effect: Allow, Action: "sqs:*", Resource: "*"}}}
`)
	got := aws(t, s, nil, file)
	want := []string{"+ Ours " + publish, "+ Placed " + list, "+ Placed " + send, "+ Copy " + list, "+ Copy " + send}
	compare(t, want, lines(got))
	if len(got) != 6 {
		t.Errorf("%d baselines", len(got))
	}
	compare(t, []string{"+ Copy " + list, "+ Copy " + send}, lines(aws(t, s, []string{"Copy", "Queues"}, file)))
}

// Elsewhere, AWS's policies have the ARNs of the partition.
func TestPartitions(t *testing.T) {
	t.Parallel()
	s := load(t, customService)
	b := s.Example()
	b.Partition = "aws-cn"
	l := drift.NewLibrary(s)
	if err := l.Add("AmazonEMRServicePolicy_v2.json", []byte(edited(t, "AmazonEMRServicePolicy_v2"))); err != nil {
		t.Fatal(err)
	}
	got, err := drift.AWS(s, b, l, nil)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d baselines, %v", len(got), err)
	}
	compare(t, nil, lines(got))
}

// Whatever of EMR's a role began from, a role that grants all of it has no drift,
// and one that grants nothing lacks all.
func TestEverySnapshot(t *testing.T) {
	t.Parallel()
	found := 0
	for _, name := range facts.ManagedPolicyNames() {
		snapshot, ok := facts.FindSnapshot(name)
		if !ok {
			continue
		}
		found++
		var compact bytes.Buffer
		if err := json.Compact(&compact, snapshot.Document().JSON()); err != nil {
			t.Fatal(err)
		}
		text := compact.String()
		same := load(t, fmt.Sprintf("version: 1\nname: test\npolicies:\n  P: {policyName: p, baseline: %s@v1, statements: %s}\n", name, text))
		if got := lines(aws(t, same, nil, nil)); got != nil {
			t.Errorf("a copy of %s drifted:\n%s", name, strings.Join(got, "\n"))
		}
		none := load(t, fmt.Sprintf("version: 1\nname: test\npolicies:\n  P: {policyName: p, baseline: %s@v1, statements: {Sid: A, Effect: Allow, Action: sqs:ListQueues, Resource: '*'}}\n", name))
		got := aws(t, none, nil, nil)
		switch {
		case snapshot.Version == "v1" && got[0].Drifted():
			t.Errorf("%s: what is left out of version 1 is taken for drift", name)
		case snapshot.Version != "v1" && (got[0].Exact || len(got[0].Added) == 0):
			t.Errorf("%s: no drift of an empty policy", name)
		}
	}
	if found < 10 {
		t.Errorf("only %d snapshots", found)
	}
}
