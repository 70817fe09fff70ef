package cloudformation_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/diff"
	"github.com/emriam/emriam/analysis/explain"
	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/expected"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/iam/read"
	cfnread "github.com/emriam/emriam/iam/read/cloudformation"
	"github.com/emriam/emriam/iam/read/conditional"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/templates"
)

// adoption is a template of someone else's, and what its import compiles to.
type adoption struct {
	name          string
	first, second []byte
	spec          *spec.Spec
	params        []map[string]string // values to deploy it with
}

// otherValues are values of parameters that decide what there is.
var otherValues = map[string]map[string]string{
	"service-catalog": {"DiskKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1a2b"},
	"compared":        {"pEnvironment": "prod", "pPrefix": "globex"},
	"inline-names":    {"Stage": "prod", "EnvironmentName": "acme"},
	"nested-iam":      {"pEnvironment": "prod"},
	"security":        {"Env": "prod"},
	"role-policies":   {"KeyArn": "arn:aws:kms:us-east-1:123456789012:key/1a2b"},
	"shared-policies": {"Prefix": "raw/"},
	"two-values":      {"Environment": "prod", "KeyArn": "arn:aws:kms:us-east-1:123456789012:key/1a2b"},
}

func adoptions(t *testing.T) []adoption {
	t.Helper()
	files, err := filepath.Glob("testdata/adopt/*")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d templates: %v", len(files), err)
	}
	var out []adoption
	for _, file := range files {
		a := adoption{name: strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), params: []map[string]string{{}}}
		if a.first, err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
		r, err := importer.New(templates.FS).Import([]importer.File{{Name: filepath.Base(file), Text: a.first}}, importer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range r.Notes {
			if n.Lost {
				t.Errorf("%s", n)
			}
		}
		a.spec = specfile.Compile(t, a.name+".yaml", r.Spec)
		a.second = cloudformation.Template(a.spec, a.spec.Stacks[0])
		if other := otherValues[a.name]; other != nil {
			a.params = append(a.params, other)
		}
		out = append(out, a)
	}
	return out
}

// A template that was imported compiles back to the same resources: logical IDs, types,
// names or their absence, documents and outputs with their exports.
func TestImportKeepsIdentity(t *testing.T) {
	t.Parallel()
	for _, a := range adoptions(t) {
		for _, params := range a.params {
			for _, where := range expected.Places[:1] {
				env := cfnread.Env{Partition: where.Partition, Region: where.Region, AccountID: where.AccountID, StackName: "running", Params: params, Names: map[string]string{}}
				first, second := a.deployed(t, a.first, env), a.deployed(t, a.second, env)
				if d := gocmp.Diff(first.types, second.types); d != "" {
					t.Errorf("%s %v: logical IDs and types, -before +after:\n%s", a.name, params, d)
				}
				if d := gocmp.Diff(things(&first.Account.Account, where.Partition), things(&second.Account.Account, where.Partition)); d != "" {
					t.Errorf("%s %v: -before +after:\n%s", a.name, params, d)
				}
				for id, o := range first.Outputs {
					got := second.Outputs[id]
					if got.Value != o.Value || o.Export != "" && got.Export != o.Export {
						t.Errorf("%s %v: output %s is %v, not %v", a.name, params, id, got, o)
					}
				}
			}
		}
	}
}

// An imported template grants what it granted, and replaces nothing: the diff of what
// was deployed with the spec, and with what the spec compiles to, is the same.
func TestDiffOfAdopted(t *testing.T) {
	t.Parallel()
	for _, a := range adoptions(t) {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			again, err := importer.New(templates.FS).Import([]importer.File{{Name: a.name + ".yaml", Text: a.second}}, importer.Options{})
			if err != nil {
				t.Fatal(err)
			}
			sides := map[string]*spec.Spec{"the template": specfile.Compile(t, a.name+".yaml", again.Spec), "no identity": withoutIdentity(t, a)}
			for name, s := range sides {
				r, err := diff.Compare(diff.Side{Name: "deployed", Spec: a.spec, Partial: true}, diff.Side{Name: name, Spec: s, Partial: true})
				if err != nil {
					t.Fatal(err)
				}
				replaced := slices.ContainsFunc(r.Members, func(m *diff.Member) bool { return len(m.Replace) > 0 })
				if lost := name == "no identity"; r.Verdict != "same" || replaced != lost || !lost && len(r.Members) > 0 {
					t.Errorf("%s, compared with what is deployed: %s, replaced %v\n%s", name, r.Verdict, replaced, r.Text())
				}
			}
		})
	}
}

