package lint

// grammarRules check documents against IAM's grammar.
var grammarRules = []func(*checker){
	(*checker).actionForms,
	(*checker).trustActions,
	(*checker).principalForms,
	(*checker).resourceForms,
	(*checker).policyForms,
	(*checker).fixedPartitions,
	(*checker).operators,
	(*checker).variables,
	(*checker).conditionForms,
	(*checker).characters,
	(*checker).duplicates,
	(*checker).identifiers,
}
