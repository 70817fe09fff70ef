package eval

// Truth is what is known of a statement, or a part of it: in three values,
// since a request may be known in part.
type Truth uint8

// The values, in the order of Kleene's logic: "and" is the least, "or" is the
// greatest.
const (
	No Truth = iota
	Maybe
	Yes
)

// String is the value in a word.
func (t Truth) String() string { return [...]string{"no", "maybe", "yes"}[t] }

func (t Truth) negate() Truth { return Yes - t }

// NegateIf is the opposite of t if negated.
func (t Truth) NegateIf(negated bool) Truth {
	if negated {
		return t.negate()
	}
	return t
}

// TruthOf is Yes or No.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
