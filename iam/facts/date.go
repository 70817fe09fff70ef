package facts

import (
	"embed"
	"encoding/json"
	"fmt"
)

//go:embed data/services.manifest.json data/regions.manifest.json data/policies.manifest.json
var manifests embed.FS

// Table is a table of facts.
type Table string

// The tables with facts that can be too old for what AWS has since added.
const (
	ServicesTable Table = "services"
	RegionsTable  Table = "regions"
	PoliciesTable Table = "policies" // and principals
)

// Date is the day of a table's facts, e.g., "2026-09-26".
func (t Table) Date() string {
	text, err := manifests.ReadFile("data/" + string(t) + ".manifest.json")
	var m struct{ DataDate string }
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		panic(fmt.Sprintf("iam: facts: %v", err)) // it is part of the program
	}
	return m.DataDate
}
