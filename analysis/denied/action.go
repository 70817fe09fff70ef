package denied

import (
	"maps"
	"regexp"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
)

// asked are operations that are authorized as another action.
var asked = map[string]string{
	"listobjects": "s3:ListBucket", "listobjectsv2": "s3:ListBucket", "headbucket": "s3:ListBucket", "getbucket": "s3:ListBucket", "headobject": "s3:GetObject", "getobjectmetadata": "s3:GetObject", "copyobject": "s3:GetObject", "selectobjectcontent": "s3:GetObject",
	"createmultipartupload": "s3:PutObject", "uploadpart": "s3:PutObject", "completemultipartupload": "s3:PutObject", "uploadpartcopy": "s3:PutObject", "deleteobjects": "s3:DeleteObject", "listbuckets": "s3:ListAllMyBuckets",
	"assumerole": "sts:AssumeRole", "runinstances": "ec2:RunInstances",
}

// searched are the prefixes of services that EMR and its users call, in the order in
// which an operation is looked up.
var searched = []string{"elasticmapreduce", "emr-serverless", "emr-containers", "s3", "glue", "ec2", "iam", "sts", "kms", "logs", "sqs", "sns", "dynamodb", "athena", "lakeformation", "secretsmanager", "ssm", "cloudwatch", "kinesis", "states", "redshift-data", "sagemaker", "ecr", "eks", "batch", "application-autoscaling", "s3express", "cloudformation", "lambda", "autoscaling", "events", "rds", "elasticloadbalancing", "route53", "firehose", "airflow", "ecs"}

// actionOf returns the action that an operation is authorized as, or "". The service
// is its prefix, its endpoint, its name in an SDK, or "".
func actionOf(service, operation string) string {
	if a := asked[strings.ToLower(operation)]; a != "" && (service == "" || strings.Contains(strings.ToLower(service), a[:strings.IndexByte(a, ':')])) {
		return a
	}
	prefixes := searched
	if p := prefixOf(service); p != "" {
		prefixes = []string{p}
	}
	for _, p := range prefixes {
		if s, ok := facts.FindService(p); ok {
			for _, name := range namesOf(p, operation) {
				if a, ok := s.Action(name); ok {
					return a.String()
				}
			}
		}
	}
	if len(prefixes) == 1 {
		return prefixes[0] + ":" + operation
	}
	return ""
}

// likelyAction returns the action of an operation that a text names: of the service that it
// names, if it has one. It returns "" if there is none in AWS.
func likelyAction(service, operation string) string {
	for _, name := range []string{actionOf(service, operation), actionOf("", operation), onlyAction(operation)} {
		if a, ok := facts.FindAction(name); ok {
			return a.String()
		}
	}
	return ""
}

// onlyAction returns the action of an operation that one service has, or "".
func onlyAction(operation string) string {
	if all := facts.MatchActions("*:" + operation); len(all) == 1 {
		return all[0].String()
	}
	return ""
}

// namesOf are the names that the action of an operation may have: S3's have no "Bucket",
// or no "Configuration", or have it where the operation has none.
func namesOf(prefix, operation string) []string {
	if prefix != "s3" {
		return []string{operation}
	}
	short := strings.TrimSuffix(operation, "Configuration")
	bare := strings.Replace(short, "Bucket", "", 1)
	return []string{operation, short, bare, bare + "Configuration"}
}

// sdkNames are names of services in SDKs and endpoints that are not their prefixes.
var sdkNames = map[string]string{
	"emr": "elasticmapreduce", "monitoring": "cloudwatch", "cloudwatchlogs": "logs", "awslogs": "logs", "sfn": "states", "stepfunctions": "states", "securitytoken": "sts",
	"identitymanagement": "iam", "simplesystemsmanagement": "ssm", "systemsmanager": "ssm", "keymanagement": "kms", "eventbridge": "events", "cloudwatchevents": "events", "simplestorage": "s3", "simplequeue": "sqs",
	"redshiftdataapi": "redshift-data", "msk": "kafka", "efs": "elasticfilesystem",
}

