package deploy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
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
		least := map[string][]string{}
		most := map[string][]string{}
		var conditional []*spec.Param
		for _, p := range s.Params {
			most[p.Name] = value(p)
			if p.Conditional() && slices.Contains(s.ParamsOf(stack), p) {
				conditional = append(conditional, p)
			}
			switch {
			case p.Type == spec.Boolean:
				least[p.Name] = p.Default
				most[p.Name] = []string{"true"}
			case !p.Optional:
				least[p.Name] = value(p)
			}
		}
		add := func(name string, values map[string][]string) {
			b := where
			b.Values = values
			out = append(out, Choice{stack.Name + "/" + name, s, stack, b})
		}
		add("none", least)
		for _, p := range conditional {
			values := maps.Clone(least)
			values[p.Name] = value(p)
			if p.Type == spec.Boolean {
				values[p.Name] = []string{map[string]string{"true": "false", "false": "true"}[p.Default[0]]}
			}
			add(p.Name, values)
		}
		if len(conditional) > 1 {
			add("all", most)
		}
	}
	return out
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

// Creates is what the model says that c creates.
func (c Choice) Creates() *Account {
	out := &Account{}
	for _, r := range c.Stack.Roles {
		out.Roles = append(out.Roles, roleOf(r, c.Binding))
	}
	b := c.Binding
	for _, p := range c.Stack.Policies {
		if doc := b.Document(p.Document); doc != nil {
			out.Policies = append(out.Policies, &Policy{Name: b.Text(p.PolicyName), ARN: b.Text(p.ARN()), Path: b.Text(p.Path), Description: p.Doc, Document: doc})
		}
	}
	for _, sc := range c.Stack.SecurityConfigurations {
		out.SecurityConfigurations = append(out.SecurityConfigurations, &SecurityConfiguration{b.Text(sc.ConfigurationName), decoded(b.JSON(sc.Document()))})
	}
	out.Sort()
	return out
}

func roleOf(r *spec.Role, b spec.Binding) *Role {
	out := &Role{
		Name: b.Text(r.RoleName), ARN: b.Text(r.ARN()), Path: b.Text(r.Path), Description: r.Doc, MaxSession: "3600",
		Managed: b.List(r.Managed), Trust: b.Document(r.Trust), Tags: map[string]string{}, Inline: map[string]*iam.Document{},
	}
	if r.MaxSession != nil {
		out.MaxSession = b.Text(r.MaxSession)
	}
	if r.Boundary != nil && b.Holds(r.Boundary.When) {
		out.Boundary = b.Text(r.Boundary.Value)
	}
	for _, t := range r.Tags {
		if b.Holds(t.Value.When) {
			out.Tags[t.Key] = b.Text(t.Value.Value)
		}
	}
	for _, p := range r.Policies {
		if doc := b.Document(p.Document); doc != nil {
			out.Inline[p.Name] = doc
		}
	}
	if r.Profile != nil {
		out.Profiles = []Profile{{b.Text(r.Profile), b.Text(r.Path)}}
	}
	return out
}

func decoded(src []byte) any {
	var v any
	if err := json.Unmarshal(src, &v); err != nil {
		panic(fmt.Sprintf("deploy: %s: %v", src, err))
	}
	return v
}
