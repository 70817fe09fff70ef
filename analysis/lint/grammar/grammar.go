// Package grammar has the rules of IAM's grammar: what IAM rejects in a
// document, whatever the service.
package grammar

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// Rules check documents against IAM's grammar.
var Rules = core.Rules{
	Roles:     []func(*core.Checker, *spec.Role){policyForms, fixedPolicies},
	Documents: []func(*core.Checker, *core.Document){identifiers, versions, redundancies, callerActions},
	Statements: []func(*core.Checker, *core.Statement){
		trustActions, notPrincipals, fixedPartitions, conditionForms, duplicates, trustForms, emptySids, excludesAll,
	},
	Conditions: []func(*core.Checker, *core.Statement, core.Condition){
		operators, addresses, redundantNumbers, wildcardConditions, nulls, truthValues,
	},
	Values: []func(*core.Checker, *core.Statement, core.Value){
		actionForms, principalForms, resourceForms, variables, characters, operands, literalWildcards, sensitive, epochs,
	},
}
