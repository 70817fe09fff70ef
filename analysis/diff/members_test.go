package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
)

// TestMembers: of which member what is said, and with which verdict.
func TestMembers(t *testing.T) {
	t.Parallel()
	const (
		head  = "version: 1\nname: members\n"
		roles = "roles:\n  Job:\n    kind: other\n    roleName: job\n    trust: {service: ec2}\n    policies: {Data: {Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}}\n"
		flags = "parameters:\n  F: {type: Boolean, default: false}\n  G: {type: Boolean, default: false}\n"
		flag  = "roles:\n  Job:\n    kind: other\n    roleName: job\n    trust: {service: ec2}\n    policies: {Data: [{Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\", when: F}]}\n" +
			"  Other:\n    kind: other\n    roleName: other\n    trust: {service: ec2}\n    policies: {Data: [{Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\", when: G}]}\n"
		key  = "resourcePolicies:\n  Key:\n    for: kms-key\n    statements:\n      - {Sid: Use, Effect: Allow, Principal: {AWS: \"${Job.Arn}\"}, Action: \"kms:Decrypt\", Resource: \"*\"}\n"
		each = "roles:\n  Job:\n    each: [a, b]\n    kind: other\n    roleName: \"job-${each}\"\n    trust: {service: ec2}\n    policies: {Data: {Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}}\n"
		pass = "roles:\n  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {Data: {Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}}}\n" +
			"  Long: {kind: other, roleName: job-long, trust: {service: ec2}, policies: {Data: {Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}}}\n" +
			"policies:\n  Pass: {policyName: pass, statements: [{Effect: Allow, Action: \"iam:PassRole\", Resource: [\"${Job.Arn}\", \"${Long.Arn}\", \"arn:aws:iam::*:role/jobZ\", \"arn:aws:iam::*:role/job9\"]}]}\n"
	)
	const (
		bucket = "parameters:\n  B: {type: BucketName, default: data}\n"
		reads  = "roles:\n  Job:\n    kind: other\n    roleName: job\n    trust: {service: ec2}\n    policies: {Data: {Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::${B}/*\"}}\n"
		places = "environments:\n  a: {region: us-east-1, account: \"111122223333\"}\n  b: {region: us-east-1, account: \"111122223333\", values: {B: other}}\n"
	)
	const (
		two          = "parameters:\n  B: {type: BucketName, optional: true}\n  C: {type: BucketName, optional: true}\n"
		deny         = "      - {Sid: Deny, Effect: Deny, Principal: \"*\", Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::data/${C}/*\", when: C}\n"
		bucketPolicy = "resourcePolicies:\n  Bucket:\n    for: s3-bucket\n    statements:\n      - {Sid: Use, Effect: Allow, Principal: {AWS: \"${Job.Arn}\"}, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::data/${B}/*\", when: B}\n" + deny
	)
	const (
		not    = ", {Sid: Deny, Effect: Deny, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::data/${C}/*\", when: C}"
		reader = "roles:\n  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {Data: [{Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::data/${B}/*\", when: B}" + not + ", {Effect: Allow, Action: \"iam:GetRole\", Resource: \"${Job.Arn}\"}]}}\n"
	)
	change := func(text string, oldnew ...string) string {
		out := strings.NewReplacer(oldnew...).Replace(text)
		if out == text {
			t.Fatalf("nothing has changed: %q", oldnew)
		}
		return out
	}
	tests := []struct {
		name, old, new string
		want           []string // "what name verdict" of each member
	}{
		{"a resource policy", head + roles + key, head + roles + change(key, "kms:Decrypt", "kms:*"), []string{"resource policy Key wider"}},
		{"a principal of it", head + roles + key, head + roles + change(key, "AWS: \"${Job.Arn}\"", "AWS: \"*\""), []string{"resource policy Key wider"}},
		{"a Deny on a parameter that may be another", head + two + roles + bucketPolicy, head + two + roles + change(bucketPolicy, deny, ""), []string{"resource policy Bucket wider"}},
		{"such a Deny, and a role renamed that is named", head + two + reader, head + two + change(reader, not, "", "roleName: job", "roleName: task"), []string{"role Job wider"}},
		{"a name more", head + each, head + change(each, "[a, b]", "[a, b, c]"), []string{"role Job wider"}},
		{"a name less", head + each, head + change(each, "[a, b]", "[a]"), []string{"role Job narrower"}},
		{"other names", head + each, head + change(each, "[a, b]", "[c, d]"), []string{"role Job both"}},
		{"no names", head + each, head + roles, []string{"role Job narrower"}},
		{"the default of a switch", head + flags + flag, head + change(flags, "F: {type: Boolean, default: false}", "F: {type: Boolean, default: true}") + flag, []string{"parameter F wider", "role Job wider"}},
		{"two defaults", head + flags + flag, head + change(flags, "false", "true") + flag, []string{"parameter F wider", "parameter G wider", "role Job wider", "role Other wider"}},
		{"a default that nothing uses", head + flags + roles, head + change(flags, "F: {type: Boolean, default: false}", "F: {type: Boolean, default: true}") + roles, []string{"parameter F same"}},
		{"a role more", head + roles, head + roles + change(roles, "roles:\n", "", "Job", "Two", "roleName: job", "roleName: two"), []string{"role Two wider"}},
		{"a role renamed that another's name begins with", head + pass, head + change(pass, "roleName: job,", "roleName: task,"), []string{"role Job same"}},
		{"both renamed", head + pass, head + change(pass, "roleName: job", "roleName: task"), []string{"role Job same", "role Long same"}},
		{"a default and its environment", head + bucket + reads + places, head + change(bucket, "default: data", "default: logs") + reads + places, []string{"parameter B both", "role Job both"}},
		{"an environment alone", head + bucket + reads + places, head + bucket + reads + change(places, "B: other", "B: logs"), []string{"environment b both", "role Job both"}},
		{"an environment's account", head + bucket + reads + places, head + bucket + reads + change(places, "us-east-1, account: \"111122223333\"}", "us-east-1, account: \"111122224444\"}"), []string{"environment a same"}},
		{"a boundary that takes nothing away", head + roles, head + change(roles, "    trust", "    permissionsBoundary: \"arn:aws:iam::aws:policy/ReadOnlyAccess\"\n    trust"), []string{"role Job same"}},
		{"a tag", head + roles, head + change(roles, "    trust", "    tags: {team: data}\n    trust"), []string{"role Job same"}},
	}
	for _, tt := range tests {
		old, new := load(t, tt.old), load(t, tt.new)
		there, back := compareSpecs(t, old, new), compareSpecs(t, new, old)
		var got, reverse []string
		for _, m := range there.Members {
			got = append(got, m.What+" "+m.Name+" "+string(m.Verdict))
		}
		for _, m := range back.Members {
			reverse = append(reverse, swapped.Replace(m.What+" "+m.Name+" "+string(m.Verdict)))
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(reverse, tt.want) {
			t.Errorf("%s: %q, and the other way %q, want %q\n%s\n%s", tt.name, got, reverse, tt.want, there.Text(), back.Text())
		}
	}
}

// TestNamesWithValues: where the name of a role has one of some values, it is looked
// at with each, and a change says with which.
func TestNamesWithValues(t *testing.T) {
	t.Parallel()
	const text = `
version: 1
name: stages
parameters:
  Stage: {type: String, values: [dev, prod], default: dev}
roles:
  Job:
    kind: other
    roleName: "job-${Stage}"
    trust: {service: ec2}
    policies:
      Data:
        - {Sid: All, Effect: Allow, Action: "s3:GetObject", Resource: "*"}
        - {Sid: No, Effect: Deny, Action: "s3:GetObject", Resource: "arn:aws:s3:::prod-secret/*"}
`
	r := compareSpecs(t, load(t, text), load(t, strings.Replace(text, "::prod-secret", "::${Stage}-secret", 1)))
	if r.Verdict != "both" || len(r.Members) != 1 {
		t.Fatalf("it is %s:\n%s", r.Verdict, r.Text())
	}
	for _, ch := range slices.Concat(r.Members[0].Gained, r.Members[0].Lost) {
		if !slices.Equal(ch.Given, []string{"Stage=dev"}) {
			t.Errorf("%v on %s is said with %v", ch.Actions, ch.Witness.Resource, ch.Given)
		}
	}
}

// TestDefaultOfName: another default of what stands in a name counts as any other.
func TestDefaultOfName(t *testing.T) {
	t.Parallel()
	const text = `
version: 1
name: stages
parameters:
  Stage: {type: String, values: [dev, prod], default: dev}
roles:
  Job:
    kind: other
    roleName: "job-${Stage}"
    trust: {service: ec2}
    policies: {Data: {Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::${Stage}-data/*"}}
`
	r := compareSpecs(t, load(t, text), load(t, strings.Replace(text, "default: dev", "default: prod", 1)))
	if r.Verdict != "both" || r.Members[0].Verdict != "both" {
		t.Errorf("it is %s:\n%s", r.Verdict, r.Text())
	}
}

// TestOneEnvironment: in an environment that one side has, the other is with the
// values that it admits.
func TestOneEnvironment(t *testing.T) {
	t.Parallel()
	const text = `
version: 1
name: one
parameters:
  A: {type: String, pattern: "[a-z]+", example: any}
  B: {type: String, example: any}
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: ec2}
    policies: {Data: {Effect: Allow, Action: "s3:GetObject", Resource: ["arn:aws:s3:::${A}/*", "arn:aws:s3:::${B}/*"]}}
`
	old := load(t, text)
	in := func(a string) string {
		new := load(t, strings.Replace(text, "[a-z]+", "[a-z0-9]+", 1)+"environments: {prod: {region: us-east-1, account: \"111122223333\", values: {A: "+a+", B: other}}}\n")
		r, err := diff.Compare(diff.Side{Name: "old", Spec: old}, diff.Side{Name: "new", Spec: new, Env: "prod"})
		if err != nil {
			t.Fatal(err)
		}
		role := r.Members[slices.IndexFunc(r.Members, func(m *diff.Member) bool { return m.What == "parameter" })]
		if role.Name != "A" {
			t.Errorf("%s differs", role.Name)
		}
		for _, m := range r.Members {
			if m.What == "role" {
				return string(m.Verdict)
			}
		}
		return "same"
	}
	if got := in("abc"); got != "same" {
		t.Errorf("with a value that both admit it is %s", got)
	}
	if got := in("abc1"); got != "both" {
		t.Errorf("with a value that only one admits it is %s", got)
	}
}
