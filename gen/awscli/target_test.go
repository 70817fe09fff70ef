package awscli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/awscli"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// compiled are the files of a spec in a folder, by name, e.g.,
// "start-job-run-tenant.sh", and the folder.
func compiled(t *testing.T, s *spec.Spec) (dir string, names []string) {
	t.Helper()
	l := &diag.List{}
	dir = t.TempDir()
	for _, f := range awscli.Target.Files(s, nil, l) {
		name, ok := strings.CutPrefix(f.Path, "awscli/")
		if !ok {
			continue // of an environment
		}
		if err := os.WriteFile(filepath.Join(dir, name), f.Content, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if l.HasErrors() || len(names) < 5 {
		t.Fatalf("%v, %v", names, l.Findings())
	}
	return dir, names
}

// ofStack reports whether a file is a script that creates or removes what IAM has, or
// tags, and so hands nothing on.
func ofStack(name string) bool {
	return strings.HasPrefix(name, "deploy-") || strings.HasPrefix(name, "remove-") || name == "iam.sh" || name == "tag-resources.sh"
}

func ours(t *testing.T) *spec.Spec { return specfile.Load(t, "../testdata/awscli/spec.yaml") }

// needed is what scripts want of the environment.
var needed = []string{
	"CLUSTER_NAME=a cluster", "RELEASE_LABEL=emr-7.10.0", "SUBNET_ID=subnet-1", "INSTANCE_TYPE=m5.xlarge", "INSTANCE_COUNT=3",
	"STUDIO_NAME=a studio", "VPC_ID=vpc-1", "WORKSPACE_SECURITY_GROUP_ID=sg-1", "ENGINE_SECURITY_GROUP_ID=sg-2", "S3_LOCATION=s3://amzn-s3-demo-studio/",
	"APPLICATION_ID=00f1examplei2g09", `JOB_DRIVER={"sparkSubmit": {"entryPoint": "s3://amzn-s3-demo-in/job.py"}}`,
	"CLUSTER_ID=j-1", "STEPS=Type=Spark,Args=[a]",
}

// call runs a script with a program in place of aws that prints what it is
// called with, one word a line. It is not written here: another test that starts
// a program at that moment keeps it open for writing, and Linux does not run it.
func call(t *testing.T, script string, args ...string) []string {
	t.Helper()
	oracle.Program(t, "sh")
	bin, err := filepath.Abs("testdata/bin")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", append([]string{script}, args...)...)
	cmd.Env = append(slices.Clone(needed), "PATH="+bin+":"+os.Getenv("PATH"), "HOME=/nowhere")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// Each word reaches the command as the spec has it, whatever a shell makes of
// what is in it, and so does what the script is called with.
func TestScripts(t *testing.T) {
	t.Parallel()
	dir, names := compiled(t, ours(t))
	got := map[string]string{}
	for _, name := range names {
		if !strings.HasSuffix(name, ".sh") || ofStack(name) {
			continue
		}
		args := []string{"--tags", "it's $HOME=1"}
		if name == "start-job-run-tenant.sh" {
			args = append([]string{"globex-eu"}, args...)
		}
		got[name] = strings.Join(call(t, filepath.Join(dir, name), args...), "\n")
		if !strings.HasSuffix(got[name], "\n--tags\nit's $HOME=1") {
			t.Errorf("%s does not hand on what it is called with:\n%s", name, got[name])
		}
	}
	for name, want := range map[string]string{
		"create-cluster-service-role.sh":      "--service-role\nacme-service\n--ec2-attributes\nInstanceProfile=acme-node,SubnetId=subnet-1\n--auto-scaling-role\narn:aws:iam::123456789012:role/emr/acme-scaling\n",
		"create-cluster-path-service-role.sh": "--service-role\narn:aws:iam::123456789012:role/emr/far\n--ec2-attributes\nInstanceProfile=arn:aws:iam::123456789012:instance-profile/emr/far-node,SubnetId=subnet-1\n",
		"start-job-run-tenant.sh":             "--execution-role-arn\narn:aws:iam::123456789012:role/acme-globex-eu-job\n",
		"create-studio-studio-role.sh":        "--auth-mode\nIAM\n--service-role\narn:aws:iam::123456789012:role/studio\n",
		"create-security-configuration-archive-configuration.sh": "--security-configuration\n" +
			`{"AuthorizationConfiguration":{"EmrFsConfiguration":{"RoleMappings":[{"Role":"arn:aws:iam::123456789012:role/archive","IdentifierType":"Prefix","Identifiers":["s3://amzn-s3-demo-data/old data/$HOME's/"]}]},"IAMConfiguration":{"EnableApplicationScopedIAMRole":true}}}` + "\n",
	} {
		if !strings.Contains(got[name], want) {
			t.Errorf("%s calls aws with\n%s\nwithout\n%s", name, got[name], want)
		}
	}
}

// Attributes of instances are merged; a profile and a subnet win.
func TestEC2Attributes(t *testing.T) {
	t.Parallel()
	dir, _ := compiled(t, ours(t))
	script := filepath.Join(dir, "create-cluster-service-role.sh")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--ec2-attributes", "KeyName=myKey"}, "InstanceProfile=acme-node,SubnetId=subnet-1,KeyName=myKey"},
		{[]string{"--ec2-attributes=KeyName=a b", "--applications", "Name=Spark", "--ec2-attributes", "ServiceAccessSecurityGroup=sg-1"}, "InstanceProfile=acme-node,SubnetId=subnet-1,KeyName=a b,ServiceAccessSecurityGroup=sg-1"},
		{[]string{"--ec2-attributes", "SubnetIds=[subnet-2,subnet-3],InstanceProfile=mine"}, "SubnetIds=[subnet-2,subnet-3],InstanceProfile=mine"},
	} {
		got := strings.Join(call(t, script, tt.args...), "\n")
		if !strings.Contains(got, "--ec2-attributes\n"+tt.want+"\n") || strings.Count(got, "--ec2-attributes") != 1 {
			t.Errorf("%q: %s", tt.args, got)
		}
	}
	for _, args := range [][]string{{"--ec2-attributes"}, {"--ec2-attributes", `{"KeyName":"k"}`}} {
		cmd := exec.Command("sh", append([]string{script}, args...)...)
		cmd.Env = append(slices.Clone(needed), "PATH="+os.Getenv("PATH"))
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "ec2-attributes") {
			t.Errorf("%q: %v\n%s", args, err, out)
		}
	}
}

// Of what the checklist names, the script tags each kind.
func TestTags(t *testing.T) {
	t.Parallel()
	dir, _ := compiled(t, ours(t))
	page, err := os.ReadFile(filepath.Join(dir, "tags.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## VPC\n", "| `ServiceRole` | `AmazonEMRServicePolicy_v2` | `CreateInTaggedNetwork` | `ec2:CreateNetworkInterface, ec2:RunInstances, ec2:CreateFleet` |",
		"| `StudioRole` | `StudioService` | `AllowSecretsManagerReadOnlyActionsWithEMRTags` | `secretsmanager:GetSecretValue` |",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the checklist lacks %s:\n%s", want, page)
		}
	}
	got := strings.Join(call(t, filepath.Join(dir, "tag-resources.sh"), "vpc-1", "arn:aws:secretsmanager:us-east-1:123456789012:secret:emr/git-a1"), "\n")
	want := "ec2\ncreate-tags\n--region\nus-east-1\n--resources\nvpc-1\n--tags\nKey=for-use-with-amazon-emr-managed-policies,Value=true\n" +
		"secretsmanager\ntag-resource\n--region\nus-east-1\n--secret-id\narn:aws:secretsmanager:us-east-1:123456789012:secret:emr/git-a1\n--tags\nKey=for-use-with-amazon-emr-managed-policies,Value=true"
	if got != want {
		t.Errorf("it calls\n%s", got)
	}
}

// What the environment lacks is said, and nothing is called.
func TestScriptsWantWhatTheyNeed(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	dir, names := compiled(t, ours(t))
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if path.Ext(name) != ".sh" || !strings.Contains(string(text), ":?") {
			continue // needs nothing
		}
		cmd := exec.Command("sh", filepath.Join(dir, name))
		cmd.Env = []string{"PATH=/nowhere"}
		if out, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(out), "not found") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// moto, asked by the AWS CLI, makes what the scripts say: with the roles of the
// spec.
func TestAgainstMoto(t *testing.T) {
	t.Parallel()
	dir, _ := compiled(t, ours(t))
	config, err := os.ReadFile(filepath.Join(dir, "config"))
	if err != nil {
		t.Fatal(err)
	}
	aws, env := oracle.AWS(t, oracle.Moto(t), "us-east-1", string(config))
	env = append(env, needed...)
	run := func(into any, program string, args ...string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = env
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
		if err := json.Unmarshal(out, into); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	cluster := func(program string, args ...string) (service, profile, scaling string) {
		t.Helper()
		var made struct{ ClusterId string }
		run(&made, program, args...)
		var got struct {
			Cluster struct {
				ServiceRole, AutoScalingRole string
				Ec2InstanceAttributes        struct{ IamInstanceProfile string }
			}
		}
		run(&got, aws, "emr", "describe-cluster", "--cluster-id", made.ClusterId)
		return got.Cluster.ServiceRole, got.Cluster.Ec2InstanceAttributes.IamInstanceProfile, got.Cluster.AutoScalingRole
	}

	service, profile, scaling := cluster("sh", filepath.Join(dir, "create-cluster-service-role.sh"))
	if diff := gocmp.Diff([]string{"acme-service", "acme-node", "arn:aws:iam::123456789012:role/emr/acme-scaling"}, []string{service, profile, scaling}); diff != "" {
		t.Errorf("by the script: -want +got\n%s", diff)
	}
	// AWS's own example, which names only the key, adds it to what the script says:
	// https://docs.aws.amazon.com/cli/latest/reference/emr/create-cluster.html
	var withKey struct{ ClusterId string }
	run(&withKey, "sh", filepath.Join(dir, "create-cluster-service-role.sh"), "--ec2-attributes", "KeyName=myKey")
	var described struct {
		Cluster struct {
			Ec2InstanceAttributes struct{ IamInstanceProfile, Ec2KeyName, Ec2SubnetId string }
		}
	}
	run(&described, aws, "emr", "describe-cluster", "--cluster-id", withKey.ClusterId)
	if a := described.Cluster.Ec2InstanceAttributes; a.IamInstanceProfile != "acme-node" || a.Ec2KeyName != "myKey" || a.Ec2SubnetId != "subnet-1" {
		t.Errorf("with a key: %+v", a)
	}

	env = append(env, "AWS_PROFILE=service-role") // unlike --profile, takes the credentials of the environment
	service, profile, _ = cluster(aws, "emr", "create-cluster", "--release-label", "emr-7.10.0", "--instance-type", "m5.xlarge", "--instance-count", "1")
	if service != "acme-service" || profile != "acme-node" {
		t.Errorf("by the profile: %s, %s", service, profile)
	}

	var made struct{ Name string }
	run(&made, "sh", filepath.Join(dir, "create-security-configuration-archive-configuration.sh"))
	var got struct{ SecurityConfiguration string }
	run(&got, aws, "emr", "describe-security-configuration", "--name", "acme-archive")
	if !strings.Contains(got.SecurityConfiguration, "$HOME's/") {
		t.Errorf("%s", got.SecurityConfiguration)
	}
}

// odd has names that are words of a shell, of the shorthand syntax, or of the
// AWS CLI itself.
func odd(t *testing.T) *spec.Spec {
	t.Helper()
	return specfile.Compile(t, "odd.yaml", []byte(`version: 1
name: odd
outputs: {awscli: {}}
rules: {profile-name: off, fixed-partition: off}
roles:
  InstanceRole: {template: instance, roleName: acme-ec2, instanceProfile: "p,KeyName=evil"}
  ServiceRole: {template: service-v2, roleName: -acme, passes: [InstanceRole]}
  PathInstanceRole: {template: instance, roleName: acme-ec3, path: "/,a=\"b'\\\\\"[{$(id)/", instanceProfile: q}
  PathServiceRole: {template: service-v2, roleName: acme-emr2, passes: [PathInstanceRole], path: "/x'y\"/"}
  Emrfs:
    kind: emrfs
    roleName: acme-emrfs
    trust: {role: InstanceRole}
    policies: {D: [{Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*"}]}
securityConfigurations:
  File: {configurationName: "file:///etc/hostname", emrfs: [{role: Emrfs, users: [a]}]}
  Dash: {configurationName: "-x 'y' $(id)", emrfs: [{role: Emrfs, users: [a]}]}
`))
}

// No name becomes a key, an option or the content of a file.
func TestOddNames(t *testing.T) {
	t.Parallel()
	dir, _ := compiled(t, odd(t))
	for name, want := range map[string]string{
		"create-cluster-service-role.sh":        "--service-role=-acme\n--ec2-attributes\nInstanceProfile=\"p,KeyName=evil\",SubnetId=subnet-1\n",
		"create-cluster-path-service-role.sh":   "--service-role\narn:aws:iam::123456789012:role/x'y\"/acme-emr2\n--ec2-attributes\nInstanceProfile=\"arn:aws:iam::123456789012:instance-profile/,a=\\\"b'\\\\\\\\\\\"[{$(id)/q\",SubnetId=subnet-1\n",
		"create-security-configuration-file.sh": "--cli-input-json\n{\"Name\":\"file:///etc/hostname\"}\n--security-configuration\n",
		"create-security-configuration-dash.sh": "--name=-x 'y' $(id)\n",
	} {
		if got := strings.Join(call(t, filepath.Join(dir, name)), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s calls aws with\n%s\nwithout\n%s", name, got, want)
		}
	}
	config, err := os.ReadFile(filepath.Join(dir, "config"))
	if want := "    service_role = arn:aws:iam::123456789012:role/x'y\"/acme-emr2\n"; err != nil || !strings.Contains(string(config), want) {
		t.Errorf("%v\n%s\nwithout %s", err, config, want)
	}
}

// A name that is more than one line, which a spec can ask not to be told of,
// adds nothing to the configuration of the AWS CLI, where a line can be a
// command.
func TestConfigOfOneLine(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, "lines.yaml", []byte(`version: 1
name: lines
parameters: {Folder: {type: String, example: team}}
rules: {refused-name: off}
roles:
  InstanceRole: {template: instance, roleName: acme-ec2}
  ServiceRole: {template: service-v2, roleName: acme-emr, path: "/${Folder}/", passes: [InstanceRole]}
outputs: {awscli: {}}
`))
	s.Params[0].Example = []string{"a\n[default]\ncredential_process = touch PWNED"} // which the language refuses
	for _, f := range awscli.Target.Files(s, nil, &diag.List{}) {
		if strings.HasSuffix(f.Path, "/config") && strings.Contains(string(f.Content), "credential_process") {
			t.Errorf("%s", f.Content)
		}
	}
}

// The AWS CLI reads what was quoted for it.
func TestOddNamesAgainstMoto(t *testing.T) {
	t.Parallel()
	dir, _ := compiled(t, odd(t))
	aws, env := oracle.AWS(t, oracle.Moto(t), "us-east-1", "")
	env = append(env, needed...)
	run := func(into any, program string, args ...string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
		if err := json.Unmarshal(out, into); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	for script, want := range map[string]string{
		"create-cluster-service-role.sh":      "p,KeyName=evil",
		"create-cluster-path-service-role.sh": "arn:aws:iam::123456789012:instance-profile/,a=\"b'\\\\\"[{$(id)/q",
	} {
		var made struct{ ClusterId string }
		run(&made, "sh", filepath.Join(dir, script))
		var got struct {
			Cluster struct {
				Ec2InstanceAttributes struct{ IamInstanceProfile, Ec2KeyName string }
			}
		}
		run(&got, aws, "emr", "describe-cluster", "--cluster-id", made.ClusterId)
		if a := got.Cluster.Ec2InstanceAttributes; a.IamInstanceProfile != want || a.Ec2KeyName != "" {
			t.Errorf("%s: %+v, want %s", script, a, want)
		}
	}
	for script, want := range map[string]string{
		"create-security-configuration-file.sh": "file:///etc/hostname",
		"create-security-configuration-dash.sh": "-x 'y' $(id)",
	} {
		var made struct{ Name string }
		if run(&made, "sh", filepath.Join(dir, script)); made.Name != want {
			t.Errorf("%s makes %q, want %q", script, made.Name, want)
		}
	}
}

// The scripts of the built-in spec, and those of each environment, are scripts.
func TestSyntax(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	l := &diag.List{}
	files := awscli.Target.Files(ours(t), nil, l)
	files = append(files, awscli.Target.Files(specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn), nil, l)...)
	scripts := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Path, ".sh") {
			continue
		}
		scripts++
		cmd := exec.Command("sh", "-n")
		cmd.Stdin = strings.NewReader(string(f.Content))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s\n%s", f.Path, err, out, f.Content)
		}
	}
	if scripts < 20 {
		t.Errorf("only %d scripts", scripts)
	}
}

// Nobody gets scripts who did not ask for them.
func TestOptIn(t *testing.T) {
	t.Parallel()
	s := specfile.Compile(t, "plain.yaml", []byte("version: 1\nname: plain\nroles: {R: {template: serverless-execution, roleName: r, with: {InputBucket: amzn-s3-demo-in, OutputBucket: amzn-s3-demo-out, LogBucket: amzn-s3-demo-logs, GlueCatalog: true}}}\n"))
	if files, _ := gen.Run(s, []gen.Target{awscli.Target}, gen.Options{}); len(files) > 0 {
		t.Errorf("%d files", len(files))
	}
	if files, _ := gen.Run(s, []gen.Target{awscli.Target}, gen.Options{Targets: []string{"awscli"}}); len(files) != 5 {
		t.Errorf("%d files", len(files))
	}
}
