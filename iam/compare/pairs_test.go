package compare_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam/compare"
	"github.com/emriam/emriam/iam/internal/naive"
)

// when is a statement that allows to read under a condition.
func when(operator, key string, values ...string) string {
	return statement("Allow", "s3:GetObject", "*", operator, key, values...)
}

func unless(operator, key string, values ...string) string {
	return statement("Deny", "s3:GetObject", "*", operator, key, values...)
}

func statement(effect, action, resource, operator, key string, values ...string) string {
	return fmt.Sprintf(`{"Effect":%q,"Action":%q,"Resource":%q,"Condition":{%q:{%q:[%s]}}}`, effect, action, resource, operator, key, quoted(values))
}

func quoted(texts []string) string {
	var out []string
	for _, text := range texts {
		out = append(out, fmt.Sprintf("%q", text))
	}
	return strings.Join(out, ",")
}

// on is a statement that allows to read some resources.
func on(resources ...string) string {
	return `{"Effect":"Allow","Action":"s3:GetObject","Resource":[` + quoted(resources) + `]}`
}

func but(resources ...string) string {
	return strings.Replace(on(resources...), "Allow", "Deny", 1)
}

const read = `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`

// pair is statements before and after, and how they compare.
type pair struct {
	old, new string
	want     compare.Verdict
}

// check compares pairs in both directions, and has the naive evaluator decide
// on each witness. With fewer steps, the verdict may only become unknown.
func check(t *testing.T, pairs []pair) {
	t.Helper()
	reverse := map[compare.Verdict]compare.Verdict{compare.Wider: compare.Narrower, compare.Narrower: compare.Wider}
	for _, p := range pairs {
		old, new := mustParse(t, p.old), mustParse(t, p.new)
		for range 2 {
			c, err := compare.Compare(naive.Only(old), naive.Only(new))
			if err != nil {
				t.Fatal(err)
			}
			if c.Verdict() != p.want {
				t.Errorf("%s, not %s: %v\nold %s\nnew %s", c.Verdict(), p.want, c.Reasons, p.old, p.new)
			}
			if problem := witnessed(old, new, c.Gained) + witnessed(new, old, c.Lost); problem != "" {
				t.Errorf("%sold %s\nnew %s", problem, p.old, p.new)
			}
			if c.Steps() == 0 && p.want != compare.Same {
				t.Errorf("%s took no steps", p.old)
			}
			for steps := 0; steps < c.Steps(); steps += 1 + steps/8 {
				less, err := compare.CompareWithin(steps, naive.Only(old), naive.Only(new))
				if v := less.Verdict(); err != nil || v != p.want && v != compare.Undecided {
					t.Errorf("%s within %d steps, not %s or unknown: %v\nold %s\nnew %s", v, steps, p.want, err, p.old, p.new)
					break
				}
			}
			old, new, p.old, p.new = new, old, p.new, p.old
			if back, ok := reverse[p.want]; ok {
				p.want = back
			}
		}
	}
}

// A key has several values in some requests, unless AWS says that it has one;
// no operator but those of sets is met then.
func TestComparePairsSeveralValues(t *testing.T) {
	t.Parallel()
	check(t, []pair{
		{when("StringLikeIfExists", "t:a", "*"), read, compare.Wider},
		{when("StringLikeIfExists", "aws:TagKeys", "*"), read, compare.Wider},
		{when("StringLikeIfExists", "aws:username", "*"), read, compare.Same},
		{when("StringLikeIfExists", "aws:username", "*"), read + "," + unless("ForAnyValue:StringEquals", "aws:username", "a"), compare.Both},
		{when("StringLikeIfExists", "the choice", "*"), read, compare.Same},
		{when("StringEquals", "t:a", "a") + "," + when("StringNotEquals", "t:a", "a"), read, compare.Wider},
		{when("StringEquals", "aws:PrincipalTag/t", "a") + "," + when("StringNotEquals", "aws:PrincipalTag/t", "a"), read, compare.Same},
		{when("ForAnyValue:StringEquals", "t:a", "a") + "," + when("ForAllValues:StringNotEquals", "t:a", "a"), read, compare.Same},
		{when("ForAnyValue:StringEquals", "t:a", "a", "b"), when("ForAnyValue:StringEquals", "t:a", "a") + "," + when("ForAnyValue:StringEquals", "t:a", "b"), compare.Same},
		{when("ForAllValues:StringEquals", "t:a", "a", "b"), when("ForAllValues:StringEquals", "t:a", "a") + "," + when("ForAllValues:StringEquals", "t:a", "b"), compare.Narrower},
		{when("Null", "t:a", "true"), when("StringNotLike", "t:a", "*"), compare.Same},
		{when("Null", "t:a", "false"), when("StringLike", "t:a", "*"), compare.Narrower},
		{when("Null", "t:a", "false"), when("Null", "t:a", "true"), compare.Both},
		{when("Null", "t:a", "false", "true"), read, compare.Same},
		{
			statement("Allow", "s3:GetObject", "arn:aws:s3:::b/${t:a, 'x'}", "StringLikeIfExists", "t:a", "*"),
			on("arn:aws:s3:::b/${t:a, 'x'}"), compare.Wider,
		},
	})
}

// A text with variables is compared in each way that an operator asks for.
func TestComparePairsVariableTexts(t *testing.T) {
	t.Parallel()
	both := func(values string) string {
		return `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringNotEqualsIgnoreCase":{"aws:username":"` + values + `"},"StringLike":{"aws:username":"` + values + `"}}}`
	}
	less := func(value, operator, denied string, want compare.Verdict) pair {
		st := when("StringEquals", "t:a", value)
		return pair{st, st + "," + unless(operator, "t:a", denied), want}
	}
	const users = `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:username":"ann","aws:userid":"7","t:a":"${aws:username}/${aws:userid}"}}}`
	check(t, []pair{
		{both("${t:a}*"), when("StringEquals", "aws:username", "A"), compare.Both},
		{both("${t:a}*"), when("StringLike", "aws:username", "${t:a}*"), compare.Wider},
		{when("StringEquals", "aws:username", "${t:a}*"), when("StringEquals", "aws:username", "b*"), compare.Both},
		{when("StringEquals", "aws:username", "${t:a, 'x'}"), when("StringEquals", "aws:username", "x"), compare.Both},
		{on("arn:aws:s3:::b/${t:a, 'x'}"), on("arn:aws:s3:::b/x"), compare.Both},
		{on("arn:aws:s3:::b/${t:a}${*}"), on("arn:aws:s3:::b/c"), compare.Both},
		less("x", "StringEquals", "${aws:username}", compare.Narrower),
		less("x", "StringEqualsIgnoreCase", "${aws:username}", compare.Narrower),
		less("xy", "StringEquals", "x${aws:username}", compare.Narrower),
		less("xy", "StringEqualsIgnoreCase", "X${aws:username}", compare.Undecided),
		less("XY", "StringEqualsIgnoreCase", "x${aws:username}", compare.Undecided),
		less("xy", "StringEquals", "z${aws:username}", compare.Same),
		less("x*y", "StringEqualsIgnoreCase", "x${*}${aws:username}", compare.Narrower),
		less("x-y", "StringEqualsIgnoreCase", "x${*}${aws:username}", compare.Same),
		less("*", "StringEquals", "${*}${aws:username}", compare.Same),
		less("*y", "StringEquals", "${*}${aws:username}", compare.Narrower),
		less("arn:aws:s3:::x", "ArnLike", "arn:aws:s3:::${aws:username}", compare.Narrower),
		{users, `{"Effect":"Deny","Action":"*","Resource":"*"}`, compare.Narrower},
	})
}
