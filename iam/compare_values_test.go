package iam_test

import (
	"testing"

	"github.com/emriam/emriam/iam"
)

// Values between, before and beyond those that conditions name.
func TestComparePairsNumbers(t *testing.T) {
	t.Parallel()
	const key = "n:number"
	check(t, []pair{
		{when("NumericLessThan", key, "10"), when("NumericLessThanEquals", key, "10"), iam.Wider},
		{when("NumericLessThan", key, "10"), when("NumericLessThan", key, "10.5"), iam.Wider},
		{when("NumericLessThan", key, "10"), when("NumericLessThan", key, "1e1", "ten"), iam.Same},
		{when("NumericLessThan", key, "-3"), when("NumericLessThan", key, "-3") + "," + when("NumericEquals", key, "-3.5"), iam.Same},
		{when("NumericLessThan", key, "-3"), when("NumericLessThan", key, "-3") + "," + when("NumericEquals", key, "-2.5"), iam.Wider},
		{when("NumericGreaterThan", key, "3"), when("NumericGreaterThanEquals", key, "3.000001"), iam.Narrower},
		{when("NumericGreaterThan", key, "3"), when("NumericGreaterThanEquals", key, "3") + "," + unless("NumericEquals", key, "3"), iam.Same},
		{when("NumericNotEquals", key, "3"), when("NumericLessThan", key, "3") + "," + when("NumericGreaterThan", key, "3"), iam.Narrower},
		{when("NumericEquals", key, "1", "2"), when("NumericGreaterThanEquals", key, "1") + "," + unless("NumericGreaterThan", key, "2"), iam.Wider},
		{when("NumericEquals", key, "1"), when("NumericGreaterThanEquals", key, "1") + "," + unless("NumericGreaterThan", key, "1"), iam.Same},
		{when("NumericLessThan", key, "1e399"), when("NumericLessThanEquals", key, "1e399"), iam.Wider},
		{when("NumericLessThan", key, "1e401"), when("NumericLessThanEquals", key, "1e401"), iam.Undecided},
		{when("NumericLessThan", key, "1e-402"), when("NumericLessThanEquals", key, "1e-402"), iam.Undecided},
		{when("NumericLessThan", key, "1e-401"), when("NumericLessThanEquals", key, "1e-401"), iam.Wider},
		{when("NumericLessThan", key, "1e-399"), when("NumericLessThanEquals", key, "1e-399"), iam.Wider},
		{when("NumericLessThan", key, "1"), when("NumericLessThan", key, "1") + "," + when("StringEquals", key, "x"), iam.Undecided},
		{when("NumericGreaterThan", key, "10"), when("NumericGreaterThan", key, "10") + "," + when("NumericLessThan", key, "1"), iam.Wider},
		{when("NumericLessThan", key, "1"), when("NumericLessThan", key, "1") + "," + when("NumericGreaterThan", key, "10", "20", "5"), iam.Wider},
		{when("NumericEquals", key, "ten"), when("NumericLessThan", key, "1"), iam.Wider},
	})
}

func TestComparePairsDates(t *testing.T) {
	t.Parallel()
	const key, day = "d:date", "2026-01-01T00:00:00Z"
	check(t, []pair{
		{when("DateLessThan", key, day), when("DateLessThanEquals", key, day), iam.Wider},
		{when("DateLessThan", key, day), when("DateLessThan", key, "2026-01-01T01:00:00+01:00"), iam.Same},
		{when("DateLessThanEquals", key, day), when("DateLessThan", key, "2026-01-01T00:00:01Z"), iam.Wider},
		{when("DateLessThanEquals", key, day), when("DateLessThan", key, "2026-01-01T00:00:00.4Z"), iam.Wider},
		{when("DateLessThanEquals", key, "2026-01-01T00:00:00.2Z"), when("DateLessThan", key, "2026-01-01T00:00:00.4Z"), iam.Wider},
		{when("DateLessThanEquals", key, "2026-01-01T00:00:00.9Z"), when("DateLessThan", key, "2026-01-01T00:00:01.1Z"), iam.Wider},
		{when("DateGreaterThan", key, day), when("DateGreaterThanEquals", key, "2026-01-01T00:00:01Z"), iam.Narrower},
		{when("DateLessThan", key, day), when("DateLessThan", key, day, "soon"), iam.Same},
		{when("DateEquals", key, day), when("DateLessThanEquals", key, day) + "," + unless("DateLessThan", key, day), iam.Same},
		{when("DateEquals", key, day), when("DateLessThanEquals", key, day), iam.Wider},
		{when("DateEquals", key, day), when("DateGreaterThanEquals", key, day), iam.Wider},
		{when("DateGreaterThan", key, day), when("DateGreaterThan", key, day) + "," + when("DateLessThan", key, "2025-01-01T00:00:00Z"), iam.Wider},
		{when("DateNotEquals", key, day), when("DateLessThan", key, day) + "," + when("DateGreaterThan", key, day) + "," + when("Null", key, "true"), iam.Same},
	})
}

