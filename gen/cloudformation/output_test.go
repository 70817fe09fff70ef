package cloudformation_test

import (
	"testing"

	"github.com/emriam/emriam/gen/cloudformation"
)

// TestCountOutputs checks the number that is compared with the quota.
func TestCountOutputs(t *testing.T) {
	t.Parallel()
	for _, s := range append(cases(t), own(t)...) {
		for _, st := range s.Stacks {
			if counted, printed := cloudformation.Outputs(s, st); counted != printed || counted == 0 {
				t.Errorf("stack %s of %s: counted %d outputs, printed %d", st.Name, s.Name, counted, printed)
			}
		}
	}
}
