package prove_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/policies"
	"github.com/emriam/emriam/gen/prove"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/spec"
)

// made are the files of some targets.
func made(t *testing.T, s *spec.Spec, names ...string) []gen.File {
	t.Helper()
	files, found := gen.Run(s, targets.All, gen.Options{Targets: names})
	if found.HasErrors() {
		t.Fatal(found.Findings())
	}
	return files
}

// many is a spec of n optional parameters on which one part of a policy depends.
func many(n int, part string) string {
	var params, values []string
	for i := range n {
		params = append(params, fmt.Sprintf("  P%d: {type: BucketName, optional: true}", i))
		values = append(values, fmt.Sprintf(`{value: "${P%d}", when: P%d}`, i, i))
	}
	return "version: 1\nname: many\nparameters:\n" + strings.Join(params, "\n") + `
roles:
  Job:
    kind: serverless
    roleName: job
    trust: {service: emr-serverless}
    policies:
      Data:
        - {Sid: S, Effect: Allow, Action: "s3:Get*", Resource: "*", Condition: {` + part + `: {"aws:PrincipalTag/x": [x, ` + strings.Join(values, ", ") + `]}}}
`
}

// TestUnknown: what depends on too many parameters together is unknown, and the
// parameters are named. What is an alternative is not among it.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		n       int
		part    string
		targets []string
		unknown bool
	}{
		{10, "StringNotEquals", []string{"cloudformation", "terraform"}, false},
		{11, "StringNotEquals", []string{"cloudformation"}, true},
		{11, "StringNotEquals", []string{"terraform"}, true},
		{100, "StringEquals", []string{"cloudformation", "terraform"}, false},
	} {
		s, found := spec.Load("many.yaml", []byte(many(tt.n, tt.part)), nil)
		if s == nil {
			t.Fatal(found.Findings())
		}
		r := prove.Files(s, made(t, s, tt.targets...), policies.Under)
		if len(r.Differences) > 0 || (len(r.Unknown) > 0) != tt.unknown {
			t.Errorf("%d in %s, %v: %+v", tt.n, tt.part, tt.targets, r)
		}
		for _, u := range r.Unknown {
			if !strings.Contains(u.String(), "P10") || !strings.Contains(u.String(), "P0") {
				t.Errorf("it does not name the parameters: %s", u)
			}
		}
	}
}

// TestNoValue: a parameter for which no value is found is no fault of emriam's.
func TestNoValue(t *testing.T) {
	t.Parallel()
	text := strings.Replace(many(2, "StringEquals"), "P1: {type: BucketName,", `P1: {type: BucketName, pattern: "[A-Z]{70}",`, 1)
	s, found := spec.Load("no-value.yaml", []byte(text), nil)
	if s == nil {
		t.Fatal(found.Findings())
	}
	r := prove.Files(s, made(t, s, "cloudformation", "terraform", "policies"), policies.Under)
	if len(r.Differences) > 0 || len(r.Unknown) != 1 || r.Unknown[0].String() != "no-value.yaml:5:3: unknown: no value was found for the parameter P1 that its type and pattern admit" {
		t.Errorf("%+v", r)
	}
}
