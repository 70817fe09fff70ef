package lint_test

import (
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/lint"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// TestAbsentRolesUnderBoundary passes roles that an environment does not give, under a
// boundary that allows it.
func TestAbsentRolesUnderBoundary(t *testing.T) {
	t.Parallel()
	const src = `version: 1
name: boundary
parameters: {Roles: {type: [RoleArn], optional: true}}
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    permissionsBoundary: "${Limit.Arn}"
    policies: {Pass: {Sid: Pass, when: Roles, Effect: Allow, Action: sts:AssumeRole, Resource: "${Roles}"}}
policies: {Limit: {policyName: limit, statements: {Sid: Limit, Effect: Allow, Action: sts:AssumeRole, Resource: "*"}}}
environments: {none: {region: eu-west-1, account: "111122223333"}}
`
	_, l := lint.Finish(compile.Load("spec.yaml", []byte(src), templates.FS))
	for _, f := range l.Findings() {
		if f.Code == "boundary-takes-role" {
			t.Error(f.Message)
		}
	}
}

// TestBoundary checks what is said of a policy that allows a lot: nothing if it only
// limits roles, since a boundary allows nothing by itself.
func TestBoundary(t *testing.T) {
	t.Parallel()
	const limit = `Limit: {policyName: Limit, statements: [{Sid: All, Effect: Allow, Action: ["s3:*", "iam:PutRolePolicy"], Resource: "*"}]}`
	for _, c := range []struct {
		name, roles, policies string
		told                  bool
	}{
		{"unused", ``, limit, true},
		{"boundary of a role", `Job: {kind: other, roleName: job, trust: {service: lambda}, permissionsBoundary: "${Limit.Arn}"}`, limit, false},
		{
			"boundary that administrators must set", ``,
			limit + `, Admin: {template: role-admin, policyName: Admin, with: {BoundaryArn: "${Limit.Arn}"}}`, false,
		},
		{"boundary by its template", ``, `Limit: {template: role-boundary, policyName: Limit}`, false},
		{"boundary and attached", `Job: {kind: other, roleName: job, trust: {service: lambda}, permissionsBoundary: "${Limit.Arn}", managedPolicies: [Limit]}`, limit, true},
		{
			"boundary and of a group", `Job: {kind: other, roleName: job, trust: {service: lambda}, permissionsBoundary: "${Limit.Arn}"}`,
			strings.TrimSuffix(limit, "}") + `, attach: {groups: [admins]}}`, true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := "{version: 1, name: boundary, roles: {" + c.roles + "}, policies: {" + c.policies + "}}"
			_, l := lint.Finish(compile.Load("spec.yaml", []byte(src), templates.FS))
			told := map[string]bool{}
			for _, f := range l.Findings() {
				told[f.Code] = true
			}
			for _, code := range []string{"service-wildcard", "escalation"} {
				if told[code] != c.told {
					t.Errorf("%s: %v, want %v", code, told[code], c.told)
				}
			}
			if l.HasErrors() {
				t.Error(l.Findings()[0].Message)
			}
		})
	}
}
