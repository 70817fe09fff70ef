package expected

import (
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
)

// Choice is a stack with a choice of parameters.
type Choice struct {
	Name    string // e.g., "emr-studio/StudioKeyArn"
	Spec    *spec.Spec
	Stack   *spec.Stack
	Binding spec.Binding
	Tagged  bool // policies and instance profiles have tags, which CloudFormation cannot set
}

// Places are one place in each partition, each with an account of its own.
var Places = []spec.Binding{
	{Partition: "aws", Region: "eu-west-1", AccountID: "111122223333"},
	{Partition: "aws-cn", Region: "cn-north-1", AccountID: "444455556666"},
	{Partition: "aws-us-gov", Region: "us-gov-west-1", AccountID: "777788889999"},
}

// Choices are a few for each stack of s, for programs that can only be run: no
// optional parameter, each alone, each Boolean the other way round,
// each parameter that a when compares with another value, and all. Each
// parameter has the value that is its own in the space of s; of those that list
// their values, the first. Package prove covers all choices.
func Choices(s *spec.Spec, where spec.Binding) []Choice {
	if where.Partition == "" {
		where.Partition = spec.Partitions[0]
	}
	space := deploy.New(s).In(s, where.Partition)
	var out []Choice
	for _, stack := range s.Stacks {
		var vars []*formula.Variable
		byName := lists.By(s.ParamsOf(stack), func(p *spec.Param) string { return p.Name })
		for _, v := range space.Open() {
			if p := byName[v.Param]; p != nil && chosen(p) {
				vars = append(vars, v)
			}
		}
		add := func(name string, given func(*formula.Variable) bool) {
			place := space
			for _, v := range space.Open() {
				option := 0
				if p := byName[v.Param]; p != nil && chosen(p) && !given(v) {
					option = len(v.Options) - 1
				}
				place = place.Choose(v, option)
			}
			where.Values = place.Values
			out = append(out, Choice{Name: stack.Name + "/" + name, Spec: s, Stack: stack, Binding: where})
		}
		isTrue := func(v *formula.Variable) bool {
			p := byName[v.Param]
			return p.Type == spec.Boolean && p.Default[0] == "true"
		}
		add("none", isTrue)
		for _, one := range vars {
			add(one.Param, func(v *formula.Variable) bool { return isTrue(v) != (v == one) })
		}
		if len(vars) > 1 {
			add("all", func(*formula.Variable) bool { return true })
		}
	}
	return out
}

// chosen reports whether a when depends on p, so that its last option is a choice.
func chosen(p *spec.Param) bool { return p.Conditional() || p.Compared != nil }
