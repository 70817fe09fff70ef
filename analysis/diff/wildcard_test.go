package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestNamesThatWildcardsMatch: what differs only with some names that the deployment
// makes is a change, also with two names at a time and in an environment. Texts that
// match no such name change nothing.
func TestNamesThatWildcardsMatch(t *testing.T) {
	t.Parallel()
	const (
		head = `version: 1
name: acme
parameters: {Alias: {type: String, example: corp}}
environments: {prod: {partition: aws, region: us-east-1, account: "111122223333", values: {Alias: corp}}}
roles:
  Job: {kind: other, trust: {service: ec2}, policies: {P: [{Sid: R, Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}}
  Free: {kind: other, roleName: "${Alias}-job", trust: {service: ec2}, policies: {P: [{Sid: R, Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}}
  Passer: {kind: other, roleName: passer, trust: {service: ec2}, policies: {P: [`
		allow   = `{Sid: A, Effect: Allow, Action: "iam:GetRole", Resource: "${Job.Arn}"}, `
		role    = `"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/`
		deny    = `{Sid: D, Effect: Deny, Action: "iam:GetRole", Resource: ` + role
		both    = `{Sid: A, Effect: Allow, Action: "iam:GetRole", Resource: "${Free.Arn}", Condition: {ArnEquals: {"aws:PrincipalArn": "${Job.Arn}"}}}, `
		denies  = deny + `beta-*", Condition: {ArnLike: {"aws:PrincipalArn": ` + role + `acme-*"}}}, `
		account = `{Sid: B, Effect: Deny, Action: "iam:GetRole", Resource: "arn:${AWS::Partition}:iam::111122223333:role/acme-*"}, `
	)
	for _, tt := range []struct{ name, both, more, verdict, with string }{
		{"a Deny", allow, deny + `acme-*"}, `, "narrower", "Job.Name=acme-"},
		{"another Deny", allow + deny + `acme-*"}, `, deny + `*-prod"}, `, "narrower", "Job.Name=-prod"},
		{"a Deny within another", allow + deny + `a*"}, `, deny + `acme-*"}, `, "same", ""},
		{"a Deny on another path", allow, deny + `acme/*"}, `, "same", ""},
		{"an Allow within another", `{Sid: N, Effect: Allow, Action: "iam:GetRole", NotResource: ` + role + `acme-*"}, `, allow, "wider", "Job.Name=acme-"},
		{"a name with a parameter", strings.Replace(allow, "Job", "Free", 1), deny + `acme-*"}, `, "narrower", "Alias=acme"},
		{"two names", both, denies, "narrower", "Job.Name=acme-"},
		{"a Deny in an account", allow, account, "narrower", "Job.Name=acme-"},
	} {
		older, newer := load(t, head+tt.both+"]}}\n"), load(t, head+tt.both+strings.ReplaceAll(tt.more, "Sid: ", "Sid: More")+"]}}\n")
		r := compareSpecs(t, older, newer)
		if string(r.Verdict) != tt.verdict || !strings.Contains(string(r.Text()), tt.with) {
			t.Errorf("%s: it is %s, want %s with %s:\n%s", tt.name, r.Verdict, tt.verdict, tt.with, r.Text())
		}
		if r := compareSpecs(t, newer, older); string(r.Verdict) != swapped.Replace(tt.verdict) {
			t.Errorf("%s, taken away: it is %s:\n%s", tt.name, r.Verdict, r.Text())
		}
		if r := compareSpecs(t, older, older); r.Verdict != "same" {
			t.Errorf("%s, compared with itself: it is %s", tt.name, r.Verdict)
		}
	}
}

