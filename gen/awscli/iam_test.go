package awscli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/drift"
	"github.com/emriam/emriam/gen/awscli"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/google/go-cmp/cmp"
)

// stackSpecs are a spec, and what becomes of it: other documents, tags, boundary,
// description and policies.
var stackSpecs = []string{`version: 1
name: team
roles:
  Emrfs:
    kind: emrfs
    roleName: team-emrfs
    trust: {role: Node}
    doc: It's one.
    maxSessionDuration: 7200
    tags: {team: "data & ml", cost center: a b, old: x}
    permissionsBoundary: "${Users.Arn}"
    policies:
      Data: [{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::acme/${aws:username}/$HOME's/*"}]
      Gone: [{Sid: List, Effect: Allow, Action: s3:ListBucket, Resource: "arn:aws:s3:::acme"}]
  Node: {kind: instance, roleName: team-node, path: /emr/, trust: {service: ec2}, instanceProfile: team-profile, managedPolicies: [Users, service-role/AmazonElasticMapReduceforEC2Role]}
policies:
  Users: {policyName: team-users, path: /emr/, doc: Users., attach: {groups: data, users: [ana, bo], roles: deployer}, statements: [{Sid: All, Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*"}]}
  Same: {policyName: team-same, statements: [{Sid: All, Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*", Condition: {StringLike: {"aws:PrincipalTag/a": "<&>*"}}}]}
outputs: {awscli: {}}
`, `version: 1
name: team
roles:
  Emrfs:
    kind: emrfs
    roleName: team-emrfs
    trust: {role: Node}
    doc: It's two.
    tags: {team: "data", new: y}
    policies:
      Data: [{Sid: Read, Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: "arn:aws:s3:::acme/*"}]
  Node: {kind: instance, roleName: team-node, path: /emr/, trust: {service: ec2}, instanceProfile: team-profile, managedPolicies: [Users]}
policies:
  Users: {policyName: team-users, path: /emr/, doc: Users., attach: {groups: [data, ops], users: bo}, statements: [{Sid: All, Effect: Allow, Action: s3:ListBucket, Resource: "*"}]}
  Same: {policyName: team-same, statements: [{Sid: All, Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*", Condition: {StringLike: {"aws:PrincipalTag/a": "<&>*"}}}]}
outputs: {awscli: {}}
`}

// Stack is a folder with the scripts of a spec, and an account in moto.
type stack struct {
	t   *testing.T
	aws string
	env []string
}

