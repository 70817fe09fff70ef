package spec

import (
	"cmp"

	"github.com/emriam/emriam/internal/lists"
)

// LinkedRole is a service-linked role that EMR uses: the first principal of an
// account that needs it creates it, with its own permissions.
type LinkedRole struct {
	Name    string // what the spec calls it, e.g., "EC2Spot"
	Role    string // in IAM, e.g., "AWSServiceRoleForEC2Spot"
	Service string // it belongs to this one, e.g., "spot.amazonaws.com"
	When    string // when it is made, for a doc
	Source  string // the page that has the statement

	path     string   // of the role, between aws-service-role/ and its name; "" for Service
	Services []string // in the condition; nil for Service
	Operator string   // of the condition; "" for StringLike
	Also     []string // actions beside iam:CreateServiceLinkedRole
}

// LinkedRoles lists the roles that serviceLinkedRoles can name. Their statements are
// as AWS writes them, including wildcards and principals for China.
var LinkedRoles = []LinkedRole{
	{
		Name: "EMRCleanup", Role: "AWSServiceRoleForEMRCleanup", Service: "elasticmapreduce.amazonaws.com",
		When:     "that cleans up after clusters when the first cluster of an account is started",
		Source:   "https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html",
		path:     "elasticmapreduce.amazonaws.com*",
		Services: []string{"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn"}, Operator: "StringEquals",
	},
	{
		Name: "EC2Spot", Role: "AWSServiceRoleForEC2Spot", Service: "spot.amazonaws.com",
		When:   "for EC2 Spot when the first cluster of an account requests Spot Instances",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles.html",
	},
	{
		Name: "EMRWAL", Role: "AWSServiceRoleForEMRWAL", Service: "emrwal.amazonaws.com",
		When:   "for EMR WAL when the first cluster of an account stores the HBase write-ahead log there",
		Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-wal.html",
		path:   "emrwal.amazonaws.com*",
		// The page's policy omits the last one, but its text on China names it.
		Services: []string{"emrwal.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "emrwal.amazonaws.com.cn"},
		Also:     []string{"iam:PutRolePolicy"},
	},
	{
		Name: "EMRServerless", Role: "AWSServiceRoleForAmazonEMRServerless", Service: "ops.emr-serverless.amazonaws.com",
		When:   "for EMR Serverless when the first application of an account is created",
		Source: "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/using-service-linked-roles.html",
	},
	{
		// The page of Step Functions calls the role AnAWSServiceRoleForAmazonEMRContainers.
		Name: "EMRContainers", Role: "AWSServiceRoleForAmazonEMRContainers", Service: "emr-containers.amazonaws.com",
		When:   "for EMR on EKS when the first virtual cluster of an account is created",
		Source: "https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/using-service-linked-roles.html",
	},
}

// Resource returns the pattern of the role's ARNs.
func (r LinkedRole) Resource() Value {
	path := cmp.Or(r.path, r.Service)
	return Value{Lit("arn:"), Partition, Lit(":iam::*:role/aws-service-role/" + path + "/" + r.Role + "*")}
}

// LinkedRoleNames returns the names of LinkedRoles.
func LinkedRoleNames() []string {
	return lists.Map(LinkedRoles, func(r LinkedRole) string { return r.Name })
}