func TestComparePairsNetworks(t *testing.T) {
	t.Parallel()
	const key = "aws:SourceIp"
	check(t, []pair{
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8", "11.0.0.0/32"), iam.Wider},
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8", "9.255.255.255"), iam.Wider},
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8", "10.1.0.0/16"), iam.Same},
		{when("IpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/7"), iam.Wider},
		{when("IpAddress", key, "10.0.0.4/30"), when("IpAddress", key, "10.0.0.4", "10.0.0.5", "10.0.0.6/31"), iam.Same},
		{when("IpAddress", key, "10.0.0.4/30"), when("IpAddress", key, "10.0.0.4", "10.0.0.5", "10.0.0.6"), iam.Narrower},
		{when("IpAddress", key, "2001:db8::/32"), when("IpAddress", key, "2001:db8::/33", "2001:db8:8000::/33"), iam.Same},
		{when("IpAddress", key, "2001:db8::/32"), when("IpAddress", key, "2001:db8::/33"), iam.Narrower},
		{when("IpAddress", key, "0.0.0.0/0"), when("IpAddress", key, "0.0.0.0/1", "128.0.0.0/1"), iam.Same},
		{when("IpAddress", key, "0.0.0.0/0"), when("IpAddress", key, "::/0"), iam.Both},
		{when("IpAddress", key, "0.0.0.0/0", "::/0") + "," + when("Null", key, "true"), read, iam.Wider},
		{when("NotIpAddress", key, "::/0"), when("NotIpAddress", key, "::/0") + "," + when("IpAddress", key, "1.2.3.4"), iam.Same},
		{when("IpAddress", key, "0.0.0.0/0"), when("IpAddress", key, "0.0.0.0/0") + "," + when("NotIpAddressIfExists", key, "::/0"), iam.Wider},
		{when("IpAddress", key, "10.0.0.0/8") + "," + when("NotIpAddress", key, "10.0.0.0/8"), read, iam.Wider},
		{read + "," + unless("NotIpAddress", key, "10.0.0.0/8"), when("IpAddress", key, "10.0.0.0/8"), iam.Narrower},
	})
}