func (st stack) script(s *spec.Spec, name string) {
	st.t.Helper()
	dir := st.t.TempDir()
	for _, f := range awscli.Target.Files(s, nil, &diag.List{}) {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.Path)), f.Content, 0o644); err != nil {
			st.t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", name)
	cmd.Dir, cmd.Env = dir, st.env
	if out, err := cmd.CombinedOutput(); err != nil {
		st.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (st stack) run(args ...string) []byte {
	st.t.Helper()
	cmd := exec.Command(st.aws, args...)
	cmd.Env = st.env
	out, err := cmd.Output()
	if err != nil {
		st.t.Fatalf("aws %q: %v", args, err)
	}
	return out
}

// is wants the account to have what the spec says, except for some differences.
func (st stack) is(s *spec.Spec, when string, except ...string) {
	st.t.Helper()
	a, err := account.Parse(st.run("iam", "get-account-authorization-details", "--filter", "User", "Group", "Role", "LocalManagedPolicy"))
	if err != nil {
		st.t.Fatal(err)
	}
	var differences []string
	for _, d := range drift.Account(s, s.Example(), a, nil) {
		differences = append(differences, d.String())
	}
	if diff := cmp.Diff(except, differences); diff != "" {
		st.t.Errorf("%s: -want +got:\n%s", when, diff)
	}
	for _, r := range s.Roles {
		var got struct {
			Role struct {
				Description        string
				MaxSessionDuration int
			}
		}
		if err := json.Unmarshal(st.run("iam", "get-role", "--role-name", s.Example().Text(r.RoleName)), &got); err != nil {
			st.t.Fatal(err)
		}
		session := 3600
		if r.MaxSession != nil {
			session = 7200
		}
		if got.Role.Description != r.Doc || got.Role.MaxSessionDuration != session {
			st.t.Errorf("%s: %s is %+v", when, r.Name, got)
		}
	}
}

// The scripts create, update and remove a stack, and do nothing twice.
func TestStacksAgainstMoto(t *testing.T) {
	t.Parallel()
	oracle.Program(t, "sh")
	url := oracle.MotoAlone(t, "MOTO_IAM_LOAD_MANAGED_POLICIES=true")
	aws, env := oracle.AWS(t, url, "us-east-1", "")
	st := stack{t, aws, env}
	var specs []*spec.Spec
	for _, text := range stackSpecs {
		specs = append(specs, specfile.Compile(t, "team.yaml", []byte(text)))
	}
	versions := func(policy string) int {
		return len(strings.Fields(string(st.run("iam", "list-policy-versions", "--policy-arn", "arn:aws:iam::123456789012:policy"+policy, "--query", "Versions[].VersionId", "--output", "text"))))
	}
	for _, group := range []string{"data", "ops"} {
		st.run("iam", "create-group", "--group-name", group)
	}
	for _, user := range []string{"ana", "bo"} {
		st.run("iam", "create-user", "--user-name", user)
	}
	st.run("iam", "create-role", "--role-name", "deployer", "--assume-role-policy-document", `{"Version": "2012-10-17", "Statement": []}`)
	holders := func() string {
		return string(st.run("iam", "list-entities-for-policy", "--policy-arn", "arn:aws:iam::123456789012:policy/emr/team-users", "--output", "text",
			"--query", "[sort(PolicyGroups[].GroupName), sort(PolicyUsers[].UserName), sort(PolicyRoles[].RoleName)][]"))
	}
	st.script(specs[0], "deploy-team.sh")
	st.is(specs[0], "created")
	if got := holders(); got != "data\tana\tbo\tdeployer\tteam-node\n" {
		t.Errorf("the policy is attached to %q", got)
	}
	for range 4 { // IAM keeps five versions of a policy
		st.run("iam", "create-policy-version", "--policy-arn", "arn:aws:iam::123456789012:policy/emr/team-users", "--set-as-default",
			"--policy-document", `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}`)
	}
	st.script(specs[1], "deploy-team.sh")
	st.is(specs[1], "updated", "team.yaml:14:3: policy Users (team-users): attach.users: only in the account: ana")
	if got := holders(); got != "data\tops\tana\tbo\tdeployer\tteam-node\n" {
		t.Errorf("after the update, the policy is attached to %q", got) // nobody loses it
	}
	if users, same := versions("/emr/team-users"), versions("/team-same"); users != 5 || same != 1 {
		t.Errorf("there are %d versions, and %d of the policy that is the same", users, same)
	}
	for detach, name := range map[string]string{"user": "ana", "role": "deployer"} {
		st.run("iam", "detach-"+detach+"-policy", "--"+detach+"-name", name, "--policy-arn", "arn:aws:iam::123456789012:policy/emr/team-users")
	}
	st.run("iam", "delete-role", "--role-name", "deployer")
	st.script(specs[1], "remove-team.sh")
	if left := st.run("iam", "list-roles", "--query", "Roles[].RoleName", "--output", "text"); len(strings.TrimSpace(string(left))) > 0 {
		t.Errorf("there remain the roles %s", left)
	}
	if left := st.run("iam", "list-policies", "--scope", "Local", "--query", "Policies[].PolicyName", "--output", "text"); len(strings.TrimSpace(string(left))) > 0 {
		t.Errorf("there remain the policies %s", left)
	}
	if left := st.run("iam", "list-instance-profiles", "--query", "InstanceProfiles[].InstanceProfileName", "--output", "text"); len(strings.TrimSpace(string(left))) > 0 {
		t.Errorf("there remain the profiles %s", left)
	}
}
