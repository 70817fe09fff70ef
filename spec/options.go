package spec

import (
	"fmt"
	"maps"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// Options are the options that a spec gives a target under outputs. The zero
// Options are none.
type Options struct {
	Given []Option
	asked *[]string // the names of options that were asked for, if anyone wants to know
}

// Option is an option with its value, and where both are written.
type Option struct {
	Name, Value string
	At, ValueAt diag.Span
}

// OptionNames are the options that a target knows: those that it asks for.
func OptionNames(ask func(Options)) []string {
	var asked []string
	ask(Options{asked: &asked})
	return asked
}

// Strings sets each option that the spec gives to its value. An option that is
// not in opts is a finding. Spans of what was given come back, so that the
// target can point at a value it does not take.
//
// Findings go to l, since a target may run long after Load.
func (o Options) Strings(target string, opts map[string]*string, l *diag.List) map[string]diag.Span {
	names := slices.Sorted(maps.Keys(opts))
	if o.asked != nil {
		*o.asked = append(*o.asked, names...)
	}
	spans := map[string]diag.Span{}
	for _, given := range o.Given {
		value, known := opts[given.Name]
		if !known {
			l.Add(diag.Finding{
				Span: given.At, Code: "unknown-key", Help: diag.DidYouMean(given.Name, names),
				Message: fmt.Sprintf("outputs.%s has no key %q", target, given.Name),
			})
			continue
		}
		*value = given.Value
		spans[given.Name] = given.ValueAt
	}
	return spans
}
