package eval

import (
	"cmp"
	"strconv"
	"strings"
)

// decimal is an exact decimal number: its digits without leading and trailing zeros, and
// an exponent.
type decimal struct {
	negative bool
	whole    string // digits before the point
	fraction string // digits after it
	Exp      int    // the number is 0.(whole)(fraction) * 10^exp
}

// ParseDecimal parses a JSON number; it also accepts leading zeros and a plus sign.
func ParseDecimal(text string) (decimal, bool) {
	mantissa, exponent := text, 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa = text[:i]
		n, ok := parseExponent(text[i+1:])
		if !ok {
			return decimal{}, false
		}
		exponent = n
	}
	var d decimal
	if mantissa != "" && (mantissa[0] == '-' || mantissa[0] == '+') {
		d.negative = mantissa[0] == '-'
		mantissa = mantissa[1:]
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !digits(whole) || !digits(fraction) || whole == "" || point && fraction == "" {
		return decimal{}, false
	}
	d.whole = strings.TrimLeft(whole, "0")
	d.fraction = strings.TrimRight(fraction, "0")
	d.Exp = exponent + len(d.whole)
	if d.whole == "" {
		trimmed := strings.TrimLeft(d.fraction, "0")
		d.Exp -= len(d.fraction) - len(trimmed)
		d.fraction = trimmed
	}
	if d.whole == "" && d.fraction == "" {
		d = decimal{} // zero has no sign
	}
	return d, true
}

// parseExponent accepts at most six digits.
func parseExponent(text string) (int, bool) {
	if bare := strings.TrimLeft(text, "+-"); bare == "" || len(bare) > 6 || len(text)-len(bare) > 1 || !digits(bare) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

func digits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

func (d *decimal) zero() bool { return d.whole == "" && d.fraction == "" }

func (d *decimal) sign() int {
	switch {
	case d.zero():
		return 0
	case d.negative:
		return -1
	default:
		return 1
	}
}

// digit returns the digit at a position after "0.", and '0' after the last.
func (d *decimal) digit(i int) byte {
	switch {
	case i < len(d.whole):
		return d.whole[i]
	case i < len(d.whole)+len(d.fraction):
		return d.fraction[i-len(d.whole)]
	default:
		return '0'
	}
}

// compare returns -1, 0 or 1 if d is less than, equal to, or greater than e.
func (d *decimal) compare(e *decimal) int {
	if s, t := d.sign(), e.sign(); s != t {
		return cmp.Compare(s, t)
	}
	return d.sign() * d.compareSize(e)
}

func (d *decimal) compareSize(e *decimal) int {
	if d.Exp != e.Exp {
		return cmp.Compare(d.Exp, e.Exp)
	}
	for i := range max(len(d.whole)+len(d.fraction), len(e.whole)+len(e.fraction)) {
		if a, b := d.digit(i), e.digit(i); a != b {
			return cmp.Compare(a, b)
		}
	}
	return 0
}
