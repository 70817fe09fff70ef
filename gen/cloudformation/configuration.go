package cloudformation

import (
	"fmt"

	"github.com/emriam/emriam/spec"
)

// configuration prints a security configuration of EMR.
func (t *template) configuration(c *spec.SecurityConfiguration) entry {
	document := entry{Key: "SecurityConfiguration", Value: t.json(c.Document(), c.When)}
	props := append(t.identity(c.Entity(), "Name"), document)
	e := resource(c.Deployed, c.Name, c.Source, "AWS::EMR::SecurityConfiguration", t.conditionOf(c.When), props)
	if c.Doc != "" {
		e.Comments = append([]string{c.Doc}, e.Comments...)
	}
	return e
}

// json prints a document that is no policy. Roles of the stack are named by
// Fn::GetAtt, so that they are there first.
func (t *template) json(j spec.JSON, given spec.When) node {
	return spec.JSONPrinter[node]{
		Object: object,
		Array:  func(items []node) node { return list(items) },
		Text:   t.otherwise,
		Texts:  func(items []spec.Item) node { return t.items(items, given, t.plain) },
		Plain:  func(v any) node { return number(fmt.Sprint(v)) },
	}.Print(j)
}