// TestRegions: what differs only in some Regions, which a text names or a wildcard
// matches, is a change.
func TestRegions(t *testing.T) {
	t.Parallel()
	const head = "version: 1\nname: acme\nroles:\n  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {P: ["
	allow := func(sid, region string) string {
		return `{Sid: ` + sid + `, Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:${AWS::Partition}:sqs:` + region + `:${AWS::AccountId}:q"}, `
	}
	const here = "${AWS::Region}"
	deny := strings.Replace(allow("D", here), "Allow", "Deny", 1)
	others := ""
	for _, region := range []string{"af-south-1", "ap-east-1", "ap-northeast-1", "ap-south-1", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "us-east-2"} {
		others += strings.Replace(allow("", region), "sqs:SendMessage", "sqs:DeleteMessage", 1)
	}
	others = strings.ReplaceAll(others, "Sid: , ", "")
	for _, tt := range []struct{ older, newer, verdict, in string }{
		{allow("A", "us-*"), allow("A", here), "both", "in eu-west-1"},
		{allow("A", "*-1"), allow("A", here), "both", "in us-west-2"},
		{allow("A", "*"), allow("A", here), "narrower", ""},
		{allow("A", "eu-west-1") + deny, allow("A", "eu-west-1"), "wider", "in eu-west-1"},
		{others + allow("A", "us-west-1") + deny, others + allow("A", "us-west-1"), "wider", "in us-west-1"},
		{allow("A", "eu-west-1") + allow("B", here), allow("A", here), "narrower", ""},
		{allow("A", here), allow("A", here), "same", ""},
	} {
		older, newer := load(t, head+tt.older+"]}}\n"), load(t, head+tt.newer+"]}}\n")
		r := compareSpecs(t, older, newer)
		if string(r.Verdict) != tt.verdict || !strings.Contains(string(r.Text()), tt.in) {
			t.Errorf("%s to %s: it is %s, want %s %s:\n%s", tt.older, tt.newer, r.Verdict, tt.verdict, tt.in, r.Text())
		}
		if r := compareSpecs(t, newer, older); string(r.Verdict) != swapped.Replace(tt.verdict) {
			t.Errorf("%s to %s: it is %s:\n%s", tt.newer, tt.older, r.Verdict, r.Text())
		}
	}
}

// TestAccounts: a Deny in the account of the deployment takes away what another
// statement allows in an account that a text names.
func TestAccounts(t *testing.T) {
	t.Parallel()
	const (
		head  = "version: 1\nname: acme\nroles:\n  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {P: ["
		allow = `{Sid: A, Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:${AWS::Partition}:sqs:*:444455556666:q"}, `
		deny  = `{Sid: D, Effect: Deny, Action: "sqs:SendMessage", Resource: "arn:${AWS::Partition}:sqs:*:${AWS::AccountId}:q"}, `
	)
	r := compareSpecs(t, load(t, head+allow+deny+"]}}\n"), load(t, head+allow+"]}}\n"))
	if r.Verdict != "wider" || !strings.Contains(string(r.Text()), "with AWS::AccountId=444455556666") {
		t.Errorf("it is %s:\n%s", r.Verdict, r.Text())
	}

	for pattern, verdict := range map[string]string{"1*": "wider", "9*": "wider", "*": "wider", "444455556666": "wider"} {
		allow := strings.Replace(allow, "444455556666", pattern, 1)
		deny := strings.Replace(deny, "Deny", "Allow", 1)
		r := compareSpecs(t, load(t, head+allow+"]}}\n"), load(t, head+allow+deny+"]}}\n"))
		if pattern == "*" {
			verdict = "same"
		}
		if string(r.Verdict) != verdict {
			t.Errorf("%s: it is %s:\n%s", pattern, r.Verdict, r.Text())
		}
		r = compareSpecs(t, load(t, head+deny+"]}}\n"), load(t, head+deny+allow+"]}}\n"))
		if r.Verdict != "wider" {
			t.Errorf("%s, more: it is %s:\n%s", pattern, r.Verdict, r.Text())
		}
	}
}

// TestManyAccounts: a change is unknown if not all combinations of account patterns were tried.
func TestManyAccounts(t *testing.T) {
	t.Parallel()
	text := "version: 1\nname: acme\nroles:\n  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {P: [{Effect: Allow, Action: \"sqs:SendMessage\", Resource: ["
	for digit := range 9 {
		text += fmt.Sprintf(`"arn:aws:sqs:*:%d*:q", "arn:aws:sqs:*:*%d:q", `, digit, digit)
	}
	text += `"arn:aws:sqs:*:${AWS::AccountId}:q"]}]}}` + "\n"
	changed := strings.Replace(text, "Allow", "Deny", 1)
	if r := compareSpecs(t, load(t, text), load(t, text)); r.Verdict != "same" {
		t.Errorf("against itself, it is %s:\n%s", r.Verdict, r.Text())
	}
	const reason = "permissions: there are too many combinations of AWS::AccountId to evaluate each"
	if r := compareSpecs(t, load(t, text), load(t, changed)); r.Verdict != "unknown" || !slices.Contains(r.Members[0].Reasons, reason) {
		t.Errorf("it is %s:\n%s", r.Verdict, r.Text())
	}
	few := strings.NewReplacer(`"arn:aws:sqs:*:*`, `"arn:aws:sqs:*:7*`)
	if r := compareSpecs(t, load(t, few.Replace(text)), load(t, few.Replace(changed))); r.Verdict != "narrower" {
		t.Errorf("with few patterns, it is %s:\n%s", r.Verdict, r.Text())
	}
}
