package spec

import (
	"math/rand/v2"
	"testing"
)

// forms are the patterns that are matched without being compiled, each with
// texts that match.
func forms() map[string][]string {
	out := map[string][]string{
		policyVarForm:                   {"aws:username", "aws:PrincipalTag/team, 'none'", "aws:x,'é'", "a:b, c, 'd'"},
		`[A-Za-z0-9_+=,.@-]+`:           {"EMR_DefaultRole", "a+=,.@-"},
		`/|/[!-~]+/`:                    {"/", "/emr/", "/a/b/"},
		`a{2}b?|[^a-c]*x`:               {"aab", "aa", "xyx", "éx"},
		`(a|b[^|]|)x*|[(|)]+`:           {"ax", "b)xx", "xx", "(|)|", "x"},
		`[\x00-\x20a-c]+:[^\x00-\x20:]`: {"a b\t:x", "\n:!", " \f\r:\u00a0"},
	}
	examples := map[Type][]string{
		Number: {"-12", "123456789012345"}, Boolean: {"true", "false"}, BucketName: {"amzn-s3-demo", "a.b"},
		KMSKeyARN: {"arn:aws-cn:kms:us-east-1:123456789012:key/a-b"}, KeyID: {"1234abcd-12ab"},
		RoleARN: {"arn:aws:iam::123456789012:role/a/b*"}, ApplicationID: {"00abc"}, AccountIDType: {"123456789012"},
		VPCID: {"vpc-12345678"}, SubnetID: {"subnet-12345678"}, SecurityGroupID: {"sg-12345678901234567"},
		LogGroupName: {"/aws/emr.#x"}, NamePrefix: {"team+=,.@_-"},
		PolicyARN: {"arn:aws:iam::aws:policy/a/b-c", "arn:aws-cn:iam::123456789012:policy/x"},
		ARN:       {"arn:aws:s3:::a/b c", "arn:aws-us-gov:kms:us-east-1:1:key/é\u00a0"},
	}
	for _, info := range typeTable {
		if texts := examples[info.name]; texts != nil {
			out[info.pattern] = texts
		}
	}
	return out
}

// TestForms holds matchesForm against what regexp says: with texts that match,
// and with all that a few changes make of those.
func TestForms(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for form, texts := range forms() {
		yes := 0
		for range 5000 {
			s := texts[r.IntN(len(texts))]
			for range r.IntN(4) {
				s = changed(r, s)
			}
			got, want := matchesForm(form, s), matchesWhole(form, s)
			if got != want {
				t.Errorf("%q matches %s: %v, want %v", s, form, got, want)
			}
			if want {
				yes++
			}
		}
		if yes < 1000 || yes > 4900 {
			t.Errorf("%d of 5000 texts match %s", yes, form)
		}
	}
	for _, info := range typeTable {
		if _, tried := forms()[info.pattern]; !tried && info.pattern != "" {
			t.Errorf("the pattern of %s is not tried", info.name)
		}
	}
}

// changed is s with a character more, less, or another.
func changed(r *rand.Rand, s string) string {
	const signs = "aZ09-_./:*$ ~é'\t+,x"
	i, sign := r.IntN(len(s)+1), []rune(signs)[r.IntN(len([]rune(signs)))]
	switch {
	case i < len(s) && r.IntN(3) == 0:
		return s[:i] + s[i+1:]
	case i < len(s) && r.IntN(2) == 0:
		return s[:i] + string(sign) + s[i+1:]
	}
	return s[:i] + string(sign) + s[i:]
}
