package compare_test

import (
	"testing"

	"github.com/emriam/emriam/iam/compare"
)

// Values between, before and beyond those that conditions name.
func TestComparePairsNumbers(t *testing.T) {
	t.Parallel()
	const key = "n:number"
	check(t, []pair{
		{when("NumericLessThan", key, "10"), when("NumericLessThanEquals", key, "10"), compare.Wider},
		{when("NumericLessThan", key, "10"), when("NumericLessThan", key, "10.5"), compare.Wider},
		{when("NumericLessThan", key, "10"), when("NumericLessThan", key, "1e1", "ten"), compare.Same},
		{when("NumericLessThan", key, "-3"), when("NumericLessThan", key, "-3") + "," + when("NumericEquals", key, "-3.5"), compare.Same},
		{when("NumericLessThan", key, "-3"), when("NumericLessThan", key, "-3") + "," + when("NumericEquals", key, "-2.5"), compare.Wider},
		{when("NumericGreaterThan", key, "3"), when("NumericGreaterThanEquals", key, "3.000001"), compare.Narrower},
		{when("NumericGreaterThan", key, "3"), when("NumericGreaterThanEquals", key, "3") + "," + unless("NumericEquals", key, "3"), compare.Same},
		{when("NumericNotEquals", key, "3"), when("NumericLessThan", key, "3") + "," + when("NumericGreaterThan", key, "3"), compare.Narrower},
		{when("NumericEquals", key, "1", "2"), when("NumericGreaterThanEquals", key, "1") + "," + unless("NumericGreaterThan", key, "2"), compare.Wider},
		{when("NumericEquals", key, "1"), when("NumericGreaterThanEquals", key, "1") + "," + unless("NumericGreaterThan", key, "1"), compare.Same},
		{when("NumericLessThan", key, "1e399"), when("NumericLessThanEquals", key, "1e399"), compare.Wider},
		{when("NumericLessThan", key, "1e401"), when("NumericLessThanEquals", key, "1e401"), compare.Undecided},
		{when("NumericLessThan", key, "1e-402"), when("NumericLessThanEquals", key, "1e-402"), compare.Undecided},
		{when("NumericLessThan", key, "1e-401"), when("NumericLessThanEquals", key, "1e-401"), compare.Wider},
		{when("NumericLessThan", key, "1e-399"), when("NumericLessThanEquals", key, "1e-399"), compare.Wider},
		{when("NumericLessThan", key, "1"), when("NumericLessThan", key, "1") + "," + when("StringEquals", key, "x"), compare.Undecided},
		{when("NumericGreaterThan", key, "10"), when("NumericGreaterThan", key, "10") + "," + when("NumericLessThan", key, "1"), compare.Wider},
		{when("NumericLessThan", key, "1"), when("NumericLessThan", key, "1") + "," + when("NumericGreaterThan", key, "10", "20", "5"), compare.Wider},
		{when("NumericEquals", key, "ten"), when("NumericLessThan", key, "1"), compare.Wider},
		{when("NumericEquals", key, "${aws:username}"), when("NumericEquals", key, "${aws:username}", "7"), compare.Wider},
		{when("NumericLessThan", key, "${aws:username}"), when("NumericLessThanEquals", key, "${aws:username}"), compare.Same}, // neither is a number
		{when("NumericEquals", key, "${aws:username}"), when("NumericEqualsIfExists", key, "${aws:username}"), compare.Wider},
	})
}

func TestComparePairsDates(t *testing.T) {
	t.Parallel()
	const key, day = "d:date", "2026-01-01T00:00:00Z"
	check(t, []pair{
		{when("DateLessThan", key, day), when("DateLessThanEquals", key, day), compare.Wider},
		{when("DateLessThan", key, day), when("DateLessThan", key, "2026-01-01T01:00:00+01:00"), compare.Same},
		{when("DateLessThanEquals", key, day), when("DateLessThan", key, "2026-01-01T00:00:01Z"), compare.Wider},
		{when("DateLessThanEquals", key, day), when("DateLessThan", key, "2026-01-01T00:00:00.4Z"), compare.Wider},
		{when("DateLessThanEquals", key, "2026-01-01T00:00:00.2Z"), when("DateLessThan", key, "2026-01-01T00:00:00.4Z"), compare.Wider},
		{when("DateLessThanEquals", key, "2026-01-01T00:00:00.9Z"), when("DateLessThan", key, "2026-01-01T00:00:01.1Z"), compare.Wider},
		{when("DateGreaterThan", key, day), when("DateGreaterThanEquals", key, "2026-01-01T00:00:01Z"), compare.Narrower},
		{when("DateLessThan", key, day), when("DateLessThan", key, day, "soon"), compare.Same},
		{when("DateEquals", key, day), when("DateLessThanEquals", key, day) + "," + unless("DateLessThan", key, day), compare.Same},
		{when("DateEquals", key, day), when("DateLessThanEquals", key, day), compare.Wider},
		{when("DateEquals", key, day), when("DateGreaterThanEquals", key, day), compare.Wider},
		{when("DateGreaterThan", key, day), when("DateGreaterThan", key, day) + "," + when("DateLessThan", key, "2025-01-01T00:00:00Z"), compare.Wider},
		{when("DateNotEquals", key, day), when("DateLessThan", key, day) + "," + when("DateGreaterThan", key, day) + "," + when("Null", key, "true"), compare.Same},
	})
}

