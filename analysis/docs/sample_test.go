package docs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/docs"
	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// compiled loads a spec and returns its documentation.
func compiled(t testing.TB, text string) *docs.Page {
	t.Helper()
	s, found := lint.Finish(compile.Load("roles.yaml", []byte(text), templates.FS))
	if s == nil {
		for _, f := range found.Findings() {
			t.Log(f.Pos, f.Message)
		}
		t.Fatal("the spec does not compile")
	}
	return docs.New(s, found, "roles.yaml")
}

func builtIn(t testing.TB) *docs.Page {
	t.Helper()
	s, found := lint.Finish(compile.Load(spec.BuiltInFile, spec.BuiltIn, templates.FS))
	return docs.New(s, found, spec.BuiltInFile)
}

// services of the sample, with an action of each access level.
var services = []string{
	"s3 GetObject ListBucket PutObject PutObjectTagging PutBucketPolicy",
	"glue GetTable ListCrawlers CreateTable TagResource PutResourcePolicy",
	"dynamodb GetItem ListTables PutItem TagResource PutResourcePolicy",
	"kms DescribeKey ListKeys Decrypt TagResource PutKeyPolicy",
	"logs GetLogEvents DescribeLogGroups PutLogEvents TagResource PutResourcePolicy",
	"sqs GetQueueUrl ListQueues SendMessage TagQueue AddPermission",
	"sns GetTopicAttributes ListTopics Publish TagResource AddPermission",
	"athena GetQueryResults ListWorkGroups StartQueryExecution TagResource DeleteWorkGroup",
	"ecr BatchGetImage DescribeRepositories PutImage TagResource SetRepositoryPolicy",
	"secretsmanager GetSecretValue ListSecrets PutSecretValue TagResource PutResourcePolicy",
	"kinesis GetRecords ListStreams PutRecord AddTagsToStream PutResourcePolicy",
	"lambda GetFunction ListFunctions InvokeFunction TagResource AddPermission",
	"states DescribeExecution ListExecutions StartExecution TagResource DeleteStateMachine",
	"events DescribeRule ListRules PutEvents TagResource PutPermission",
}

var domains = []string{"Orders", "Payments", "Search", "Fraud", "Ledger", "Catalog", "Traffic", "Reviews", "Returns", "Pricing"}

// sample returns a spec with a number of roles: clusters with a service role, an
// instance role and roles for steps, and roles for jobs on EMR Serverless, which differ
// in what they may do.
func sample(roles int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\nname: platform-%d\ndoc: Roles of the data platform, by team.\nparameters:\n  DataBucket: {type: BucketName, doc: Bucket with the data of all teams., example: amzn-s3-demo-data}\n  KeyArn: {type: KMSKeyArn, optional: true, doc: Key that encrypts the data.}\nroles:\n", roles)
	cluster := ""
	for i := range roles {
		team := fmt.Sprintf("%s%d", domains[i/5%len(domains)], i/50+1)
		name := ""
		switch i % 5 {
		case 0:
			name, cluster = team+"ServiceRole", team+"InstanceRole"
			fmt.Fprintf(&b, "  %s:\n    template: service-v2\n    roleName: %s\n", name, strings.ToLower(name))
			if i+1 < roles {
				fmt.Fprintf(&b, "    passes: [%s]\n", cluster)
			}
		case 1:
			name = cluster
			fmt.Fprintf(&b, "  %s:\n    kind: instance\n    roleName: %s\n    doc: Nodes of the clusters of the team %s.\n    trust: {service: ec2}\n", name, strings.ToLower(name), team)
			grants(&b, i, 3)
		case 2, 3:
			name = fmt.Sprintf("%sStep%dRole", team, i%5-1)
			fmt.Fprintf(&b, "  %s:\n    kind: runtime\n    roleName: %s\n    doc: Steps of the team %s.\n    trust: {role: %s}\n", name, strings.ToLower(name), team, cluster)
			grants(&b, i, 2)
		default:
			name = team + "JobRole"
			fmt.Fprintf(&b, "  %s:\n    kind: serverless\n    roleName: %s\n    doc: Jobs of the team %s on EMR Serverless.\n    trust: {service: emr-serverless}\n", name, strings.ToLower(name), team)
			grants(&b, i, 4)
		}
	}
	fmt.Fprintf(&b, "policies:\n  StartClusters:\n    template: pass-roles\n    policyName: StartClusters\n    passes: [Orders1ServiceRole, Orders1InstanceRole]\n")
	return b.String()
}

// grants writes statements for some services.
func grants(b *strings.Builder, seed, count int) {
	fmt.Fprintf(b, "    policies:\n      Data:\n")
	for n := range count {
		f := strings.Fields(services[(seed*7+n*5)%len(services)])
		verbs := f[1 : 2+(seed+n)%5]
		var actions []string
		for _, v := range verbs {
			actions = append(actions, fmt.Sprintf("%q", f[0]+":"+v))
		}
		fmt.Fprintf(b, "        - {Sid: Use%s%d, Effect: Allow, doc: Lets the jobs of the team use %s., source: \"https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html\", Action: [%s], Resource: \"*\"}\n",
			strings.ToUpper(f[0][:1])+f[0][1:], n, f[0], strings.Join(actions, ", "))
	}
	if seed%3 == 1 {
		b.WriteString("        - {Sid: Decrypt, Effect: Allow, doc: Decrypts the data of the team., Action: [\"kms:Decrypt\", \"kms:GenerateDataKey*\"], Resource: \"${KeyArn}\", when: KeyArn}\n")
	}
	if seed%10 == 7 {
		b.WriteString("        - {Sid: NoDeletion, Effect: Deny, doc: Nobody deletes data., Action: \"s3:Delete*\", Resource: \"*\"}\n")
	}
}
