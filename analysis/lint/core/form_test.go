package core

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// TestForms holds each form against the regular expression that it stands for:
// with texts that have it, and with all that a few changes make of those.
func TestForms(t *testing.T) {
	t.Parallel()
	isRoleARN := func(s string) bool { _, _, ok := SplitRoleARN(s); return ok }
	for _, form := range []struct {
		name, expr string
		is         func(string) bool
		examples   []string
	}{
		{"region", `^[a-z]{2,}(-[a-z]+)+-[0-9]+$`, IsRegion, []string{"us-east-1", "us-gov-west-10"}},
		{"account", `^([0-9]{12}|aws[a-z-]*|cloudfront)$`, IsAccount, []string{"123456789012", "aws", "aws-marketplace", "cloudfront"}},
		{
			"service", `^([a-z0-9-]+\.)+(amazonaws\.com(\.cn)?|amazonaws\.eu|amazon\.com|aws\.internal|aws\.amazon\.com|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$`, IsService,
			[]string{"ec2.amazonaws.com", "a.b.amazonaws.com.cn", "x.cloud.adc-e.uk", "a.csp.hci.ic.gov", "b.aws.amazon.com"},
		},
		{"key", `^[A-Za-z0-9][A-Za-z0-9._/-]*:[^\s:]([^\r\n]*\S)?$`, IsConditionKey, []string{"aws:RequestTag/team", "a.b/c:sub", "s3:x y", "a:b:c"}},
		{"name", `^[\w+=,.@-]+$`, IsName, []string{"EMR_DefaultRole", "a+=,.@-"}},
		{"variable", `^([*?$]|[A-Za-z0-9._-]+:[^'{}$]*[^'{}$\s](,\s*'[^']*')?)$`, IsVariable, []string{"aws:username", "aws:PrincipalTag/team, 'none'", "a.b:c,'a:*'", "a:b, c", "a:b,,\t''", "*", "?"}},
		{
			"identity", `^arn:[a-z-]+:(iam::[0-9]{12}:(root|(user|role)/[!-~]+)|sts::[0-9]{12}:(assumed-role|federated-user)/[!-~]+)$`, IsIdentity,
			[]string{"arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/a:b/c", "arn:aws-cn:iam::123456789012:user/a", "arn:aws:sts::123456789012:assumed-role/a/b", "arn:aws:sts::123456789012:federated-user/a"},
		},
		{"unique ID", `^A[A-Z0-9]{15,}$`, IsUniqueID, []string{"AROAEXAMPLEEXAMPLE00", "AIDAEXAMPLEEXAMP"}},
		{"role path", `^(/|/[!-~]+/)$`, IsRolePath, []string{"/", "/emr/", "/a/b/", "//", "///"}},
		{"policy path", `^((/[A-Za-z0-9.,+@=_-]+)*)/$`, IsPolicyPath, []string{"/", "/emr/", "/a/b/", "//", "///"}},
		{"role", `^arn:[^:]*:iam::([^:]*):role(/.*/|/)([^/]+)$`, isRoleARN, []string{"arn:aws:iam::123456789012:role/a", "arn:aws:iam::*:role/a/b/c*"}},
		{"type", `^arn:[^:]*:[^:]*:[^:]*:[^:]*:([a-z-]+[/:])?\*+$`, IsAllOfAType, []string{"arn:aws:s3:::*", "arn:aws:iam::1:role/*", "arn:a:b:c:d:e-f:**"}},
		{"any role", `^(\*+|arn:[^:]*:iam::[^:]*:(role/)?\*+)$`, IsAnyRole, []string{"*", "arn:aws:iam::1:role/*", "arn:aws:iam::*:**"}},
	} {
		expr := regexp.MustCompile(form.expr)
		yes := 0
		for _, s := range changed(form.examples, 20_000) {
			got, want := form.is(s), expr.MatchString(s)
			if got != want {
				t.Errorf("%q as %s: %v, want %v", s, form.name, got, want)
			}
			if want {
				yes++
			}
		}
		if yes < 500 {
			t.Errorf("only %d texts have the form %s", yes, form.name)
		}
	}
}

// changed are the examples, and n texts made of them by changes here and there.
func changed(examples []string, n int) []string {
	const signs = "aZ09-_./:*$ ~é\t+"
	r := rand.New(rand.NewPCG(1, 2))
	out := append([]string{""}, examples...)
	for range n {
		s := []rune(examples[r.IntN(len(examples))])
		for range 1 + r.IntN(3) {
			i := r.IntN(len(s) + 1)
			rest := s[i:]
			if len(rest) > 0 && r.IntN(2) == 0 {
				rest = rest[1:]
			}
			tail := append([]rune{}, rest...)
			if sign := []rune(signs); r.IntN(3) > 0 {
				tail = append([]rune{sign[r.IntN(len(sign))]}, tail...)
			}
			s = append(s[:i:i], tail...)
		}
		out = append(out, string(s))
	}
	return out
}
