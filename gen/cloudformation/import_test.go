package cloudformation_test

import (
	"fmt"
	"maps"
	"os"
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
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/importer"
	"github.com/emriam/emriam/templates"
)

// A template of ours that is imported and compiled again creates the same: in
// each partition, for each choice of parameters.
func TestImportOfOwnTemplates(t *testing.T) {
	t.Parallel()
	i := importer.New(templates.FS)
	for _, s := range append(own(t), cases(t)...) {
		for _, stack := range s.Stacks {
			if len(stack.Roles)+len(stack.Policies) == 0 {
				continue
			}
			t.Run(s.Name+"/"+stack.Name, func(t *testing.T) {
				t.Parallel()
				first := cloudformation.Template(s, stack)
				r, err := i.Import([]importer.File{{Name: stack.Name + ".yaml", Text: first}}, importer.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range r.Notes {
					if n.Lost {
						t.Errorf("%s", n)
					}
				}
				imported := specfile.Compile(t, stack.Name+".yaml", r.Spec)
				second := cloudformation.Template(imported, imported.Stacks[0])
				for _, where := range expected.Places {
					for _, d := range deployments(s, where) {
						if d.Stack == stack {
							compareTemplates(t, d.Name, first, second, d.env(), imported.Declared())
						}
					}
				}
				if t.Failed() {
					t.Logf("%s", r.Spec)
				}
			})
		}
	}
}

// compareTemplates wants the same of two templates. The second declares params
// and no others: those of what a spec does not hold are gone.
func compareTemplates(t *testing.T, name string, first, second []byte, env cfnread.Env, params []*spec.Param) {
	t.Helper()
	want := created(t, first, env)
	env.Params = maps.Clone(env.Params)
	maps.DeleteFunc(env.Params, func(name, _ string) bool {
		return !slices.ContainsFunc(params, func(p *spec.Param) bool { return p.ID() == name })
	})
	got := created(t, second, env)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s in %s: -first +imported:\n%s", name, env.Partition, diff)
	}
}

// thing is a role or policy as text, so that what makes no difference in IAM
// makes none here.
type thing struct {
	Path, Description, MaxSession, Boundary string
	Tags                                    map[string]string
	Managed                                 []string
	Documents                               map[string][]string
	Profiles                                []read.Profile
}

func created(t *testing.T, template []byte, env cfnread.Env) map[string]thing {
	t.Helper()
	got, err := cfnread.Read(template, env)
	if err != nil {
		t.Fatalf("%v\n%s", err, template)
	}
	return things(&got.Account, env.Partition)
}

// things are the roles and policies of an account in a partition.
func things(account *read.Account, partition string) map[string]thing {
	out := map[string]thing{}
	for _, r := range account.Roles {
		for i, arn := range r.Managed { // AWS's own can be attached in their partition only
			r.Managed[i] = strings.Replace(arn, "arn:aws:iam::aws:", "arn:"+partition+":iam::aws:", 1)
		}
		slices.Sort(r.Managed)
		x := thing{
			Path: r.Path, Description: r.Description, MaxSession: r.MaxSession, Boundary: r.Boundary, Tags: r.Tags,
			Managed: r.Managed, Profiles: r.Profiles, Documents: map[string][]string{"trust": iam.Canonical(r.Trust)},
		}
		for _, name := range slices.Sorted(maps.Keys(r.Inline)) {
			x.Documents[name] = iam.Canonical(r.Inline[name])
		}
		out["role "+r.Name] = x
	}
	for _, p := range account.Policies {
		out["policy "+p.Name] = thing{Path: p.Path, Description: p.Description, Documents: map[string][]string{"": iam.Canonical(p.Document)}}
	}
	for _, c := range account.SecurityConfigurations {
		out["security configuration "+c.Name] = thing{Documents: map[string][]string{"": {fmt.Sprint(c.Document)}}}
	}
	return out
}

// hidden are the roles and policies whose template does not show in what they
// are.
var hidden = []string{
	// Its overlay takes out all that names a bucket, without which its template
	// cannot be.
	"SecuredInstanceRole",
	// Its trust policy has an identity provider and service accounts, which import keeps
	// as statements.
	"EKSTokenJobRole",
	// A Boolean decides which of two statements it has, which import does not try.
	"ExpressBucketUser",
	// One policy that is cut into two, which nothing joins again.
	"StudioAdvancedUser", "StudioAdvancedUser2",
	// Their templates suppress what validate says of them written out.
	"ServiceRoleV1", "InstanceRole", "CustomServiceRole", "CustomInstanceRole", "ClusterAdministrator",
}

