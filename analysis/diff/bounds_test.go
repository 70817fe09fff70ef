package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
)

// TestManyNames: the copies of an each are all compared.
func TestManyNames(t *testing.T) {
	t.Parallel()
	of := func(last string) string {
		text := "version: 1\nname: acme\nroles:\n  Job:\n    kind: other\n    roleName: job-${each}\n    trust: {service: ec2}\n    each:\n"
		for i := range 70 {
			text += fmt.Sprintf("      n%d: {Key: %s}\n", i, map[bool]string{true: last, false: "data"}[i == 69])
		}
		return text + `    policies: {P: [{Sid: R, Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${each.Key}"}]}` + "\n"
	}
	if r := compareSpecs(t, load(t, of("data")), load(t, of("other"))); r.Verdict != "both" {
		t.Errorf("it is %s:\n%s", r.Verdict, r.Text())
	}
}

// TestManyValues: what wildcards tell apart by more values than are tried is unknown, unless
// nothing differs.
func TestManyValues(t *testing.T) {
	t.Parallel()
	of := func(more string) string {
		text := "version: 1\nname: acme\nparameters:\n  Bucket: {type: BucketName, example: amzn-s3-demo-bucket}\nroles:\n" +
			"  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {P: [{Sid: A, Effect: Allow, Action: \"s3:*\", Resource: \"arn:aws:s3:::${Bucket}\"}, " +
			"{Sid: L, Effect: Allow, Action: \"s3:ListAllMyBuckets\", Resource: \"*\"}, {Sid: D, Effect: Deny, Action: \"s3:GetBucketAcl\", Resource: ["
		for digit := range 7 {
			text += fmt.Sprintf(`"arn:aws:s3:::*x%dx*", `, digit)
		}
		return text + "]}" + more + "]}}\n"
	}
	for more, verdict := range map[string]string{
		"": "same",
		`, {Sid: N, Effect: Deny, Action: "s3:GetBucketTagging", Resource: "arn:aws:s3:::*x7x*"}`: "unknown",
	} {
		r := compareSpecs(t, load(t, of("")), load(t, of(more)))
		if string(r.Verdict) != verdict || verdict == "unknown" && !strings.Contains(string(r.Text()), "too many combinations of Bucket") {
			t.Errorf("%q: it is %s, want %s:\n%s", more, r.Verdict, verdict, r.Text())
		}
	}
}

// TestTemplateWithoutParameters: two templates are compared in every deployment, also if one
// of them has no parameters.
func TestTemplateWithoutParameters(t *testing.T) {
	t.Parallel()
	of := func(more, statement string) diff.Side {
		return diff.Side{Name: "t.yaml", Partial: true, Template: true, Spec: load(t, "version: 1\nname: acme\n"+more+`roles:
  Job: {kind: other, roleName: job, trust: {service: ec2}, policies: {P: [{Sid: L, Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*"}`+statement+"]}}\n")}
	}
	older := of("", "")
	newer := of("parameters: {On: {type: Boolean, default: \"false\"}}\n", `, {Sid: G, Effect: Allow, Action: "s3:GetObject", Resource: "*", when: "On"}`)
	r, err := diff.Compare(older, newer)
	if err != nil || r.Verdict != "wider" || !strings.Contains(string(r.Text()), "with On") {
		t.Errorf("%v: it is %s:\n%s", err, r.Verdict, r.Text())
	}
}
