package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// partitions are all partitions of AWS, including those that a spec is not compiled
// for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}

// resourceForms checks the form of each Resource, and of each ARN in a condition.
func (c *checker) resourceForms() {
	for d, st := range c.statements() {
		for _, v := range st.resources {
			if v.string == "*" {
				continue
			}
			if !isARN(v.string) {
				c.add(d.subject, v.At, "bad-resource", resourceHelp(v.string), "%s has the Resource %q, which is neither an ARN nor \"*\"", label(st), v.string)
				continue
			}
			c.arnForm(d, st, v)
		}
		for _, cond := range st.conditions {
			if op, ok := parseOperator(cond.Operator); ok && op.operand == arns {
				for _, v := range cond.values {
					c.arnForm(d, st, v)
				}
			}
		}
	}
}

func resourceHelp(s string) string {
	if strings.HasPrefix(s, "arn:") {
		return "an ARN has six parts: arn:partition:service:region:account:resource; a wildcard does not span several parts"
	}
	return "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*"
}

// arnForm reports a part of an ARN that is invalid for every service.
func (c *checker) arnForm(d *document, st *statement, v text) {
	if p := c.arnProblem(v.string); p.code != "" {
		c.add(d.subject, v.At, p.code, p.help, "%s %s in %q", label(st), p.message, v.string)
	}
}

type problem struct{ code, help, message string }

func (c *checker) arnProblem(arn string) problem {
	parts, ok := splitARN(arn)
	if !ok {
		return problem{}
	}
	partition, service, region, account := parts[1], parts[2], parts[3], parts[4]
	bucket, _, _ := strings.Cut(parts[5], "/")
	switch {
	case !wild(partition) && !slices.Contains(partitions, partition):
		return problem{"bad-partition", c.partitionHelp(partition), fmt.Sprintf("names the unknown partition %q", partition)}
	case service == "":
		return problem{"bad-arn", "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket", "names no service"}
	case region != "" && !wild(region) && !isRegion(region):
		return problem{"bad-arn", "write, e.g., us-east-1, \"*\", or nothing if the service has no Region there", fmt.Sprintf("has %q as the Region", region)}
	case account != "" && !wild(account) && !isAccount(account):
		return problem{"bad-arn", "write twelve digits, \"*\", or nothing if the service has no account there", fmt.Sprintf("has %q as the account", account)}
	case service == "s3" && region == "" && account == "" && !strings.Contains(bucket, "${") && !isBucket(bucket):
		return problem{"bucket-name", "a bucket name has 3 to 63 lower-case letters, digits, hyphens and dots", fmt.Sprintf("has the invalid bucket name %q", bucket)}
	}
	return problem{}
}

func (c *checker) partitionHelp(written string) string {
	if help := c.didYouMean(written, partitions); help != "" {
		return help
	}
	return "write ${AWS::Partition}"
}

// policyForms checks that a role's managed policies and its boundary are ARNs of
// policies.
func (c *checker) policyForms() {
	for s := range c.subjects() {
		if s.role == nil {
			continue
		}
		attached := slices.Clone(s.role.Managed)
		if s.role.Boundary != nil {
			attached = append(attached, *s.role.Boundary)
		}
		for _, v := range c.texts(attached) {
			parts, ok := splitARN(v.string)
			if !ok || !slices.Contains(partitions, parts[1]) || parts[2] != "iam" || parts[3] != "" || !isAccount(parts[4]) || !strings.HasPrefix(parts[5], "policy/") {
				c.add(s, v.At, "bad-policy-arn", "e.g., arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Team", "%s names the policy %q, which is not the ARN of a managed policy", s, v.string)
			}
		}
	}
}

// fixedPartitions finds ARNs that are valid in only one partition.
func (c *checker) fixedPartitions() {
	if c.spec.Bare {
		return // a bare document cannot have placeholders
	}
	for d, st := range c.statements() {
		c.fixedIn(d.subject, "", st, st.Resources)
		for _, p := range st.principals {
			c.fixedIn(d.subject, "", st, p.Values)
		}
		for _, cond := range st.conditions {
			c.fixedIn(d.subject, "", st, cond.Values)
		}
	}
	for s := range c.subjects() {
		if s.role == nil {
			continue
		}
		c.fixedIn(s, "managedPolicies of ", s, s.role.Managed)
		if s.role.Boundary != nil {
			c.fixedIn(s, "permissionsBoundary of ", s, []spec.Item{*s.role.Boundary})
		}
	}
}

func (c *checker) fixedIn(where subject, part string, of fmt.Stringer, items []spec.Item) {
	for _, it := range items {
		if len(it.Value) == 0 {
			continue
		}
		first, _ := it.Value[0].(spec.Lit)
		rest, isARN := strings.CutPrefix(string(first), "arn:")
		partition, _, ok := strings.Cut(rest, ":")
		if isARN && ok && slices.Contains(partitions, partition) {
			c.add(where, it.At, "fixed-partition", "write arn:${AWS::Partition}:…", "%s%s names the partition %q and is invalid in the others", part, of, partition)
		}
	}
}
