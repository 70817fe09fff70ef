package iam

import "strings"

// operator is a condition operator, taken apart.
type operator struct {
	family   family
	relation relation // of numbers and dates
	negated  bool
	ifExists bool
	set      quantifier
}

// family is how two values are compared.
type family uint8

const (
	equalText family = iota
	equalTextFold
	likeText
	likeARN
	number
	date
	boolean
	binary
	inNetwork
	null
)

// relation is what numbers and dates must be to each other.
type relation uint8

const (
	equal relation = iota
	less
	atMost
	greater
	atLeast
)

// holds reports whether a comparison's result is what the relation wants.
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

// quantifier says how many of a key's values a condition is about.
type quantifier uint8

const (
	single   quantifier = iota
	anyValue            // ForAnyValue
	allValues
)

// operators are the operators in lower case, without prefix and suffix.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operators = map[string]operator{
	"stringequals":              {family: equalText},
	"stringnotequals":           {family: equalText, negated: true},
	"stringequalsignorecase":    {family: equalTextFold},
	"stringnotequalsignorecase": {family: equalTextFold, negated: true},
	"stringlike":                {family: likeText},
	"stringnotlike":             {family: likeText, negated: true},
	"arnequals":                 {family: likeARN},
	"arnlike":                   {family: likeARN},
	"arnnotequals":              {family: likeARN, negated: true},
	"arnnotlike":                {family: likeARN, negated: true},
	"numericequals":             {family: number},
	"numericnotequals":          {family: number, negated: true},
	"numericlessthan":           {family: number, relation: less},
	"numericlessthanequals":     {family: number, relation: atMost},
	"numericgreaterthan":        {family: number, relation: greater},
	"numericgreaterthanequals":  {family: number, relation: atLeast},
	"dateequals":                {family: date},
	"datenotequals":             {family: date, negated: true},
	"datelessthan":              {family: date, relation: less},
	"datelessthanequals":        {family: date, relation: atMost},
	"dategreaterthan":           {family: date, relation: greater},
	"dategreaterthanequals":     {family: date, relation: atLeast},
	"bool":                      {family: boolean},
	"binaryequals":              {family: binary},
	"ipaddress":                 {family: inNetwork},
	"notipaddress":              {family: inNetwork, negated: true},
	"null":                      {family: null},
}

// parseOperator reads an operator with its prefix and suffix, in any letter
// case.
func parseOperator(text string) (operator, bool) {
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
		op.set = anyValue
	case forAll:
		op.set = allValues
	}
	if op.family == null && (ifExists || forAny || forAll) {
		return operator{}, false
	}
	return op, ok
}
