package packing

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec"
)

// No rule that depends only on the statements can keep every
// other statement in place: a full document must give one up when one of its
// statements grows. So a document that does not fit is split into halves with the
// same number of statements, regardless of their sizes, and each half again: a
// statement that grows can at most split its own document, and all other documents
// keep their statements and names.
//
// Filling one document after another would need fewer documents, but move statements
// more often: all documents except the last are nearly full, and the next must take
// what one gives up.

// part is a part of a document: some of its statements, in their order.
type part struct {
	// number names the part. When it is halved, the first half keeps the
	// number, and no other part ever gets the second's, so that numbers
	// follow neither the order of the statements nor each other: what is
	// halved once is 1 and 2, and then its halves 1 and 3, 2 and 4.
	number     int
	statements []*spec.Statement
}

// split splits statements into parts that fit, in the order of their numbers. A
// single statement is never split, whether it fits or not.
//
// Invariant: a part has at most one condition under which it is present, so that
// a When can express it. See Document.Presence.
func split(sts []*spec.Statement, fits func([]*spec.Statement) bool) []part {
	out := part{1, sts}.split(1, fits)
	slices.SortFunc(out, func(a, b part) int { return cmp.Compare(a.number, b.number) })
	return out
}

// split halves p until everything fits. The second half gets the number of p plus
// next.
func (p part) split(next int, fits func([]*spec.Statement) bool) []part {
	first, second := halve(p.statements, fits)
	if second == nil {
		return []part{p}
	}
	return append(
		part{p.number, first}.split(2*next, fits),
		part{p.number + next, second}.split(2*next, fits)...,
	)
}

// halve splits statements with several conditions of presence, half of the
// conditions each, or else statements that do not fit. It returns no second half if
// they can remain together.
func halve(sts []*spec.Statement, fits func([]*spec.Statement) bool) (first, second []*spec.Statement) {
	reasons := (&spec.Document{Statements: sts}).Presence()
	switch half := (len(reasons) + 1) / 2; {
	case len(reasons) > 1:
		for _, st := range sts {
			if slices.ContainsFunc(reasons[:half], st.When.Implies) {
				first = append(first, st)
			} else {
				second = append(second, st)
			}
		}
		return first, second
	case len(sts) > 1 && !fits(sts):
		half = (len(sts) + 1) / 2
		return sts[:half], sts[half:]
	}
	return sts, nil
}

// of returns the same part of another document of the same each.
func (p part) of(whole, d *spec.Document) part {
	out := part{number: p.number}
	for i, st := range whole.Statements {
		if slices.Contains(p.statements, st) {
			out.statements = append(out.statements, d.Statements[i])
		}
	}
	return out
}
