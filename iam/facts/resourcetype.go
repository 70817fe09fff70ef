package facts

import (
	"slices"
	"strings"
	"sync"

	"github.com/emriam/emriam/iam/glob"
)

// ResourceType is a kind of thing that actions of a service work on.
type ResourceType struct {
	Service string // the prefix, e.g., "elasticmapreduce"
	Name    string // e.g., "cluster"

	of        *Service
	formats   string // between blanks
	keys      []ConditionKey
	compiling sync.Once
	patterns  []glob.Pattern // see compiled
}

// Resource is a pattern of a Resource element, wildcards and policy variables
// included. Wildcards are taken to keep to their parts of the ARN, as authors
// mean them.
type Resource struct{ pattern glob.Pattern }

// NewResource reads a pattern of a Resource element.
func NewResource(text string) *Resource { return &Resource{glob.CompileParted(text)} }

// ARNs are the formats of the type's ARNs, mostly one, with placeholders, e.g.,
// "arn:${Partition}:s3:::${BucketName}".
func (t *ResourceType) ARNs() []string { return strings.Split(t.formats, " ") }

// Overlaps reports whether r may name a resource of the type.
func (t *ResourceType) Overlaps(r *Resource) bool {
	return slices.ContainsFunc(t.compiled(), r.pattern.Overlaps)
}

// compiled are the formats as patterns, which most commands need of few types.
func (t *ResourceType) compiled() []glob.Pattern {
	t.compiling.Do(func() {
		for format := range strings.SplitSeq(t.formats, " ") {
			t.patterns = append(t.patterns, glob.CompileFormat(format, continued(format, t.of.ResourceTypes())))
		}
	})
	return t.patterns
}

// continued reports whether another format continues one after a slash, as s3's
// object does bucket: the last placeholder then holds no slash.
func continued(format string, types []*ResourceType) bool {
	for _, t := range types {
		for other := range strings.SplitSeq(t.formats, " ") {
			if len(other) > len(format) && other[len(format)] == '/' && strings.HasPrefix(other, format) {
				return true
			}
		}
	}
	return false
}
