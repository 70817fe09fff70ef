package lint

// emrRules find what EMR does not work with.
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

// privilegeRules find what grants more than necessary.
var privilegeRules = []func(*checker){checkPublicTrusts}
