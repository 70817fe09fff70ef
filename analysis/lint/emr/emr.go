// Package emr has the rules about what Amazon EMR needs, and what does not work
// with it.
package emr

import (
	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// Rules find what EMR does not work with.
var Rules = core.Rules{
	Spec:       []func(*core.Checker){checkBaselines, checkMappings, checkSessionNames},
	Roles:      []func(*core.Checker, *spec.Role){checkProfiles, checkStudioNames, checkTrusts, checkManaged},
	Statements: []func(*core.Checker, *core.Statement){checkRoleTexts, checkFederated},
	Conditions: []func(*core.Checker, *core.Statement, core.Condition){checkEMRTags},
	Grants: []func(*core.Checker, core.Held, core.Grant){
		checkPassRole, checkWrongService, checkMissingTrust, checkSessionCredentials, checkConfusedTags, checkInterfaceAttribute,
		checkLinkedRole, checkPlacementGroup, checkCollaboration, checkOwnWorkspaces,
	},
	Held: []func(*core.Checker, core.Held){
		checkServicePasses, checkUnpassed, checkSpot, checkCleanup, checkFixedStatements, checkGlue, checkGlueResources,
		checkTogether, checkDuties, checkBoundary, checkHalfPasses, checkLinkedNeeds, checkGitSecrets, checkSessions,
	},
}
