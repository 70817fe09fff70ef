package cloudformation

import (
	"slices"

	"github.com/emriam/emriam/gen/internal/naming"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// metadata orders and labels the parameters for the console: those of one thing
// together, those of several first.
func (t *template) metadata() dict {
	if len(t.params) == 0 {
		return nil
	}
	var labels dict
	for _, p := range t.params {
		labels = append(labels, entry{Key: p.ID(), Value: label(naming.Label(p.Name))})
	}
	return dict{{Key: "AWS::CloudFormation::Interface", Value: dict{
		{Key: "ParameterGroups", Value: t.parameterGroups()},
		{Key: "ParameterLabels", Value: labels},
	}}}
}

func label(s string) node { return dict{{Key: "default", Value: text(s)}} }

// user is what the stack makes, with the parameters that it uses.
type user struct {
	name   string
	params []*spec.Param
}

func (t *template) users() []user {
	return lists.Map(slices.Collect(t.stack.Subjects()), func(s spec.Subject) user { return user{s.Header().Name, t.spec.ParamsOfSubject(s)} })
}

func (t *template) parameterGroups() list {
	users := t.users()
	var shared list
	own := map[string]list{}
	for _, p := range t.params {
		by := slices.DeleteFunc(slices.Clone(users), func(u user) bool { return !slices.Contains(u.params, p) })
		if len(by) == 1 {
			own[by[0].name] = append(own[by[0].name], text(p.ID()))
		} else { // also what only the names of imported exports contain
			shared = append(shared, text(p.ID()))
		}
	}
	var out list
	if len(shared) > 0 {
		out = append(out, parameterGroup("Shared", shared))
	}
	for _, u := range users {
		if len(own[u.name]) > 0 {
			out = append(out, parameterGroup(naming.Label(u.name), own[u.name]))
		}
	}
	return out
}

func parameterGroup(name string, params list) dict {
	return dict{{Key: "Label", Value: label(name)}, {Key: "Parameters", Value: params}}
}
