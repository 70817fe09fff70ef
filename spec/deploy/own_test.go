package deploy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// TestOwnOfTypes: what stands for any value of a parameter.
func TestOwnOfTypes(t *testing.T) {
	t.Parallel()
	tests := []struct{ declared, want string }{
		{"{type: String, optional: true}", "[myparam-0]"},
		{"{type: [String], optional: true}", "[myparam-0 myparam-1]"},
		{"{type: BucketName, optional: true}", "[myparam-0]"},
		{"{type: BucketName, example: my-bucket}", "[my-bucket]"},
		{"{type: BucketName, default: my-bucket}", "[my-bucket]"},
		{"{type: [BucketName], example: [bucket-a, bucket-b, bucket-c]}", "[bucket-a bucket-b]"},
		{"{type: [BucketName], example: [bucket-a]}", "[bucket-a myparam-1]"},
		{"{type: Number, optional: true}", "[3600]"},
		{"{type: KMSKeyArn, optional: true}", "[arn:aws:kms:eu-west-3:200000000000:key/myparam-0]"},
		{"{type: RoleArn, optional: true}", "[arn:aws:iam::200000000000:role/myparam-0]"},
		{"{type: PolicyArn, optional: true}", "[arn:aws:iam::200000000000:policy/myparam-0]"},
		{"{type: Arn, optional: true}", "[arn:aws:sqs:eu-west-3:200000000000:myparam-0]"},
		{`{type: Arn, optional: true, pattern: "arn:aws:s3:::.*"}`, "[arn:aws:s3:::myparam-0]"},
		{"{type: AccountID, optional: true}", "[200000000000]"},
		{"{type: VPCID, optional: true}", "[vpc-e0e00000]"},
		{"{type: ApplicationID, optional: true}", "[00fe0e00000]"},
		{"{type: SubnetID, optional: true}", "[subnet-e0e00000]"},
		{"{type: SecurityGroupID, optional: true}", "[sg-e0e00000]"},
		{"{type: LogGroupName, optional: true}", "[/myparam-0]"},
		{`{type: String, optional: true, pattern: "[a-z]+0"}`, "[myparam0]"},
		{`{type: String, optional: true, pattern: "[a-z]+"}`, "[myparam]"},
		{`{type: [String], optional: true, pattern: "acme-x"}`, "[acme-x acme-x]"}, // it has no other
	}
	for _, tt := range tests {
		s := load(t, "version: 1\nname: own\nparameters:\n  MyParam: "+tt.declared+role+`
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/a": "${MyParam}"}}`+when(tt.declared, "MyParam")+"}\n")
		if got := fmt.Sprint(deploy.New(s).Param("MyParam").Own); got != tt.want {
			t.Errorf("%s has %s, want %s", tt.declared, got, tt.want)
		}
	}
}

// when is what a statement says that names a parameter which need not be given.
func when(declared, name string) string {
	if strings.Contains(declared, "optional") || strings.Contains(declared, "Boolean") {
		return ", when: " + name
	}
	return ""
}

// TestOwnOfPatterns: for each pattern, two parameters have values that match it, and
// that are not the same if it leaves a choice.
func TestOwnOfPatterns(t *testing.T) {
	t.Parallel()
	for pattern, distinct := range map[string]bool{
		"[A-Z]{6}": true, "x.y.z.*": true, "xyz[ac]z": true, "(ab|cd|ef)-[0-9]{4}": true, "a[bc]?d*e+": true, "[^a-z]{2,40}0": true, "v[0-9]{1,3}": true,
		"[_]{2}": false, "(ab|cd)": true, "(?:ab){3}c": false, "k{600}[0-9]": false, "[a-c]{3,9}Z": true, "[0-9]{500}[0-9]{2,80}": true,
	} {
		s := load(t, fmt.Sprintf("version: 1\nname: own\nparameters:\n  P: {type: String, pattern: '%s', optional: true}\n  Q: {type: String, pattern: '%s', optional: true}", pattern, pattern)+role+`
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/a": ["${P}", "${Q}"]}}, when: [P, Q]}
`)
		space := deploy.New(s)
		p, q := space.Param("P").Own, space.Param("Q").Own
		if strings.Contains(pattern, "600") || strings.Contains(pattern, "500") {
			if p != nil && s.Params[0].Refuses(p[0]) != "" {
				t.Errorf("%s: %q", pattern, p)
			}
			continue
		}
		if len(p) != 1 || len(q) != 1 || s.Params[0].Refuses(p[0]) != "" || s.Params[0].Refuses(q[0]) != "" || slices.Equal(p, q) == distinct {
			t.Errorf("%s: the values are %q and %q", pattern, p, q)
		}
		if noted := len(space.Notes) > 0; noted == distinct {
			t.Errorf("%s: notes %q", pattern, space.Notes)
		}
	}
}

