package cloudformation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax/layout"
)

// One cell of the table of parts a row: how a value is printed alone, in a
// mixture, and where text looks like a placeholder.
func TestValue(t *testing.T) {
	t.Parallel()
	param := spec.ParamRef{Param: &spec.Param{Name: "P", Type: spec.String}}
	role := &spec.Role{Header: spec.Header{Name: "R"}, Path: spec.Text("/p/"), RoleName: spec.Value{param, spec.Lit("-r")}, Profile: spec.Text("r"), ProfilePath: spec.Text("/p/")}
	policy := &spec.Policy{Header: spec.Header{Name: "Q"}, Path: spec.Text("/"), PolicyName: spec.Text("q")}
	for _, c := range []struct {
		v    spec.Value
		want string
	}{
		{nil, `""`},
		{spec.Text("a"), "a"},
		{spec.Text("${a"), "${a"},
		{spec.Value{spec.Region}, "!Ref AWS::Region"},
		{spec.Value{param}, "!Ref P"},
		{spec.Value{spec.Lit("a/"), param}, "!Sub a/${P}"},
		{spec.Value{spec.Lit("$"), param}, "!Sub $${P}"},
		{spec.Value{spec.Lit("a/"), spec.PolicyVar("aws:username")}, "a/${aws:username}"},
		{spec.Value{param, spec.PolicyVar("aws:username")}, "!Sub ${P}${!aws:username}"},
		{spec.Value{param, spec.PolicyVar("*"), spec.PolicyVar("?"), spec.PolicyVar("$")}, "!Sub ${P}${!*}${!?}${!$}"},
		{spec.Value{param, spec.PolicyVar("aws:PrincipalTag/t, 'x'")}, "!Sub ${P}${!aws:PrincipalTag/t, 'x'}"},
		{spec.Value{param, spec.Lit("${x}")}, "!Sub ${P}${!x}"},
		{spec.Value{param, spec.Lit("${}")}, `!Join ["", [!Ref P, "${}"]]`},
		{spec.Value{param, spec.Lit("${!x}")}, `!Join ["", [!Ref P, "${!x}"]]`},
		{spec.Value{spec.Lit("${"), param}, `!Join ["", ["${", !Ref P]]`},
		{spec.Value{spec.Lit("${a/"), param, spec.Lit("}")}, `!Join ["", ["${a/", !Ref P, "}"]]`},
		{spec.Value{spec.RoleRef{Role: role, Attr: spec.AttrName}}, "!Sub ${P}-r"},
		{spec.Value{spec.RoleRef{Role: role, Attr: spec.AttrARN}}, "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/p/${P}-r"},
		{spec.Value{spec.RoleRef{Role: role, Attr: spec.AttrProfileARN}}, "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile/p/r"},
		{spec.Value{spec.PolicyRef{Policy: policy}}, "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/q"},
		{spec.Value{spec.Lit("emr."), spec.URLSuffix}, "!Sub emr.${AWS::URLSuffix}"},
	} {
		if got := inOneLine(t, newTemplate(&spec.Spec{}, &spec.Stack{}).value(c.v)); got != c.want {
			t.Errorf("%s is\n%s, want\n%s", c.v, got, c.want)
		}
	}
}

func inOneLine(t *testing.T, n node) string {
	t.Helper()
	s, ok := style.OneLine(n, 1000)
	if !ok {
		t.Fatalf("%v takes more than one line", n)
	}
	return s
}

func TestFlattened(t *testing.T) {
	t.Parallel()
	list := &spec.Param{Name: "L", Type: spec.BucketName, List: true}
	words := &spec.Param{Name: "W", Type: spec.String, Example: []string{"a|b"}}
	optional := &spec.Param{Name: "O", Type: spec.BucketName, List: true, Optional: true}
	s := &spec.Spec{Params: []*spec.Param{list, words, optional}}
	item := func(parts ...spec.Part) spec.Item { return spec.Item{Value: parts} }
	for _, c := range []struct {
		items []spec.Item
		given spec.When
		want  string
	}{
		{[]spec.Item{item(spec.ListRef{Param: list})}, nil, "!Ref L"},
		{[]spec.Item{item(spec.ListRef{Param: list}, spec.Lit("/*"))}, nil, `!Split ["|", !Join ["", [!Join ["/*|", !Ref L], "/*"]]]`},
		{[]spec.Item{item(spec.Lit("|"), spec.ListRef{Param: list})}, nil, `!Split [" ", !Join ["", ["|", !Join [" |", !Ref L]]]]`},
		{[]spec.Item{item(spec.Lit("a")), item(spec.ListRef{Param: list})}, nil, `!Split ["|", !Join ["|", [a, !Join ["|", !Ref L]]]]`},
		{[]spec.Item{item(spec.ParamRef{Param: words}), item(spec.ListRef{Param: list})}, nil, `!Split [" ", !Join [" ", [!Ref W, !Join [" ", !Ref L]]]]`},
		{
			[]spec.Item{item(spec.Lit("a")), {Value: spec.Value{spec.ListRef{Param: optional}}, When: spec.When{spec.Given(optional)}}},
			nil,
			`!Split ["|", !Join ["|", [a, !If [HasO, !Join ["|", !Ref O], !Ref AWS::NoValue]]]]`,
		},
		{[]spec.Item{{Value: spec.Value{spec.ListRef{Param: optional}}, When: spec.When{spec.Given(optional)}}}, spec.When{spec.Given(optional)}, "!Ref O"},
	} {
		tpl := newTemplate(s, &spec.Stack{})
		if got := inOneLine(t, tpl.oneOrMany(c.items, c.given, tpl.plain)); got != c.want {
			t.Errorf("%v is\n%s, want\n%s", c.items, got, c.want)
		}
	}
}

