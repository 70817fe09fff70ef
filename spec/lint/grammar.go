package lint

import (
	"regexp"
	"sync"
)

// grammarRules hold what a document says against IAM's grammar.
var grammarRules = []func(*checker){
	(*checker).actionForms,
	(*checker).trustActions,
	(*checker).principalForms,
	(*checker).resourceForms,
	(*checker).policyForms,
	(*checker).fixedPartitions,
	(*checker).operators,
	(*checker).variables,
	(*checker).conditionForms,
	(*checker).characters,
	(*checker).duplicates,
	(*checker).identifiers,
}

// form is the test whether a text has a form. Most runs need few of them, so
// that each is compiled when it is first asked.
func form(pattern string) func(string) bool {
	compiled := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return func(s string) bool { return compiled().MatchString(s) }
}
