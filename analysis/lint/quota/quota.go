// Package quota has the rules about the quotas of IAM and CloudFormation.
package quota

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// Rules check the quotas of IAM and of stacks.
var Rules = core.Rules{
	Spec:  []func(*core.Checker){checkSizes, checkNames, checkTags, checkStacks},
	Roles: []func(*core.Checker, *spec.Role){checkAttached, checkSessions},
}
