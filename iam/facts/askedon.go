package facts

import "strings"

// askedOn are actions that AWS's service reference gives no resource type, while
// AWS's own error messages name an ARN as the resource that was asked for. The
// sources are such messages.
var askedOn = []struct{ action, format, source string }{
	{"elasticmapreduce:RunJobFlow", "arn:${Partition}:elasticmapreduce:${Region}:${Account}:cluster/*", "https://github.com/serverless-operations/serverless-step-functions/issues/423"},
	{"logs:DescribeLogGroups", "arn:${Partition}:logs:${Region}:${Account}:log-group::log-stream:", "https://github.com/hashicorp/terraform-provider-aws/issues/8804"},
	{"s3:ListAllMyBuckets", "arn:${Partition}:s3:::*", "https://docs.aws.amazon.com/AmazonS3/latest/userguide/walkthrough1.html"},
}

// AskedOn is the format of the ARN that a service asks for an action for which
// AWS's reference says that it takes no resource, and where that is seen. Whether
// a statement about such ARNs has an effect is unknown: the two contradict each
// other. ok is false for every other action.
func AskedOn(action string) (format, source string, ok bool) {
	for _, a := range askedOn {
		if strings.EqualFold(a.action, action) {
			return a.format, a.source, true
		}
	}
	return "", "", false
}

// Permitted reports whether an action needs no permission, whatever policies say.
//
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func Permitted(action string) bool { return strings.EqualFold(action, "sts:GetCallerIdentity") }
