package cloudformation_test

import (
	"bytes"
	"os"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/spec/diag"
)

// How the templates of testdata/rich.yaml look. UPDATE=1 rewrites them.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, f := range cloudformation.Target.Files(rich(t), nil, &diag.List{}) {
		golden := "testdata/" + f.Path[len("cloudformation/"):]
		want, err := os.ReadFile(golden)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Equal(want, f.Content) {
			continue
		}
		t.Errorf("%s (-want +got):\n%s", golden, gocmp.Diff(string(want), string(f.Content)))
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, f.Content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestSameSpecSameBytes(t *testing.T) {
	t.Parallel()
	compile := func() []byte {
		var out []byte
		for _, f := range cloudformation.Target.Files(rich(t), nil, &diag.List{}) {
			out = append(append(out, f.Path...), f.Content...)
		}
		return out
	}
	first := compile()
	for range 4 {
		if !bytes.Equal(first, compile()) {
			t.Fatal("the same spec compiled to other bytes")
		}
	}
}
