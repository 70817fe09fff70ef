package templates_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/google/go-cmp/cmp"
)

// trusts is who may take each template's role, in aws and in aws-cn, and what
// guards it against a confused deputy. The sources are the templates' own
// pages, and the AWS CLI's create-default-roles for China, for Auto Scaling
// and for the v1 service role.
var trusts = map[string]struct{ aws, china, guard string }{
	"service-v2":        {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "any Region"},
	"service-v1":        {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", ""},
	"custom-service-v1": {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", ""},
	"custom-notebooks":  {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "any Region"},
	"custom-autoscaling": {
		"application-autoscaling.amazonaws.com elasticmapreduce.amazonaws.com",
		"application-autoscaling.amazonaws.com.cn elasticmapreduce.amazonaws.com.cn", "",
	},
	"custom-service": {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "any Region"},
	"autoscaling": {
		"application-autoscaling.amazonaws.com elasticmapreduce.amazonaws.com",
		"application-autoscaling.amazonaws.com.cn elasticmapreduce.amazonaws.com.cn", "",
	},
	"instance":                  {"ec2.amazonaws.com", "ec2.amazonaws.com", ""},
	"custom-instance":           {"ec2.amazonaws.com", "ec2.amazonaws.com", ""},
	"notebooks":                 {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "any Region"},
	"studio-service":            {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "this Region"},
	"studio-user":               {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", ""},
	"serverless-interactive":    {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "this Region"},
	"serverless-execution":      {"emr-serverless.amazonaws.com", "emr-serverless.amazonaws.com", "account"},
	"step-functions-emr":        {"states.amazonaws.com", "states.amazonaws.com", "state machines"},
	"step-functions-serverless": {"states.amazonaws.com", "states.amazonaws.com", "state machines"},
	"step-functions-eks":        {"states.amazonaws.com", "states.amazonaws.com", "state machines"},
	"eks-job":                   {"pods.eks.amazonaws.com", "pods.eks.amazonaws.com", ""},
	"scheduler-caller":          {"scheduler.amazonaws.com", "scheduler.amazonaws.com", "schedules"},
	"events-caller":             {"events.amazonaws.com", "events.amazonaws.com", ""},
	"glue-caller":               {"glue.amazonaws.com", "glue.amazonaws.com", ""},
	"service-catalog-launch":    {"servicecatalog.amazonaws.com", "servicecatalog.amazonaws.com", ""},
	"lambda-caller":             {"lambda.amazonaws.com", "lambda.amazonaws.com", ""},
	"mwaa-execution":            {"airflow-env.amazonaws.com airflow.amazonaws.com", "airflow-env.amazonaws.com airflow.amazonaws.com", ""},
	"canvas-execution":          {"emr-serverless.amazonaws.com", "emr-serverless.amazonaws.com", "account"},
	"unified-studio-service":    {"elasticmapreduce.amazonaws.com", "elasticmapreduce.amazonaws.com.cn", "any Region"},
	"unified-studio-instance":   {"ec2.amazonaws.com", "ec2.amazonaws.com", ""},
	"sagemaker-emr-access":      {"arn:aws:iam::123456789012:role/Trusted", "arn:aws-cn:iam::123456789012:role/Trusted", ""},
	"emrfs":                     {"arn:aws:iam::123456789012:role/Trusted", "arn:aws-cn:iam::123456789012:role/Trusted", ""},
	"identity-center":           {"arn:aws:iam::123456789012:role/Trusted", "arn:aws-cn:iam::123456789012:role/Trusted", ""},
	"runtime-step":              {"arn:aws:iam::123456789012:role/Trusted", "arn:aws-cn:iam::123456789012:role/Trusted", ""},
}

// sessions are the actions of a trust beside sts:AssumeRole.
var sessions = map[string][]string{"runtime-step": {"sts:TagSession"}, "eks-job": {"sts:TagSession"}, "identity-center": {"sts:SetContext"}, "studio-user": {"sts:SetContext"}}

// guards are the conditions that each word above stands for.
func guards(b spec.Binding, guard string) map[string][]string {
	account := map[string][]string{"StringEquals aws:SourceAccount": {b.AccountID}}
	region := map[string]string{"any Region": "*", "this Region": b.Region}[guard]
	switch {
	case guard == "":
		return map[string][]string{}
	case guard == "state machines":
		account["ArnLike aws:SourceArn"] = []string{"arn:" + b.Partition + ":states:*:" + b.AccountID + ":stateMachine:*"}
	case guard == "schedules":
		account["ArnLike aws:SourceArn"] = []string{"arn:" + b.Partition + ":scheduler:*:" + b.AccountID + ":schedule-group/*"}
	case region != "":
		account["ArnLike aws:SourceArn"] = []string{"arn:" + b.Partition + ":elasticmapreduce:" + region + ":" + b.AccountID + ":*"}
	}
	return account
}

func TestTrust(t *testing.T) {
	t.Parallel()
	for _, name := range names(t) {
		s := load(t, alone(t, name, name == "eks-job")) // with a provider, TestServiceAccounts compares its trust
		want, ok := trusts[name]
		if len(s.Policies)+len(s.ResourcePolicies) == 0 && !ok {
			t.Errorf("no trust is written down for template %s", name)
		}
		if len(s.Policies)+len(s.ResourcePolicies) > 0 {
			continue
		}
		b := s.Example()
		r := s.Roles[slices.IndexFunc(s.Roles, func(r *spec.Role) bool { return r.Name == "Alone" })]
		checkTrust(t, name, r, b, want.aws, want.guard)
		b.Partition, b.Region = "aws-cn", "cn-north-1"
		checkTrust(t, name, r, b, want.china, want.guard)
	}
}

func checkTrust(t *testing.T, name string, r *spec.Role, b spec.Binding, principals, guard string) {
	t.Helper()
	if n := len(r.Trust.Statements); n != 1 {
		t.Fatalf("%s: %d trust statements, want 1", name, n)
	}
	st := r.Trust.Statements[0]
	var got []string
	for _, p := range st.Principals {
		if want := map[bool]string{true: "AWS", false: "Service"}[read(t, name).trustsRole()]; p.Type != want || st.NotPrincipals {
			t.Errorf("%s trusts a principal of type %s", name, p.Type)
		}
		got = append(got, b.List(p.Values)...)
	}
	if diff := cmp.Diff(strings.Fields(principals), sorted(got)); diff != "" {
		t.Errorf("%s: principals in %s (-want +got):\n%s", name, b.Partition, diff)
	}
	if actions := b.List(st.Actions); !slices.Equal(actions, append([]string{"sts:AssumeRole"}, sessions[name]...)) || st.Effect != "Allow" {
		t.Errorf("%s: the trust is to %s %v", name, st.Effect, actions)
	}
	conditions := map[string][]string{}
	for _, c := range st.Conditions {
		conditions[c.Operator+" "+c.Key] = b.List(c.Values)
	}
	if diff := cmp.Diff(guards(b, guard), conditions); diff != "" {
		t.Errorf("%s: guard in %s (-want +got):\n%s", name, b.Partition, diff)
	}
}

// RunJobFlow takes an instance profile; it is named as its role.
func TestProfiles(t *testing.T) {
	t.Parallel()
	for _, r := range builtin(t).Roles {
		want := ""
		if r.Kind == spec.KindInstance {
			want = r.RoleName.String()
		}
		if got := r.Profile.String(); got != want {
			t.Errorf("%s has the instance profile %q, want %q", r.Name, got, want)
		}
	}
}
