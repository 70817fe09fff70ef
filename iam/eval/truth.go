package eval

// Truth is a three-valued truth, for requests with incomplete context.
type Truth uint8

// The values, ordered so that Kleene's "and" is the minimum and "or" the maximum.
const (
	No Truth = iota
	Maybe
	Yes
)

// String returns the value in one word.
func (t Truth) String() string { return [...]string{"no", "maybe", "yes"}[t] }

func (t Truth) negate() Truth { return Yes - t }

// NegateIf returns the negation of t if negated, else t.
func (t Truth) NegateIf(negated bool) Truth {
	if negated {
		return t.negate()
	}
	return t
}

// TruthOf returns Yes for true and No for false.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
