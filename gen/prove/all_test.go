package prove_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/judge"
	"github.com/emriam/emriam/gen/internal/specfile"
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

// commandFaults are mistakes in scripts of the AWS CLI.
var commandFaults = []struct{ file, name, text, with string }{
	{"awscli/create-cluster-service-role.sh", "another service role", "--service-role acme-service", "--service-role far"},
	{"awscli/create-cluster-service-role.sh", "another profile", "InstanceProfile=acme-node", "InstanceProfile=acme-service"},
	{"awscli/create-cluster-service-role.sh", "no role of Auto Scaling", "  --auto-scaling-role arn:aws:iam::123456789012:role/emr/acme-scaling \\\n", ""},
	{"awscli/create-cluster-path-service-role.sh", "a name where there is a path", "--service-role arn:aws:iam::123456789012:role/emr/far", "--service-role far"},
	{"awscli/start-job-run-tenant.sh", "a name that is not quoted", `acme-"$NAME"-job`, `acme-acme-job`},
	{"awscli/create-studio-studio-role.sh", "another role", "role/studio", "role/studio-user"},
	{"awscli/create-studio-studio-role-with-user-role.sh", "no user role", "role/studio-user", "role/studio"},
	{"awscli/create-security-configuration-archive-configuration.sh", "a text that the shell changes", `'\''`, ``},
	{"awscli/create-security-configuration-archive-configuration.sh", "another role", "role/archive", "role/acme-node"},
	{"awscli/config", "another role", "service_role = acme-service", "service_role = acme-node"},
	{"awscli/add-steps-step-role.sh", "arguments are lost", ` "$@"`, ` "$1"`},
	{"environments/beijing/awscli/start-job-run-tenant.sh", "another Region", "cn-north-1", "us-east-1"},
}

func TestCommands(t *testing.T) {
	t.Parallel()
	judge.Program(t, "sh")
	s := specfile.Load(t, "../testdata/awscli/spec.yaml")
	files := made(t, s, "awscli")
	r, err := prove.All(s, files)
	if err != nil || len(r.Differences)+len(r.Unknown) > 0 || r.Files < 10 {
		t.Errorf("%v: %+v", err, r)
	}
	caught := 0
	for _, f := range commandFaults {
		r, err := prove.All(s, replaced(t, files, f.file, f.text, f.with))
		if err == nil && len(r.Differences) > 0 {
			caught++
		} else {
			t.Errorf("%s: it is not seen: %s: %v", f.file, f.name, err)
		}
	}
	t.Logf("%d of %d faults are caught", caught, len(commandFaults))
}

// TestConstants runs the constants of a spec, with a fault and without.
func TestConstants(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles Go")
	}
	s := specfile.Load(t, "testdata/conditions.yaml")
	files := made(t, s, "constants")
	r, err := prove.All(s, files)
	if err != nil || len(r.Differences)+len(r.Unknown) > 0 || r.Comparisons < 1000 {
		t.Fatalf("%v: %+v", err, r)
	}
	r, err = prove.All(s, replaced(t, files, "emrroles/job.go", `s3:::" + p.Input`, `s3:::" + p.Secret`))
	if err != nil || len(r.Differences) == 0 || !strings.Contains(r.Differences[0].String(), "JobData in aws, with ") {
		t.Errorf("%v: %+v", err, r)
	}
}

// TestWithoutGo says what is missing, and proves nothing.
func TestWithoutGo(t *testing.T) {
	s := specfile.Load(t, "../testdata/plain/spec.yaml")
	files := made(t, s, "constants")
	t.Setenv("PATH", t.TempDir())
	if _, err := exec.LookPath("go"); err == nil {
		t.Skip("go is found")
	}
	if _, err := prove.All(s, files); err == nil || !strings.Contains(err.Error(), "Go toolchain") {
		t.Error(err)
	}
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
		{11, "StringEquals", []string{"constants"}, true},
	} {
		if tt.targets[0] == "constants" && testing.Short() {
			continue
		}
		s, found := spec.Load("many.yaml", []byte(many(tt.n, tt.part)), nil)
		if s == nil {
			t.Fatal(found.Findings())
		}
		r, err := prove.All(s, made(t, s, tt.targets...))
		if err != nil || len(r.Differences) > 0 || (len(r.Unknown) > 0) != tt.unknown {
			t.Errorf("%d in %s, %v: %v, %+v", tt.n, tt.part, tt.targets, err, r)
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
	r, err := prove.All(s, made(t, s, "cloudformation", "terraform", "policies"))
	if err != nil || len(r.Differences) > 0 || len(r.Unknown) != 1 || r.Unknown[0].String() != "no-value.yaml:5:3: unknown: no value was found for the parameter P1 that its type and pattern admit" {
		t.Errorf("%v, %+v", err, r)
	}
}
