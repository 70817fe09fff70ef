package services

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
)

// actionNames looks up each action among those of AWS.
func actionNames(c *core.Checker, st *core.Statement) {
	for _, a := range c.Actions(st) {
		switch {
		case a.All || !core.IsAction(a.Literal):
		case len(a.Matches) > 0:
			actionCase(c, st, a)
		default:
			unknownAction(c, st, a)
		}
	}
}

func unknownAction(c *core.Checker, st *core.Statement, a core.Action) {
	prefix, name, _ := strings.Cut(a.Literal, ":")
	s, ok := facts.FindService(prefix)
	if !ok {
		if hint := PrefixHint(c, prefix); hint != "" {
			c.About(st, a.At, "unknown-prefix", hint, "has the action %q, but AWS has no service %q", a.Literal, prefix)
		} else {
			c.About(st, a.At, "unlisted-service", "", "has the action %q, but the facts of %s list no service %q", a.Literal, facts.ServicesTable.Date(), prefix)
		}
		return
	}
	switch hint := ActionHint(c, s, name); {
	case glob.HasWildcard(name):
		c.About(st, a.At, "unknown-action", "", "has the pattern %q, which matches no action of %s", a.Literal, s.Name)
	case hint != "":
		c.About(st, a.At, "unknown-action", hint, "has the action %q, which %s does not have", a.Literal, s.Name)
	default:
		c.About(st, a.At, "unlisted-action", "", "has the action %q, which %s does not have in the facts of %s", a.Literal, s.Name, facts.ServicesTable.Date())
	}
}

// ActionHint suggests the action for an API operation of that name, the actions
// with the name as a prefix, or the most similar one.
func ActionHint(c *core.Checker, s *facts.Service, name string) string {
	for _, row := range calls {
		if row.service == s.Prefix && strings.EqualFold(row.call, name) {
			return fmt.Sprintf("%s is an API operation; its action is %s:%s", name, s.Prefix, row.action)
		}
	}
	if len(name) < 50 && c.Spend(10_000) && len(s.Match(name+"*")) > 1 {
		return fmt.Sprintf("did you mean \"%s:%s*\"?", s.Prefix, name)
	}
	if help := core.DidYouMean(c, name, s.ActionNames()); help != "" {
		return strings.Replace(help, "\"", "\""+s.Prefix+":", 1)
	}
	return ""
}

// calls are API operations whose action has another name. Authors, and AWS's own
// pages, confuse them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
var calls = []struct{ service, call, action string }{
	{"s3", "HeadBucket", "ListBucket"},
	{"s3", "HeadObject", "GetObject"},
	{"s3", "ListBuckets", "ListAllMyBuckets"},
	{"s3", "ListObjects", "ListBucket"},
	{"s3", "ListObjectsV2", "ListBucket"},
	{"s3", "ListObjectVersions", "ListBucketVersions"},
	{"s3", "DeleteObjects", "DeleteObject"},
	{"s3", "CreateMultipartUpload", "PutObject"},
	{"s3", "UploadPart", "PutObject"},
	{"s3", "CompleteMultipartUpload", "PutObject"},
	{"sqs", "SendMessageBatch", "SendMessage"},
	{"sqs", "DeleteMessageBatch", "DeleteMessage"},
	{"sqs", "ChangeMessageVisibilityBatch", "ChangeMessageVisibility"},
	{"lambda", "Invoke", "InvokeFunction"},
}

// prefixes are services whose prefix differs from their name.
var prefixes = map[string]string{
	"cloudwatch-logs": "logs", "cw": "cloudwatch", "documentdb": "rds", "efs": "elasticfilesystem", "elb": "elasticloadbalancing",
	"emr": "elasticmapreduce", "emrserverless": "emr-serverless", "eventbridge": "events", "identitycenter": "sso", "msk": "kafka",
	"opensearch": "es", "parameterstore": "ssm", "ses-v2": "ses", "stepfunctions": "states", "vpc": "ec2",
}

// PrefixHint is the help for an unknown service.
func PrefixHint(c *core.Checker, written string) string {
	if prefix, ok := prefixes[strings.ToLower(written)]; ok {
		return fmt.Sprintf("did you mean %q?", prefix)
	}
	return core.DidYouMean(c, written, facts.Prefixes())
}

// actionCase finds actions in another letter case than AWS's: IAM ignores case, but
// not every tool does.
func actionCase(c *core.Checker, st *core.Statement, a core.Action) {
	if prefix, name, _ := strings.Cut(a.Literal, ":"); prefix == a.Matches[0].Service() && name == a.Matches[0].Name() {
		return
	}
	want := a.Matches[0].String()
	if glob.HasWildcard(a.Literal) {
		want = casedPattern(a)
	}
	if want != a.Literal {
		c.About(st, a.At, "action-case", "write "+want, "has the action %q, which AWS writes %q", a.Literal, want)
	}
}

// casedPattern returns a pattern in the letter case of what it matches: its
// service, and the common prefix of all matches.
func casedPattern(a core.Action) string {
	_, name, _ := strings.Cut(a.Literal, ":")
	i := strings.IndexAny(name, "*?")
	for _, m := range a.Matches {
		if strings.HasPrefix(m.Name(), name[:i]) {
			return fmt.Sprintf("%s:%s", m.Service(), name)
		}
	}
	return a.Matches[0].Service() + ":" + a.Matches[0].Name()[:i] + name[i:]
}
