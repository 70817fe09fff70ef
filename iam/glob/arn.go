package glob

import "strings"

// ARNParts is the number of parts of an ARN: arn, partition, service, Region, account,
// and the rest, which may have colons.
const ARNParts = 6

// SplitARN splits at colons into at most six parts, but not within ${…}.
func SplitARN(text string) []string {
	parts := make([]string, 0, ARNParts)
	start, lastEnd := 0, strings.LastIndexByte(text, '}')
	for i := 0; i < len(text) && len(parts) < ARNParts-1; i++ {
		switch {
		case text[i] == ':':
			parts = append(parts, text[start:i])
			start = i + 1
		case i < lastEnd && strings.HasPrefix(text[i:], "${"):
			i += strings.IndexByte(text[i:], '}')
		}
	}
	return append(parts, text[start:])
}
