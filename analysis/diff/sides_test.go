package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/analysis/diff"
)

// TestSides: what is compared if a side is a part of something, has no parameters, or
// is looked at in one environment.
func TestSides(t *testing.T) {
	t.Parallel()
	const (
		head   = "version: 1\nname: sides\n"
		param  = "parameters:\n  B: {type: BucketName, default: data}\n"
		more   = "  X: {type: BucketName, optional: true}\n"
		narrow = "parameters:\n  B: {type: BucketName, default: data, pattern: \"[a-d]+[a-z]+\"}\n"
		job    = "roles:\n  Job:\n    kind: other\n    roleName: job\n    trust: {service: ec2}\n    policies: {Data: [{Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::${B}/*\"}]}\n"
		user   = "  Maps: {kind: emrfs, roleName: maps, trust: {service: ec2}, policies: {Data: [{Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\"}]}}\n"
		key    = "resourcePolicies:\n  Key:\n    for: kms-key\n    statements: [{Sid: Use, Effect: Allow, Principal: {AWS: \"${Job.Arn}\"}, Action: \"kms:Decrypt\", Resource: \"*\"}]\n"
		teams  = "securityConfigurations:\n  Teams: {configurationName: teams, emrfs: [{role: Maps, users: [ana]}]}\n"
		prod   = "environments:\n  prod: {region: us-east-1, account: \"111122223333\", values: {B: prod-data}}\n"
		sales  = "environments:\n  prod: {region: us-east-1, account: \"111122223333\", values: {B: sales}}\n"
		note   = " is compared only with its defaults and examples, because the other side has no parameters"
	)
	plain := strings.ReplaceAll(job, "${B}", "data")
	logs := strings.ReplaceAll(job, "${B}", "logs")
	tests := []struct {
		name, old, new string
		partial        bool // new
		env            string
		want           string // "what name verdict" of each member
		note           string
	}{
		{"a part without what is left out", head + param + more + job + user + key + teams, head + param + job + user, true, "", "", ""},
		{"all of it without the same", head + param + more + job + user + key + teams, head + param + job + user, false, "", "parameter X same, resource policy Key narrower, security configuration Teams same", ""},
		{"a part with another default", head + param + more + job, head + strings.Replace(param, "data", "logs", 1) + job, true, "", "parameter B both, role Job both", ""},
		{"a part without parameters", head + param + job, head + plain, true, "", "", "old" + note},
		{"a part without parameters that does something else", head + param + job, head + logs, true, "", "role Job both", "old" + note},
		{"no parameters on either side", head + plain, head + logs, true, "", "role Job both", ""},
		{"all of it without parameters", head + param + job, head + plain, false, "", "parameter B same, role Job both", ""},
		{"an environment", head + param + job + prod, head + param + strings.ReplaceAll(job, "${B}", "prod-data") + prod, false, "prod", "", ""},
		{"an environment of the new side only", head + param + job, head + param + strings.ReplaceAll(job, "${B}", "prod-data") + prod, false, "prod", "", ""},
		{"an environment with what the old side refuses", head + narrow + job, head + param + job + prod, false, "prod", "parameter B wider, role Job both", ""},
		{"an environment with what the old side admits", head + narrow + job, head + param + job + strings.Replace(sales, "sales", "dales", 1), false, "prod", "parameter B wider", ""},
		{"an environment with what the old side does not admit", head + narrow + job, head + param + job + sales, false, "prod", "parameter B wider, role Job both", ""},
	}
	for _, tt := range tests {
		r, err := diff.Compare(diff.Side{Name: "old", Spec: load(t, tt.old), Env: tt.env}, diff.Side{Name: "new", Spec: load(t, tt.new), Env: tt.env, Partial: tt.partial})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range r.Members {
			if m.What != "environment" {
				got = append(got, m.What+" "+m.Name+" "+string(m.Verdict))
			}
		}
		if slices.Sort(got); strings.Join(got, ", ") != tt.want || strings.Join(r.Notes, ", ") != tt.note {
			t.Errorf("%s: %s, want %s; notes %q\n%s", tt.name, strings.Join(got, ", "), tt.want, r.Notes, r.Text())
		}
		if !r.Same() && !strings.Contains(string(r.Markdown()), tt.note) {
			t.Errorf("%s: Markdown does not say %q:\n%s", tt.name, tt.note, r.Markdown())
		}
	}
}
