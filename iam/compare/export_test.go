package compare

// CompareWithin is Compare with a number of steps of its own.
var CompareWithin = compareWithin

// Steps is how many steps the comparison took.
func (c *Comparison) Steps() int { return c.steps }
