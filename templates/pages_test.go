package templates_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// awsPageOf is what a template, with some values, has to say: the statements of a
// page of AWS's, as read in November 2026, with the values of the spec put in.
type awsPageOf struct {
	template, with string
	statements     string   // JSON
	more, less     []string // single permissions that only the template, or only the page, has
}

const rules = `"Action": ["events:PutTargets", "events:PutRule", "events:DescribeRule"], "Resource": "arn:aws:events:us-east-1:123456789012:rule/StepFunctionsGetEvent`

var awsPages = []awsPageOf{
	{ // https://docs.aws.amazon.com/step-functions/latest/dg/emr-iam.html
		"step-functions-emr", ``, `[
		{"Effect": "Allow", "Action": ["elasticmapreduce:AddJobFlowSteps", "elasticmapreduce:DescribeStep", "elasticmapreduce:CancelSteps"], "Resource": "arn:aws:elasticmapreduce:*:*:cluster/*"},
		{"Effect": "Allow", "Action": "elasticmapreduce:RunJobFlow", "Resource": "*"},
		{"Effect": "Allow", "Action": ["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"], "Resource": "arn:aws:elasticmapreduce:*:*:cluster/*"},
		{"Effect": "Allow", "Action": ["elasticmapreduce:SetTerminationProtection", "elasticmapreduce:ModifyInstanceFleet", "elasticmapreduce:ListInstanceFleets", "elasticmapreduce:ModifyInstanceGroups", "elasticmapreduce:ListInstanceGroups"], "Resource": "arn:aws:elasticmapreduce:*:*:cluster/*"},
		{"Effect": "Allow", ` + rules + `ForEMRAddJobFlowStepsRule"},
		{"Effect": "Allow", ` + rules + `ForEMRRunJobFlowRule"},
		{"Effect": "Allow", ` + rules + `ForEMRTerminateJobFlowsRule"}]`,
		[]string{
			"Allow elasticmapreduce:addtags on arn:aws:elasticmapreduce:*:*:cluster/* if map[]",
			"Allow iam:createservicelinkedrole on arn:aws:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup* if map[StringEquals iam:AWSServiceName:[elasticmapreduce.amazonaws.com elasticmapreduce.amazonaws.com.cn]]",
		},
		nil,
	},
	{ // https://docs.aws.amazon.com/step-functions/latest/dg/emr-serverless-iam.html
		"step-functions-serverless", `ApplicationID: 00f1examplei2g09, Manage: true`, `[
		{"Effect": "Allow", "Action": "emr-serverless:StartJobRun", "Resource": "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09"},
		{"Effect": "Allow", "Action": ["emr-serverless:GetJobRun", "emr-serverless:CancelJobRun"], "Resource": "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09/jobruns/*"},
		{"Effect": "Allow", "Action": ["emr-serverless:StartApplication", "emr-serverless:GetApplication", "emr-serverless:StopApplication"], "Resource": "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09"},
		{"Effect": "Allow", ` + rules + `sForEMRServerlessJobRule"},
		{"Effect": "Allow", ` + rules + `sForEMRServerlessApplicationRule"}]`, nil, nil,
	},
	{ // https://docs.aws.amazon.com/step-functions/latest/dg/emr-eks-iam.html
		"step-functions-eks", `VirtualClusterID: vc1, RoleArns: ["arn:aws:iam::123456789012:role/Job"]`, `[
		{"Effect": "Allow", "Action": "emr-containers:StartJobRun", "Resource": "arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/vc1", "Condition": {"ArnLike": {"emr-containers:ExecutionRoleArn": "arn:aws:iam::123456789012:role/Job"}}},
		{"Effect": "Allow", "Action": ["emr-containers:DescribeJobRun", "emr-containers:CancelJobRun"], "Resource": "arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/vc1/jobruns/*"}]`, nil, nil,
	},
	{ // https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
		"mwaa-execution", `Environment: env, Bucket: dags, KeyArn: "arn:aws:kms:us-east-1:123456789012:key/0"`, `[
		{"Effect": "Allow", "Action": "airflow:PublishMetrics", "Resource": "arn:aws:airflow:us-east-1:123456789012:environment/env"},
		{"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": ["arn:aws:s3:::dags", "arn:aws:s3:::dags/*"]},
		{"Effect": "Allow", "Action": ["s3:GetObject*", "s3:GetBucket*", "s3:List*"], "Resource": ["arn:aws:s3:::dags", "arn:aws:s3:::dags/*"]},
		{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents", "logs:GetLogEvents", "logs:GetLogRecord", "logs:GetLogGroupFields", "logs:GetQueryResults"], "Resource": "arn:aws:logs:us-east-1:123456789012:log-group:airflow-env-*"},
		{"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
		{"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*"},
		{"Effect": "Allow", "Action": ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"], "Resource": "arn:aws:sqs:us-east-1:*:airflow-celery-*"},
		{"Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"], "Resource": "arn:aws:kms:us-east-1:123456789012:key/0", "Condition": {"StringLike": {"kms:ViaService": ["sqs.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"]}}}]`,
		nil,
		[]string{"Deny s3:listallmybuckets on arn:aws:s3:::dags if map[]", "Deny s3:listallmybuckets on arn:aws:s3:::dags/* if map[]"},
	},
	{ // https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/application-custom-image.html
		"repository-policy", `ApplicationID: 00f1examplei2g09`, `[
		{"Effect": "Allow", "Principal": {"Service": "emr-serverless.amazonaws.com"}, "Action": ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"], "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09"}}}]`, nil, nil,
	},
	{ // https://docs.aws.amazon.com/emr/latest/ManagementGuide/private-subnet-iampolicy.html
		"s3-endpoint-policy", `DataBucket: data, LogBucket: my-logs-bucket`, `[
		{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"]},
		{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::repo.us-east-1.emr.amazonaws.com/*", "arn:aws:s3:::aws157-instance-data-0-prod-us-east-1/*", "arn:aws:s3:::aws157-instance-data-1-prod-us-east-1/*"]},
		{"Effect": "Allow", "Principal": "*", "Action": ["s3:Put*"], "Resource": ["arn:aws:s3:::aws157-logs-prod-us-east-1/*", "arn:aws:s3:::my-logs-bucket/*"]},
		{"Effect": "Allow", "Principal": "*", "Action": ["s3:Put*", "s3:Get*", "s3:Create*", "s3:Abort*", "s3:List*"], "Resource": ["arn:aws:s3:::prod.us-east-1.appinfo.src/*"]},
		{"Effect": "Allow", "Principal": "*", "Action": ["s3:Get*", "s3:List*", "s3:Put*", "s3:Abort*", "s3:DeleteObject"], "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"]}]`,
		nil,
		[]string{"Allow s3:create* on arn:aws:s3:::prod.us-east-1.appinfo.src/* if map[principal *:[]]"},
	},
	{ // https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/application-custom-image.html
		"image-builder", `RepositoryName: emr/images`, `[
		{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
		{"Effect": "Allow", "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"], "Resource": "arn:aws:ecr:us-east-1:123456789012:repository/emr/images"}]`, nil, nil,
	},
	{ // https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/spark-connect.html
		"serverless-session-user", `ApplicationID: 00f1examplei2g09`, `[
		{"Effect": "Allow", "Action": ["emr-serverless:StartSession", "emr-serverless:ListSessions"], "Resource": "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09"},
		{"Effect": "Allow", "Action": ["emr-serverless:GetSession", "emr-serverless:GetSessionEndpoint", "emr-serverless:TerminateSession", "emr-serverless:GetResourceDashboard"], "Resource": "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1examplei2g09/sessions/*"}]`, nil, nil,
	},
	{ // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-start.html
		"identity-center", ``, `[
		{"Effect": "Allow", "Action": ["sso-oauth:*"], "Resource": "*"},
		{"Effect": "Allow", "Action": ["glue:*", "lakeformation:GetDataAccess"], "Resource": "*"},
		{"Effect": "Allow", "Action": ["s3:GetDataAccess", "s3:GetAccessGrantsInstanceForPrefix"], "Resource": "*"}]`, nil, nil,
	},
}

