package cloudformation_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/read"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
)

// What IAM stores once a stack is deployed into moto is what the spec says:
// each stack once with the AWS CLI, as a user would, and for each choice of
// parameters by the same API without it, which is quicker.
//
// moto knows the partition aws only, ignores the managed policies of a role and resources
// of type AWS::IAM::RolePolicy, and resolves no dynamic references;
// TestCreatesWhatTheSpecSays is about those.
func TestDeploys(t *testing.T) {
	t.Parallel()
	server := startMoto(t)
	where := spec.Binding{Partition: "aws", Region: "us-east-1"}
	account := 200000000000 // each deployment has one of its own, so that names do not collide
	for _, s := range own(t) {
		done := map[*spec.Stack]bool{}
		for _, d := range deployments(s, where) {
			if done[d.Stack] {
				continue
			}
			done[d.Stack] = true
			account++
			d.Binding.AccountID = fmt.Sprint(account)
			t.Run("cli/"+d.Name, func(t *testing.T) {
				t.Parallel()
				server.deployWithCLI(t, d)
				server.compare(t, d)
			})
		}
	}
	for _, s := range append(own(t), cases(t)...) {
		for _, d := range deployments(s, where) {
			if looksUp.Match(d.template()) {
				continue
			}
			account++
			d.Binding.AccountID = fmt.Sprint(account)
			t.Run("api/"+d.Name, func(t *testing.T) {
				t.Parallel()
				server.deploy(t, d)
				d = server.named(t, d)
				server.compare(t, d)
				// A stack that came from a change set, as the CLI's do, has no
				// outputs in moto.
				if diff := gocmp.Diff(outputs(t, d), server.outputs(t, d)); diff != "" {
					t.Errorf("-the reader's outputs, +moto's:\n%s", diff)
				}
			})
		}
	}
}

// looksUp matches what a template looks up: moto resolves no dynamic references, and the
// other stack is not there.
var looksUp = regexp.MustCompile("{{resolve:|Fn::ImportValue|!ImportValue")

// TestDeploysManyTenants deploys what is made for 200 names: with the CLI, which
// uploads what is too large for a call.
func TestDeploysManyTenants(t *testing.T) {
	t.Parallel()
	server := startMoto(t)
	s := tenants(t, 200)
	if len(s.Stacks) < 2 {
		t.Fatalf("%d stacks", len(s.Stacks))
	}
	where := spec.Binding{Partition: "aws", Region: "us-east-1", Values: s.Example().Values}
	for i, st := range s.Stacks {
		where.AccountID = fmt.Sprint(500000000000 + i)
		d := deployment{expected.Choice{Spec: s, Stack: st, Name: st.Name, Binding: where}}
		if n := len(d.template()); n < cloudformation.MaxDirect || n > cloudformation.MaxStored {
			t.Errorf("stack %s has %d bytes", st.Name, n)
		}
		server.deployWithCLI(t, d)
		server.compare(t, d)
	}
}

// tenants is a spec of a role and a policy for each of n names.
func tenants(t *testing.T, n int) *spec.Spec {
	t.Helper()
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("tenant-%03d", i))
	}
	return specfile.Compile(t, "tenants.yaml", fmt.Appendf(nil, `
version: 1
name: tenants
roles:
  Tenant:
    each: [%s]
    template: serverless-execution
    roleName: emr-${each}-job
    with: {InputBucket: amzn-s3-demo-in, OutputBucket: amzn-s3-demo-out, LogBucket: amzn-s3-demo-logs, GlueCatalog: true}
policies:
  Submit:
    each: Tenant
    template: serverless-submitter
    policyName: emr-${each}-submit
    with: {ApplicationID: 00f1examplei2g09}
    passes: [Tenant]
`, strings.Join(names, ", ")))
}

// named is d with the names that moto has made.
func (m *moto) named(t *testing.T, d deployment) deployment {
	t.Helper()
	d.Binding.Values = maps.Clone(d.Binding.Values)
	resources := m.resources(t, d, d.stackName())
	for id, name := range d.MadeNames() {
		_, physical, _ := strings.Cut(resources[id], " ")
		d.Binding.Values[name[0].(spec.ParamRef).Param.Name] = []string{physical[strings.LastIndexByte(physical, '/')+1:]} // of a policy, it is the ARN
	}
	return d
}

