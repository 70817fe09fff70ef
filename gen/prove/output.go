package prove

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/iam/read/terraform"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// output is an output of a template or module.
type output struct {
	name             string
	exists           []spec.When // of what it is an attribute of
	when             spec.When
	value, otherwise spec.Value // otherwise is nil if there is no output where nothing exists
	export           spec.Value // or nil
}

// outputOf is what an output that the spec names, or could name, of e says.
func outputOf(e spec.Entity, o spec.StackOutput) output {
	out := output{name: o.Name, exists: e.Exists(), when: o.When, value: e.AWSName(), otherwise: o.Otherwise}
	if o.Attr == spec.AttrARN {
		out.value = e.ARN()
	}
	return out
}

// templateOutputs are those that the spec names, and the ARN of whatever it names no output
// of, by its logical name.
func templateOutputs(stack *spec.Stack) []output {
	name := spec.Value{spec.Lit(stack.Name)}
	if stack.NameParam != nil {
		name = spec.Value{spec.ParamRef{Param: stack.NameParam}}
	}
	var out []output
	for _, e := range stack.Entities() {
		all := e.Deployed().Outputs
		first := e.Attrs()[0]
		if e.Deployed().Named(first) == nil {
			all = append(slices.Clone(all), spec.StackOutput{Attr: first})
		}
		for _, o := range all {
			if o.Name == "" {
				o.Name = e.LogicalName() + string(o.Attr)
			}
			if o.Export == nil {
				o.Export = spec.Value{spec.StackName, spec.Lit("-" + o.Name)}
			}
			one := outputOf(e, o)
			if e.Policy != nil { // whose Ref is the ARN
				one.value = e.ARN()
			}
			for _, part := range o.Export {
				if part == spec.Part(spec.StackName) {
					one.export = one.export.Append(name...)
				} else {
					one.export = one.export.Append(part)
				}
			}
			out = append(out, one)
		}
	}
	return distinct(out)
}

// moduleOutputs are the ARN and the name of everything, null where it does not exist, and
// those of the spec that have a condition or a value where nothing exists. What is made for
// several names is one output, of which each is a member, or is printed for itself.
func moduleOutputs(m *terraform.Module, stack *spec.Stack) []output {
	var out []output
	for _, e := range stack.Entities() {
		for _, attr := range e.Attrs() {
			suffix := "_" + strings.ToLower(string(attr))
			usual := outputOf(e, spec.StackOutput{Attr: attr, Name: naming.Snake(e.LogicalName()) + suffix})
			if each := e.Header().Each; each != nil {
				group := each.Group
				if e.Profile {
					group += "Profile"
				}
				if all := naming.Snake(group) + suffix + "s"; m.HasOutput(all) {
					usual.name = all + "." + each.Name
				}
			}
			own := lists.Filter(e.Deployed().Named(attr), func(o spec.StackOutput) bool {
				return o.Name != "" && (len(o.When) > 0 || o.Otherwise != nil)
			})
			all := lists.Map(own, func(o spec.StackOutput) output {
				o.Name = naming.Snake(o.Name)
				return outputOf(e, o)
			})
			if !slices.ContainsFunc(all, func(o output) bool { return o.name == usual.name }) {
				all = append(all, usual)
			}
			out = append(out, all...)
		}
	}
	return distinct(out)
}

// distinct are the outputs with a name of their own. A target gives others another name.
func distinct(all []output) []output {
	return lists.Filter(all, func(o output) bool {
		return len(lists.Filter(all, func(p output) bool { return p.name == o.name })) == 1
	})
}
