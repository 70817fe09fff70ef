package lint

import "strings"

// operand is the type of an operator's values.
type operand string

const (
	texts   operand = "a text"
	numbers operand = "a number"
	dates   operand = "a date such as 2026-01-31T00:00:00Z"
	truths  operand = "true or false"
	blobs   operand = "base64 text"
	cidrs   operand = "an IP address or a range such as 203.0.113.0/24"
	arns    operand = "an ARN"
)

// operatorTable has the operators of IAM without prefixes and suffixes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operatorTable = []struct {
	operand operand
	names   []string
}{
	{texts, []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
	}},
	{numbers, []string{
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
	}},
	{dates, []string{
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
	}},
	{truths, []string{"Bool", "Null"}},
	{blobs, []string{"BinaryEquals"}},
	{cidrs, []string{"IpAddress", "NotIpAddress"}},
	{arns, []string{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"}},
}

const (
	forAny   = "ForAnyValue:"
	forAll   = "ForAllValues:"
	ifExists = "IfExists"
)

// operator is a parsed condition operator.
type operator struct {
	set      string // "ForAnyValue:", "ForAllValues:" or ""
	base     string // e.g., "StringLike"
	ifExists bool
	operand  operand
}

// negated reports whether o holds if no value matches.
func (o operator) negated() bool { return strings.Contains(o.base, "Not") }

// textual reports whether o compares strings, including ARNs.
func (o operator) textual() bool { return o.operand == texts || o.operand == arns }

// wild reports whether * and ? in a value are wildcards.
func (o operator) wild() bool { return strings.HasSuffix(o.base, "Like") || o.operand == arns }

// parseOperator parses an operator. IAM ignores its letter case.
func parseOperator(name string) (operator, bool) {
	o := operator{base: name}
	for _, set := range []string{forAny, forAll} {
		if len(name) > len(set) && strings.EqualFold(name[:len(set)], set) {
			o.set, o.base = set, name[len(set):]
		}
	}
	if rest := len(o.base) - len(ifExists); rest > 0 && strings.EqualFold(o.base[rest:], ifExists) {
		o.base, o.ifExists = o.base[:rest], true
	}
	for _, row := range operatorTable {
		for _, n := range row.names {
			if strings.EqualFold(n, o.base) {
				o.base, o.operand = n, row.operand
				return o, n != "Null" || !o.ifExists
			}
		}
	}
	return operator{}, false
}

// operatorNames returns all operators.
func operatorNames() []string {
	var out []string
	for _, set := range []string{"", forAny, forAll} {
		for _, row := range operatorTable {
			for _, n := range row.names {
				out = append(out, set+n)
				if n != "Null" {
					out = append(out, set+n+ifExists)
				}
			}
		}
	}
	return out
}

// where names a condition in a message.
func where(cond condition, st *statement) string {
	return cond.Operator + " on " + cond.Key + " in " + label(st)
}
