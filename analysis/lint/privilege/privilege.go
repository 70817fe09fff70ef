package privilege

import "github.com/emriam/emriam/analysis/lint/core"

// Rules find what grants more than necessary.
var Rules = []func(*core.Checker){checkPublicTrusts}

// GrantRules check one statement that allows something.
var GrantRules = []func(*core.Checker, core.Held, core.Grant){checkWildcards, checkEscalation, checkData, checkNotResource, checkAnyLinkedRole}