// TestOwnIsNoText: a value that stands anywhere in the spec is no parameter's own.
func TestOwnIsNoText(t *testing.T) {
	t.Parallel()
	const text = `
version: 1
name: texts
parameters:
  P: {type: String, example: %s}
roles:
  Job:
    kind: other
    roleName: acme-role
    path: /acme-path/
    trust: [{Effect: Allow, Principal: {AWS: ["arn:aws:iam::111122223333:role/acme-friend"]}, Action: "sts:AssumeRole"}]
    permissionsBoundary: "arn:aws:iam::111122223333:policy/acme-boundary"
    managedPolicies: ["arn:aws:iam::111122223333:policy/acme-managed"]
    tags: {team: acme-tag}
    policies:
      Data:
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: ["arn:aws:s3:::acme-resource", "arn:aws:s3:::${P}"]}
        - {Sid: B, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/a": "acme-value"}}}
  Tenant: {each: [acme-tenant, other], kind: other, roleName: "job-${each}", trust: {service: ec2}, policies: {Data: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}
  Maps: {kind: emrfs, roleName: maps, trust: {service: ec2}, policies: {Data: {Effect: Allow, Action: "s3:GetObject", Resource: "*"}}}
policies:
  Own: {policyName: acme-policy, statements: [{Effect: Allow, Action: "glue:GetTable", Resource: "arn:aws:glue:us-east-1:111122223333:table/acme-table"}]}
resourcePolicies:
  Bucket: {for: s3-bucket, statements: [{Effect: Deny, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-bucket/*"}]}
securityConfigurations:
  Teams: {configurationName: teams, emrfs: [{role: Maps, users: [acme-user]}]}
tests:
  - {name: a, role: Job, cannot: "s3:GetObject", resources: "arn:aws:s3:::acme-tested", context: {"aws:PrincipalTag/a": acme-given}}
  - {name: b, role: Job, principal: "arn:aws:iam::111122223333:role/acme-caller", can: "sts:AssumeRole"}
`
	for _, value := range []string{
		"acme-role", "acme-path", "acme-friend", "acme-boundary", "acme-managed", "acme-tag", "acme-resource", "acme-value", "acme-policy",
		"acme-table", "acme-bucket", "acme-user", "acme-tested", "acme-given", "acme-caller", "acme-tenant", "s3:GetObject", "acme", "cme-val", "us-east-1",
	} {
		if got := deploy.New(load(t, fmt.Sprintf(text, value))).Param("P").Own; len(got) != 1 || got[0] == value {
			t.Errorf("where %s stands in the spec, the value is %q", value, got)
		}
	}
	if got := deploy.New(load(t, fmt.Sprintf(text, "mine"))).Param("P").Own; !slices.Equal(got, []string{"mine"}) {
		t.Errorf("an example that stands nowhere else is %q", got)
	}
	if got := deploy.Apart([]string{"is it mine"}, load(t, fmt.Sprintf(text, "mine"))).Param("P").Own; slices.Equal(got, []string{"mine"}) {
		t.Errorf("apart from a text, it is %q", got)
	}
}

