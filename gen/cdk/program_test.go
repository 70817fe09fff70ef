package cdk

import (
	"os"
	"strings"
	"testing"
)

// The modules that prove asks for are those that ours are tested with.
func TestModules(t *testing.T) {
	t.Parallel()
	ours, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(Modules) {
		if strings.Contains(line, "/") {
			if n++; !strings.Contains(string(ours), line) {
				t.Errorf("go.mod does not require %s", line)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d modules", n)
	}
}
