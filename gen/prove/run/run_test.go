package run_test

import (
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/gen/prove/run"
	"github.com/emriam/emriam/gen/targets"
	"github.com/emriam/emriam/internal/oracle"
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
	{"awscli/start-job-run-tenant-acme.json", "another role", "role/acme-acme-job", "role/acme-globex-eu-job"},
	{"awscli/create-studio-studio-role-with-user-role.json", "no user role", "role/studio-user", "role/studio"},
	{"awscli/create-security-configuration-archive-configuration.json", "another role", "role/archive", "role/acme-node"},
	{"awscli/deploy-roles.sh", "another action", "s3:GetObject", "s3:PutObject"},
	{"awscli/deploy-roles.sh", "a managed policy of another role", "attached \\\n  acme-node", "attached \\\n  acme-service"},
	{"awscli/deploy-roles.sh", "another principal", "ec2.amazonaws.com", "ecs.amazonaws.com"},
	{"awscli/deploy-roles.sh", "no profile", "profile \\\n  acme-node", "among \\\n  acme-node"},
	{"awscli/iam.sh", "no inline policies", "aws iam put-role-policy", "true"},
	{"awscli/remove-roles.sh", "another role", "remove_role acme-node", "remove_role acme-nodes"},
	{"awscli/iam.sh", "policies remain", "aws iam delete-role --", "true --"},
	{"environments/beijing/awscli/start-job-run-tenant.sh", "another Region", "cn-north-1", "us-east-1"},
}

var stackScript = regexp.MustCompile(`/(deploy|remove)-`)

func TestCommands(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	s := specfile.Load(t, "../../testdata/awscli/spec.yaml")
	files := made(t, s, "awscli")
	r, err := run.Files(s, files)
	if err != nil || len(r.Differences)+len(r.Unknown) > 0 || r.Files < 10 {
		t.Errorf("%v: %+v", err, r)
	}
	caught := 0
	for _, f := range commandFaults {
		// The other files are the same as before; those of a stack run iam.sh.
		faulty := slices.DeleteFunc(replaced(t, files, f.file, f.text, f.with), func(g gen.File) bool {
			runs := path.Base(f.file) == "iam.sh" && stackScript.MatchString(g.Path)
			return g.Path != f.file && path.Base(g.Path) != "iam.sh" && !runs
		})
		r, err := run.Files(s, faulty)
		if err == nil && len(r.Differences) > 0 {
			caught++
		} else {
			t.Errorf("%s: it is not seen: %s: %v", f.file, f.name, err)
		}
	}
	t.Logf("%d of %d faults are caught", caught, len(commandFaults))
}

// TestCommandTags runs the commands of a spec whose roles, policies and instance profiles
// have tags.
func TestCommandTags(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	s := specfile.Load(t, "../../testdata/terraform-tags/spec.yaml")
	files := made(t, s, "awscli")
	r, err := run.Files(s, files)
	if err != nil || len(r.Differences)+len(r.Unknown) > 0 {
		t.Errorf("%v: %+v", err, r)
	}
	r, err = run.Files(s, replaced(t, files, "awscli/iam.sh", `aws iam "tag-$kind"`, "true"))
	for _, what := range []string{"policy submit: tags", "role nodes: tags", "role nodes: instance profiles"} {
		if err != nil || !strings.Contains(fmt.Sprint(r.Differences), what) {
			t.Errorf("%v: no difference of %s: %+v", err, what, r)
		}
	}
}

// TestCommandPaths runs the commands of a role whose instance profile has another path than
// the role, and of one whose path is a parameter.
func TestCommandPaths(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	s := specfile.Compile(t, "emr.yaml", []byte(`version: 1
name: paths
parameters: {Path: {type: String, example: /, pattern: "/([a-z]+/)*"}}
roles:
  Service: {template: custom-service, roleName: service, path: "${Path}", passes: [Node]}
  Node: {kind: instance, roleName: node, path: /emr/, instanceProfile: {name: nodes, path: /}, trust: {service: ec2}}
  Other: {template: custom-service, roleName: other, passes: [Far]}
  Far: {kind: instance, roleName: far, path: /, instanceProfile: {name: fars, path: /emr/}, trust: {service: ec2}}
`))
	files := made(t, s, "awscli")
	if r, err := run.Files(s, files); err != nil || len(r.Differences)+len(r.Unknown) > 0 {
		t.Errorf("%v: %+v", err, r)
	}
	faulty := replaced(t, files, "awscli/create-cluster-other.sh", "arn:aws:iam::123456789012:instance-profile/emr/fars", "fars")
	if r, err := run.Files(s, faulty); err != nil || len(r.Differences) != 1 {
		t.Errorf("%v: a name where there is a path: %+v", err, r)
	}
}

