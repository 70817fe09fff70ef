package facts

import (
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/glob"
)

// ARNFormat is a format of ARNs, in parts.
type ARNFormat struct {
	*ResourceType
	Text            string // e.g., "arn:${Partition}:s3:::${BucketName}"
	Region, Account string // "" if such ARNs have none there
}

// arnFormats are all formats, by the service that they name, in lower case: mostly,
// but not always, that whose actions take them.
var arnFormats = sync.OnceValue(func() map[string][]ARNFormat {
	out := map[string][]ARNFormat{}
	for _, prefix := range Prefixes() {
		s, _ := FindService(prefix)
		for _, t := range s.ResourceTypes() {
			for format := range strings.SplitSeq(t.formats, " ") {
				parts := glob.SplitARN(format)
				if len(parts) == glob.ARNParts {
					service := strings.ToLower(parts[2])
					out[service] = append(out[service], ARNFormat{t, format, parts[3], parts[4]})
				}
			}
		}
	}
	return out
})

// ARNFormats returns the formats of ARNs that name a service; none if no ARN is known
// to do so. Letter case does not count.
func ARNFormats(service string) []ARNFormat { return arnFormats()[strings.ToLower(service)] }