// What a spec compiles to is the same as the spec, also where stacks have names of their
// own, and name what other stacks make. Comparing changes neither.
func TestDiffOfStacks(t *testing.T) {
	t.Parallel()
	stacks := specfile.Compile(t, "stacks.yaml", []byte(`
version: 1
name: acme
roles:
  JobRole: {kind: serverless, trust: {service: emr-serverless}, export: acme-job-role}
  NightRole: {kind: serverless, trust: {service: emr-serverless}}
  UserRole: {roleName: users, kind: other, trust: {service: lambda}, passes: [JobRole, NightRole, Tenant], tags: {of: "${NightRole.Name}"}, policies: {Read: {Effect: Allow, Action: "iam:GetPolicy", Resource: "${Read.Arn}"}}}
  AuditRole: {roleName: "${AWS::StackName}-audit", kind: other, trust: {service: lambda}, tags: {of: "${ExportedRole.Name}"}, policies: {Own: {Effect: Allow, Action: "iam:GetRole", Resource: "${AuditRole.Arn}"}}}
  Tenant: {each: [acme, globex], roleName: "${AWS::StackName}-${each}", kind: serverless, trust: {service: emr-serverless}}
  ExportedRole: {kind: serverless, trust: {service: emr-serverless}, export: {Name: "${AWS::StackName}:job"}}
policies:
  Read: {export: acme-read, statements: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}
stacks: {jobs: [JobRole, NightRole, Read], users: [UserRole], audit: [AuditRole], exported: [ExportedRole, Tenant]}
`))
	for _, stack := range stacks.Stacks {
		t.Run(stack.Name, func(t *testing.T) {
			t.Parallel()
			r, err := importer.New(templates.FS).Import([]importer.File{{Name: "t.yaml", Text: cloudformation.Template(stacks, stack)}}, importer.Options{Name: "imported"})
			if err != nil {
				t.Fatal(err)
			}
			imported := specfile.Compile(t, "t.yaml", r.Spec)
			before := string(explain.Model(imported))
			report, err := diff.Compare(diff.Side{Name: "template", Spec: imported, Partial: true, Template: true}, diff.Side{Name: "spec", Spec: stacks})
			if err != nil {
				t.Fatal(err)
			}
			if after := string(explain.Model(imported)); after != before {
				t.Errorf("comparing changed a side:\n%s", gocmp.Diff(before, after))
			}
			for _, m := range report.Members {
				if m.Status != diff.Added || slices.ContainsFunc(stack.Roles, func(r *spec.Role) bool { return r.Name == m.Name }) {
					t.Errorf("%s %s is %s: %s\n%s", m.What, m.Name, m.Status, m.Verdict, report.Text())
				}
			}
		})
	}
}

// withoutIdentity is what is deployed, but that its first role has another logical ID.
func withoutIdentity(t *testing.T, a adoption) *spec.Spec {
	t.Helper()
	s := *a.spec
	s.Roles = slices.Clone(s.Roles)
	first := *s.Roles[0]
	first.Deployed.LogicalID = "Another"
	s.Roles[0] = &first
	return &s
}

type adoptedStack struct {
	types map[string]string // of resources, by logical ID
	*conditional.Account
}

