package compile_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/diag"
)

// loadFiles loads the first of several specs; the others are files.
func loadFiles(t *testing.T, files map[string]string) (*spec.Spec, *diag.List) {
	t.Helper()
	ld := compile.Loader{Templates: testTemplates(t), ReadFile: func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}}
	return lint.Finish(ld.Load("team/own.yaml", []byte(files["team/own.yaml"])))
}

func printed(t *testing.T, l *diag.List) string {
	t.Helper()
	var out bytes.Buffer
	if err := l.Print(&out, false, true); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestExtends holds each row of the table of what goes over what, three files
// deep.
func TestExtends(t *testing.T) {
	t.Parallel()
	s, l := loadFiles(t, map[string]string{
		"company.yaml": `
version: 1
name: company
doc: Of the company.
parameters:
  Bucket: {type: BucketName, example: amzn-s3-demo}
  Key: {type: KMSKeyArn, optional: true}
  Unused: {type: String, example: x}
  Gone: {type: String, example: x}
defaults: {path: /company/, tags: {a: "1", b: "1"}, maxSessionDuration: 7200}
roles:
  One: {template: one-statement, roleName: one, with: {Bucket: "${Bucket}"}, tags: {c: "1"}}
  Two: {template: one-statement, roleName: two, statements: {Read: {add: {Action: s3:ListBucket}}}}
  Three: {template: one-statement, roleName: three}
  Four: {template: one-statement, roleName: "${Gone}"}
policies:
  Pass: {policyName: pass, passes: [{role: One, to: ec2}]}
stacks: {first: [One, Two], second: [Three, Pass], third: [Four]}
environments:
  test: {region: us-east-1, account: "111111111111", values: {Bucket: test, Unused: x, Gone: y}}
  prod: {region: us-east-1, account: "222222222222", values: {Bucket: prod, Unused: x, Gone: y}}
outputs: {cdk: {package: company}, policies: {}}
rules: {unused-parameter: error, fixed-partition: off}
`,
		"team/base.yaml": `
version: 1
name: base
extends: ../company.yaml
parameters: {Gone: null}
roles:
  Four: null
  Two: {statements: {Read: {take: {Action: s3:ListBucket}, add: {Action: s3:GetObjectTagging}}}, tags: null}
defaults: {tags: {b: "2"}, maxSessionDuration: null}
environments: {prod: {region: eu-west-1, values: {Key: "arn:aws:kms:eu-west-1:222222222222:key/k"}}, test: null}
`,
		"team/own.yaml": `
version: 1
name: own
extends: base.yaml
parameters:
  Mine: {type: String, example: x, pattern: "[a-z]{1,8}"}
  Key: {doc: The key.}
roles:
  One: {roleName: own-one}
  Five: {from: Two, roleName: "five-${Mine}", statements: {Key: {when: Key, Effect: Allow, Action: kms:Decrypt, Resource: "${Key}"}}}
stacks: {mine: [Five, Three]}
environments: {prod: {values: {Mine: m, Bucket: own}}}
outputs: {cdk: {package: own}, constants: {}}
rules: {fixed-partition: null}
`,
	})
	if s == nil || l.Len() > 0 {
		t.Fatal(printed(t, l))
	}
	var got []string
	add := func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) }
	add("%s %q %s", s.Name, s.Doc, s.File)
	for _, p := range s.Params {
		add("%s %s %q", p.Name, p.Pos.File, p.Doc)
	}
	for _, r := range s.Roles {
		add("%s %s %s%s %v %s", r.Name, r.Pos.File, r.Path, r.RoleName, tags(r), r.MaxSession)
		for _, p := range r.Policies {
			for _, st := range p.Document.Statements {
				add("  %s %s %v %v", st.Sid, st.At.File, texts(st.Actions), texts(st.Resources))
			}
		}
	}
	for _, st := range s.Stacks {
		add("%s %d %d", st.Name, len(st.Roles), len(st.Policies))
	}
	for _, e := range s.Environments {
		add("%s %s %s %v", e.Name, e.Binding.Region, e.Binding.AccountID, e.Binding.Values)
	}
	for _, o := range s.Outputs {
		add("%s %s", o.Target, o.Pos.File)
	}
	want := []string{
		`own "" own.yaml`,
		`Bucket company.yaml ""`,
		`Key team/own.yaml "The key."`,
		`Mine team/own.yaml ""`,
		`One team/own.yaml /company/own-one [a=1 b=2 c=1] `,
		`  Read templates/one-statement.yaml [s3:GetObject] [arn:${AWS::Partition}:s3:::${Bucket}/*]`,
		`Two team/base.yaml /company/two [] `,
		`  Read templates/one-statement.yaml [s3:GetObject s3:GetObjectTagging] [arn:${AWS::Partition}:s3:::amzn-s3-demo/*]`,
		`Three company.yaml /company/three [a=1 b=2] `,
		`  Read templates/one-statement.yaml [s3:GetObject] [arn:${AWS::Partition}:s3:::amzn-s3-demo/*]`,
		`Five team/own.yaml /company/five-${Mine} [] `,
		`  Read templates/one-statement.yaml [s3:GetObject s3:GetObjectTagging] [arn:${AWS::Partition}:s3:::amzn-s3-demo/*]`,
		`  Key team/own.yaml [kms:Decrypt] [${Key}]`,
		`first 2 0`,
		`second 0 1`,
		`mine 2 0`,
		`prod eu-west-1 222222222222 map[Bucket:[own] Key:[arn:aws:kms:eu-west-1:222222222222:key/k] Mine:[m]]`,
		`cdk team/own.yaml`,
		`policies company.yaml`,
		`constants team/own.yaml`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func tags(r *spec.Role) []string {
	var out []string
	for _, t := range r.Tags {
		out = append(out, t.Key+"="+t.Value.Value.String())
	}
	return out
}

func texts(items []spec.Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Value.String())
	}
	return out
}

