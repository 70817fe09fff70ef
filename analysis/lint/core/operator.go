package core

import "strings"

// Operand is the type of an operator's values.
type Operand string

const (
	Texts   Operand = "a text"
	Numbers Operand = "a number"
	Dates   Operand = "a date such as 2026-01-31T00:00:00Z"
	Truths  Operand = "true or false"
	Blobs   Operand = "base64 text"
	Cidrs   Operand = "an IP address or a range such as 203.0.113.0/24"
	Arns    Operand = "an ARN"
)

// operatorTable has the operators of IAM without prefixes and suffixes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operatorTable = []struct {
	operand Operand
	names   []string
}{
	{Texts, []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
	}},
	{Numbers, []string{
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
	}},
	{Dates, []string{
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
	}},
	{Truths, []string{"Bool", "Null"}},
	{Blobs, []string{"BinaryEquals"}},
	{Cidrs, []string{"IpAddress", "NotIpAddress"}},
	{Arns, []string{"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"}},
}

const (
	ForAny   = "ForAnyValue:"
	ForAll   = "ForAllValues:"
	IfExists = "IfExists"
)

// Operator is a parsed condition operator.
type Operator struct {
	Set      string // "ForAnyValue:", "ForAllValues:" or ""
	Base     string // e.g., "StringLike"
	IfExists bool
	Operand  Operand
}

// Negated reports whether o holds if no value matches.
func (o Operator) Negated() bool { return strings.Contains(o.Base, "Not") }

// Textual reports whether o compares strings, including ARNs.
func (o Operator) Textual() bool { return o.Operand == Texts || o.Operand == Arns }

// Fold is a text as o compares it: in lower case if o ignores case.
func (o Operator) Fold(text string) string {
	if strings.HasSuffix(o.Base, "IgnoreCase") {
		return strings.ToLower(text)
	}
	return text
}

// Wild reports whether * and ? in a value are wildcards.
func (o Operator) Wild() bool { return strings.HasSuffix(o.Base, "Like") || o.Operand == Arns }

// ParseOperator parses an operator. IAM ignores its letter case.
func ParseOperator(name string) (Operator, bool) {
	o := Operator{Base: name}
	for _, set := range []string{ForAny, ForAll} {
		if len(name) > len(set) && strings.EqualFold(name[:len(set)], set) {
			o.Set, o.Base = set, name[len(set):]
		}
	}
	if rest := len(o.Base) - len(IfExists); rest > 0 && strings.EqualFold(o.Base[rest:], IfExists) {
		o.Base, o.IfExists = o.Base[:rest], true
	}
	for _, row := range operatorTable {
		for _, n := range row.names {
			if strings.EqualFold(n, o.Base) {
				o.Base, o.Operand = n, row.operand
				if n == "Null" && o.IfExists {
					return Operator{}, false
				}
				return o, true
			}
		}
	}
	return Operator{}, false
}

// OperatorNames returns all operators.
func OperatorNames() []string {
	var out []string
	for _, set := range []string{"", ForAny, ForAll} {
		for _, row := range operatorTable {
			for _, n := range row.names {
				out = append(out, set+n)
				if n != "Null" {
					out = append(out, set+n+IfExists)
				}
			}
		}
	}
	return out
}

// Where names a condition in a message.
func Where(cond Condition, st *Statement) string {
	return cond.Operator + " on " + cond.Key + " in " + st.String()
}