// TestImportIsWhatItWas wants of the templates of the built-in spec, imported
// together, the templates that its roles and policies are made of.
func TestImportIsWhatItWas(t *testing.T) {
	t.Parallel()
	builtIn := own(t)[0]
	var files []importer.File
	for _, stack := range builtIn.Stacks {
		files = append(files, importer.File{Name: stack.Name + ".yaml", Text: cloudformation.Template(builtIn, stack)})
	}
	r, err := importer.New(templates.FS).Import(files, importer.Options{Name: builtIn.Name})
	if err != nil {
		t.Fatal(err)
	}
	imported := specfile.Compile(t, "imported.yaml", r.Spec)
	made := func(s *spec.Spec) []string {
		var out []string
		for _, r := range s.Roles {
			out = append(out, r.Name+" of "+r.Template)
		}
		for _, p := range s.Policies {
			out = append(out, p.Name+" of "+p.Template)
		}
		out = slices.DeleteFunc(out, func(s string) bool {
			name, _, _ := strings.Cut(s, " ")
			return slices.Contains(hidden, name)
		})
		slices.Sort(out)
		return out
	}
	if diff := gocmp.Diff(made(builtIn), made(imported)); diff != "" {
		t.Errorf("-built in +imported:\n%s\n%s", diff, r.Spec)
	}
	for _, stack := range imported.Stacks {
		if i := slices.IndexFunc(builtIn.Stacks, func(o *spec.Stack) bool { return o.Name == stack.Name }); len(builtIn.Stacks[i].SecurityConfigurations) > 0 {
			continue // which import does not read
		}
		if slices.ContainsFunc(stack.Roles, func(r *spec.Role) bool { return slices.Contains(hidden, r.Name) }) ||
			slices.ContainsFunc(stack.Policies, func(p *spec.Policy) bool { return slices.Contains(hidden, p.Name) }) {
			continue // the comments that their templates have for them are lost
		}
		i := slices.IndexFunc(builtIn.Stacks, func(o *spec.Stack) bool { return o.Name == stack.Name })
		want, got := string(cloudformation.Template(builtIn, builtIn.Stacks[i])), string(cloudformation.Template(imported, stack))
		got = strings.Replace(got, "from imported.yaml", "from emr.yaml", 1)
		if diff := gocmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("stack %s: -built in +imported:\n%s", stack.Name, diff)
		}
	}
}

// TestImportOfForeignTemplate wants the same of a template that no one made for
// us, for each combination of what is optional.
func TestImportOfForeignTemplate(t *testing.T) {
	t.Parallel()
	first, err := os.ReadFile("testdata/foreign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	r, err := importer.New(templates.FS).Import([]importer.File{{Name: "foreign.yaml", Text: first}}, importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range r.Notes {
		if n.Lost {
			t.Errorf("%s", n)
		}
	}
	imported := specfile.Compile(t, "foreign.yaml", r.Spec)
	second := cloudformation.Template(imported, imported.Stacks[0])
	choices := map[string][]string{
		"Key": {"", "arn:aws:kms:us-east-1:111122223333:key/a"}, "Buckets": {"", "arn:aws:s3:::a,arn:aws:s3:::b"}, "Logs": {"true", "false"},
		"Strict": {"true"}, "Boundary": {"", "arn:aws:iam::111122223333:policy/boundary"}, "Team": {"web"}, "Source": {"src"}, "Seconds": {"3600"},
	}
	combinations := []map[string]string{{}}
	for _, name := range slices.Sorted(maps.Keys(choices)) {
		var more []map[string]string
		for _, c := range combinations {
			for _, v := range choices[name] {
				c := maps.Clone(c)
				c[name] = v
				more = append(more, c)
			}
		}
		combinations = more
	}
	for _, where := range expected.Places {
		for _, params := range combinations {
			compareTemplates(t, fmt.Sprint(params), first, second, cfnread.Env{
				Partition: where.Partition, Region: where.Region, AccountID: where.AccountID, StackName: "foreign", Params: params,
			}, imported.Params)
		}
	}
	if t.Failed() {
		t.Logf("%s", r.Spec)
	}
}
