package access_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
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
			a := sub.Ask("s3:GetObject", tt.resource, iam.Context{})
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
		given  iam.Context
		want   access.Result
	}{
		{"s3:ListAllMyBuckets", iam.Context{}, access.Allowed},
		{"s3:ListAllMyBuckets", iam.Context{Values: map[string][]string{"AWS:principalarn": {"arn:aws:iam::1:role/x"}}}, access.Denied},
		{"s3:ListAllMyBuckets", iam.Context{Absent: []string{"aws:PrincipalARN"}}, access.Denied},
		{"s3:GetAccountPublicAccessBlock", iam.Context{}, access.Denied},
		{"s3:GetAccountPublicAccessBlock", iam.Context{Values: map[string][]string{"aws:SourceAccount": {"123456789012"}}}, access.Allowed},
	} {
		if a := sub.Ask(tt.action, "", tt.given); a.Result != tt.want {
			t.Errorf("given %v: %swant %s", tt.given, a.Text(), tt.want)
		}
	}
}
