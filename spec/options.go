package spec

import "github.com/emriam/emriam/spec/diag"

// Options are the options that a spec gives a target under outputs. The zero
// Options are none.
type Options struct {
	n     *node
	sc    *scope
	asked *[]string // the names of options that were asked for, if anyone wants to know
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
	if o.asked != nil {
		*o.asked = append(*o.asked, sortedKeys(opts)...)
	}
	if o.n == nil {
		return nil
	}
	sc := *o.sc
	sc.ledger = newLedger(l)
	spans := map[string]diag.Span{}
	what := "outputs." + target
	for _, f := range sc.fields(o.n, what, sortedKeys(opts)...) {
		key := f.key.text
		if s, ok := sc.plain(f.n, key+" of "+what); ok {
			*opts[key] = s
			spans[key] = f.n.span()
		}
	}
	return spans
}
