package lint

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// unbounded is the length of text that a pattern does not limit.
const unbounded = -1

// maxValue is the length of a parameter's value that a deployment takes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const maxValue = 4096

// usual is the length of the longest value of those types whose pattern says
// nothing of use: it has no end, or it takes more than AWS makes. Names in ARNs
// are as long as IAM takes them; a path is not thought of.
var usual = map[spec.Type]int{
	spec.String:    64,
	spec.KMSKeyARN: len("arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/") + 36,
	spec.KeyID:     36,
	spec.RoleARN:   len("arn:aws-us-gov:iam::123456789012:role/") + 64,
	spec.PolicyARN: len("arn:aws-us-gov:iam::123456789012:policy/") + 128,
	spec.ARN:       128,
}

// places are the partitions, each with its longest name of a Region.
var places = map[string]string{"aws": "ap-southeast-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}

// longest is a value of p that no other is longer than. Where neither the
// parameter nor its type has a limit, it is as long as such values usually are,
// or as the example if that is longer.
func longest(p *spec.Param) string {
	if len(p.Values) > 0 {
		return longestText(p.Values)
	}
	n := bound(p)
	if n == unbounded {
		n = usual[p.Type]
	}
	out := longestText(append(slices.Clone(p.Default), p.Example...))
	if utf8.RuneCountInString(out) >= n {
		return out
	}
	return strings.Repeat("x", min(n, maxValue))
}

func longestText(texts []string) string {
	return slices.MaxFunc(append(texts, ""), func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	})
}

// bound is the number of characters that a value of p has at most.
func bound(p *spec.Param) int {
	own, typ := unbounded, unbounded
	if p.Pattern != "" {
		own = patternLength(p.Pattern)
	}
	if n, ok := usual[p.Type]; ok && p.Type != spec.String {
		typ = n
	} else if pattern := p.Type.Pattern(); pattern != "" {
		typ = patternLength(pattern)
	}
	switch {
	case own == unbounded:
		return typ
	case typ == unbounded:
		return own
	}
	return min(own, typ)
}

// patternLength is the length of the longest text that a pattern matches.
func patternLength(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil { // which spec says of a parameter's own pattern
		return unbounded
	}
	return maxLength(re)
}

func maxLength(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpQuest:
		return maxLength(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus:
		return repeated(maxLength(re.Sub[0]), unbounded)
	case syntax.OpRepeat:
		return repeated(maxLength(re.Sub[0]), re.Max)
	case syntax.OpConcat:
		sum := 0
		for _, sub := range re.Sub {
			n := maxLength(sub)
			if n == unbounded {
				return unbounded
			}
			sum += n
		}
		return sum
	case syntax.OpAlternate:
		most := 0
		for _, sub := range re.Sub {
			n := maxLength(sub)
			if n == unbounded {
				return unbounded
			}
			most = max(most, n)
		}
		return most
	default: // what matches no text, such as ^ and $
		return 0
	}
}

func repeated(n, times int) int {
	switch {
	case n == 0 || times == 0:
		return 0
	case n == unbounded || times < 0:
		return unbounded
	}
	return n * times
}

// longestBinding is b with every parameter as long as it can be. A list has as
// many values as in its default or example, and at least one.
func (c *checker) longestBinding() spec.Binding {
	b := spec.Binding{AccountID: c.binding.AccountID, Values: map[string][]string{}}
	for _, p := range c.spec.Params {
		switch {
		case p.Type == spec.Boolean:
			b.Values[p.Name] = []string{"true"}
		case p.List:
			b.Values[p.Name] = longestList(p)
		default:
			b.Values[p.Name] = []string{longest(p)}
		}
	}
	return b
}

// longestList is as many longest values as the default or the example has, but
// no more than make it larger than any quota.
func longestList(p *spec.Param) []string {
	v := longest(p)
	enough := 2*iam.MaxInline/max(len(v), 1) + 1
	return slices.Repeat([]string{v}, min(max(len(p.Default), len(p.Example), 1), enough))
}

// largest is the most that f is in any partition.
func largest(b spec.Binding, f func(spec.Binding) int) int {
	most := 0
	for _, partition := range spec.Partitions {
		b.Partition, b.Region = partition, places[partition]
		most = max(most, f(b))
	}
	return most
}
