package cloudformation_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emriam/emriam/gen/cloudformation"
	"github.com/emriam/emriam/gen/internal/specfile"
	"github.com/emriam/emriam/spec"
)

// own are the built-in spec and testdata/rich.yaml.
func own(t *testing.T) []*spec.Spec {
	t.Helper()
	return []*spec.Spec{specfile.Compile(t, spec.BuiltInFile, spec.BuiltIn), rich(t)}
}

// cases are the cases of all targets.
func cases(t *testing.T) []*spec.Spec {
	t.Helper()
	files, err := filepath.Glob("../testdata/*/spec.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var out []*spec.Spec
	for _, file := range files {
		out = append(out, specfile.Load(t, file))
	}
	return out
}

func rich(t *testing.T) *spec.Spec {
	t.Helper()
	return specfile.Load(t, "testdata/rich.yaml")
}

// deployment is a stack, with a choice of parameters.
type deployment struct {
	name    string // e.g., "emr-studio/StudioKeyArn"
	spec    *spec.Spec
	stack   *spec.Stack
	binding spec.Binding
}

func (d deployment) template() []byte { return cloudformation.Template(d.spec, d.stack) }

// params are the parameters as the AWS CLI takes them.
func (d deployment) params() map[string]string {
	out := map[string]string{}
	for _, p := range d.spec.ParamsOf(d.stack) {
		out[p.Name] = strings.Join(d.binding.Values[p.Name], ",")
	}
	return out
}

// deployments are the stacks of s, each with no optional parameter, with each
// one alone, with each Boolean the other way round, and with all.
func deployments(s *spec.Spec, where spec.Binding) []deployment {
	var out []deployment
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
			out = append(out, deployment{stack.Name + "/" + name, s, stack, b})
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
		panic(fmt.Sprintf("no value for type %s", p.Type))
	}
}

// places are one place in each partition.
var places = []spec.Binding{
	{Partition: "aws", Region: "eu-west-1", AccountID: "111122223333"},
	{Partition: "aws-cn", Region: "cn-north-1", AccountID: "444455556666"},
	{Partition: "aws-us-gov", Region: "us-gov-west-1", AccountID: "777788889999"},
}
