package spec

import (
	"fmt"
	"slices"

	"github.com/emriam/emriam/spec/diag"
)

// Options are the options that a spec gives a target under outputs, in its order.
type Options []Option

// Option is an option with its value and their positions.
type Option struct {
	Name, Value string
	At, ValueAt diag.Span
}

// Settings returns the options in the spec, by name. It adds a finding to l for each
// unknown option.
func (o Options) Settings(target string, known []string, l *diag.List) map[string]Option {
	out := map[string]Option{}
	for _, given := range o {
		if slices.Contains(known, given.Name) {
			out[given.Name] = given
			continue
		}
		l.Add(diag.Finding{
			Span: given.At, Code: "unknown-key", Help: diag.DidYouMean(given.Name, known),
			Message: fmt.Sprintf("outputs.%s has no key %q", target, given.Name),
		})
	}
	return out
}