func TestComparePairsNetworks(t *testing.T) {
	t.Parallel()
	const key = "aws:SourceIp"
	check(t, []pair{
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8", "11.0.0.0/32"), compare.Wider},
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8", "9.255.255.255"), compare.Wider},
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8", "10.1.0.0/16"), compare.Same},
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/7"), compare.Wider},
		{when("IpAddress", key, "10.0.0.4/30"), when("IpAddress", key, "10.0.0.4", "10.0.0.5", "10.0.0.6/31"), compare.Same},
		{when("IpAddress", key, "10.0.0.4/30"), when("IpAddress", key, "10.0.0.4", "10.0.0.5", "10.0.0.6"), compare.Narrower},
		{when("IpAddress", key, "2001:db8::/32"), when("IpAddress", key, "2001:db8::/33", "2001:db8:8000::/33"), compare.Same},
		{when("IpAddress", key, "2001:db8::/32"), when("IpAddress", key, "2001:db8::/33"), compare.Narrower},
		{when("IpAddress", key, "0.0.0.0/0"), when("IpAddress", key, "0.0.0.0/1", "128.0.0.0/1"), compare.Same},
		{when("IpAddress", key, "0.0.0.0/0"), when("IpAddress", key, "::/0"), compare.Both},
		{when("IpAddress", key, "0.0.0.0/0", "::/0") + "," + when("Null", key, "true"), read, compare.Wider},
		{when("NotIpAddress", key, "::/0"), when("NotIpAddress", key, "::/0") + "," + when("IpAddress", key, "1.2.3.4"), compare.Same},
		{when("IpAddress", key, "0.0.0.0/0"), when("IpAddress", key, "0.0.0.0/0") + "," + when("NotIpAddressIfExists", key, "::/0"), compare.Wider},
		{when("IpAddress", key, "10.0.0.0/8") + "," + when("NotIpAddress", key, "10.0.0.0/8"), read, compare.Wider},
		{read + "," + unless("NotIpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8"), compare.Narrower},
	})
}

func TestComparePairsTexts(t *testing.T) {
	t.Parallel()
	const key = "aws:PrincipalTag/t"
	check(t, []pair{
		{when("StringEquals", key, "a"), when("StringEqualsIgnoreCase", key, "a"), compare.Wider},
		{when("StringEqualsIgnoreCase", key, "aB"), when("StringEqualsIgnoreCase", key, "Ab"), compare.Same},
		{when("StringEqualsIgnoreCase", key, "ab"), when("StringEquals", key, "ab", "Ab", "aB", "AB"), compare.Same},
		{when("StringEqualsIgnoreCase", key, "ab"), when("StringEquals", key, "ab", "Ab", "AB"), compare.Narrower},
		{when("StringLike", key, "a*"), when("StringLike", key, "a", "a?*"), compare.Same},
		{when("StringLike", key, "a*"), when("StringLike", key, "a?*"), compare.Narrower},
		{when("StringLike", key, "a*b*"), when("StringLike", key, "a*b"), compare.Narrower},
		{when("StringLike", key, "*a*"), when("StringLike", key, "*a*", "*a*b*"), compare.Same},
		{when("StringLike", key, "?", "??"), when("StringLike", key, "?", "??", "???"), compare.Wider},
		{when("StringLike", key, "${*}"), when("StringEquals", key, "*"), compare.Same},
		{when("StringLike", key, "a${?}"), when("StringLike", key, "a?"), compare.Wider},
		{when("StringEquals", key, "${$}{x}"), when("StringLike", key, "${$}{x}"), compare.Same},
		{when("StringNotEquals", key, "a"), when("StringNotEqualsIfExists", key, "a"), compare.Same},
		{when("StringNotEquals", key, "a"), when("StringNotLike", key, "a*"), compare.Narrower},
		{when("StringEquals", key, ""), when("StringLike", key, "*"), compare.Wider},
		{when("StringEquals", key, "a"), when("StringEqualsIfExists", key, "a"), compare.Wider},
		{read, when("StringLike", key, "*") + "," + when("Null", key, "true"), compare.Same},
		{read, when("StringLike", key, "?*") + "," + when("Null", key, "true"), compare.Narrower},
		{when("Bool", key, "true"), when("Bool", key, "TRUE"), compare.Same},
		{when("Bool", key, "true"), when("Bool", key, "true", "false"), compare.Wider},
		{when("Bool", key, "true"), when("StringEquals", key, "true"), compare.Narrower},
		{when("BoolIfExists", key, "false"), read, compare.Wider},
		{when("BinaryEquals", key, "YQ=="), when("BinaryEquals", key, "YQ==", "Yg=="), compare.Wider},
		{when("BinaryEquals", key, "YQ=="), read, compare.Wider},
		{when("ArnLike", key, "arn:aws:s3:::a*"), when("ArnEquals", key, "arn:aws:s3:::a*"), compare.Same},
		{when("ArnLike", key, "arn:aws:s3:::a*"), when("ArnLike", key, "arn:aws:s3:::a", "arn:aws:s3:::a?*"), compare.Same},
		{when("ArnLike", key, "arn:aws:sns:*:*:t"), when("StringLike", key, "arn:aws:sns:*:*:t"), compare.Wider},
		{when("ArnLike", key, "arn:aws:sns:*:*:t"), when("ArnLike", key, "arn:aws:sns:us-*:*:t"), compare.Narrower},
		{when("ArnNotLike", key, "arn:*:*:*:*:*"), when("ArnNotLike", key, "arn:*:*:*:*:*") + "," + when("StringEquals", key, "x"), compare.Wider},
		{when("ArnLike", key, "x"), when("ArnLike", key, "x", "y"), compare.Same},
		{when("ForAllValues:ArnLike", key, "arn:aws:s3:::a"), when("ForAllValues:ArnLike", key, "arn:aws:s3:::?"), compare.Wider},
	})
}