// Fn::And and Fn::Or take ten conditions at most.
func TestFold(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 10, 11, 19, 20, 100} {
		var operands []node
		for i := range n {
			operands = append(operands, text(fmt.Sprintf("C%d", i)))
		}
		var seen []string
		var walk func(node)
		walk = func(x node) {
			c, ok := x.(layout.Call)
			if !ok {
				seen = append(seen, string(x.(text)))
				return
			}
			args := c.Arg.(list)
			if len(args) < 2 || len(args) > maxOperands {
				t.Errorf("%d conditions: %s takes %d", n, c.Tag, len(args))
			}
			for _, a := range args {
				walk(a)
			}
		}
		walk(fold("!And", operands))
		if len(seen) != n || seen[0] != "C0" || seen[n-1] != fmt.Sprintf("C%d", n-1) {
			t.Errorf("%d conditions became %v", n, seen)
		}
	}
}

func TestSimplified(t *testing.T) {
	t.Parallel()
	params := []*spec.Param{{Name: "A", Type: spec.Boolean}, {Name: "B", Optional: true}, {Name: "C", Optional: true}}
	a, b, c := spec.Given(params[0]), spec.Given(params[1]), spec.Given(params[2])
	tpl := newTemplate(&spec.Spec{Params: params}, &spec.Stack{})
	for _, tc := range []struct {
		c     condition
		given spec.When
		want  string
	}{
		{nil, nil, "always"},
		{condition{{}}, nil, "always"},
		{condition{{a}}, nil, "IsA"},
		{condition{{b, a}}, nil, "IsAAndHasB"},
		{condition{{b, a, b}}, nil, "IsAAndHasB"},
		{condition{{b}, {a}}, nil, "HasBOrIsA"},
		{condition{{b}, {a, b}}, nil, "HasB"},
		{condition{{a, b}, {b}}, nil, "HasB"},
		{condition{{a, b}}, spec.When{a}, "HasB"},
		{condition{{a}, {b}}, spec.When{a}, "always"},
		{condition{{c, a}, {c, b}}, nil, "IsAAndHasCOrHasBAndHasC"},
	} {
		got := "always"
		if s := tpl.spec.Simplify(tc.c, tc.given); len(s) > 0 {
			got = tpl.condition(s)
		}
		if got != tc.want {
			t.Errorf("%s given %s is %s, want %s", conditionKey(tc.c), conditionKey(condition{tc.given}), got, tc.want)
		}
	}
}

// Two conditions never share a name, though their parameters can be called
// anything.
func TestConditionNamesDiffer(t *testing.T) {
	t.Parallel()
	params := []*spec.Param{{Name: "A", Optional: true}, {Name: "B", Optional: true}, {Name: "AAndHasB", Optional: true}}
	a, b, ab := spec.Given(params[0]), spec.Given(params[1]), spec.Given(params[2])
	tpl := newTemplate(&spec.Spec{Params: params}, &spec.Stack{})
	first, second := tpl.condition(condition{{a, b}}), tpl.condition(condition{{ab}})
	if first != "HasAAndHasB" || second != "HasAAndHasB2" {
		t.Errorf("%s and %s", first, second)
	}
	if again := tpl.condition(condition{{a, b}}); again != first {
		t.Errorf("the same condition is %s and then %s", first, again)
	}
}

func TestDescription(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é word ", 200)
	got := description(long)
	if len(got) > maxDescription || len(got) < maxDescription-20 || !strings.HasSuffix(got, "word...") && !strings.HasSuffix(got, "é...") {
		t.Errorf("%d bytes: %s", len(got), got)
	}
	if got := description(" a\n  b "); got != "a b" {
		t.Errorf("%q", got)
	}
}
