package spec

// What one stack takes, however it is deployed. Quotas of IAM are in package iam.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const (
	MaxStackResources = 500
	MaxStackParams    = 200
	MaxStackOutputs   = 200
	MaxStackSize      = 1 << 20 // bytes of its template
	MaxDirectSize     = 51_200  // bytes of a template that is not read from a bucket
	MaxParamValue     = 4096    // bytes of a parameter's value, a list being one text
)
