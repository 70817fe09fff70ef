package regex

import (
	"math/rand/v2"
	"regexp/syntax"
	"strings"
)

// Sample returns a text that a pattern matches, of letters and digits where the pattern
// leaves the choice. It returns "" for a pattern that is not a regular expression. A long
// text is cut short, and then may not match; nor may one before or after which the pattern
// wants a boundary.
func Sample(pattern string, random *rand.Rand) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	write(&b, re, random)
	return b.String()
}

const (
	maxSample = 512 // characters
	maxRepeat = 8   // times more than there must be
)

func write(b *strings.Builder, re *syntax.Regexp, random *rand.Rand) {
	if b.Len() > maxSample {
		return
	}
	repeat := func(least, more int) {
		for range least + random.IntN(more+1) {
			write(b, re.Sub[0], random)
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(pick(re.Rune, random))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune(pick([]rune{'a', 'z'}, random))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			write(b, sub, random)
		}
	case syntax.OpAlternate:
		write(b, re.Sub[random.IntN(len(re.Sub))], random)
	case syntax.OpStar:
		repeat(0, maxRepeat)
	case syntax.OpPlus:
		repeat(1, maxRepeat)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		more := maxRepeat
		if re.Max >= 0 {
			more = min(more, re.Max-re.Min)
		}
		repeat(re.Min, more)
	}
}

// pick is a character of a class, given by its ranges: a lower-case letter or digit if
// the class has one, else a capital.
func pick(ranges []rune, random *rand.Rand) rune {
	for _, plain := range []string{"abcdefghijklmnopqrstuvwxyz0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} {
		start := random.IntN(len(plain))
		for _, r := range plain[start:] + plain[:start] {
			for i := 0; i < len(ranges); i += 2 {
				if ranges[i] <= r && r <= ranges[i+1] {
					return r
				}
			}
		}
	}
	return ranges[0]
}