// prefixes are those of all services, by their letters and digits.
var prefixes = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, p := range facts.Prefixes() {
		out[strings.ReplaceAll(p, "-", "")] = p
	}
	maps.Copy(out, sdkNames)
	return out
})

// prefixOf is the prefix of a service by its name in an SDK or its endpoint, or "".
func prefixOf(name string) string {
	name = strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(strings.TrimSuffix(name, ".amazonaws.com")))
	for _, n := range []string{name, strings.TrimPrefix(name, "aws"), strings.TrimPrefix(name, "amazon")} {
		for _, version := range []string{"", "v2"} {
			if p := prefixes()[strings.TrimSuffix(strings.TrimSuffix(n, version), "service")]; p != "" {
				return p
			}
		}
	}
	return ""
}

// perRun are parts of ARNs that are made for one run, with what generalizes them.
var perRun = []struct {
	pattern func() *regexp.Regexp
	with    string
}{
	{lazily(`^(arn:[^:]*:elasticmapreduce:[^:]*:[^:]*:cluster)/j-.*$`), "$1/*"},
	{lazily(`^(arn:[^:]*:ec2:[^:]*:[^:]*:(?:instance|volume|network-interface|spot-instances-request|fleet|placement-group|launch-template|snapshot))/[^*].*$`), "$1/*"},
	{lazily(`^(arn:[^:]*:emr-serverless:[^:]*:[^:]*:/applications/[^/]+/jobruns)/.*$`), "$1/*"},
	{lazily(`^(arn:[^:]*:emr-serverless:[^:]*:[^:]*:/applications/[^/]+/sessions)/.*$`), "$1/*"},
	{lazily(`^(arn:[^:]*:emr-containers:[^:]*:[^:]*:/virtualclusters/[^/]+/(?:jobruns|endpoints))/.*$`), "$1/*"},
	{lazily(`^(arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]*:log-stream):.*$`), "$1:*"},
	{lazily(`^(arn:[^:]*:elasticmapreduce:[^:]*:[^:]*:editor)/e-.*$`), "$1/*"},
}

// runPart is a folder in S3 that a run makes: by the ID of a cluster, a job or an
// application, or by a date or time.
var runPart = lazily(`^(?:j-[0-9A-Z]{8,}|s-[0-9A-Z]{8,}|i-[0-9a-f]{8,}|application_\d+_\d+|00[0-9a-z]{14}|attempt_\w+|part-.+|[0-9a-f]{8}-[0-9a-f]{4}-.*|\w+=.*|\d{4}-?\d{2}-?\d{2}.*|\d{6,}.*)$`)

// generalized returns a resource with a wildcard for what is made for one run, and what
// that is: a cluster, an instance, a job run, a folder or object in S3 with such an ID.
func generalized(resource string) (wide string, made []string) {
	for _, g := range perRun {
		if g.pattern().MatchString(resource) {
			if wide = g.pattern().ReplaceAllString(resource, g.with); wide == resource {
				return resource, nil
			}
			return wide, []string{strings.TrimPrefix(resource, strings.TrimSuffix(wide, "*"))}
		}
	}
	arn, err := iam.ParseARN(resource)
	if err != nil || arn.Service != "s3" {
		return resource, nil
	}
	bucket, key, ok := strings.Cut(arn.Resource, "/")
	if !ok || key == "" || strings.HasPrefix(bucket, "accesspoint") {
		return resource, nil
	}
	parts := strings.Split(key, "/")
	for i, part := range parts {
		if part == "_temporary" || strings.HasPrefix(part, ".spark-staging") { // all below is made for the run
			made = append(made, strings.Join(parts[i:], "/"))
			parts = append(parts[:i], "*")
			break
		}
		if runPart().MatchString(part) && !strings.Contains(part, "*") {
			made = append(made, part)
			parts[i] = "*"
		}
	}
	arn.Resource = bucket + "/" + strings.Join(parts, "/")
	return arn.String(), made
}
