package cloudformation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
)

var testEnv = Env{Partition: "aws-cn", Region: "cn-north-1", AccountID: "123456789012", StackName: "stack"}

var testDeployment = conditional.Deployments{Partition: testEnv.Partition, Region: testEnv.Region, AccountID: testEnv.AccountID}

// head is what the values in the tables below can refer to.
const head = `
Parameters:
  Text: {Type: String, Default: t}
  Number: {Type: Number, Default: 12}
  Items: {Type: CommaDelimitedList, Default: "a, b,c"}
  Empty: {Type: CommaDelimitedList, Default: ""}
Mappings:
  Principals:
    aws-cn: {emr: emr.amazonaws.com.cn}
Conditions:
  "Yes": !Equals [!Ref Text, t]
  "No": !Not [!Condition "Yes"]
  Both: !And [!Condition "Yes", !Condition "No"]
  Either: !Or [!Condition "Yes", !Condition "No"]
  HasEmpty: !Not [!Equals [!Join ["", !Ref Empty], ""]]
  HasItems: !Not [!Equals [!Join ["", !Ref Items], ""]]
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub "${Text}-role", Path: /p/}}
  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {InstanceProfileName: profile, Roles: [!Ref Role]}}
  Policy: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: policy}}
  Absent: {Type: AWS::IAM::Role, Condition: "No", Properties: {RoleName: absent}}
  Unnamed: {Type: AWS::IAM::Role, Properties: {Path: /}}
  Queue: {Type: AWS::SQS::Queue}
  Subject:
    Type: AWS::EMR::SecurityConfiguration
    Properties:
      Name: subject
      SecurityConfiguration:
        Value: `

// subject makes only the security configuration.
type subject struct {
	*conditional.Facts
	account *conditional.Account
}

func (s subject) Configuration(when formula.Formula, name, document conditional.Value) {
	s.account.Configuration(when, name, document)
}

func (s subject) Fail(when formula.Formula, err error) { s.account.Fail(when, err) }

func valueOf(value string) (any, error) {
	t, err := Parse([]byte(head + value + "\n"))
	if err != nil {
		return nil, err
	}
	s := subject{conditional.NewFacts(), conditional.NewAccount(testDeployment)}
	if err := t.Read(testDeployment, testEnv, nil, s); err != nil {
		return nil, err
	}
	if err := s.account.Done(); err != nil {
		return nil, err
	}
	return s.account.SecurityConfigurations[0].Document.(map[string]any)["Value"], nil
}

