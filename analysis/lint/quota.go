package lint

// quotaRules check the quotas of IAM and of stacks.
var quotaRules = []func(*checker){checkSizes, checkNames, checkAttached, checkTags, checkSessions, checkStacks}
