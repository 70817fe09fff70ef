package access_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/templates"
)

func load(t *testing.T, text string) *spec.Spec {
	t.Helper()
	s, found := compile.Load("spec.yaml", []byte(text), templates.FS)
	if found.HasErrors() {
		t.Fatalf("%v", found.Findings())
	}
	return s
}

const placed = `version: 1
name: acme
roles:
  InlineRole:
    kind: other
    roleName: inline
    trust: {service: ec2}
    policies: &policies
      Data:
        - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:${AWS::Partition}:s3:::data/*"}
        - {Sid: Keep, Effect: Deny, Action: s3:GetObject, Resource: "arn:${AWS::Partition}:s3:::data/secret/*"}
  ManagedRole: {kind: other, roleName: managed, trust: {service: ec2}, place: managed, policies: *policies}
  Tenant: {each: [a, bcd], from: ManagedRole, roleName: "t-${each}"}
`

// TestPlacement asks the same of roles whose policies are in different places.
func TestPlacement(t *testing.T) {
	t.Parallel()
	s := load(t, placed)
	for _, name := range []string{"InlineRole", "ManagedRole", "Tenant", "TenantA", "TenantBcd"} {
		sub, err := access.New(s, deploy.Fixed(s.Example())).Of(name)
		if err != nil || sub == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, tt := range []struct {
			resource string
			want     access.Result
			sid      string
		}{
			{"arn:aws:s3:::data/x", access.Allowed, "Read"},
			{"arn:aws:s3:::data/secret/x", access.Denied, "Keep"},
		} {
			a := sub.Ask("s3:GetObject", tt.resource, eval.Context{})
			if a.Result != tt.want || len(a.By) != 1 || a.By[0].Sid != tt.sid || !strings.HasPrefix(a.By[0].At, "spec.yaml:1") {
				t.Errorf("%s: %s, want %s by %s", name, a.Text(), tt.want, tt.sid)
			}
		}
	}
}

// TestNames asks for all that Names has, and for something else.
func TestNames(t *testing.T) {
	t.Parallel()
	s := load(t, string(spec.BuiltIn))
	for _, name := range access.Names(s) {
		if sub, err := access.New(s, deploy.Fixed(s.Example())).Of(name); err != nil || sub == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range access.RoleNames(s) {
		if sub, err := access.New(s, deploy.Fixed(s.Example())).Trust(name, "ec2.amazonaws.com"); err != nil || sub == nil {
			t.Errorf("trust of %s: %v", name, err)
		}
	}
	s = load(t, placed+"policies: {Own: {policyName: own, statements: [{Effect: Allow, Action: glue:GetTable, Resource: \"*\"}]}}\n")
	if got := strings.Join(access.Names(s), " "); got != "InlineRole ManagedRole Tenant TenantA TenantBcd Own ManagedRoleData TenantData TenantDataA TenantDataBcd" {
		t.Errorf("names are %s", got)
	}
	if got := strings.Join(access.RoleNames(s), " "); got != "InlineRole ManagedRole Tenant TenantA TenantBcd" {
		t.Errorf("names of roles are %s", got)
	}
	if sub, err := access.New(s, deploy.Fixed(s.Example())).Of("NoRole"); sub != nil || err != nil {
		t.Errorf("NoRole: %v, %v", sub, err)
	}
}

// TestGivenOverKnown gives keys that the binding knows too.
func TestGivenOverKnown(t *testing.T) {
	t.Parallel()
	s := load(t, `version: 1
name: acme
roles:
  Role:
    kind: other
    roleName: r
    trust: {service: ec2}
    policies:
      Own:
        - {Effect: Allow, Action: s3:ListAllMyBuckets, Resource: "*", Condition: {ArnEquals: {aws:PrincipalArn: "arn:aws:iam::123456789012:role/r"}}}
        - {Effect: Allow, Action: s3:GetAccountPublicAccessBlock, Resource: "*", Condition: {StringEquals: {aws:SourceAccount: "123456789012"}}}
`)
	sub, err := access.New(s, deploy.Fixed(s.Example())).Of("Role")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		action string
		given  eval.Context
		want   access.Result
	}{
		{"s3:ListAllMyBuckets", eval.Context{}, access.Allowed},
		{"s3:ListAllMyBuckets", eval.Context{Values: map[string][]string{"AWS:principalarn": {"arn:aws:iam::1:role/x"}}}, access.Denied},
		{"s3:ListAllMyBuckets", eval.Context{Absent: []string{"aws:PrincipalARN"}}, access.Denied},
		{"s3:GetAccountPublicAccessBlock", eval.Context{}, access.Denied},
		{"s3:GetAccountPublicAccessBlock", eval.Context{Values: map[string][]string{"aws:SourceAccount": {"123456789012"}}}, access.Allowed},
	} {
		if a := sub.Ask(tt.action, "", tt.given); a.Result != tt.want {
			t.Errorf("given %v: %swant %s", tt.given, a.Text(), tt.want)
		}
	}
}

// TestTooMany: a text that depends on too many choices at once is an error, wherever
// it stands.
func TestTooMany(t *testing.T) {
	t.Parallel()
	const spec = "version: 1\nname: acme\nparameters: {A: &P {type: String, values: [a, b, c, d], example: a}, B: *P, C: *P, D: *P, E: *P, F: *P}\nroles:\n  Role: {kind: other, roleName: r, trust: {service: ec2}, "
	for _, text := range []string{
		`policies: {Own: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${A}${B}${C}${D}${E}${F}"}]}}`,
		`managedPolicies: ["arn:aws:iam::123456789012:policy/${A}${B}${C}${D}${E}${F}"]}`,
		`permissionsBoundary: "arn:aws:iam::123456789012:policy/${A}${B}${C}${D}${E}${F}"}`,
	} {
		s := load(t, spec+text)
		_, err := access.Everywhere(s, deploy.New(s).All(s, s.Example()), access.Question{Name: "Role", Action: "s3:GetObject"})
		if tooMany := new(formula.TooMany); !errors.As(err, &tooMany) || len(tooMany.Params) != 6 {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestCosts: a question takes a look at each statement, and, only where texts are
// long, the comparison of all texts with all.
func TestCosts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ statements, characters, asked, least, most int }{
		{1, 20, 20, 1, 50},
		{200, 20, 20, 200, 250},
		{200, 20, 4096, 200, 250},
		{1, 9000, 20, 9000, 20000},
		{1, 4000, 20, 1, 50},
		{1, 1000, 5000, 250000, 1000000},
	} {
		var text strings.Builder
		for i := range tt.statements {
			fmt.Fprintf(&text, "        - {Sid: S%d, Effect: Allow, Action: s3:GetObject, Resource: \"arn:aws:s3:::%s\"}\n", i, strings.Repeat("x", tt.characters))
		}
		s := load(t, "version: 1\nname: acme\nroles:\n  Role:\n    kind: other\n    roleName: r\n    trust: {service: ec2}\n    policies:\n      Own:\n"+text.String())
		sub, err := access.New(s, deploy.Fixed(s.Example())).Of("Role")
		if err != nil {
			t.Fatal(err)
		}
		if got := sub.AskCost(tt.asked); got < tt.least || got > tt.most {
			t.Errorf("%+v: a question costs %d", tt, got)
		}
		if got, least := sub.Cost(), tt.statements*(400+tt.characters); got < least || got > least+1000+30*tt.statements {
			t.Errorf("%+v: it costs %d to make", tt, got)
		}
	}
}
