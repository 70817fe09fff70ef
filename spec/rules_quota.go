package spec

// quotaRules are about what is over a quota of IAM or CloudFormation.
var quotaRules = []Rule{}
