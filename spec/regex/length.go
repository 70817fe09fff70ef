package regex

import (
	"regexp/syntax"
	"sync"
)

// Unlimited is the length of the texts that a regular expression does not limit.
const Unlimited = -1

// lengths caches the results of MaxLength.
var lengths sync.Map

// MaxLength returns the length of the longest text that a pattern matches.
func MaxLength(pattern string) int {
	n, ok := lengths.Load(pattern)
	if !ok {
		n = measure(pattern)
		lengths.Store(pattern, n)
	}
	return n.(int)
}

func measure(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return Unlimited
	}
	return maxLength(re)
}

func maxLength(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpQuest:
		return maxLength(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus:
		return repeated(maxLength(re.Sub[0]), Unlimited)
	case syntax.OpRepeat:
		return repeated(maxLength(re.Sub[0]), re.Max)
	case syntax.OpConcat:
		sum := 0
		for _, sub := range re.Sub {
			n := maxLength(sub)
			if n == Unlimited {
				return Unlimited
			}
			sum += n
		}
		return sum
	case syntax.OpAlternate:
		most := 0
		for _, sub := range re.Sub {
			n := maxLength(sub)
			if n == Unlimited {
				return Unlimited
			}
			most = max(most, n)
		}
		return most
	default: // what matches no text, such as ^ and $
		return 0
	}
}

func repeated(n, times int) int {
	switch {
	case n == 0 || times == 0:
		return 0
	case n == Unlimited || times < 0:
		return Unlimited
	}
	return n * times
}
