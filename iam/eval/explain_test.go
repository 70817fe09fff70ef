package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// TestExplain is what is said of a statement, part by part.
func TestExplain(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, statement, action, on, context, want string }{
		{"it applies", allowGet, "s3:GetObject", "arn:aws:s3:::b/x", "", "yes: action yes, resource yes"},
		{"another action", allowGet, "s3:PutObject", "arn:aws:s3:::b/x", "", "no: action no, resource yes"},
		{"another resource", allowGet, "s3:GetObject", "arn:aws:s3:::c/x", "", "no: action yes, resource no"},
		{"an unknown key", denyInsec, "a:b", "*", "", "maybe: action yes, resource yes, Bool aws:SecureTransport [false] maybe, has maybe []"},
		{"an absent key", denyInsec, "a:b", "*", "!", "no: action yes, resource yes, Bool aws:SecureTransport [false] no, has no []"},
		{"another value", denyInsec, "a:b", "*", "aws:securetransport=true", "no: action yes, resource yes, Bool aws:SecureTransport [false] no, has yes [true]"},
		{
			"all conditions are said", `{"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::${k}", "Condition": {"Null": {"k": true}, "NumericLessThan": {"n": 3}}}`,
			"s3:GetObject", "arn:aws:s3:::b", "n=2", "no: action no, resource maybe, Null k [true] maybe, has maybe [], NumericLessThan n [3] yes, has yes [2]",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, err := eval.Compile(eval.Policies{Identity: []*iam.Document{evalDocument(t, everything), evalDocument(t, tt.statement)}})
			if err != nil {
				t.Fatal(err)
			}
			reasons := e.Explain(&eval.Request{Action: tt.action, Resource: tt.on, Context: evalContext(tt.context)})
			if len(reasons) != 2 || reasons[0].Applies() != eval.Yes || reasons[1].Document != 1 {
				t.Fatalf("%+v", reasons)
			}
			r := reasons[1]
			got := []string{fmt.Sprintf("action %v, resource %v", r.Action, r.Resource)}
			for _, c := range r.Conditions {
				got = append(got, fmt.Sprintf("%s %s %s %v, has %v %s", c.Operator, c.Key, c.Condition.Values, c.Result, c.Found, c.Values))
			}
			if text := fmt.Sprintf("%v: %s", r.Applies(), strings.Join(got, ", ")); text != tt.want {
				t.Errorf("%s, want %s", text, tt.want)
			}
		})
	}
}

// TestCompileErrors are statements that IAM refuses.
func TestCompileErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ identity, trust, want string }{
		{allowGet + `, {"Effect": "allow", "Action": "*", "Resource": "*"}`, "", `identity policy 1: statement 2: its effect is "allow"`},
		{`{"Effect": "Allow", "Resource": "*"}`, "", "identity policy 1: statement 1: it has neither Action nor NotAction"},
		{`{"Effect": "Allow", "Action": "*"}`, "", "identity policy 1: statement 1: it has neither Resource nor NotResource"},
		{bucketAnn, "", "identity policy 1: statement 1: it has a principal, which policies of an identity are not to have"},
		{allowGet, allowGet, "trust policy: statement 1: it has neither Principal nor NotPrincipal"},
	}
	for _, tt := range tests {
		_, err := eval.Compile(eval.Policies{Identity: []*iam.Document{evalDocument(t, tt.identity)}, Trust: evalDocument(t, tt.trust)})
		if fmt.Sprint(err) != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}
