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
	"github.com/emriam/emriam/spec/compile"
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
		s, found := compile.Load("many.yaml", []byte(many(tt.n, tt.part)), nil)
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
	s, found := compile.Load("no-value.yaml", []byte(text), nil)
	if s == nil {
		t.Fatal(found.Findings())
	}
	r := prove.Files(s, made(t, s, "cloudformation", "terraform", "policies"), policies.Under)
	if len(r.Differences) > 0 || len(r.Unknown) != 1 || r.Unknown[0].String() != "no-value.yaml:5:3: unknown: no value was found for the parameter P1 that its type and pattern admit" {
		t.Errorf("%+v", r)
	}
}

// TestManyParameters: 200 optional parameters in one role, on which statements,
// elements, policies, tags and texts depend, are compared in full.
func TestManyParameters(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("version: 1\nname: many\nparameters:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  P%d: {type: BucketName, pattern: '[a-z0-9]{3,9}', optional: true}\n", i)
	}
	b.WriteString("roles:\n  Job:\n    kind: serverless\n    roleName: job\n    trust: {service: emr-serverless}\n    tags: {")
	for i := range 40 {
		fmt.Fprintf(&b, "t%d: '${P%d}', ", i, i)
	}
	b.WriteString("}\n    policies:\n      Pairs:\n")
	for i := 40; i < 80; i += 2 {
		fmt.Fprintf(&b, "        - {Sid: S%d, when: [P%d, P%d], Effect: Allow, Action: 's3:Get*', Resource: 'arn:${AWS::Partition}:s3:::${P%d}/${P%d}'}\n", i, i, i+1, i, i+1)
	}
	b.WriteString("      Single:\n")
	for i := 80; i < 110; i++ {
		fmt.Fprintf(&b, "        - {Sid: S%d, when: P%d, Effect: Deny, Action: 's3:Put*', Resource: 'arn:${AWS::Partition}:s3:::${P%d}'}\n", i, i, i)
	}
	var all, text []string
	for i := 110; i < 122; i++ {
		all, text = append(all, fmt.Sprintf("P%d", i)), append(text, fmt.Sprintf("${P%d}", i))
	}
	fmt.Fprintf(&b, "      List:\n        - {Sid: Joint, when: [%s], Effect: Allow, Action: 's3:List*', Resource: 'arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/%s'}\n", strings.Join(all, ", "), strings.Join(text, "-"))
	b.WriteString("        - {Sid: List, Effect: Allow, Action: 's3:Get*', Resource: ['arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket'")
	for i := 122; i < 200; i++ {
		fmt.Fprintf(&b, ", {value: 'arn:${AWS::Partition}:s3:::${P%d}', when: P%d}", i, i)
	}
	b.WriteString("]}\n")
	s, found := compile.Load("many.yaml", []byte(b.String()), nil)
	if s == nil {
		t.Fatalf("%v\n%s", found.Findings(), &b)
	}
	files := made(t, s, "cloudformation", "terraform", "policies")
	if r := prove.Files(s, files, policies.Under); len(r.Differences)+len(r.Unknown) > 0 || r.Comparisons < 1000 {
		t.Errorf("%+v", r)
	}
	for path, change := range map[string][2]string{
		"cloudformation/many.yaml": {"[HasP150, ", "[HasP151, "},
		"terraform/many/roles.tf":  {"var.p50 != null && var.p51 != null ? [", "var.p50 != null ? ["},
	} {
		if r := prove.Files(s, replaced(t, files, path, change[0], change[1]), policies.Under); len(r.Differences) == 0 {
			t.Errorf("%s: it is not seen: %+v", path, r)
		}
	}
}
