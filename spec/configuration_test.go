package spec_test

import (
	"testing"

	"github.com/emriam/emriam/spec"
)

// TestJSON prints values that have nothing in them, and values that do.
func TestJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		json spec.JSON
		want string
	}{
		{spec.Object{}, "{}"},
		{spec.Array{}, "[]"},
		{spec.Leaves{}, "[]"},
		{spec.Object{{Key: "A", Value: spec.Object{}}, {Key: "B", Value: spec.Array{spec.Switch(true), spec.Array(nil)}}}, `{"A":{},"B":[true,[]]}`},
		{spec.Leaves{{Value: spec.Text("a")}, {Value: spec.Text("b")}}, `["a","b"]`},
	} {
		if got := string((spec.Binding{}).JSON(c.json)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
