package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/spec"
)

// resourceRules check the policies of keys and buckets.
var resourceRules = []func(*checker){checkResourcePolicies}

// resourceKind describes the policies of a kind of resource.
type resourceKind struct {
	service string // of its actions and ARNs
	by      string // the service's name
	what    string // e.g., "a key policy"
	limit   int
	form    string // of its ARN, for a help
}

var resourceKindOf = map[spec.ResourceKind]resourceKind{
	spec.KMSKey:   {"kms", "KMS", "a key policy", iam.MaxKeyPolicy, `write "*", which is the key that has the policy`},
	spec.S3Bucket: {"s3", "S3", "a bucket policy", iam.MaxBucketPolicy, "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*"},
}

// checkResourcePolicies checks each statement against the kind of its resource.
func checkResourcePolicies(c *checker) {
	for d, st := range c.statements() {
		if d.resource != nil {
			kind := resourceKindOf[d.resource.For]
			c.foreignActions(d, st, kind)
			c.foreignResources(d, st, kind)
			c.opens(d, st)
		}
	}
	for _, d := range c.documents {
		if d.resource != nil && d.resource.For == spec.S3Bucket {
			c.oneBucket(d)
		}
	}
}

// foreignActions finds actions that do not apply to the resource.
func (c *checker) foreignActions(d *document, st *statement, kind resourceKind) {
	for _, v := range st.actions {
		if !kind.hasAction(v.string) {
			c.add(d.subject, v.At, "foreign-action", "grant it to a role", "%s has the action %q in %s, which supports only actions of %s", label(st), v.string, kind.what, kind.by)
		}
	}
}

// foreignResources finds resources other than the one with the policy.
func (c *checker) foreignResources(d *document, st *statement, kind resourceKind) {
	for _, v := range st.resources {
		if !kind.hasResource(v.string) {
			c.add(d.subject, v.At, "foreign-resource", kind.form, "%s has the Resource %q in %s", label(st), v.string, kind.what)
		}
	}
}

// hasAction reports whether an action belongs to the service, or does not exist,
// which another rule reports.
func (k resourceKind) hasAction(action string) bool {
	service, _, _ := strings.Cut(action, ":")
	return !isAction(action) || service == "*" || strings.EqualFold(service, k.service)
}

// hasResource is hasAction for an ARN.
func (k resourceKind) hasResource(arn string) bool {
	parts, ok := splitARN(arn)
	switch {
	case arn == "*":
		return k.service == "kms"
	case !ok:
		return true
	}
	return parts[2] == k.service && (k.service != "kms" || strings.HasPrefix(parts[5], "key/"))
}

// isForeign reports whether foreignActions or foreignResources have a finding.
func (c *checker) isForeign(d *document, st *statement) bool {
	if d.resource == nil {
		return false
	}
	kind := resourceKindOf[d.resource.For]
	return slices.ContainsFunc(st.actions, func(v text) bool { return !kind.hasAction(v.string) }) ||
		slices.ContainsFunc(st.resources, func(v text) bool { return !kind.hasResource(v.string) })
}

// oneBucket finds resources of a second bucket.
func (c *checker) oneBucket(d *document) {
	first := ""
	for i := range d.statements {
		st := &d.statements[i]
		for _, v := range st.resources {
			parts, ok := splitARN(v.string)
			if !ok || parts[2] != "s3" {
				continue
			}
			bucket, _, _ := strings.Cut(parts[5], "/")
			if first == "" {
				first = bucket
			}
			if bucket != first && !hasWildcard(first+bucket) {
				c.add(d.subject, v.At, "foreign-resource", "write a policy for each bucket", "%s has the Resource %q in the policy of the bucket %s", label(st), v.string, first)
			}
		}
	}
}

// opens finds statements that allow more principals than intended.
func (c *checker) opens(d *document, st *statement) {
	if st.Effect != "Allow" || st.NotPrincipals || len(st.Conditions) > 0 {
		return
	}
	if at, ok := c.anyone(st); ok {
		c.add(d.subject, at, "public-resource", "name the allowed principals, or add a condition such as StringEquals on aws:PrincipalOrgID", "%s allows anyone in any account", label(st))
		return
	}
	i := slices.IndexFunc(st.Principals, func(p spec.Principal) bool { return p.Type == "Service" })
	if i >= 0 {
		c.add(d.subject, st.Principals[i].At, "unguarded-service", "add a condition on aws:SourceArn or aws:SourceAccount", "%s allows a service on behalf of any account", label(st))
	}
}

// resourceSize returns the size of a resource policy. The service counts bytes and
// white space, so this is a lower bound.
func resourceSize(p *spec.ResourcePolicy) sized {
	s, kind := subject{resource: p}, resourceKindOf[p.For]
	return sized{
		subject: s, what: s.String(), docs: []*spec.Document{p.Document}, at: s.place(), has: "has",
		limit: kind.limit, by: kind.by, code: "resource-policy-too-large", in: "in " + kind.what,
		help: "merge statements with the same conditions",
	}
}
