package services

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/privilege"
)

// Rules compare documents with the facts about AWS services.
var Rules = []func(*core.Checker){
	actionNames,
	servicePrincipals,
	resources,
	conditionKeys,
	variableKeys,
	dependents,
	arns,
	secrets,
	values,
	weakKeys,
	requirements,
	unsetKeys,
	privilege.Permissions,
}
