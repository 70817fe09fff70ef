package cdk

import (
	"regexp"

	"github.com/dave/jennifer/jen"
	"github.com/emriam/emriam/spec"
)

// cdkAction is the CDK's own idea of an action. It knows no "?".
var cdkAction = regexp.MustCompile(`^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*]+)$`)

// actions prints a list of actions. One that IAM takes and the CDK refuses
// goes past the CDK as a token.
func (c *construct) actions(items []spec.Item) jen.Code {
	var out []jen.Code
	plain := true
	for _, it := range items {
		lit, ok := it.Value.Static()
		if ok && !cdkAction.MatchString(lit) {
			plain = false
			out = append(out, c.helpers.use("action").Call(jen.Lit(lit)))
			continue
		}
		out = append(out, c.value(it.Value))
	}
	if plain {
		return c.strings(items)
	}
	return jen.Op("&").Add(stringsOf(out))
}