func TestValues(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]any{
		`plain`:                       "plain",
		`12`:                          12.0,
		`true`:                        true,
		`!Ref Text`:                   "t",
		`{Ref: Text}`:                 "t",
		`!Ref Number`:                 "12",
		`!Ref Items`:                  []any{"a", "b", "c"},
		`!Ref Empty`:                  []any{""},
		`!Ref AWS::Partition`:         "aws-cn",
		`!Ref AWS::URLSuffix`:         "amazonaws.com.cn",
		`!Ref Role`:                   "t-role",
		`!Ref Profile`:                "profile",
		`!Ref Policy`:                 "arn:aws-cn:iam::123456789012:policy/policy",
		`!GetAtt Role.Arn`:            "arn:aws-cn:iam::123456789012:role/p/t-role",
		`!GetAtt [Role, Arn]`:         "arn:aws-cn:iam::123456789012:role/p/t-role",
		`{"Fn::GetAtt": [Role, Arn]}`: "arn:aws-cn:iam::123456789012:role/p/t-role",
		`!GetAtt Policy.PolicyArn`:    "arn:aws-cn:iam::123456789012:policy/policy",
		`!GetAtt Profile.Arn`:         "arn:aws-cn:iam::123456789012:instance-profile/profile",
		`!Sub "${Text}/${!aws:username}/${AWS::Region}/$x/{y}"`:       "t/${aws:username}/cn-north-1/$x/{y}",
		`!Sub "${!aws:PrincipalTag/team, 'x'}${!*}"`:                  "${aws:PrincipalTag/team, 'x'}${*}",
		`!Sub "${Role.Arn}"`:                                          "arn:aws-cn:iam::123456789012:role/p/t-role",
		`!Sub ["${A}-${Text}", {A: !Join ["+", !Ref Items]}]`:         "a+b+c-t",
		`!Join ["|", [a, !Ref AWS::NoValue, !Ref Text]]`:              "a|t",
		`!Split ["|", "a|b"]`:                                         []any{"a", "b"},
		`!Split ["|", !Join ["", [!Join ["/*|", !Ref Items], "/*"]]]`: []any{"a/*", "b/*", "c/*"},
		`!Select [1, !Ref Items]`:                                     "b",
		`!Select ["0", [x, y]]`:                                       "x",
		`!FindInMap [Principals, !Ref AWS::Partition, emr]`:           "emr.amazonaws.com.cn",
		`!ImportValue x`:                                              "{{resolve:export:x}}",
		`!Sub ["${A}/*", {A: {"Fn::ImportValue": !Sub "${Text}-a"}}]`: "{{resolve:export:t-a}}/*",
		`!If ["Yes", a, b]`:                                           "a",
		`!If [Both, a, b]`:                                            "b",
		`!If [Either, a, b]`:                                          "a",
		`!If [HasEmpty, a, b]`:                                        "b",
		`!If [HasItems, a, b]`:                                        "a",
		`[a, !If ["No", b, !Ref AWS::NoValue], c]`:                    []any{"a", "c"},
		`{A: {"Fn::If": ["No", b, {Ref: AWS::NoValue}]}, B: c}`:       map[string]any{"B": "c"},
		`{Condition: {StringEquals: {a: b}}}`:                         map[string]any{"Condition": map[string]any{"StringEquals": map[string]any{"a": "b"}}},
	} {
		got, err := valueOf(value)
		if err != nil {
			t.Errorf("%s: %v", value, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", value, diff)
		}
	}
}

// What the package does not know is an error, in branches not taken, too.
func TestRefusesToGuess(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`!Base64 x`:                         "Fn::Base64: unknown function",
		`!If ["Yes", a, !Cidr [x]]`:         "unknown function",
		`!If [Unknown, a, b]`:               `no condition "Unknown"`,
		`!If ["Yes", a]`:                    "not a list of 3",
		`!Ref Unknown`:                      `no resource "Unknown"`,
		`!If ["Yes", a, !Ref Unknown]`:      `no resource "Unknown"`,
		`!Ref AWS::StackId`:                 "no parameter or resource",
		`!Ref Absent`:                       "not created",
		`!Ref Unnamed`:                      "make one up",
		`!Ref Queue`:                        "not known",
		`!GetAtt Role.RoleId`:               "not known",
		`!Sub "${aws:username}"`:            `no resource "aws:username"`,
		`!Sub "${*}"`:                       "is no name",
		`!Sub "${Text"`:                     "not closed",
		`!Sub "${A}"`:                       `no resource "A"`,
		`!Join [!Ref Text, [a]]`:            "delimiter is no string",
		`!Join ["", a]`:                     "where a list is expected",
		`!Split ["|", [a]]`:                 "where a text is expected",
		`!Select [3, !Ref Items]`:           "no value at index",
		`!FindInMap [Principals, aws, emr]`: "no [",
		`{Ref: Text, Other: x}`:             "beside other keys",
		`!Equals [a, b]`:                    "unknown function",
		`null`:                              "no meaning",
		`&x a`:                              "no meaning",
		`!!str a`:                           "tag !!str",
		`!GetAtt Subject.Arn`:               "not known",
		`{"Fn::ForEach::x": [a, b, c]}`:     "unknown function",
	} {
		if got, err := valueOf(value); err == nil {
			t.Errorf("%s is %v, want an error with %q", value, got, want)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", value, err, want)
		}
	}
}

