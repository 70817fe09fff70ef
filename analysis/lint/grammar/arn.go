package grammar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// partitions are all partitions of AWS, including those that a spec is not compiled
// for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}

// resourceForms checks the form of each Resource, and of each ARN in a condition.
func resourceForms(c *core.Checker, st *core.Statement, v core.Value) {
	switch {
	case v.Of == core.InResource && v.Literal != "*" && !core.IsARN(v.Literal):
		c.About(st, v.At, "bad-resource", resourceHelp(v.Literal), "has the Resource %q, which is neither an ARN nor \"*\"", v.Literal)
	case v.Of == core.InResource, v.Condition.Op.Operand == core.Arns:
		arnForm(c, st, v.Text)
	}
}

func resourceHelp(s string) string {
	if strings.HasPrefix(s, "arn:") {
		return "an ARN has six parts: arn:partition:service:region:account:resource; a wildcard does not span several parts"
	}
	return "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*"
}

// arnForm reports a part of an ARN that is invalid for every service.
func arnForm(c *core.Checker, st *core.Statement, v core.Text) {
	if p := ArnProblem(c, v.Literal); p.Code != "" {
		c.About(st, v.At, p.Code, p.Help, "%s in %q", p.Text, v.Literal)
	}
}

// ArnProblem is what is wrong with an ARN for every service.
func ArnProblem(c *core.Checker, arn string) core.Problem {
	parts, ok := core.SplitARN(arn)
	if !ok {
		return core.Problem{}
	}
	partition, service, region, account := parts[1], parts[2], parts[3], parts[4]
	bucket, _, _ := strings.Cut(parts[5], "/")
	switch {
	case !core.Wild(partition) && !slices.Contains(partitions, partition):
		return core.Wrong("bad-partition", cmp.Or(core.DidYouMean(c, partition, partitions), "write ${AWS::Partition}"), "names the unknown partition %q", partition)
	case service == "":
		return core.Wrong("bad-arn", "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket", "names no service")
	case region != "" && !core.Wild(region) && !core.IsRegion(region):
		return core.Wrong("bad-arn", "write, e.g., us-east-1, \"*\", or nothing if the service has no Region there", "has %q as the Region", region)
	case account != "" && !core.Wild(account) && !core.IsAccount(account):
		return core.Wrong("bad-arn", "write twelve digits, \"*\", or nothing if the service has no account there", "has %q as the account", account)
	case service == "s3" && region == "" && account == "" && !strings.Contains(bucket, "${") && !core.IsBucket(bucket):
		return core.Wrong("bucket-name", "a bucket name has 3 to 63 lower-case letters, digits, hyphens and dots", "has the invalid bucket name %q", bucket)
	}
	return core.Problem{}
}

// policyForms checks that a role's managed policies and its boundary are ARNs of
// policies.
func policyForms(c *core.Checker, r *spec.Role) {
	s := spec.Subject{Role: r}
	for _, v := range c.Texts(slices.Concat(r.Managed, r.Boundary)) {
		parts, ok := core.SplitARN(v.Literal)
		if !ok || !slices.Contains(partitions, parts[1]) || parts[2] != "iam" || parts[3] != "" || !core.IsAccount(parts[4]) || !strings.HasPrefix(parts[5], "policy/") {
			c.Add(s, v.At, "bad-policy-arn", "e.g., arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Team", "%s names the policy %q, which is not the ARN of a managed policy", s, v.Literal)
		}
	}
}

// fixedPartitions finds ARNs that are valid in only one partition.
func fixedPartitions(c *core.Checker, st *core.Statement) {
	fixedIn(c, st.In.Subject, "", st, st.Items())
}

// fixedPolicies is fixedPartitions for the policies of a role.
func fixedPolicies(c *core.Checker, r *spec.Role) {
	s := spec.Subject{Role: r}
	fixedIn(c, s, "managedPolicies of ", s, r.Managed)
	fixedIn(c, s, "permissionsBoundary of ", s, r.Boundary)
}

func fixedIn(c *core.Checker, where spec.Subject, part string, of fmt.Stringer, items []spec.Item) {
	for _, it := range items {
		if len(it.Value) == 0 || c.Spec.Bare { // a bare document cannot have placeholders
			continue
		}
		first, _ := it.Value[0].(spec.Lit)
		rest, isARN := strings.CutPrefix(string(first), "arn:")
		partition, _, ok := strings.Cut(rest, ":")
		if isARN && ok && slices.Contains(partitions, partition) {
			c.Add(where, it.At, "fixed-partition", "write arn:${AWS::Partition}:…", "%s%s names the partition %q and is invalid in the others", part, of, partition)
		}
	}
}
