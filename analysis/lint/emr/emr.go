package emr

import "github.com/emriam/emriam/analysis/lint/core"

// Rules find what EMR does not work with.
var Rules = []func(*core.Checker){checkProfiles, checkStudioNames, checkTrusts, checkManaged, checkBaselines, checkRoleTexts, checkEMRTags, checkMappings, checkFederated}

// GrantRules check one statement that allows something, HeldRules everything
// that a role or policy grants.
var (
	GrantRules = []func(*core.Checker, core.Held, core.Grant){
		checkPassRole, checkWrongService, checkMissingTrust, checkSessionCredentials, checkConfusedTags, checkInterfaceAttribute,
		checkLinkedRole, checkPlacementGroup, checkCollaboration, checkOwnWorkspaces,
	}
	HeldRules = []func(*core.Checker, core.Held){
		checkServicePasses, checkSpot, checkCleanup, checkFixedStatements, checkGlue, checkGlueResources,
		checkTogether, checkDuties, checkBoundary, checkHalfPasses, checkLinkedNeeds,
	}
)

// NoteAllowed notes what a policy of the spec allows, whoever has it.
func NoteAllowed(c *core.Checker, h core.Held) {
	c.Cleanup = c.Cleanup || h.May(linkedRole, cleanupARN)
	c.Workspaces = c.Workspaces || h.Does(createWorkspace)
}
