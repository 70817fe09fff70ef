// Package privilege has the rules that find permissions which allow more than
// necessary.
package privilege

import "github.com/emriam/emriam/analysis/lint/core"

// Rules find what grants more than necessary.
var Rules = core.Rules{
	Statements: []func(*core.Checker, *core.Statement){permissions, checkPublicTrusts},
	Grants:     []func(*core.Checker, core.Held, core.Grant){checkWildcards, checkEscalation, checkData, checkNotResource, checkAnyLinkedRole},
}
