package policies

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec/diag"
)

// cli runs the AWS CLI against moto, in a folder with files.
type cli struct {
	t        *testing.T
	aws, dir string
	env      []string
}

func newCLI(t *testing.T, region string, files []gen.File) cli {
	t.Helper()
	aws, env := oracle.AWS(t, oracle.Moto(t), region, "")
	c := cli{t, aws, t.TempDir(), env}
	for _, f := range files {
		file := filepath.Join(c.dir, f.Path)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c cli) run(into any, args ...string) {
	c.t.Helper()
	cmd := exec.Command(c.aws, args...)
	cmd.Dir, cmd.Env = c.dir, c.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("aws %q: %v\n%s", args, err, out)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(out, into); err != nil {
		c.t.Fatalf("aws %q: %v\n%s", args, err, out)
	}
}

// The AWS CLI takes the files as they are, and IAM has what the spec says.
func TestInputOfTheCLI(t *testing.T) {
	t.Parallel()
	s := specfile.Load(t, "../testdata/role-fields/spec.yaml")
	c := newCLI(t, "us-east-1", Target.Files(s, nil, &diag.List{}))
	r := bound.Documents(s, s.Example()).Roles[0]
	c.run(nil, "iam", "create-role", "--cli-input-json", "file://policies/"+r.Name+"/create-role.json")
	var got struct {
		Role struct {
			RoleName, Path, Description string
			MaxSessionDuration          int
			Tags                        []bound.Tag
			PermissionsBoundary         struct{ PermissionsBoundaryArn string }
			AssumeRolePolicyDocument    json.RawMessage
		}
	}
	c.run(&got, "iam", "get-role", "--role-name", r.RoleName)
	trust, err := iam.Parse(got.Role.AssumeRolePolicyDocument)
	if err != nil {
		t.Fatal(err)
	}
	session := r.MaxSession
	if session == 0 {
		session = 3600
	}
	have := []any{got.Role.RoleName, got.Role.Path, got.Role.Description, got.Role.MaxSessionDuration, got.Role.PermissionsBoundary.PermissionsBoundaryArn, got.Role.Tags, trust}
	want := []any{r.RoleName, r.Path, r.Description, session, r.Boundary, r.Tags, r.Trust}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}

	s = specfile.Load(t, "../testdata/pasted/spec.yaml")
	c = newCLI(t, "us-east-1", Target.Files(s, nil, &diag.List{}))
	p := bound.Documents(s, s.Example()).Policies[0]
	var made struct{ Policy struct{ Arn string } }
	c.run(&made, "iam", "create-policy", "--cli-input-json", "file://policies/"+p.Name+"/create-policy.json")
	var version struct {
		PolicyVersion struct{ Document json.RawMessage }
	}
	c.run(&version, "iam", "get-policy-version", "--policy-arn", made.Policy.Arn, "--version-id", "v1")
	document, err := iam.Parse(version.PolicyVersion.Document)
	if diff := cmp.Diff(p.Document, document); err != nil || diff != "" {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
}

// The files of parameters are for create-stack and for deploy as they are.
func TestParameterFiles(t *testing.T) {
	t.Parallel()
	s := specfile.Load(t, "../testdata/environments/spec.yaml")
	files := Target.Files(s, nil, &diag.List{})
	files = append(files, cloudformation.Target.Files(s, nil, &diag.List{})...)
	c := newCLI(t, "eu-central-1", files)
	const values = "file://environments/prod/parameters/"
	c.run(nil, "cloudformation", "create-stack", "--stack-name", "created", "--capabilities", "CAPABILITY_NAMED_IAM",
		"--template-body", "file://cloudformation/environments.yaml", "--parameters", values+"environments.json")
	check := func(stack string) {
		t.Helper()
		var got struct {
			Stacks []struct {
				Parameters []struct{ ParameterKey, ParameterValue string }
			}
		}
		c.run(&got, "cloudformation", "describe-stacks", "--stack-name", stack)
		have := map[string]string{}
		for _, p := range got.Stacks[0].Parameters {
			have[p.ParameterKey] = strings.Trim(p.ParameterValue, "[']") // moto prints a list as Python does
		}
		want := map[string]string{
			"Bucket": "acme-data", "KeyArn": "arn:aws:kms:eu-central-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab", "Teams": "data", "Glue": "true",
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s: -want +got\n%s", stack, diff)
		}
	}
	check("created")
	c.run(nil, "cloudformation", "delete-stack", "--stack-name", "created")
	c.run(nil, "cloudformation", "deploy", "--stack-name", "deployed", "--capabilities", "CAPABILITY_NAMED_IAM",
		"--template-file", "cloudformation/environments.yaml", "--parameter-overrides", values+"deploy/environments.json")
	check("deployed")
}
