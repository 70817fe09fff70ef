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
}

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
	c.Cleanup = c.Cleanup || mayCleanUp(h)
	c.Workspaces = c.Workspaces || h.Does(createWorkspace)
}
