package iam

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustParse(t *testing.T, text string) *Document {
	t.Helper()
	doc, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	doc := mustParse(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "A", "Effect": "Allow", "Action": ["s3:PutObject", "s3:getObject"], "Resource": ["b", "a"],
			"Condition": {"StringLike": {"B": ["2", "1", "2"]}, "Bool": {"a": true}}},
		{"Effect": "Deny", "NotAction": ["B", "a"], "NotResource": "*"},
		{"Effect": "Allow", "Principal": {"Service": ["x", "y"]}, "Action": "sts:AssumeRole"}]}`)
	want := []string{
		`Allow by "Service:x" do "sts:assumerole"`,
		`Allow by "Service:y" do "sts:assumerole"`,
		`Allow do "s3:getobject" on "a" if Bool "a" ["true"] and StringLike "b" ["1" "2"]`,
		`Allow do "s3:getobject" on "b" if Bool "a" ["true"] and StringLike "b" ["1" "2"]`,
		`Allow do "s3:putobject" on "a" if Bool "a" ["true"] and StringLike "b" ["1" "2"]`,
		`Allow do "s3:putobject" on "b" if Bool "a" ["true"] and StringLike "b" ["1" "2"]`,
		`Deny not do ["a" "b"] not on ["*"]`,
	}
	if diff := cmp.Diff(want, Canonical(doc)); diff != "" {
		t.Errorf("Canonical (-want +got):\n%s", diff)
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"Sid and key order", `{"Sid": "A", "Effect": "Allow", "Action": "a:b"}`, `{"Action": ["A:B"], "Effect": "Allow"}`, true},
		{"split statement", `{"Effect": "Allow", "Action": ["a:b", "a:c"]}`, `{"Effect": "Allow", "Action": "a:c"}, {"Effect": "Allow", "Action": "a:b"}`, true},
		{"split principals", `{"Effect": "Allow", "Principal": {"AWS": ["x", "y"]}}`, `{"Effect": "Allow", "Principal": {"AWS": "y"}}, {"Effect": "Allow", "Principal": {"AWS": "x"}}`, true},
		{"anyone", `{"Effect": "Allow", "Principal": "*"}`, `{"Effect": "Allow", "Principal": {"AWS": "*"}}`, true},
		{"split NotAction", `{"Effect": "Allow", "NotAction": ["a:b", "a:c"]}`, `{"Effect": "Allow", "NotAction": "a:b"}, {"Effect": "Allow", "NotAction": "a:c"}`, false},
		{"effect", `{"Effect": "Allow", "Action": "a:b"}`, `{"Effect": "Deny", "Action": "a:b"}`, false},
		{"negation", `{"Effect": "Allow", "Action": "a:b"}`, `{"Effect": "Allow", "NotAction": "a:b"}`, false},
		{"case of a resource", `{"Effect": "Allow", "Resource": "a"}`, `{"Effect": "Allow", "Resource": "A"}`, false},
		{"principal type", `{"Effect": "Allow", "Principal": {"AWS": "x"}}`, `{"Effect": "Allow", "Principal": {"Service": "x"}}`, false},
		{"split conditions", `{"Effect": "Allow", "Condition": {"Bool": {"a": "1", "b": "2"}}}`, `{"Effect": "Allow", "Condition": {"Bool": {"a": "1"}}}, {"Effect": "Allow", "Condition": {"Bool": {"b": "2"}}}`, false},
		{"operator", `{"Effect": "Allow", "Condition": {"StringLike": {"a": "1"}}}`, `{"Effect": "Allow", "Condition": {"StringEquals": {"a": "1"}}}`, false},
		{"values that print alike", `{"Effect": "Allow", "Condition": {"StringLike": {"a": ["1", "2"]}}}`, `{"Effect": "Allow", "Condition": {"StringLike": {"a": "1\" \"2"}}}`, false},
		{"nothing", ``, ``, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := mustParse(t, `{"Statement": [`+tt.a+`]}`)
			b := mustParse(t, `{"Statement": [`+tt.b+`]}`)
			if got := Equal(a, b); got != tt.want {
				t.Errorf("Equal is %v, Diff is\n%s", got, Diff(a, b))
			}
			if (Diff(a, b) == "") != tt.want {
				t.Errorf("Diff is\n%s", Diff(a, b))
			}
		})
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	a := mustParse(t, `{"Statement": [{"Effect": "Allow", "Action": ["a:a", "a:b"]}]}`)
	b := mustParse(t, `{"Statement": [{"Effect": "Allow", "Action": ["a:b", "a:c"]}]}`)
	want := "-Allow do \"a:a\"\n+Allow do \"a:c\"\n"
	if diff := cmp.Diff(want, Diff(a, b)); diff != "" {
		t.Errorf("Diff (-want +got):\n%s", diff)
	}
}

// In documents older than 2012-10-17, "${" is text.
func TestCanonicalVersion(t *testing.T) {
	t.Parallel()
	statement := `"Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "${aws:username}"}}`
	newer := mustParse(t, `{"Version": "2012-10-17", `+statement)
	older := mustParse(t, `{"Version": "2008-10-17", `+statement)
	none := mustParse(t, `{`+statement)
	if Equal(newer, older) {
		t.Error("a document with policy variables equals the same text without")
	}
	if !Equal(older, none) {
		t.Errorf("no version is not the oldest version:\n%s", Diff(older, none))
	}
}