// compare holds what IAM stored of d against the spec.
func (m *moto) compare(t *testing.T, d deployment) {
	t.Helper()
	want := d.Creates()
	for _, r := range d.Stack.Roles {
		for _, p := range r.Policies {
			if role := want.Role(d.Binding.Text(r.RoleName)); role != nil && p.ResourceType != "" {
				delete(role.Inline, d.Binding.Text(p.PolicyName))
			}
		}
	}
	for _, r := range want.Roles {
		r.Managed = nil
	}
	for _, p := range want.Policies {
		p.Attached = slices.DeleteFunc(p.Attached, func(to string) bool { return strings.Contains(to, " of the Studio ") }) // moto has no session mappings
		if len(p.Attached) == 0 {
			p.Attached = nil
		}
	}
	if diff := gocmp.Diff(want, m.account(t, d)); diff != "" {
		t.Errorf("-the spec's, +moto's:\n%s", diff)
	}
}

// conditionalExport is an export of an output that has a condition.
var conditionalExport = regexp.MustCompile(`(?m)^(    Condition: .*\n    Value: .*\n)    Export:\n      Name: .*\n`)

// forMoto is the template of d as moto takes it: it evaluates exports also where
// their output does not exist.
func (d deployment) forMoto() []byte {
	return conditionalExport.ReplaceAll(d.template(), []byte("$1"))
}

// outputs are the outputs of d's template, by the reader.
func outputs(t *testing.T, d deployment) map[string]string {
	t.Helper()
	got, err := cfnread.Read(d.template(), d.env())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for id, o := range got.Outputs {
		out[id] = o.Value
	}
	return out
}

// deployWithCLI deploys d as a user would.
func (m *moto) deployWithCLI(t *testing.T, d deployment) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, d.forMoto(), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"cloudformation", "deploy", "--template-file", file,
		"--stack-name", d.stackName(), "--capabilities", "CAPABILITY_NAMED_IAM",
	}
	params := d.params()
	if len(params) > 0 {
		args = append(args, "--parameter-overrides")
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		args = append(args, name+"="+params[name])
	}
	if len(d.template()) > cloudformation.MaxDirect {
		bucket := "uploads-" + d.Binding.AccountID
		m.createBucket(t, d, bucket)
		args = append(args, "--s3-bucket", bucket)
	}
	t.Logf("deploying %s, %d bytes", d.Name, len(d.template()))
	aws, env := oracle.AWS(t, m.url, d.Binding.Region, "")
	cmd := exec.Command(aws, args...)
	cmd.Env = append(env, "AWS_ACCESS_KEY_ID="+oracle.AccessKey+d.Binding.AccountID)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("aws cloudformation deploy: %v\n%s", err, out)
	}
}