// TestExtendsWithout takes whole sections, and what belongs together with
// others, out of a spec that has one of everything.
func TestExtendsWithout(t *testing.T) {
	t.Parallel()
	const base = `
version: 1
name: base
roles:
  Tenant: {each: [acme, globex], template: one-statement, roleName: "job-${each}", place: managed}
  InstanceRole: {kind: instance, roleName: node, trust: {service: ec2}, assumes: [Files], instanceProfile: true}
  Files: {template: one-statement, kind: emrfs, roleName: files, trust: {role: InstanceRole}}
policies:
  Submit: {each: Tenant, policyName: "submit-${each}", passes: [{role: Tenant, to: emr-serverless}]}
securityConfigurations:
  Configuration: {configurationName: base, runtimeRoles: true, emrfs: [{role: Files, users: [ana]}]}
stacks:
  jobs: [Tenant, Submit]
  cluster: [InstanceRole, Files, Configuration]
`
	for own, want := range map[string]string{
		"":                                      "TenantAcme TenantGlobex InstanceRole Files jobs cluster Configuration",
		"roles: {Tenant: null}\npolicies: null": "InstanceRole Files cluster Configuration",
		"roles: {Tenant: {each: [acme, initech]}}":                                                           "TenantAcme TenantInitech InstanceRole Files jobs cluster Configuration",
		"roles: {Tenant: {each: null, roleName: job}}\npolicies: {Submit: {each: null, policyName: submit}}": "Tenant InstanceRole Files jobs cluster Configuration",
		"securityConfigurations: null":                                                                       "TenantAcme TenantGlobex InstanceRole Files jobs cluster",
		"roles: {Files: null, InstanceRole: {assumes: null}}\nsecurityConfigurations: {Configuration: {emrfs: null}}\nstacks: {own: [Configuration]}": "TenantAcme TenantGlobex InstanceRole jobs cluster own Configuration",
		"roles: {Files: {existing: {arn: \"arn:aws:iam::111122223333:role/files\"}, kind: emrfs}}\nstacks: null":                                      "TenantAcme TenantGlobex InstanceRole own Configuration",
	} {
		s, l := loadFiles(t, map[string]string{"team/base.yaml": base, "team/own.yaml": "version: 1\nname: own\nextends: base.yaml\n" + own + "\n"})
		if s == nil {
			t.Errorf("with %q:\n%s", own, printed(t, l))
			continue
		}
		var got []string
		for _, r := range s.Roles {
			got = append(got, r.Name)
		}
		for _, st := range s.Stacks {
			got = append(got, st.Name)
		}
		for _, c := range s.SecurityConfigurations {
			got = append(got, c.Name)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("with %q (-want +got):\n%s", own, diff)
		}
	}
}

