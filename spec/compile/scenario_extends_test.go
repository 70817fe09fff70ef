package compile_test

import (
	"strings"
	"testing"
)

const testedBase = `
version: 1
name: company
roles:
  One: {kind: other, roleName: one, trust: {service: ec2}, policies: {Own: [{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "*"}]}}
  Two: {kind: other, roleName: two, trust: {service: ec2}, policies: {Own: [{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "*"}]}}
tests:
  - {name: reads, role: One, can: s3:GetObject}
  - {name: does not write, role: One, cannot: s3:PutObject}
  - {name: two reads, role: Two, can: s3:GetObject}
`

// TestInheritedTests extends a spec with tests: they hold for what the other
// makes of it, but for those that it replaces by name, those of roles that it
// takes away, and all if it says null.
func TestInheritedTests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, own string
		tests     string   // that are left, and what is asked first
		want      []string // of what is found
	}{
		{"as it is", ``, "reads s3:GetObject, does not write s3:PutObject, two reads s3:GetObject", nil},
		{"taken away", `roles: {Two: null}`, "reads s3:GetObject, does not write s3:PutObject", nil},
		{"added and replaced", `
tests:
  - {name: does not write, role: One, cannot: s3:DeleteObject}
  - {name: more, role: Two, cannot: s3:PutObject}
`, "reads s3:GetObject, does not write s3:DeleteObject, two reads s3:GetObject, more s3:PutObject", nil},
		{"null", `tests: null`, "", nil},
		{"broken", `roles: {One: {statements: {Read: {Action: s3:PutObject}}}}`, "reads s3:GetObject, does not write s3:PutObject, two reads s3:GetObject", []string{
			`company.yaml:8:35: error: test "reads" fails: One may not do s3:GetObject`,
			`company.yaml:9:47: error: test "does not write" fails: One may do s3:PutObject`,
			`extended here (team/own.yaml:4:10)`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			own := "version: 1\nname: own\n\nextends: ../company.yaml\n" + tt.own
			s, l := loadFiles(t, map[string]string{"company.yaml": testedBase, "team/own.yaml": own})
			if s == nil {
				t.Fatal(printed(t, l))
			}
			var tests []string
			for _, test := range s.Tests {
				tests = append(tests, test.Name+" "+append(test.Can, test.Cannot...)[0].Name)
			}
			if got := strings.Join(tests, ", "); got != tt.tests {
				t.Errorf("the tests are %s, want %s", got, tt.tests)
			}
			text := printed(t, l)
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("nothing says %q:\n%s", want, text)
				}
			}
			if tt.want == nil && l.HasErrors() {
				t.Error(text)
			}
		})
	}
}

// TestEachTested tests the first of several roles by the name of all, and
// another by its own, with the caller by its name.
func TestEachTested(t *testing.T) {
	t.Parallel()
	_, l := loadFiles(t, map[string]string{"team/own.yaml": `
version: 1
name: own
roles:
  Node: {kind: instance, roleName: node, trust: {service: ec2}, policies: {Own: [{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "*"}]}}
  Tenant: {each: [a, b], kind: runtime, roleName: "t-${each}", trust: {role: Node}, policies: {Own: [{Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:${AWS::Partition}:s3:::data/${each}/*"}]}}
tests:
  - {name: first, role: Tenant, can: s3:GetObject, resources: "arn:aws:s3:::data/a/x"}
  - {name: by name, role: TenantB, can: s3:GetObject, resources: "arn:aws:s3:::data/b/x"}
  - {name: others, role: TenantB, cannot: s3:GetObject, resources: "arn:aws:s3:::data/a/x"}
  - {name: assumed, role: Tenant, can: [sts:AssumeRole, sts:TagSession], principal: Node}
  - {name: assumed by ARN, role: TenantB, can: sts:AssumeRole, principal: "${Node.Arn}"}
  - {name: not by others, role: Tenant, cannot: sts:AssumeRole, principal: TenantB}
`})
	if l.HasErrors() {
		t.Error(printed(t, l))
	}
}
