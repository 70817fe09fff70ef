package deploy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/spec"
)

// Choice is a stack with a choice of parameters.
type Choice struct {
	Name    string // e.g., "emr-studio/StudioKeyArn"
	Spec    *spec.Spec
	Stack   *spec.Stack
	Binding spec.Binding
}

// Places are one place in each partition.
var Places = []spec.Binding{
	{Partition: "aws", Region: "eu-west-1", AccountID: "111122223333"},
	{Partition: "aws-cn", Region: "cn-north-1", AccountID: "444455556666"},
	{Partition: "aws-us-gov", Region: "us-gov-west-1", AccountID: "777788889999"},
}

// Choices are the stacks of s, each with no optional parameter, with each one
// alone, with each Boolean the other way round, and with all.
func Choices(s *spec.Spec, where spec.Binding) []Choice {
	var out []Choice
	for _, stack := range s.Stacks {
		conditional := conditionalOf(s, stack)
		add := func(name string, given func(*spec.Param) bool) {
			out = append(out, choose(s, stack, where, name, given))
		}
		add("none", func(p *spec.Param) bool { return p.Type == spec.Boolean && p.Default[0] == "true" })
		for _, q := range conditional {
			add(q.Name, func(p *spec.Param) bool { return (p.Type == spec.Boolean && p.Default[0] == "true") != (p == q) })
		}
		if len(conditional) > 1 {
			add("all", func(p *spec.Param) bool { return true })
		}
	}
	return out
}

// maxTogether is how many conditional parameters Every takes all subsets of; of
// more, it takes those of one, two and all but one.
const maxTogether = 6

// Every is Choices, and each subset of the conditional parameters of a stack, or
// of each document if a stack has many.
func Every(s *spec.Spec, where spec.Binding) []Choice {
	out := Choices(s, where)
	seen := map[string]bool{}
	for _, c := range out {
		seen[c.key()] = true
	}
	for _, stack := range s.Stacks {
		together := [][]*spec.Param{conditionalOf(s, stack)}
		if len(together[0]) > maxTogether {
			together = nil
			for _, d := range documentsOf(stack) {
				together = append(together, slices.DeleteFunc(s.ParamsOfDocument(d), func(p *spec.Param) bool { return !p.Conditional() }))
			}
		}
		for _, params := range together {
			for _, some := range subsets(params) {
				c := choose(s, stack, where, namesOf(some), func(p *spec.Param) bool { return slices.Contains(some, p) })
				if key := c.key(); !seen[key] {
					seen[key] = true
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// key tells choices apart.
func (c Choice) key() string { return c.Stack.Name + fmt.Sprint(c.Binding.Values) }

func documentsOf(stack *spec.Stack) []*spec.Document {
	var out []*spec.Document
	for _, r := range stack.Roles {
		out = append(out, r.Trust)
		for _, p := range r.Policies {
			out = append(out, p.Document)
		}
	}
	for _, p := range stack.Policies {
		out = append(out, p.Document)
	}
	return out
}

func subsets(params []*spec.Param) [][]*spec.Param {
	var out [][]*spec.Param
	add := func(keep func(i int) bool) {
		var some []*spec.Param
		for i, p := range params {
			if keep(i) {
				some = append(some, p)
			}
		}
		out = append(out, some)
	}
	if len(params) <= maxTogether {
		for set := range 1 << len(params) {
			add(func(i int) bool { return set>>i&1 == 1 })
		}
		return out
	}
	for one := range params {
		add(func(i int) bool { return i != one })
		for other := range one + 1 {
			add(func(i int) bool { return i == one || i == other })
		}
	}
	return out
}

func namesOf(params []*spec.Param) string {
	if len(params) == 0 {
		return "neither"
	}
	var out []string
	for _, p := range params {
		out = append(out, p.Name)
	}
	return strings.Join(out, "+")
}

// conditionalOf are the parameters of a stack on which it depends whether
// something is there.
func conditionalOf(s *spec.Spec, stack *spec.Stack) []*spec.Param {
	return slices.DeleteFunc(s.ParamsOf(stack), func(p *spec.Param) bool { return !p.Conditional() })
}

// choose gives the parameters that are required, those optional ones that given
// says, and true to those Booleans.
func choose(s *spec.Spec, stack *spec.Stack, where spec.Binding, name string, given func(*spec.Param) bool) Choice {
	where.Values = map[string][]string{}
	for _, p := range s.Params {
		switch {
		case p.Type == spec.Boolean:
			where.Values[p.Name] = []string{strconv.FormatBool(given(p))}
		case !p.Optional || given(p):
			where.Values[p.Name] = value(p)
		}
	}
	return Choice{stack.Name + "/" + name, s, stack, where}
}

// value is what the spec says p could be, or a made-up value.
func value(p *spec.Param) []string {
	switch {
	case p.Default != nil:
		return p.Default
	case p.Example != nil:
		return p.Example
	case p.List:
		return []string{madeUp(p, "1"), madeUp(p, "2")}
	default:
		return []string{madeUp(p, "1")}
	}
}

func madeUp(p *spec.Param, digit string) string {
	account := strings.Repeat(digit, 12)
	switch p.Type {
	case spec.Number:
		return digit
	case spec.KMSKeyARN:
		return "arn:aws:kms:us-east-1:" + account + ":key/made-up-" + digit
	case spec.RoleARN:
		return "arn:aws:iam::" + account + ":role/MadeUp"
	case spec.PolicyARN:
		return "arn:aws:iam::" + account + ":policy/MadeUp"
	case spec.ARN:
		return "arn:aws:s3:::made-up-" + digit
	case spec.AccountIDType:
		return account
	case spec.VPCID:
		return "vpc-0000000" + digit
	case spec.SubnetID:
		return "subnet-0000000" + digit
	case spec.SecurityGroupID:
		return "sg-0000000" + digit
	case spec.String, spec.BucketName, spec.KeyID, spec.ApplicationID, spec.LogGroupName, spec.NamePrefix:
		return "madeup" + digit
	default:
		panic(fmt.Sprintf("deploy: no value for type %s", p.Type))
	}
}
