package document

import (
	"encoding/json"
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
