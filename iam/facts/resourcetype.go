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
	service   string // of all formats, or "" if that is not plain
	start     string // what the last part of all formats begins with, or ""
	compiling sync.Once
	patterns  []glob.Pattern // see compiled
}

// Resource is a pattern of a Resource element, wildcards and policy variables
// included. Wildcards are taken to keep to their parts of the ARN, as authors
// mean them.
type Resource struct {
	service string // or "" if it is not plain
	start   string // what the last of its parts begins with; "" if that is not plain
	pattern glob.Pattern
}

// NewResource reads a pattern of a Resource element.
func NewResource(text string) *Resource {
	r := &Resource{service: plainService(text), pattern: glob.CompileParted(text)}
	if parts := glob.SplitARN(text); len(parts) == glob.ARNParts && !strings.Contains(text, "${") {
		r.start, _, _ = strings.Cut(strings.ReplaceAll(parts[glob.ARNParts-1], "?", "*"), "*")
	}
	return r
}

// ARNs are the formats of the type's ARNs, mostly one, with placeholders, e.g.,
// "arn:${Partition}:s3:::${BucketName}".
func (t *ResourceType) ARNs() []string { return strings.Split(t.formats, " ") }

// Overlaps reports whether r may name a resource of the type.
func (t *ResourceType) Overlaps(r *Resource) bool {
	return t.Resembles(r) && slices.ContainsFunc(t.compiled(), r.pattern.Overlaps)
}

// Resembles is a quick look: where it says no, as mostly, so does Overlaps.
func (t *ResourceType) Resembles(r *Resource) bool {
	if t.service != r.service && t.service != "" && r.service != "" {
		return false
	}
	return strings.HasPrefix(t.start, r.start) || strings.HasPrefix(r.start, t.start)
}

// lastStart is what the last part of a format begins with, as far as that is
// plain. Placeholders hold no colons.
func lastStart(format string) string {
	parts := strings.SplitN(format, ":", glob.ARNParts)
	if len(parts) < glob.ARNParts {
		return ""
	}
	format = parts[glob.ARNParts-1]
	for i := range len(format) {
		if c := format[i]; c == '$' || c == '<' || c == '*' {
			return strings.TrimSuffix(format[:i], "tag-key")
		}
	}
	return strings.TrimSuffix(format, "tag-key")
}

// plainService is the service of an ARN, pattern or format, or "" if it is not
// to be seen at once.
func plainService(arn string) string {
	partition, rest, _ := strings.Cut(strings.TrimPrefix(arn, "arn:"), ":")
	service, _, _ := strings.Cut(rest, ":")
	if strings.Contains(partition, "${") && partition != "${Partition}" || strings.ContainsAny(service, "*?$") {
		return ""
	}
	return service
}

// common is what f says of all formats, or "".
func (t *ResourceType) common(f func(format string) string) string {
	formats := t.ARNs()
	all := f(formats[0])
	if slices.ContainsFunc(formats, func(format string) bool { return f(format) != all }) {
		return ""
	}
	return all
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
