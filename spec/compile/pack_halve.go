package compile

import (
	"cmp"
	"slices"

	"github.com/emriam/emriam/spec"
)

// No rule that sees only the statements can hold every other statement where it
// is: a document that is full to the last character has to give one up when any
// of its statements grows. So what does not fit is halved between statements, by
// how many there are and not by how long they are, and each half again: a
// statement that grows can do no more than halve the document that it is in, and
// all other documents keep their statements, and their names.
//
// To fill one document after the other would need fewer of them, and move
// statements more often: all but the last are nearly full at once, and what one
// gives up the next has to take.

// portion is a document in the making: some of the statements of another, in
// their order.
type portion struct {
	// number names the portion. When it is halved, the first half keeps the
	// number, and no other portion ever gets the second's, so that numbers
	// follow neither the order of the statements nor each other: what is
	// halved once is 1 and 2, and then its halves 1 and 3, 2 and 4.
	number     int
	statements []*spec.Statement
}

// divide makes portions of statements that fit, in the order of their numbers. One statement is never divided, whether it fits or not.
//
// Invariant: a portion has at most one reason to be there, so that a When can say
// when it is. See Document.Presence.
func divide(sts []*spec.Statement, fits func([]*spec.Statement) bool) []portion {
	out := portion{1, sts}.divide(1, fits)
	slices.SortFunc(out, func(a, b portion) int { return cmp.Compare(a.number, b.number) })
	return out
}

// divide halves p until all fits. The second half gets the number of p plus next.
func (p portion) divide(next int, fits func([]*spec.Statement) bool) []portion {
	first, second := halve(p.statements, fits)
	if second == nil {
		return []portion{p}
	}
	return append(
		portion{p.number, first}.divide(2*next, fits),
		portion{p.number + next, second}.divide(2*next, fits)...,
	)
}

// halve parts statements that have several reasons to be there, half of the
// reasons each, or else statements that do not fit. It returns no second half
// for those that can stay together.
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

// of is the same portion of another document, which is like the one that was
// divided.
func (p portion) of(divided, d *spec.Document) portion {
	out := portion{number: p.number}
	for i, st := range divided.Statements {
		if slices.Contains(p.statements, st) {
			out.statements = append(out.statements, d.Statements[i])
		}
	}
	return out
}
