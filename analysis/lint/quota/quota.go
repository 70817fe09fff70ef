package quota

import "github.com/emriam/emriam/analysis/lint/core"

// Rules check the quotas of IAM and of stacks.
var Rules = []func(*core.Checker){checkSizes, checkNames, checkAttached, checkTags, checkSessions, checkStacks}