// TestCommon: what two declarations of a parameter come to.
func TestCommon(t *testing.T) {
	t.Parallel()
	side := func(p string) *spec.Spec {
		return load(t, "version: 1\nname: f\nparameters:\n  P: "+p+"\n"+role+"        - {Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::${P}/*\""+when(p, "P")+"}\n        - {Effect: Allow, Action: \"s3:PutObject\", Resource: \"*\"}\n")
	}
	tests := []struct {
		a, b, options string
		own           string
		notes         int
	}{
		{"{type: String, optional: true}", "{type: String, optional: true}", "[P no P]", "[p-0]", 0},
		{"{type: String, optional: true}", "{type: String, example: x-own}", "[]", "[x-own]", 0},
		{"{type: String, values: [aa, bb, cc], example: aa}", "{type: String, values: [bb, cc, dd], example: bb}", "[P=bb P=cc]", "[bb]", 0},
		{"{type: String, values: [aa, bb], example: aa}", "{type: String, values: [bb, cc], example: bb}", "[]", "[bb]", 0},
		{"{type: String, values: [aa, bb], optional: true}", "{type: String, values: [bb, cc], optional: true}", "[P no P]", "[bb]", 0},
		{"{type: String, values: [aa], example: aa}", "{type: String, values: [bb], example: bb}", "[]", "[]", 1},
		{"{type: String, values: [aa, b1], example: aa}", `{type: String, pattern: "[a-z]+", example: x}`, "[]", "[aa]", 0},
		{`{type: String, pattern: "[a-z]+", example: x}`, "{type: String, values: [aa, b1, cc], optional: true}", "[P=aa P=cc]", "[aa]", 0},
		{`{type: String, pattern: "x+", optional: true}`, `{type: String, pattern: "y+", optional: true}`, "[]", "[]", 1},
		{"{type: Boolean, default: true}", "{type: Boolean, default: false}", "[P no P]", "[]", 0},
		{"{type: [String], values: [a1, b1], optional: true}", "{type: [String], values: [b1, a1], optional: true}", "[P=a1 P=b1 P=a1,b1 no P]", "[a1]", 0},
		{"{type: [String], values: [a1, b1, c1, d1], example: [a1]}", "{type: [String], values: [a1, b1, c1, d1], example: [a1]}", "15", "[a1]", 0},
		{"{type: [String], values: [a1, b1, c1, d1, e1], example: [a1]}", "{type: [String], values: [a1, b1, c1, d1, e1], example: [a1]}", "[P=a1 P=b1 P=c1 P=d1 P=e1 P=a1,b1,c1,d1,e1]", "[a1]", 1},
	}
	for _, tt := range tests {
		space := deploy.New(side(tt.a), side(tt.b))
		p := space.Param("P")
		options := []string{}
		for i := 0; p.Var != nil && i < len(p.Var.Options); i++ {
			options = append(options, p.Var.Describe(i))
		}
		got := fmt.Sprint(options)
		if len(options) > 8 {
			got = fmt.Sprint(len(options))
		}
		if got != tt.options || fmt.Sprint(p.Own) != tt.own || len(space.Notes) != tt.notes {
			t.Errorf("%s and %s: options %s, value %q, notes %q", tt.a, tt.b, got, p.Own, space.Notes)
		}
	}
}

// TestOwnIsNoOther: of two examples that could be mistaken for each other, one is no
// parameter's own.
func TestOwnIsNoOther(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typ, p, q string
		both      bool
	}{
		{"String", "abc", "xabcx", false},
		{"String", "xabcx", "abc", false},
		{"String", "abc", "abc", false},
		{"String", "qq", "xqqx", true},
		{"String", "abc", "abd", true},
		{"Number", "36", "360", true},
		{"Number", "360", "36", true},
		{"Number", "36", "36", false},
	} {
		space := deploy.New(load(t, fmt.Sprintf("version: 1\nname: own\nparameters:\n  P: {type: %[1]s, example: %[2]s}\n  Q: {type: %[1]s, example: %[3]s}", tt.typ, tt.p, tt.q)+role+`
        - {Sid: A, Effect: Allow, Action: "s3:GetObject", Resource: "*", Condition: {StringEquals: {"aws:PrincipalTag/a": ["${P}", "${Q}"]}}}
`))
		p, q := space.Param("P").Own[0], space.Param("Q").Own[0]
		if p != tt.p || (q == tt.q) != tt.both {
			t.Errorf("%+v: the values are %s and %s", tt, p, q)
		}
	}
}
