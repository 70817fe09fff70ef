package cloudformation

import "github.com/emriam/emriam/spec"

// metadata orders and labels the parameters for the console: those of one role
// or policy together, those of several first.
func (t *template) metadata() dict {
	used := t.used()
	if len(used) == 0 {
		return nil
	}
	var groups list
	if shared := t.usedBy(used, ""); len(shared) > 0 {
		groups = append(groups, parameterGroup("Shared", shared))
	}
	for _, name := range t.owners() {
		if own := t.usedBy(used, name); len(own) > 0 {
			groups = append(groups, parameterGroup(words(name), own))
		}
	}
	var labels dict
	for _, p := range used {
		labels = append(labels, entry{key: p.Name, value: dict{{key: "default", value: text(words(p.Name))}}})
	}
	return dict{{key: "AWS::CloudFormation::Interface", value: dict{
		{key: "ParameterGroups", value: groups},
		{key: "ParameterLabels", value: labels},
	}}}
}

func (t *template) owners() []string {
	var out []string
	for _, r := range t.stack.Roles {
		out = append(out, r.Name)
	}
	for _, p := range t.stack.Policies {
		out = append(out, p.Name)
	}
	return out
}

// usedBy returns the parameters that only name uses; for "", those that
// several use.
func (t *template) usedBy(used []*spec.Param, name string) list {
	var out list
	for _, p := range used {
		switch by := t.uses[p]; {
		case len(by) > 1 && name == "", len(by) == 1 && by[0].name == name:
			out = append(out, text(p.Name))
		}
	}
	return out
}

func parameterGroup(label string, params list) dict {
	return dict{
		{key: "Label", value: dict{{key: "default", value: text(label)}}},
		{key: "Parameters", value: params},
	}
}
