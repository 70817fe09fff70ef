package lint

import (
	"fmt"
	"strings"

	"github.com/emriam/emriam/iam/facts"
)

// actionNames looks up each action among those of AWS.
func (c *checker) actionNames() {
	for d, st := range c.statements() {
		for _, a := range c.actions(st) {
			switch {
			case a.all || !isAction(a.string):
			case len(a.matches) > 0:
				c.actionCase(d, st, a)
			default:
				c.unknownAction(d, st, a)
			}
		}
	}
}

func (c *checker) unknownAction(d *document, st *statement, a action) {
	prefix, name, _ := strings.Cut(a.string, ":")
	s, ok := facts.FindService(prefix)
	switch {
	case !ok:
		c.add(d.subject, a.At, "unknown-prefix", c.prefixHint(prefix), "%s has the action %q, but AWS has no service %q", label(st), a.string, prefix)
	case hasWildcard(name):
		c.add(d.subject, a.At, "unknown-action", "", "%s has the pattern %q, which matches no action of %s", label(st), a.string, s.Name)
	default:
		c.add(d.subject, a.At, "unknown-action", c.actionHint(s, name), "%s has the action %q, which %s does not have", label(st), a.string, s.Name)
	}
}

// actionHint suggests the action for an API operation of that name, the actions
// with the name as a prefix, or the most similar one.
func (c *checker) actionHint(s *facts.Service, name string) string {
	for _, row := range calls {
		if row.service == s.Prefix && strings.EqualFold(row.call, name) {
			return fmt.Sprintf("%s is an API operation; its action is %s:%s", name, s.Prefix, row.action)
		}
	}
	if len(name) < 50 && c.spend(10_000) && len(s.Match(name+"*")) > 1 {
		return fmt.Sprintf("did you mean \"%s:%s*\"?", s.Prefix, name)
	}
	if help := c.didYouMean(name, s.ActionNames()); help != "" {
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

func (c *checker) prefixHint(written string) string {
	if prefix, ok := prefixes[strings.ToLower(written)]; ok {
		return fmt.Sprintf("did you mean %q?", prefix)
	}
	return c.didYouMean(written, facts.Prefixes())
}

// actionCase finds actions in another letter case than AWS's: IAM ignores case, but
// not every tool does.
func (c *checker) actionCase(d *document, st *statement, a action) {
	if prefix, name, _ := strings.Cut(a.string, ":"); prefix == a.matches[0].Service() && name == a.matches[0].Name() {
		return
	}
	want := a.matches[0].String()
	if hasWildcard(a.string) {
		want = casedPattern(a)
	}
	if want != a.string {
		c.add(d.subject, a.At, "action-case", "write "+want, "%s has the action %q, which AWS writes %q", label(st), a.string, want)
	}
}

// casedPattern returns a pattern in the letter case of what it matches: its
// service, and the common prefix of all matches.
func casedPattern(a action) string {
	_, name, _ := strings.Cut(a.string, ":")
	i := strings.IndexAny(name, "*?")
	for _, m := range a.matches {
		if strings.HasPrefix(m.Name(), name[:i]) {
			return fmt.Sprintf("%s:%s", m.Service(), name)
		}
	}
	return a.matches[0].Service() + ":" + a.matches[0].Name()[:i] + name[i:]
}
