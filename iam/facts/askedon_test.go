package facts

import (
	"strings"
	"testing"
)

// TestAskedOnHasNoType: the table is about actions of the reference that have no
// resource type, and each row says where it is from.
func TestAskedOnHasNoType(t *testing.T) {
	t.Parallel()
	for _, row := range askedOn {
		a, ok := FindAction(row.action)
		if !ok {
			t.Errorf("AWS has no action %s", row.action)
			continue
		}
		for r := range a.ResourceTypes() {
			t.Errorf("%s takes %s by now", row.action, r.Name)
		}
		if !strings.HasPrefix(row.source, "https://") || !strings.HasPrefix(row.format, "arn:${Partition}:") {
			t.Errorf("%s has the format %q and the source %q", row.action, row.format, row.source)
		}
	}
}
