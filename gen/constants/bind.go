package constants

import (
	"encoding/json"
	"fmt"

	"github.com/emriam/emriam/gen/constants/document"
	"github.com/emriam/emriam/spec"
)

// bind is d under b, as the generated package reads it.
func bind(d *spec.Document, b spec.Binding) document.Document {
	var out document.Document
	if bound := b.Document(d); bound != nil {
		if err := json.Unmarshal(bound.JSON(), &out); err != nil {
			panic(fmt.Sprintf("constants: %s: %v", bound.JSON(), err))
		}
	}
	return out
}
