package iam

import (
	"strings"
	"sync"
)

// ResourceType is a kind of thing that actions of a service work on.
type ResourceType struct {
	Service       string // the prefix, e.g., "elasticmapreduce"
	Name          string // e.g., "cluster"
	ConditionKeys []ConditionKey

	// ARNs are the formats of its ARNs, mostly one, with placeholders, e.g.,
	// "arn:${Partition}:s3:::${BucketName}".
	ARNs []string

	compiled func() []pattern
}

// Overlaps reports whether a pattern of a Resource element, wildcards and
// policy variables included, may name a resource of the type. Wildcards are
// taken to keep to their parts of the ARN, as authors mean them.
func (t *ResourceType) Overlaps(resource string) bool {
	return !t.otherService(resource) && t.overlaps(compileParted(resource))
}

// otherService reports whether it is plain that a resource is of a service that
// no format of t names. It is much quicker than compiling.
func (t *ResourceType) otherService(resource string) bool {
	service := plainService(resource)
	if service == "" {
		return false
	}
	for _, format := range t.ARNs {
		if s := plainService(format); s == "" || s == service {
			return false
		}
	}
	return true
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

func (t *ResourceType) overlaps(p pattern) bool {
	for _, format := range t.compiled() {
		if p.overlaps(format) {
			return true
		}
	}
	return false
}

// linkTypes prepares compiling, which most commands need for few types.
func linkTypes(types []*ResourceType) {
	for _, t := range types {
		t.compiled = sync.OnceValue(func() []pattern {
			var out []pattern
			for _, format := range t.ARNs {
				out = append(out, compileFormat(format, continued(format, types)))
			}
			return out
		})
	}
}

// continued reports whether another format continues one after a slash, as s3's
// object does bucket: the last placeholder then holds no slash.
func continued(format string, types []*ResourceType) bool {
	for _, t := range types {
		for _, other := range t.ARNs {
			if len(other) > len(format) && other[len(format)] == '/' && strings.HasPrefix(other, format) {
				return true
			}
		}
	}
	return false
}