// TestConstants runs the constants of a spec, with a fault and without.
func TestConstants(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	s := specfile.Load(t, "../testdata/conditions.yaml")
	files := made(t, s, "constants")
	r, err := run.Files(s, files)
	if err != nil || len(r.Differences)+len(r.Unknown) > 0 || r.Comparisons < 1000 {
		t.Fatalf("%v: %+v", err, r)
	}
	r, err = run.Files(s, replaced(t, files, "emrroles/job.go", `s3:::" + p.Input`, `s3:::" + p.Secret`))
	if err != nil || len(r.Differences) == 0 || !strings.Contains(r.Differences[0].String(), "JobData in aws, with ") {
		t.Errorf("%v: %+v", err, r)
	}
}

// TestConstructs synthesizes the constructs of a spec, with a fault and without.
func TestConstructs(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	oracle.Program(t, "node")
	s := specfile.Load(t, "../../cdk/testdata/conditions.yaml")
	files := made(t, s, "cdk")
	r, err := run.Files(s, files)
	if err != nil || len(r.Differences)+len(r.Unknown) > 0 || r.Comparisons < 50 {
		t.Fatalf("%v: %+v", err, r)
	}
	r, err = run.Files(s, replaced(t, files, "emrcdk/job.go", "p.Input.ArnForObjects", "p.Secret.ArnForObjects"))
	if err != nil || len(r.Differences) == 0 || !strings.Contains(r.Differences[0].String(), "NewJob") {
		t.Errorf("%v: %+v", err, r)
	}
}

// TestWithoutGo says what is missing, and proves nothing.
func TestWithoutGo(t *testing.T) {
	s := specfile.Load(t, "../../testdata/plain/spec.yaml")
	files := made(t, s, "constants")
	t.Setenv("PATH", t.TempDir())
	if _, err := exec.LookPath("go"); err == nil {
		t.Skip("go is found")
	}
	if _, err := run.Files(s, files); err == nil || !strings.Contains(err.Error(), "there is no Go toolchain") {
		t.Error(err)
	}
}

// TestUnknown: what depends on too many parameters together is unknown, and the
// parameters are named.
func TestUnknown(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "go")
	var params, values []string
	for i := range 11 {
		params = append(params, fmt.Sprintf("  P%d: {type: BucketName, optional: true}", i))
		values = append(values, fmt.Sprintf(`{value: "arn:aws:s3:::${P%d}", when: P%d}`, i, i))
	}
	s, found := compile.Load("many.yaml", []byte("version: 1\nname: many\nparameters:\n"+strings.Join(params, "\n")+`
policies:
  Data:
    policyName: data
    statements: {Sid: S, Effect: Allow, Action: "s3:Get*", Resource: ["arn:aws:s3:::amzn-s3-demo-bucket", `+strings.Join(values, ", ")+`]}
`), nil)
	if s == nil {
		t.Fatal(found.Findings())
	}
	r, err := run.Files(s, made(t, s, "constants"))
	if err != nil || len(r.Differences) > 0 || len(r.Unknown) != 1 || !strings.Contains(r.Unknown[0].String(), "P9, P10") {
		t.Errorf("%v: %+v", err, r)
	}
}

// replaced are files of which one has another text at the first place where it has
// a text.
func replaced(t *testing.T, files []gen.File, path, text, with string) []gen.File {
	t.Helper()
	out := slices.Clone(files)
	i := slices.IndexFunc(out, func(f gen.File) bool { return f.Path == path })
	if i < 0 || !strings.Contains(string(out[i].Content), text) {
		t.Fatalf("%s does not have %q", path, text)
	}
	out[i].Content = []byte(strings.Replace(string(out[i].Content), text, with, 1))
	return out
}