func TestComparePairsTexts(t *testing.T) {
	t.Parallel()
	const key = "aws:PrincipalTag/t"
	check(t, []pair{
		{when("StringEquals", key, "a"), when("StringEqualsIgnoreCase", key, "a"), iam.Wider},
		{when("StringEqualsIgnoreCase", key, "aB"), when("StringEqualsIgnoreCase", key, "Ab"), iam.Same},
		{when("StringEqualsIgnoreCase", key, "ab"), when("StringEquals", key, "ab", "Ab", "aB", "AB"), iam.Same},
		{when("StringEqualsIgnoreCase", key, "ab"), when("StringEquals", key, "ab", "Ab", "AB"), iam.Narrower},
		{when("StringLike", key, "a*"), when("StringLike", key, "a", "a?*"), iam.Same},
		{when("StringLike", key, "a*"), when("StringLike", key, "a?*"), iam.Narrower},
		{when("StringLike", key, "a*b*"), when("StringLike", key, "a*b"), iam.Narrower},
		{when("StringLike", key, "*a*"), when("StringLike", key, "*a*", "*a*b*"), iam.Same},
		{when("StringLike", key, "?", "??"), when("StringLike", key, "?", "??", "???"), iam.Wider},
		{when("StringLike", key, "${*}"), when("StringEquals", key, "*"), iam.Same},
		{when("StringLike", key, "a${?}"), when("StringLike", key, "a?"), iam.Wider},
		{when("StringEquals", key, "${$}{x}"), when("StringLike", key, "${$}{x}"), iam.Same},
		{when("StringNotEquals", key, "a"), when("StringNotEqualsIfExists", key, "a"), iam.Same},
		{when("StringNotEquals", key, "a"), when("StringNotLike", key, "a*"), iam.Narrower},
		{when("StringEquals", key, ""), when("StringLike", key, "*"), iam.Wider},
		{when("StringEquals", key, "a"), when("StringEqualsIfExists", key, "a"), iam.Wider},
		{read, when("StringLike", key, "*") + "," + when("Null", key, "true"), iam.Same},
		{read, when("StringLike", key, "?*") + "," + when("Null", key, "true"), iam.Narrower},
		{when("Bool", key, "true"), when("Bool", key, "TRUE"), iam.Same},
		{when("Bool", key, "true"), when("Bool", key, "true", "false"), iam.Wider},
		{when("Bool", key, "true"), when("StringEquals", key, "true"), iam.Narrower},
		{when("BoolIfExists", key, "false"), read, iam.Wider},
		{when("BinaryEquals", key, "YQ=="), when("BinaryEquals", key, "YQ==", "Yg=="), iam.Wider},
		{when("BinaryEquals", key, "YQ=="), read, iam.Wider},
		{when("ArnLike", key, "arn:aws:s3:::a*"), when("ArnEquals", key, "arn:aws:s3:::a*"), iam.Same},
		{when("ArnLike", key, "arn:aws:s3:::a*"), when("ArnLike", key, "arn:aws:s3:::a", "arn:aws:s3:::a?*"), iam.Same},
		{when("ArnLike", key, "arn:aws:sns:*:*:t"), when("StringLike", key, "arn:aws:sns:*:*:t"), iam.Wider},
		{when("ArnLike", key, "arn:aws:sns:*:*:t"), when("ArnLike", key, "arn:aws:sns:us-*:*:t"), iam.Narrower},
		{when("ArnNotLike", key, "arn:*:*:*:*:*"), when("ArnNotLike", key, "arn:*:*:*:*:*") + "," + when("StringEquals", key, "x"), iam.Wider},
		{when("ArnLike", key, "x"), when("ArnLike", key, "x", "y"), iam.Same},
		{when("ForAllValues:ArnLike", key, "arn:aws:s3:::a"), when("ForAllValues:ArnLike", key, "arn:aws:s3:::?"), iam.Wider},
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
		{all("StringEquals", "a"), all("StringEquals", "a", "b"), iam.Wider},
		{all("StringEquals", "a"), some("StringEquals", "a"), iam.Both},
		{all("StringLike", "*"), read, iam.Same},
		{some("StringLike", "*"), read, iam.Wider},
		{some("StringLike", "*"), when("Null", key, "false"), iam.Wider},
		{some("StringEquals", "a"), some("StringEquals", "a") + "," + none("StringEquals", "b"), iam.Narrower},
		{all("StringNotEquals", "a"), read + "," + none("StringEquals", "a"), iam.Same},
		{all("StringEquals", "a"), read + "," + none("StringNotEquals", "a"), iam.Same},
		{some("StringNotEquals", "a"), read + "," + unless("ForAllValues:StringEquals", key, "a"), iam.Same},
		{some("StringEquals", "a") + "," + none("StringNotEquals", "a"), when("StringEquals", key, "a"), iam.Narrower}, // there are a and a
		{some("StringLike", "a*") + "," + none("StringNotLike", "a*"), when("StringLike", key, "a*"), iam.Narrower},
		{when("StringEquals", key, "a"), when("StringLike", key, "a"), iam.Same},
		{read + "," + none("StringEquals", "a", "b"), read + "," + none("StringEquals", "a") + "," + none("StringEquals", "b"), iam.Same},
		{
			some("StringEquals", "a"),
			when("ForAllValues:StringEquals", key, "a") + "," + some("StringNotEquals", "a"), iam.Wider,
		},
		{some("StringLike", "", "*b"), some("StringLike", "", "*b") + "," + none("StringEquals", "b"), iam.Narrower},
		{some("StringEqualsIfExists", "a"), some("StringEquals", "a"), iam.Narrower},
		{all("StringEqualsIfExists", "a"), all("StringEquals", "a"), iam.Same},
		{all("NumericLessThan", "5"), all("NumericLessThan", "5") + "," + some("NumericEquals", "7"), iam.Wider},
		{all("NumericNotEquals", "five"), all("NumericNotEquals", "five") + "," + some("NumericEquals", "7"), iam.Wider},
		{all("IpAddress", "10.0.0.0/8"), all("IpAddress", "10.0.0.0/9"), iam.Narrower},
		{all("StringEquals", ""), when("Null", key, "true") + "," + when("StringEquals", key, ""), iam.Narrower},
	})
}

// Reasons say which key it is about.
func TestComparePairsTwoWays(t *testing.T) {
	t.Parallel()
	const key = "s3:max-keys"
	check(t, []pair{
		{when("NumericLessThan", key, "100"), when("NumericLessThan", key, "100") + "," + unless("StringLike", key, "7?"), iam.Undecided},
		{when("NumericLessThan", key, "100"), when("NumericLessThan", key, "100") + "," + unless("StringEquals", key, "70"), iam.Undecided},
		{when("NumericLessThan", key, "100"), when("NumericLessThan", key, "100") + "," + when("DateLessThan", key, "2026"), iam.Undecided},
	})
}
