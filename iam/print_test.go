package iam

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const passRole = `{
  "Version": "2012-10-17",
  "Id": "example",
  "Statement": [
    {
      "Sid": "Pass",
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": [
        "arn:aws:iam::123456789012:role/<a>&b",
        "arn:aws:iam::123456789012:role/${aws:username}"
      ],
      "Condition": {
        "StringLike": {
          "iam:PassedToService": "ec2.amazonaws.com*"
        },
        "ArnLike": {
          "aws:SourceArn": [
            "b",
            "a"
          ],
          "aws:PrincipalArn": "c"
        }
      }
    },
    {
      "Effect": "Deny",
      "NotPrincipal": {
        "Service": "ec2.amazonaws.com",
        "AWS": [
          "123456789012",
          "*"
        ]
      },
      "NotAction": "sts:AssumeRole",
      "NotResource": "*"
    },
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "sts:AssumeRole"
    }
  ]
}
`

func TestJSONKeepsOrder(t *testing.T) {
	t.Parallel()
	doc, err := Parse([]byte(passRole))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(passRole, string(doc.JSON())); diff != "" {
		t.Errorf("read and printed (-want +got):\n%s", diff)
	}
}

func TestJSONMerges(t *testing.T) {
	t.Parallel()
	doc := &Document{Statements: []Statement{{
		Effect:     "Allow",
		Principals: []Principal{{"AWS", []string{"a"}}, {"Service", []string{"s"}}, {"AWS", []string{"b"}}, {Type: "*"}},
		Actions:    []string{},
		Conditions: []Condition{
			{"StringEquals", "k", []string{"1"}},
			{"StringLike", "k", []string{"2"}},
			{"StringEquals", "l", []string{"3", "4"}},
		},
	}}}
	want := `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["a","b","*"],"Service":"s"},"Action":[],` +
		`"Condition":{"StringEquals":{"k":"1","l":["3","4"]},"StringLike":{"k":"2"}}}]}`
	if diff := cmp.Diff(want, string(doc.Compact())); diff != "" {
		t.Errorf("compact (-want +got):\n%s", diff)
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want int
	}{
		{`{"Statement":[]}`, 16},
		{" {\n\t\"Statement\" : [ ]\r\n} ", 16},
		{`{"Statement":[{"Sid":"a b","Effect":"Allow"}]}`, 46},
		{`{"Statement":[{"Sid":"é","Effect":"Allow"}]}`, 44},
	}
	for _, tt := range tests {
		doc, err := Parse([]byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Size(); got != tt.want {
			t.Errorf("%s has Size %d, want %d", tt.text, got, tt.want)
		}
	}
}
