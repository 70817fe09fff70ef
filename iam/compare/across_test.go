package compare_test

import (
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/eval"
)

// Across accounts, what only one side allows is not allowed, so that side may change.
func TestCompareAcrossAccounts(t *testing.T) {
	t.Parallel()
	doc := func(actions ...string) *iam.Document {
		return &iam.Document{Version: "2012-10-17", Statements: []iam.Statement{{Effect: "Allow", Actions: actions, Resources: []string{"*"}}}}
	}
	bucket := doc("s3:GetObject", "s3:PutObject")
	bucket.Statements[0].Principals = []iam.Principal{{Type: "AWS", Values: []string{"arn:aws:iam::111122223333:role/r"}}}
	policies := func(across bool, actions ...string) eval.Policies {
		return eval.Policies{Identity: []*iam.Document{doc(actions...)}, Resource: bucket, CrossAccount: across}
	}
	for _, c := range []struct {
		name     string
		old, new eval.Policies
		want     compare.Verdict
	}{
		{"the identity gets what the bucket does not allow", policies(true, "s3:GetObject"), policies(true, "s3:GetObject", "s3:DeleteObject"), compare.Same},
		{"the identity gets what the bucket allows", policies(true, "s3:GetObject"), policies(true, "s3:GetObject", "s3:PutObject"), compare.Wider},
		{"in one account, either is enough", policies(false, "s3:GetObject"), policies(false, "s3:GetObject", "s3:DeleteObject"), compare.Wider},
	} {
		got, err := compare.Compare(c.old, c.new)
		if err != nil || got.Verdict() != c.want {
			t.Errorf("%s: %v, want %v (%v)", c.name, got.Verdict(), c.want, err)
		}
	}
}