func TestRefusesTemplates(t *testing.T) {
	t.Parallel()
	const role = "Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r, AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: '*', Action: 'sts:AssumeRole'}}}}}\n"
	for template, want := range map[string]string{
		"":               "one YAML document",
		"Parameters: {}": "without Resources",
		role + "Transform: AWS::LanguageExtensions":                                                                     `unknown key "Transform"`,
		role + "Resources: {}":                                                                                          "already defined",
		"Resources: {R: {Type: T, CreationPolicy: {}}}":                                                                 `unknown key "CreationPolicy"`,
		"Resources: {R: {Type: T, Condition: C}}":                                                                       `no condition "C"`,
		"Resources: {R: {Type: T, DependsOn: Q}}":                                                                       `no resource "Q"`,
		"Resources: {R: {Type: T, DependsOn: S}, S: {Type: T, DependsOn: [R]}}":                                         "needs itself",
		role + "Conditions: {A: !Condition B, B: !Condition A}":                                                         "needs itself",
		role + "Conditions: {A: !And [!Condition A]}":                                                                   "list of 2 to 10",
		role + "Conditions: {A: !If [B, c, d]}":                                                                         "unknown condition function",
		role + "Mappings: {M: {aws: {a.b: c}}}":                                                                         "not alphanumeric",
		role + "Parameters: {P: {Type: String}}":                                                                        "parameter P: no value",
		role + "Parameters: {P: {Type: AWS::EC2::VPC::Id, Default: x}}":                                                 "not known",
		role + "Parameters: {P: {Type: String, Default: x, Other: x}}":                                                  `unknown key "Other"`,
		role + "Parameters: {P: {Type: Number, Default: x}}":                                                            "is no number",
		role + "Parameters: {P: {Type: String, Default: x, AllowedValues: [a]}}":                                        "is not one of",
		role + "Parameters: {P: {Type: String, Default: x, AllowedPattern: '^$|^a+$'}}":                                 "does not match",
		role + "Parameters: {P: {Type: String, Default: x, MinLength: 2}}":                                              "out of bounds",
		role + "Parameters: {P: {Type: Number, Default: 3, MaxValue: 2}}":                                               "out of bounds",
		role + "Parameters: {P: {Type: CommaDelimitedList, Default: 'a,,b', AllowedPattern: a|b}}":                      "does not match",
		role + "Parameters: {P: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}}":                             "no SSM parameter",
		role + "Rules: {R: {Assertions: [{Assert: !Not [{'Fn::EachMemberEquals': [[a], a]}], AssertDescription: no}]}}": "assertion failed: no",
		role + "Outputs: {O: {Value: [a]}}":                                                                             "where a text is expected",
		"Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: !GetAtt S.Arn}}, S: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref R}}}": "needs itself",
	} {
		if _, err := Read([]byte(template), testEnv); err == nil {
			t.Errorf("no error, want one with %q, for:\n%s", want, template)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q, for:\n%s", err, want, template)
		}
	}
}

func TestUnknownParameter(t *testing.T) {
	t.Parallel()
	env := testEnv
	env.Params = map[string]string{"Q": "x"}
	if _, err := Read([]byte("Resources: {}"), env); err == nil || !strings.Contains(err.Error(), "no parameter Q") {
		t.Errorf("got %v", err)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, value string
		want           bool
	}{
		{"[a-z]+", "abc", true},
		{"[a-z]+", "abc1", false},
		{"^$|^[a-z]+$", "", true},
		{"^$|^[a-z]+$", "1", false},
		{"a|b", "ab", false},
		{"(a|b)c", "bc", true},
		{`[|]x`, "|x", true},
		{`a\|b`, "a|b", true},
		{"^(?=[a-z]+$)[^q]+$", "abc", true},
		{"^(?=[a-z]+$)[^q]+$", "abq", false},
		{"^(?=[a-z]+$)[^q]+$", "ab1", false},
		{"^(?=(?:a|b)+$)(?=[^b]*$)(?:a|b)*$", "aaa", true},
		{"^(?=(?:a|b)+$)(?=[^b]*$)(?:a|b)*$", "aba", false},
	} {
		if got, err := matches(c.pattern, c.value); err != nil || got != c.want {
			t.Errorf("matches(%q, %q) = %v, %v", c.pattern, c.value, got, err)
		}
	}
}
