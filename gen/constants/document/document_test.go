package document

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestString(t *testing.T) {
	t.Parallel()
	d := Document{
		Version: "2012-10-17",
		ID:      "all-elements",
		Statements: []Statement{
			{
				Sid:        "One",
				Effect:     Allow,
				Principals: Principals{"Service": {"ec2.amazonaws.com"}, "AWS": {"a", "b"}},
				Actions:    []Action{"sts:AssumeRole"},
				Conditions: Conditions{
					"StringEquals": {"aws:SourceAccount": {"123456789012"}, "aws:PrincipalTag/<&>": {"x", "y"}},
					"ArnLike":      {"aws:SourceArn": {"${aws:PrincipalArn}"}},
				},
			},
			{
				Effect:        Deny,
				NotPrincipals: Principals{"*": nil, "AWS": {"c"}},
				NotActions:    []Action{"s3:Get*", "s3:Put*"},
				NotResources:  []string{"*"},
			},
			{Effect: Allow, Principals: Principals{"*": nil}, Actions: []Action{"s3:*"}, Resources: []string{"a", "b"}},
		},
	}
	want := `{
  "Version": "2012-10-17",
  "Id": "all-elements",
  "Statement": [
    {
      "Sid": "One",
      "Effect": "Allow",
      "Principal": {
        "AWS": [
          "a",
          "b"
        ],
        "Service": "ec2.amazonaws.com"
      },
      "Action": "sts:AssumeRole",
      "Condition": {
        "ArnLike": {
          "aws:SourceArn": "${aws:PrincipalArn}"
        },
        "StringEquals": {
          "aws:PrincipalTag/<&>": [
            "x",
            "y"
          ],
          "aws:SourceAccount": "123456789012"
        }
      }
    },
    {
      "Effect": "Deny",
      "NotPrincipal": {
        "AWS": [
          "*",
          "c"
        ]
      },
      "NotAction": [
        "s3:Get*",
        "s3:Put*"
      ],
      "NotResource": "*"
    },
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "s3:*",
      "Resource": [
        "a",
        "b"
      ]
    }
  ]
}`
	if diff := cmp.Diff(want, d.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestMarshalJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(map[string]any{"doc": Document{Version: "2012-10-17"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"doc":{"Version":"2012-10-17","Statement":[]}}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A document reads back what it prints.
func TestReadBack(t *testing.T) {
	t.Parallel()
	for _, d := range []Document{
		{Version: "2012-10-17", ID: "a", Statements: []Statement{
			{Sid: "A", Effect: Allow, Actions: []Action{"s3:GetObject"}, Resources: []string{"*"}},
			{Effect: Deny, NotActions: []Action{"s3:GetObject", "s3:<&>"}, NotResources: []string{"arn:aws:s3:::é日本/${aws:username}", "b"}, Conditions: Conditions{
				"StringLike": {"aws:PrincipalTag/a b": {"x*", "y"}, "aws:userid": {"z"}}, "Null": {"aws:PrincipalOrgID": {"true"}},
			}},
			{Effect: Allow, Principals: Principals{"AWS": {"arn:aws:iam::111122223333:root", "*"}, "Service": {"ec2.amazonaws.com"}}, Actions: []Action{"sts:AssumeRole"}},
			{Effect: Allow, NotPrincipals: Principals{"*": nil}, Actions: []Action{"sts:AssumeRole"}},
		}},
		{Version: "2008-10-17"},
	} {
		var got Document
		if err := json.Unmarshal([]byte(d.String()), &got); err != nil {
			t.Error(err)
		}
		if got.String() != d.String() || len(d.Statements) > 0 && !reflect.DeepEqual(got, d) {
			t.Errorf("%#v is read as %#v", d, got)
		}
	}
	var got Document
	if err := json.Unmarshal([]byte(`{"Statement": {"Effect": "Allow", "Action": ["a:B"], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"a": [1, 2]}}}}`), &got); err != nil ||
		got.Statements[0].Conditions["Bool"]["aws:SecureTransport"][0] != "true" || got.Statements[0].Conditions["NumericLessThan"]["a"][1] != "2" {
		t.Errorf("%v: %v", err, got)
	}
	for _, text := range []string{`{"Statment": []}`, `{"Statement": [{"Efect": "Allow"}]}`, `{"Statement": "x"}`, `[]`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}
