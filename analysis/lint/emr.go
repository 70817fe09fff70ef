package lint

// emrRules are about what EMR cannot work with.
var emrRules = []func(*checker){checkProfiles, checkStudioNames, checkTrusts, checkManaged, checkBaselines, checkRoleTexts, checkEMRTags, checkMappings, checkHeld}

// grantRules look at one statement that allows something, heldRules at all
// that a role or policy grants.
var (
	grantRules = []func(*checker, held, grant){
		checkPassRole, checkWrongService, checkMissingTrust, checkSessionCredentials, checkConfusedTags, checkInterfaceAttribute,
		checkLinkedRole, checkPlacementGroup, checkCollaboration, checkOwnWorkspaces,
		checkWildcards, checkEscalation,
	}
	heldRules = []func(*checker, held){
		checkServicePasses, checkSpot, checkCleanup, checkFixedStatements, checkGlue, checkGlueResources,
	}
)

// privilegeRules are about what grants more than it needs to.
var privilegeRules = []func(*checker){checkPublicTrusts}