// deployed evaluates a template, in which each resource without a name gets one.
func (a adoption) deployed(t *testing.T, template []byte, env cfnread.Env) adoptedStack {
	t.Helper()
	for _, r := range a.spec.Roles {
		for _, id := range []string{r.Deployed.ID(r.Name), r.OfProfile.ID(r.Name + "Profile")} {
			env.Names[id] = "made-" + id
		}
	}
	for _, p := range a.spec.Policies {
		env.Names[p.Deployed.ID(p.Name)] = "made-" + p.Deployed.ID(p.Name)
	}
	for _, c := range a.spec.SecurityConfigurations {
		env.Names[c.Deployed.ID(c.Name)] = "made-" + c.Deployed.ID(c.Name)
	}
	template = bytes.Replace(template, []byte("Transform: AWS::Serverless-2016-10-31\n"), nil, 1)
	var written struct {
		Resources map[string]struct{ Type string }
	}
	if err := yaml.Unmarshal(template, &written); err != nil {
		t.Fatal(err)
	}
	out := adoptedStack{types: map[string]string{}}
	for id, r := range written.Resources {
		out.types[id] = r.Type
	}
	var err error
	if out.Account, err = cfnread.Read(template, env); err != nil {
		t.Fatalf("%s: %v\n%s", a.name, err, template)
	}
	return out
}

// A stack that runs is taken over: updated with the template that its import compiles
// to, nothing in it is replaced, and IAM says what it said.
//
// moto cannot update an instance profile or a managed policy of which anything changes,
// even the Metadata, and does not update the inline policies of a role;
// TestImportKeepsIdentity is about those.
func TestAdopts(t *testing.T) {
	t.Parallel()
	server := startMoto(t)
	account := 300000000000
	for _, a := range adoptions(t) {
		for i, params := range a.params {
			account++
			d := deployment{expected.Choice{Spec: a.spec, Stack: a.spec.Stacks[0], Binding: spec.Binding{Partition: "aws", Region: "us-east-1", AccountID: fmt.Sprint(account)}}}
			t.Run(fmt.Sprint(a.name, i), func(t *testing.T) {
				t.Parallel()
				server.put(t, d, "CreateStack", "running", string(a.first), params)
				before, said := server.snapshot(t, d, "running")
				if len(before) == 0 || len(said) == 0 {
					t.Fatalf("%v was created", before)
				}
				server.put(t, d, "UpdateStack", "running", string(a.second), params)
				after, says := server.snapshot(t, d, "running")
				if d := gocmp.Diff(before, after); d != "" {
					t.Errorf("the update replaces, -before +after:\n%s\n%s", d, a.second)
				}
				if d := gocmp.Diff(said, says); d != "" {
					t.Errorf("IAM has, -before +after:\n%s", d)
				}
			})
		}
	}
}

// TestDeploysTwice deploys a stack without names twice into one account.
func TestDeploysTwice(t *testing.T) {
	t.Parallel()
	server := startMoto(t)
	s := specfile.Load(t, "../testdata/made-names/spec.yaml")
	d := deployment{expected.Choice{Spec: s, Stack: s.Stacks[0], Binding: spec.Binding{Partition: "aws", Region: "us-east-1", AccountID: "400000000001"}}}
	params := map[string]string{"DataBucket": "amzn-s3-demo-data"}
	var all []map[string]string
	for _, name := range []string{"jobs-one", "jobs-two"} {
		server.put(t, d, "CreateStack", name, string(d.template()), params)
		all = append(all, server.resources(t, d, name))
	}
	for id, physical := range all[0] {
		if physical == all[1][id] {
			t.Errorf("both stacks have %s: %s", id, physical)
		}
	}
	if len(all[0]) < 5 || len(all[0]) != len(all[1]) {
		t.Errorf("%v, %v", all[0], all[1])
	}
}

// put creates or updates a stack.
func (m *moto) put(t *testing.T, d deployment, action, name, template string, params map[string]string) {
	t.Helper()
	args := []string{"StackName", name, "TemplateBody", template, "Capabilities.member.1", "CAPABILITY_NAMED_IAM"}
	for i, p := range slices.Sorted(maps.Keys(params)) {
		key := fmt.Sprintf("Parameters.member.%d.", i+1)
		args = append(args, key+"ParameterKey", p, key+"ParameterValue", params[p])
	}
	m.call(t, d, "cloudformation", action, &struct{}{}, args...)
}

