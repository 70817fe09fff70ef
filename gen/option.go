package gen

import (
	"slices"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// Option is what a spec may say about a target under outputs.
type Option struct {
	Name    string // e.g., "package"
	Doc     string // one sentence, for editors
	Default string // the value where the spec gives none

	// Refuses says what is wrong with a value, e.g., `cannot be called "a-b" in Go`;
	// it returns "" for a value that the target takes.
	Refuses func(string) string
}

// Values are the values of a target's options, by their names.
type Values map[string]string

// values are the options of a target as the spec sets them. An option that the
// target does not have is a finding; a value that it does not take is one too,
// and values then reports false: the target cannot run.
func values(t Target, given spec.Options, l *diag.List) (Values, bool) {
	options := t.Options
	names := lists.Map(options, func(o Option) string { return o.Name })
	slices.Sort(names)
	settings := given.Settings(t.Name, names, l)
	out, ok := Values{}, true
	for _, o := range options {
		out[o.Name] = o.Default
		s, set := settings[o.Name]
		if !set {
			continue
		}
		out[o.Name] = s.Value
		if why := o.Refuses(s.Value); why != "" {
			l.Errorf(s.ValueAt, "bad-option", "the %s of outputs.%s %s", o.Name, t.Name, why)
			ok = false
		}
	}
	return out, ok
}
