package spec

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec/regex"
)

// usual is the length of the longest value of types whose pattern has no useful
// limit: it has no end, or allows more than AWS creates. Names in ARNs have the
// maximum length in IAM, without a path.
var usual = map[Type]int{
	String:    64,
	KMSKeyARN: len("arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/") + 36,
	KeyID:     36,
	RoleARN:   len("arn:aws-us-gov:iam::123456789012:role/") + 64,
	PolicyARN: len("arn:aws-us-gov:iam::123456789012:policy/") + 128,
	ARN:       128,
}

// longestRegions has the longest Region name of each partition.
var longestRegions = map[string]string{"aws": "ap-southeast-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}

// Longest returns s's example with every optional parameter given and every value as
// long as possible. A list has as many values as its default or example, and at
// least one.
func (s *Spec) Longest() Binding {
	b := s.Example()
	for _, p := range s.Params {
		switch {
		case p.Type == Boolean:
			b.Values[p.Name] = []string{"true"}
		case p.List:
			b.Values[p.Name] = p.longestList()
		default:
			b.Values[p.Name] = []string{p.Longest()}
		}
	}
	return b
}

// longestList returns as many longest values as the default or the example has, but
// no more than exceed every quota.
func (p *Param) longestList() []string {
	v := p.Longest()
	enough := 2*iam.MaxInline/max(len(v), 1) + 1
	return slices.Repeat([]string{v}, min(max(len(p.Default), len(p.Example), 1), enough))
}

// Longest returns a longest value of p, or of each item if p is a list. If neither
// the parameter nor its type has a limit, it is as long as such values usually are,
// or as the example if that is longer.
func (p *Param) Longest() string {
	if len(p.Values) > 0 {
		return longestText(p.Values)
	}
	n := p.bound()
	if n == regex.Unlimited {
		n = usual[p.Type]
	}
	out := longestText(append(slices.Clone(p.Default), p.Example...))
	if utf8.RuneCountInString(out) >= n {
		return out
	}
	return strings.Repeat("x", min(n, MaxParamValue))
}

func longestText(texts []string) string {
	out := ""
	for _, text := range texts {
		if utf8.RuneCountInString(text) > utf8.RuneCountInString(out) {
			out = text
		}
	}
	return out
}

// bound returns the maximum number of characters of a value of p.
func (p *Param) bound() int {
	own, typ := regex.Unlimited, regex.Unlimited
	if p.Pattern != "" {
		own = regex.MaxLength(p.Pattern)
	}
	if n, ok := usual[p.Type]; ok && p.Type != String {
		typ = n
	} else if pattern := p.Type.Pattern(); pattern != "" {
		typ = regex.MaxLength(pattern)
	}
	switch {
	case own == regex.Unlimited:
		return typ
	case typ == regex.Unlimited:
		return own
	}
	return min(own, typ)
}

// Sample returns s's example with every conditional parameter given, so that each
// value of s has a text. The parameters with an invented value are in made.
func (s *Spec) Sample() (b Binding, made map[*Param]bool) {
	b, made = s.Example(), map[*Param]bool{}
	for _, p := range s.Params {
		switch {
		case p.Type == Boolean:
			b.Values[p.Name] = []string{"true"}
		case b.Values[p.Name] == nil:
			b.Values[p.Name] = []string{p.Sample()}
			made[p] = len(p.Values) == 0
		}
	}
	return b, made
}

// Sample returns a value that p may have, or an item if it is a list: the first
// allowed value, else one of its type. It ignores the pattern of p.
func (p *Param) Sample() string {
	if len(p.Values) > 0 {
		return p.Values[0]
	}
	return p.Type.Sample()
}

// Sample returns a value of a type, as AWS's documentation has examples of it.
func (t Type) Sample() string { return samples[t] }

var samples = map[Type]string{
	String:          "example",
	Number:          "1",
	Boolean:         "true",
	BucketName:      "amzn-s3-demo-bucket",
	KMSKeyARN:       "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
	KeyID:           "1234abcd-12ab-34cd-56ef-1234567890ab",
	RoleARN:         "arn:aws:iam::123456789012:role/Example",
	PolicyARN:       "arn:aws:iam::123456789012:policy/Example",
	ARN:             "arn:aws:s3:::amzn-s3-demo-bucket",
	AccountIDType:   "123456789012",
	ApplicationID:   "00f1examplei2g09",
	VPCID:           "vpc-1234567890abcdef0",
	SubnetID:        "subnet-1234567890abcdef0",
	SecurityGroupID: "sg-1234567890abcdef0",
	LogGroupName:    "example",
	NamePrefix:      "Example",
}
