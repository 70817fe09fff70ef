// Package services has the rules that compare documents with the facts about
// AWS services: actions, resources, condition keys and principals, and the
// policies of keys and buckets.
package services

import "github.com/emriam/emriam/analysis/lint/core"

// Rules compare documents with the facts about AWS services, and the policies of
// resources with what those accept.
var Rules = core.Rules{
	Spec:      []func(*core.Checker){dependents},
	Documents: []func(*core.Checker, *core.Document){oneBucket},
	Statements: []func(*core.Checker, *core.Statement){
		actionNames, resources, conditionKeys, requirements, resourcePolicies,
	},
	Conditions: []func(*core.Checker, *core.Statement, core.Condition){weakKey, unsetKey},
	Values:     []func(*core.Checker, *core.Statement, core.Value){servicePrincipals, variableKeys, secrets, arnRegions, regionsOf, values},
}