func (m *moto) createBucket(t *testing.T, d deployment, name string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPut, m.url+"/"+name, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Moto-Account-Id", d.Binding.AccountID)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

// deploy creates the stack by the call that the CLI's deploy ends in.
func (m *moto) deploy(t *testing.T, d deployment) {
	t.Helper()
	m.createHolders(t, d)
	args := []string{"StackName", d.stackName(), "TemplateBody", string(d.forMoto()), "Capabilities.member.1", "CAPABILITY_NAMED_IAM"}
	params := d.params()
	for i, name := range slices.Sorted(maps.Keys(params)) {
		key := fmt.Sprintf("Parameters.member.%d.", i+1)
		args = append(args, key+"ParameterKey", name, key+"ParameterValue", params[name])
	}
	m.call(t, d, "cloudformation", "CreateStack", &struct{}{}, args...)
}

// createHolders creates the groups, users and roles that d attaches policies to.
func (m *moto) createHolders(t *testing.T, d deployment) {
	t.Helper()
	done := map[string]bool{}
	for _, p := range d.Creates().Policies {
		for _, holder := range p.Attached {
			kind, name, _ := strings.Cut(holder, " ")
			if done[holder] {
				continue
			}
			done[holder] = true
			of := strings.ToUpper(kind[:1]) + kind[1:]
			args := []string{of + "Name", name}
			if kind == "role" {
				args = append(args, "AssumeRolePolicyDocument", `{"Version": "2012-10-17", "Statement": []}`)
			}
			m.call(t, d, "iam", "Create"+of, &struct{}{}, args...)
		}
	}
}

func (m *moto) outputs(t *testing.T, d deployment) map[string]string {
	t.Helper()
	var stacks struct {
		Status  string                                    `xml:"DescribeStacksResult>Stacks>member>StackStatus"`
		Outputs []struct{ OutputKey, OutputValue string } `xml:"DescribeStacksResult>Stacks>member>Outputs>member"`
	}
	m.call(t, d, "cloudformation", "DescribeStacks", &stacks, "StackName", d.stackName())
	if stacks.Status != "CREATE_COMPLETE" {
		t.Errorf("the stack's status is %s", stacks.Status)
	}
	out := map[string]string{}
	for _, o := range stacks.Outputs {
		out[o.OutputKey] = o.OutputValue
	}
	return out
}

// account reads what IAM stored of d, and not of what d is attached to.
func (m *moto) account(t *testing.T, d deployment) *read.Account {
	t.Helper()
	out := m.stored(t, d)
	own := map[string]bool{}
	for _, r := range d.Stack.Roles {
		own["role "+d.Binding.Text(r.RoleName)] = true
	}
	out.Roles = slices.DeleteFunc(out.Roles, func(r *read.Role) bool { return !own["role "+r.Name] })
	for _, p := range out.Policies {
		p.Attached = slices.DeleteFunc(p.Attached, func(holder string) bool { return own[holder] })
		if len(p.Attached) == 0 {
			p.Attached = nil
		}
	}
	for _, c := range d.Stack.SecurityConfigurations {
		if !d.Binding.Holds(c.When) {
			continue // moto has no list of them
		}
		out.SecurityConfigurations = append(out.SecurityConfigurations, m.configuration(t, d, d.Binding.Text(c.ConfigurationName)))
	}
	out.Sort()
	return out
}

// configuration reads what EMR stored of a security configuration: moto hands
// the object out that was in the template, where EMR has its text.
func (m *moto) configuration(t *testing.T, d deployment, name string) *read.SecurityConfiguration {
	t.Helper()
	var got struct {
		Name                  string
		SecurityConfiguration any
	}
	m.callJSON(t, d, "elasticmapreduce", "ElasticMapReduce.DescribeSecurityConfiguration", map[string]string{"Name": name}, &got)
	return &read.SecurityConfiguration{Name: got.Name, Document: got.SecurityConfiguration}
}

// stored is all that IAM has in the account of d.
func (m *moto) stored(t *testing.T, d deployment) *read.Account {
	t.Helper()
	type policies struct {
		ARNs []string `xml:"AttachedManagedPolicies>member>PolicyArn"`
	}
	var all struct {
		Groups []struct {
			GroupName string
			policies
		} `xml:"GetAccountAuthorizationDetailsResult>GroupDetailList>member"`
		Users []struct {
			UserName string
			policies
		} `xml:"GetAccountAuthorizationDetailsResult>UserDetailList>member"`
		Roles []struct {
			RoleName, Arn, Path, AssumeRolePolicyDocument string

			Boundary string                                        `xml:"PermissionsBoundary>PermissionsBoundaryArn"`
			Tags     []struct{ Key, Value string }                 `xml:"Tags>member"`
			Inline   []struct{ PolicyName, PolicyDocument string } `xml:"RolePolicyList>member"`
			Profiles []struct{ InstanceProfileName, Path string }  `xml:"InstanceProfileList>member"`
			policies
		} `xml:"GetAccountAuthorizationDetailsResult>RoleDetailList>member"`
		Policies []struct {
			PolicyName, Arn, Path, Description string

			Versions []struct {
				Document         string
				IsDefaultVersion bool
			} `xml:"PolicyVersionList>member"`
		} `xml:"GetAccountAuthorizationDetailsResult>Policies>member"`
	}
	m.call(t, d, "iam", "GetAccountAuthorizationDetails", &all)
	out := &read.Account{}
	attached := map[string][]string{} // by ARN
	attach := func(holder string, to policies) {
		for _, arn := range to.ARNs {
			attached[arn] = append(attached[arn], holder)
		}
	}
	for _, g := range all.Groups {
		attach("group "+g.GroupName, g.policies)
	}
	for _, u := range all.Users {
		attach("user "+u.UserName, u.policies)
	}
	for _, r := range all.Roles {
		attach("role "+r.RoleName, r.policies)
		var more struct {
			Description string `xml:"GetRoleResult>Role>Description"`
			MaxSession  string `xml:"GetRoleResult>Role>MaxSessionDuration"`
		}
		m.call(t, d, "iam", "GetRole", &more, "RoleName", r.RoleName)
		role := &read.Role{
			Name: r.RoleName, ARN: r.Arn, Path: r.Path, Description: more.Description,
			MaxSession: more.MaxSession, Boundary: r.Boundary, Trust: document(t, r.AssumeRolePolicyDocument),
			Tags: map[string]string{}, Inline: map[string]*iam.Document{},
		}
		for _, tag := range r.Tags {
			role.Tags[tag.Key] = tag.Value
		}
		for _, p := range r.Inline {
			role.Inline[p.PolicyName] = document(t, p.PolicyDocument)
		}
		for _, p := range r.Profiles {
			role.Profiles = append(role.Profiles, read.Profile{Name: p.InstanceProfileName, Path: p.Path})
		}
		out.Roles = append(out.Roles, role)
	}
	for _, p := range all.Policies {
		for _, v := range p.Versions {
			if v.IsDefaultVersion {
				out.Policies = append(out.Policies, &read.Policy{
					Name: p.PolicyName, ARN: p.Arn, Path: p.Path, Description: p.Description,
					Document: document(t, v.Document), Attached: attached[p.Arn],
				})
			}
		}
	}
	return out
}
