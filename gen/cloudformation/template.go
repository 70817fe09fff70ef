package cloudformation

import (
	"strings"
	"unicode/utf8"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// maxDescription is how many bytes CloudFormation takes as a template's
// description.
const maxDescription = 1024

// template collects what a template uses while its resources are printed.
type template struct {
	spec  *spec.Spec
	stack *spec.Stack

	params     []*spec.Param        // those that the stack uses, in the spec's order
	conditions map[string]condition // name → condition
	named      map[string]string    // condition's key → name
	order      []string             // names of conditions, in order of first use
	exports    int                  // how many outputs there are
}

func newTemplate(s *spec.Spec, stack *spec.Stack) *template {
	return &template{
		spec:       s,
		stack:      stack,
		params:     s.ParamsOfTemplate(stack),
		conditions: map[string]condition{},
		named:      map[string]string{},
	}
}

// document is the template, sections in AWS's order. Resources and outputs
// come first, since they decide what the other sections declare.
func (t *template) document() dict {
	resources := t.resources()
	outputs := t.outputs()
	t.exports = len(outputs)

	doc := dict{{Key: "AWSTemplateFormatVersion", Value: text("2010-09-09")}}
	if d := description(t.spec.Doc); d != "" {
		doc = append(doc, entry{Key: "Description", Value: prose(d)})
	}
	for _, section := range []entry{
		{Key: "Metadata", Value: t.metadata()},
		{Key: "Parameters", Value: t.parameters()},
		{Key: "Rules", Value: t.rules()},
		{Key: "Conditions", Value: t.declaredConditions()},
		{Key: "Resources", Value: resources},
		{Key: "Outputs", Value: outputs},
	} {
		if len(section.Value.(dict)) > 0 {
			doc = append(doc, section)
		}
	}
	return doc
}

// description is doc within CloudFormation's limit, cut after a word.
func description(doc string) string {
	doc = strings.Join(strings.Fields(doc), " ")
	if len(doc) <= maxDescription {
		return doc
	}
	end := maxDescription - len("...")
	for !utf8.RuneStart(doc[end]) {
		end--
	}
	if space := strings.LastIndexByte(doc[:end], ' '); space > 0 {
		end = space
	}
	return doc[:end] + "..."
}

func (t *template) resources() dict {
	var out dict
	for _, r := range t.stack.Roles {
		out = append(out, t.role(r)...)
	}
	for _, p := range t.stack.Policies {
		out = append(append(out, t.policy(p)), t.sessions(p)...)
	}
	out = append(out, lists.Map(t.stack.SecurityConfigurations, t.configuration)...)
	return out
}
