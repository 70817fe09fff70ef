package eval

import "strings"

// operator is a parsed condition operator.
type operator struct {
	Family   Family
	relation relation // of numbers and dates
	Negated  bool
	ifExists bool
	Set      quantifier
}

// Family is a way of comparing two values.
type Family uint8

const (
	EqualText Family = iota
	EqualTextFold
	LikeText
	LikeARN
	Number
	Date
	Boolean
	Binary
	InNetwork
	Null
)

// relation is an order relation of numbers and dates.
type relation uint8

const (
	equal relation = iota
	less
	atMost
	greater
	atLeast
)

// holds reports whether the result of a comparison satisfies the relation.
func (r relation) holds(compared int) bool {
	switch r {
	case equal:
		return compared == 0
	case less:
		return compared < 0
	case atMost:
		return compared <= 0
	case greater:
		return compared > 0
	default:
		return compared >= 0
	}
}

// quantifier is the set operator of a condition.
type quantifier uint8

const (
	Single   quantifier = iota
	AnyValue            // ForAnyValue
	AllValues
)

// operators are the operators in lower case, without prefix and suffix.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operators = map[string]operator{
	"stringequals":              {Family: EqualText},
	"stringnotequals":           {Family: EqualText, Negated: true},
	"stringequalsignorecase":    {Family: EqualTextFold},
	"stringnotequalsignorecase": {Family: EqualTextFold, Negated: true},
	"stringlike":                {Family: LikeText},
	"stringnotlike":             {Family: LikeText, Negated: true},
	"arnequals":                 {Family: LikeARN},
	"arnlike":                   {Family: LikeARN},
	"arnnotequals":              {Family: LikeARN, Negated: true},
	"arnnotlike":                {Family: LikeARN, Negated: true},
	"numericequals":             {Family: Number},
	"numericnotequals":          {Family: Number, Negated: true},
	"numericlessthan":           {Family: Number, relation: less},
	"numericlessthanequals":     {Family: Number, relation: atMost},
	"numericgreaterthan":        {Family: Number, relation: greater},
	"numericgreaterthanequals":  {Family: Number, relation: atLeast},
	"dateequals":                {Family: Date},
	"datenotequals":             {Family: Date, Negated: true},
	"datelessthan":              {Family: Date, relation: less},
	"datelessthanequals":        {Family: Date, relation: atMost},
	"dategreaterthan":           {Family: Date, relation: greater},
	"dategreaterthanequals":     {Family: Date, relation: atLeast},
	"bool":                      {Family: Boolean},
	"binaryequals":              {Family: Binary},
	"ipaddress":                 {Family: InNetwork},
	"notipaddress":              {Family: InNetwork, Negated: true},
	"null":                      {Family: Null},
}

// ParseOperator parses an operator with prefix and suffix, in any letter case.
func ParseOperator(text string) (operator, bool) {
	name := strings.ToLower(text)
	name, forAny := strings.CutPrefix(name, "foranyvalue:")
	name, forAll := strings.CutPrefix(name, "forallvalues:")
	name, ifExists := strings.CutSuffix(name, "ifexists")
	op, ok := operators[name]
	op.ifExists = ifExists
	switch {
	case forAny && forAll:
		return operator{}, false
	case forAny:
		op.Set = AnyValue
	case forAll:
		op.Set = AllValues
	}
	if op.Family == Null && (ifExists || forAny || forAll) {
		return operator{}, false
	}
	return op, ok
}
