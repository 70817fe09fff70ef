package grammar

import "github.com/emriam/emriam/analysis/lint/core"

// Rules check documents against IAM's grammar.
var Rules = []func(*core.Checker){
	actionForms,
	trustActions,
	principalForms,
	resourceForms,
	policyForms,
	fixedPartitions,
	operators,
	variables,
	conditionForms,
	characters,
	duplicates,
	identifiers,
	versions,
	addresses,
	redundancies,
	sensitive,
	wildcardConditions,
	nulls,
	truthValues,
	epochs,
	trustForms,
	emptySids,
}