// EMR WAL needs what its page lists, and no more.
func TestWAL(t *testing.T) {
	t.Parallel()
	const page = "emrwal:DeleteWal emrwal:CreateWal emrwal:CreateWorkspace emrwal:AppendEdit emrwal:ReplayEdits emrwal:GetCurrentWalTime emrwal:CompleteWalFlush emrwal:ListWALs emrwal:DescribeWAL emrwal:TrimWAL emrwal:ArchiveWAL emrwal:ArchiveWALCheckPoint"
	var got []string
	for _, g := range ofTemplate(t, "custom-instance", "DataBucket: data, WAL: true") {
		for _, a := range g.Actions {
			if strings.HasPrefix(a, "emrwal:") {
				got = append(got, a)
			}
		}
	}
	if diff := cmp.Diff(lowered(strings.Fields(page)), sorted(got)); diff != "" {
		t.Errorf("-page +template:\n%s", diff)
	}
}

// The written-out templates have the single permissions of AWS's managed policies.
func TestWrittenOut(t *testing.T) {
	t.Parallel()
	const bucket = "arn:aws:s3:::amzn-s3-demo-notebooks"
	for _, c := range []struct {
		template, with, policy string
		more                   []grant
		less                   string
	}{
		{"custom-autoscaling", ``, "AmazonElasticMapReduceforAutoScalingRole", nil, ""},
		{"custom-notebooks", `Bucket: amzn-s3-demo-notebooks`, "AmazonElasticMapReduceEditorsRole", []grant{
			{"Allow", []string{"s3:deleteobject", "s3:getobject", "s3:putobject"}, []string{bucket + "/*"}, map[string][]string{}},
			{"Allow", []string{"s3:getencryptionconfiguration", "s3:listbucket"}, []string{bucket}, map[string][]string{}},
		}, ""},
		{"custom-service-v1", ``, "AmazonElasticMapReduceRole", nil, "Allow iam:passrole on * if map[]"},
	} {
		var want []grant
		for _, st := range statementsFromAWS(t, c.policy) {
			want = append(want, st.grant())
		}
		wanted := slices.DeleteFunc(permissions(append(want, c.more...)), func(one string) bool { return one == c.less })
		if diff := cmp.Diff(wanted, permissions(ofTemplate(t, c.template, c.with))); diff != "" {
			t.Errorf("%s (-AWS +template):\n%s", c.template, diff)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, p := range awsPages {
		t.Run(p.template+" "+p.with, func(t *testing.T) {
			t.Parallel()
			var sts []awsStatement
			if err := json.Unmarshal([]byte(p.statements), &sts); err != nil {
				t.Fatal(err)
			}
			var page []grant
			for _, st := range sts {
				page = append(page, st.grant())
			}
			want := append(permissions(page), p.more...)
			want = slices.DeleteFunc(want, func(one string) bool { return slices.Contains(p.less, one) })
			if diff := cmp.Diff(unique(want), permissions(ofTemplate(t, p.template, p.with))); diff != "" {
				t.Errorf("-page +template:\n%s", diff)
			}
		})
	}
}

// ofTemplate are the statements of a template with some values, but for those that
// come from passes.
func ofTemplate(t *testing.T, name, with string) []grant {
	t.Helper()
	passes := ""
	for _, to := range strings.Fields(passesTo[name]) {
		passes += fmt.Sprintf("{arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/Passed', to: %s}, ", to)
	}
	if passes != "" {
		passes = ", passes: [" + passes + "]"
	}
	trust := ""
	if read(t, name).trustsRole() {
		trust = ", trust: {role: Trusted}"
	}
	var src string
	switch w := read(t, name); {
	case w.Role != nil:
		src = fmt.Sprintf("{version: 1, name: page, roles: {Alone: {template: %s, roleName: Alone, with: {%s}%s%s}, Trusted: {template: instance, roleName: Trusted}}}", name, with, passes, trust)
	case w.Policy != nil:
		src = fmt.Sprintf("{version: 1, name: page, policies: {Alone: {template: %s, policyName: Alone, with: {%s}%s}}}", name, with, passes)
	default:
		src = fmt.Sprintf("{version: 1, name: page, roles: {Trusted: {template: instance, roleName: Trusted}}, resourcePolicies: {Alone: {template: %s, with: {%s}}}}", name, with)
	}
	s := loadQuietly(t, src)
	b := s.Example()
	var out []grant
	for _, st := range statements(s) {
		if st.Sid == "" {
			t.Fatalf("a statement of %s has no Sid", name)
		}
		if _, written := st.Elements.Of("Effect"); !written || !b.Holds(st.When) {
			continue
		}
		g := grant{st.Effect, lowered(b.List(st.Actions)), sorted(b.List(st.Resources)), map[string][]string{}}
		if st.NotActions || st.NotResources {
			t.Fatalf("%s has NotAction or NotResource", st.Sid)
		}
		for _, p := range st.Principals {
			g.Conditions["principal "+p.Type] = sorted(b.List(p.Values))
		}
		for _, c := range st.Conditions {
			g.Conditions[c.Operator+" "+c.Key] = sorted(b.List(c.Values))
		}
		out = append(out, g)
	}
	return out
}

// permissions are single permissions, sorted. The account of an ARN of EMR's, which
// pages often leave open, does not count.
func permissions(gs []grant) []string {
	var out []string
	for _, g := range gs {
		resources := g.Resources
		if len(resources) == 0 {
			resources = []string{"the resource"}
		}
		for _, a := range g.Actions {
			for _, r := range resources {
				r = strings.Replace(r, "arn:aws:elasticmapreduce:*:123456789012:", "arn:aws:elasticmapreduce:*:*:", 1)
				out = append(out, fmt.Sprintf("%s %s on %s if %v", g.Effect, a, r, g.Conditions))
			}
		}
	}
	return unique(out)
}

func unique(list []string) []string {
	return slices.Compact(sorted(list))
}

// loadQuietly compiles a spec without errors.
func loadQuietly(t *testing.T, src string) *spec.Spec {
	t.Helper()
	s, l := compile.Load("spec.yaml", []byte(src), templates.FS)
	if l.HasErrors() {
		t.Fatalf("%s: %s", l.Findings()[0].Pos, l.Findings()[0].Message)
	}
	return s
}
