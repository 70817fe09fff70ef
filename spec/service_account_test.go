package spec

import "testing"

// TestNameInTrust: only the role's own name, in a condition on the service accounts of
// jobs, keeps it from having another one.
func TestNameInTrust(t *testing.T) {
	t.Parallel()
	own := Base36("emr-jobs")
	for _, tc := range []struct {
		name    Value
		subject Value
		want    bool
	}{
		{Text("emr-jobs"), Value{Lit("system:serviceaccount:spark:" + JobAccount), AccountID, Lit("-" + own)}, true},
		{Text("emr-jobs"), Value{Lit("system:serviceaccount:*:" + JobAccount), AccountID, Lit("-" + own)}, true},
		{Text("emr-jobs"), Text("system:serviceaccount:spark:" + JobAccount + "111122223333-" + own), true},
		{Text("emr-job"), Value{Lit("system:serviceaccount:spark:" + JobAccount), AccountID, Lit("-" + own)}, false},
		{Text("emr-jobs"), Value{Lit("system:serviceaccount:spark:" + JobAccount), AccountID, Lit("-x" + own)}, false},
		{Text("emr-jobs"), Value{Lit("system:serviceaccount:spark:" + JobAccount), AccountID, Lit("-*")}, false},
		{Text("emr-jobs"), Text("system:serviceaccount:spark:driver-" + own), false},
		{Text("emr-jobs"), Text("emr-jobs"), false},
		{Value{Lit("emr-"), Region}, Value{Lit("system:serviceaccount:spark:" + JobAccount), AccountID, Lit("-" + own)}, false},
	} {
		r := &Role{RoleName: tc.name, Trust: &Document{Statements: []*Statement{
			{Effect: "Allow", Conditions: []Condition{{Operator: "StringEquals", Key: "oidc:aud", Values: []Item{{Value: Text("sts.amazonaws.com")}}}}},
			{Effect: "Allow", Conditions: []Condition{{Operator: "StringLike", Key: "oidc:sub", Values: []Item{{Value: Text("other")}, {Value: tc.subject}}}}},
		}}}
		if got := r.NameInTrust(); got != tc.want {
			t.Errorf("%s, trusted as %s: %t, want %t", tc.name, tc.subject, got, tc.want)
		}
	}
	if (&Role{RoleName: Text("emr-jobs"), Trust: &Document{}}).NameInTrust() {
		t.Error("a trust policy without statements has the name")
	}
}
