package spec

import "github.com/emriam/emriam/spec/diag"

// Options are the options that a spec gives a target under outputs. The zero
// Options are none.
type Options struct {
	n  *node
	sc *scope
}

// Strings sets each option that the spec gives to its value. An option that is
// not in opts is a finding. Spans of what was given come back, so that the
// target can point at a value it does not take.
//
// Findings go to l, since a target may run long after Load.
func (o Options) Strings(target string, opts map[string]*string, l *diag.List) map[string]diag.Span {
	if o.n == nil {
		return nil
	}
	sc := *o.sc
	sc.diags = l
	spans := map[string]diag.Span{}
	what := "outputs." + target
	for key, f := range sc.fields(o.n, what, sortedKeys(opts)...) {
		if s, ok := sc.plain(f.n, key+" of "+what); ok {
			*opts[key] = s
			spans[key] = f.n.span
		}
	}
	return spans
}