// resources are the physical IDs of a stack's resources of IAM, by logical ID.
func (m *moto) resources(t *testing.T, d deployment, name string) map[string]string {
	t.Helper()
	var got struct {
		Resources []struct{ LogicalResourceId, PhysicalResourceId, ResourceType string } `xml:"DescribeStackResourcesResult>StackResources>member"`
	}
	m.call(t, d, "cloudformation", "DescribeStackResources", &got, "StackName", name)
	out := map[string]string{}
	for _, r := range got.Resources {
		if strings.HasPrefix(r.ResourceType, "AWS::IAM::") || strings.HasPrefix(r.ResourceType, "AWS::EMR::") {
			out[r.LogicalResourceId] = r.ResourceType + " " + r.PhysicalResourceId
		}
	}
	return out
}

// snapshot is what IAM has of a stack: unique IDs, which a replacement changes, and
// what the roles and policies say.
func (m *moto) snapshot(t *testing.T, d deployment, name string) (ids map[string]string, says map[string]thing) {
	t.Helper()
	ids = map[string]string{}
	stored, found := m.stored(t, d), &read.Account{}
	for id, r := range m.resources(t, d, name) {
		typ, physical, _ := strings.Cut(r, " ")
		switch typ {
		case "AWS::IAM::Role":
			var got struct {
				ID string `xml:"GetRoleResult>Role>RoleId"`
			}
			m.call(t, d, "iam", "GetRole", &got, "RoleName", physical)
			ids[id] = r + " " + got.ID
			role := lists.Find(stored.Roles, func(r *read.Role) bool { return r.Name == physical })
			role.MaxSession = "" // moto sets it to an hour in every update
			found.Roles = append(found.Roles, role)
		case "AWS::IAM::InstanceProfile":
			var got struct {
				ID string `xml:"GetInstanceProfileResult>InstanceProfile>InstanceProfileId"`
			}
			m.call(t, d, "iam", "GetInstanceProfile", &got, "InstanceProfileName", physical)
			ids[id] = r + " " + got.ID
		case "AWS::IAM::ManagedPolicy":
			var got struct {
				ID string `xml:"GetPolicyResult>Policy>PolicyId"`
			}
			m.call(t, d, "iam", "GetPolicy", &got, "PolicyArn", physical)
			ids[id] = r + " " + got.ID
			found.Policies = append(found.Policies, lists.Find(stored.Policies, func(p *read.Policy) bool { return p.ARN == physical }))
		case "AWS::EMR::SecurityConfiguration":
			ids[id] = r
			found.SecurityConfigurations = append(found.SecurityConfigurations, m.configuration(t, d, physical))
		default:
			ids[id] = typ
		}
	}
	return ids, things(found, "aws")
}

// TestCapability is about which capability a stack needs, by what its template names.
func TestCapability(t *testing.T) {
	t.Parallel()
	capability := func(roles string) string {
		s := specfile.Compile(t, "capability.yaml", []byte("version: 1\nname: capability\nroles:\n"+roles))
		template := string(cloudformation.Template(s, s.Stacks[0]))
		for _, name := range []string{"RoleName:", "InstanceProfileName:", "ManagedPolicyName:"} {
			if strings.Contains(template, "      "+name) {
				return "CAPABILITY_NAMED_IAM"
			}
		}
		return "CAPABILITY_IAM"
	}
	for roles, want := range map[string]string{
		"  Node: {kind: instance, trust: {service: ec2}}\n":                                       "CAPABILITY_IAM",
		"  Node: {kind: instance, trust: {service: ec2}, instanceProfile: {name: \"\"}}\n":        "CAPABILITY_IAM",
		"  Node: {kind: instance, trust: {service: ec2}, instanceProfile: true}\n":                "CAPABILITY_NAMED_IAM",
		"  Node: {kind: instance, roleName: node, trust: {service: ec2}}\n":                       "CAPABILITY_NAMED_IAM",
		"  Node: {kind: instance, roleName: \"${AWS::StackName}-node\", trust: {service: ec2}}\n": "CAPABILITY_NAMED_IAM",
	} {
		if got := capability(roles); got != want {
			t.Errorf("%s needs %s, want %s", roles, got, want)
		}
	}
}
