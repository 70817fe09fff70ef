package iam

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []Statement
	}{
		{
			"one statement in place of a list",
			`{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["a", "b"]}}`,
			[]Statement{{Effect: "Allow", Actions: []string{"s3:*"}, Resources: []string{"a", "b"}}},
		},
		{
			"keys in any order",
			`{"Statement": [{"Resource": "*", "Action": [], "Effect": "Deny", "Sid": "S"}]}`,
			[]Statement{{Sid: "S", Effect: "Deny", Actions: []string{}, Resources: []string{"*"}}},
		},
		{
			"numbers and booleans in a condition",
			`{"Statement": {"Effect": "Deny", "NotAction": "x", "Condition": {
				"Bool": {"aws:SecureTransport": false},
				"NumericLessThan": {"aws:MultiFactorAuthAge": [3600, "1"]}}}}`,
			[]Statement{{
				Effect: "Deny", NotActions: true, Actions: []string{"x"},
				Conditions: []Condition{
					{"Bool", "aws:SecureTransport", []string{"false"}},
					{"NumericLessThan", "aws:MultiFactorAuthAge", []string{"3600", "1"}},
				},
			}},
		},
		{
			"principals",
			`{"Statement": [{"Effect": "Allow", "Principal": {"Service": "s", "AWS": ["a", "*"]}},
				{"Effect": "Allow", "Principal": "*"}]}`,
			[]Statement{
				{Effect: "Allow", Principals: []Principal{{"Service", []string{"s"}}, {"AWS", []string{"a", "*"}}}},
				{Effect: "Allow", Principals: []Principal{{Type: "*"}}},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := Parse([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, doc.Statements); diff != "" {
				t.Errorf("statements (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{``, "unexpected EOF"},
		{`[]`, "the document is not an object"},
		{`{}`, "it has no Statement"},
		{`{"Statement": []} {}`, "text after its end"},
		{`{"Statement": [`, "unexpected EOF"},
		{`{"Statement": "x"}`, "statement 1: it is not an object"},
		{`{"Statement": [[]]}`, "Statement has a list in a list"},
		{`{"statement": []}`, `unknown key "statement"`},
		{`{"Version": 2012, "Statement": []}`, "Version is not a string"},
		{`{"Statement": [], "Statement": []}`, `the document has the key "Statement" twice`},
		{`{"Statement": [{}, {"Actions": "x"}]}`, `statement 2: unknown key "Actions"`},
		{`{"Statement": {"Action": "a", "NotAction": "b"}}`, "both Action and NotAction"},
		{`{"Statement": {"Resource": "a", "NotResource": "b"}}`, "both Resource and NotResource"},
		{`{"Statement": {"Principal": "*", "NotPrincipal": "*"}}`, "both Principal and NotPrincipal"},
		{`{"Statement": {"Principal": "x"}}`, "Principal is not an object"},
		{`{"Statement": {"Action": [1]}}`, "Action is not a string or a list of strings"},
		{`{"Statement": {"Action": {}}}`, "Action is not a string or a list of strings"},
		{`{"Statement": {"Condition": {"Bool": {"k": null}}}}`, "k is not a text or a list of texts"},
		{`{"Statement": {"Condition": {"Bool": {"k": "a", "k": "b"}}}}`, `Bool has the key "k" twice`},
	}
	for _, tt := range tests {
		_, err := Parse([]byte(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Parse(%s): %v, want %q", tt.text, err, tt.want)
		}
	}
}
