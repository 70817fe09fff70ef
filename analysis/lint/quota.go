package lint

// quotaRules are about how much IAM, and a stack, take.
var quotaRules = []func(*checker){checkSizes, checkNames, checkAttached, checkTags, checkSessions, checkStacks}
