package cloudformation

import (
	"fmt"

	"github.com/emriam/emriam/spec"
)

// configuration prints a security configuration of EMR.
func (t *template) configuration(c *spec.SecurityConfiguration) entry {
	props := dict{
		{key: "Name", value: t.value(c.ConfigurationName)},
		{key: "SecurityConfiguration", value: t.json(c.Document(), c.When)},
	}
	e := resource(spec.Deployed{}, c.Name, c.Source, "AWS::EMR::SecurityConfiguration", t.conditionOf(c.When), props)
	if c.Doc != "" {
		e.comment = append([]string{c.Doc}, e.comment...)
	}
	return e
}

// json prints a document that is no policy. Roles of the stack are named by
// Fn::GetAtt, so that they are there first.
func (t *template) json(j spec.JSON, given spec.When) node {
	switch j := j.(type) {
	case spec.Object:
		var out dict
		for _, m := range j {
			out = append(out, entry{key: m.Key, value: t.json(m.Value, given)})
		}
		return out
	case spec.Array:
		var out list
		for _, v := range j {
			out = append(out, t.json(v, given))
		}
		return out
	case spec.Leaf:
		n, _ := t.principalOf(nil)(j.Value)
		return n
	case spec.Leaves:
		return t.items(j, given, t.plain)
	case spec.Whole:
		return number(fmt.Sprint(int(j)))
	case spec.Switch:
		return number(fmt.Sprint(bool(j)))
	default:
		panic(fmt.Sprintf("cloudformation: JSON %T", j))
	}
}