// How many values a request has, and of which classes.
func TestComparePairsSets(t *testing.T) {
	t.Parallel()
	const key = "aws:TagKeys"
	all := func(operator string, values ...string) string { return when("ForAllValues:"+operator, key, values...) }
	some := func(operator string, values ...string) string { return when("ForAnyValue:"+operator, key, values...) }
	none := func(operator string, values ...string) string {
		return unless("ForAnyValue:"+operator, key, values...)
	}
	check(t, []pair{
		{all("StringEquals", "a"), all("StringEquals", "a", "b"), compare.Wider},
		{all("StringEquals", "a"), some("StringEquals", "a"), compare.Both},
		{all("StringLike", "*"), read, compare.Same},
		{some("StringLike", "*"), read, compare.Wider},
		{some("StringLike", "*"), when("Null", key, "false"), compare.Wider},
		{some("StringEquals", "a"), some("StringEquals", "a") + "," + none("StringEquals", "b"), compare.Narrower},
		{all("StringNotEquals", "a"), read + "," + none("StringEquals", "a"), compare.Same},
		{all("StringEquals", "a"), read + "," + none("StringNotEquals", "a"), compare.Same},
		{some("StringNotEquals", "a"), read + "," + unless("ForAllValues:StringEquals", key, "a"), compare.Same},
		{some("StringEquals", "a") + "," + none("StringNotEquals", "a"), when("StringEquals", key, "a"), compare.Narrower}, // there are a and a
		{some("StringLike", "a*") + "," + none("StringNotLike", "a*"), when("StringLike", key, "a*"), compare.Narrower},
		{when("StringEquals", key, "a"), when("StringLike", key, "a"), compare.Same},
		{read + "," + none("StringEquals", "a", "b"), read + "," + none("StringEquals", "a") + "," + none("StringEquals", "b"), compare.Same},
		{
			some("StringEquals", "a"),
			when("ForAllValues:StringEquals", key, "a") + "," + some("StringNotEquals", "a"), compare.Wider,
		},
		{some("StringLike", "", "*b"), some("StringLike", "", "*b") + "," + none("StringEquals", "b"), compare.Narrower},
		{some("StringEqualsIfExists", "a"), some("StringEquals", "a"), compare.Narrower},
		{all("StringEqualsIfExists", "a"), all("StringEquals", "a"), compare.Same},
		{all("NumericLessThan", "5"), all("NumericLessThan", "5") + "," + some("NumericEquals", "7"), compare.Wider},
		{all("NumericNotEquals", "five"), all("NumericNotEquals", "five") + "," + some("NumericEquals", "7"), compare.Wider},
		{all("IpAddress", "10.0.0.0/8"), all("IpAddress", "10.0.0.0/9"), compare.Narrower},
		{all("StringEquals", ""), when("Null", key, "true") + "," + when("StringEquals", key, ""), compare.Narrower},
	})
}

// Reasons say which key it is about.
func TestComparePairsTwoWays(t *testing.T) {
	t.Parallel()
	const key = "s3:max-keys"
	check(t, []pair{
		{when("NumericLessThan", key, "100"), when("NumericLessThan", key, "100") + "," + unless("StringLike", key, "7?"), compare.Undecided},
		{when("NumericLessThan", key, "100"), when("NumericLessThan", key, "100") + "," + unless("StringEquals", key, "70"), compare.Undecided},
		{when("NumericLessThan", key, "100"), when("NumericLessThan", key, "100") + "," + when("DateLessThan", key, "2026"), compare.Undecided},
	})
}