// TestExtendsRules holds that the severities of a base hold for all, and that
// the spec has the last word.
func TestExtendsRules(t *testing.T) {
	t.Parallel()
	for own, want := range map[string]string{
		"":                                   "error",
		"rules: {unused-parameter: null}":    "warning",
		"rules: {unused-parameter: warning}": "warning",
		"rules: {unused-parameter: off}":     "",
		"rules: null":                        "warning",
	} {
		_, l := loadFiles(t, map[string]string{
			"team/base.yaml": "version: 1\nname: base\nrules: {unused-parameter: error}\nroles: {R: {roleName: r, kind: other, trust: {service: ec2}}}\n",
			"team/own.yaml":  "version: 1\nname: own\nextends: base.yaml\nparameters: {P: {type: String, example: x}}\n" + own + "\n",
		})
		got := ""
		for _, f := range l.Findings() {
			got += f.Severity.String()
		}
		if got != want {
			t.Errorf("with %q: %q, want %q", own, got, want)
		}
	}
}

// TestExtendsLimit counts the files of a chain.
func TestExtendsLimit(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 11} {
		files := map[string]string{"team/own.yaml": "version: 1\nname: own\nextends: 1.yaml\n"}
		for i := 1; i <= n; i++ {
			files[fmt.Sprintf("team/%d.yaml", i)] = fmt.Sprintf("version: 1\nname: base\nextends: %d.yaml\n", i+1)
		}
		files[fmt.Sprintf("team/%d.yaml", n)] = "version: 1\nname: base\nroles: {R: {roleName: r, kind: other, trust: {service: ec2}}}\n"
		_, l := loadFiles(t, files)
		if got, want := l.HasErrors(), n > 10; got != want || got && l.Findings()[0].Code != "too-large" {
			t.Errorf("with %d files: %s", n, printed(t, l))
		}
	}
}

// TestExtendsNoFile holds that Load, which reads no files, says so, and that
// the built-in spec needs none, whatever the user's own is called.
func TestExtendsNoFile(t *testing.T) {
	t.Parallel()
	_, l := compile.Load("emr.yaml", []byte("version: 1\nname: own\nextends: base.yaml\n"), testTemplates(t))
	if got := l.Findings(); len(got) != 1 || got[0].Code != "bad-extends" || got[0].Pos.String() != "emr.yaml:3:10" {
		t.Error(printed(t, l))
	}
	s, l := compile.Load("emr.yaml", []byte("version: 1\nname: own\nextends: built-in\n"), testTemplates(t))
	if s == nil || l.Len() > 0 || s.File != "emr.yaml" || len(s.Roles) < 9 || s.Roles[0].Pos.File != "<built-in>" {
		t.Error(printed(t, l))
	}
	same, l := compile.Load(spec.BuiltInFile, spec.BuiltIn, testTemplates(t))
	if same == nil {
		t.Fatal(printed(t, l))
	}
	roleText := func(r *spec.Role) string { return r.Name + r.RoleName.String() }
	if !slices.EqualFunc(s.Roles, same.Roles, func(a, b *spec.Role) bool { return roleText(a) == roleText(b) }) || len(s.Params) != len(same.Params) || len(s.Stacks) != len(same.Stacks) {
		t.Error("a spec that says nothing is not what it extends")
	}
	_, l = compile.Load("emr.yaml", []byte("version: 1\nname: own\nextends: built-in\nroles: {InstanceRole: null}\n"), testTemplates(t))
	if out := printed(t, l); !strings.Contains(out, "<built-in>:") || !strings.Contains(out, "note: extended here (emr.yaml:3:10)") {
		t.Error(out)
	}
}
