package grammar

import (
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
func resourceForms(c *core.Checker) {
	for d, st := range c.Statements() {
		for _, v := range st.ResourceTexts {
			if v.Literal == "*" {
				continue
			}
			if !core.IsARN(v.Literal) {
				c.Add(d.Subject, v.At, "bad-resource", resourceHelp(v.Literal), "%s has the Resource %q, which is neither an ARN nor \"*\"", core.Label(st), v.Literal)
				continue
			}
			arnForm(c, d, st, v)
		}
		for _, cond := range st.ConditionTexts {
			if op, ok := core.ParseOperator(cond.Operator); ok && op.Operand == core.Arns {
				for _, v := range cond.Texts {
					arnForm(c, d, st, v)
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
func arnForm(c *core.Checker, d *core.Document, st *core.Statement, v core.Text) {
	if p := ArnProblem(c, v.Literal); p.Code != "" {
		c.Add(d.Subject, v.At, p.Code, p.help, "%s %s in %q", core.Label(st), p.message, v.Literal)
	}
}

type problem struct{ Code, help, message string }

func ArnProblem(c *core.Checker, arn string) problem {
	parts, ok := core.SplitARN(arn)
	if !ok {
		return problem{}
	}
	partition, service, region, account := parts[1], parts[2], parts[3], parts[4]
	bucket, _, _ := strings.Cut(parts[5], "/")
	switch {
	case !core.Wild(partition) && !slices.Contains(partitions, partition):
		return problem{"bad-partition", partitionHelp(c, partition), fmt.Sprintf("names the unknown partition %q", partition)}
	case service == "":
		return problem{"bad-arn", "e.g., arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket", "names no service"}
	case region != "" && !core.Wild(region) && !core.IsRegion(region):
		return problem{"bad-arn", "write, e.g., us-east-1, \"*\", or nothing if the service has no Region there", fmt.Sprintf("has %q as the Region", region)}
	case account != "" && !core.Wild(account) && !core.IsAccount(account):
		return problem{"bad-arn", "write twelve digits, \"*\", or nothing if the service has no account there", fmt.Sprintf("has %q as the account", account)}
	case service == "s3" && region == "" && account == "" && !strings.Contains(bucket, "${") && !core.IsBucket(bucket):
		return problem{"bucket-name", "a bucket name has 3 to 63 lower-case letters, digits, hyphens and dots", fmt.Sprintf("has the invalid bucket name %q", bucket)}
	}
	return problem{}
}

func partitionHelp(c *core.Checker, written string) string {
	if help := core.DidYouMean(c, written, partitions); help != "" {
		return help
	}
	return "write ${AWS::Partition}"
}

// policyForms checks that a role's managed policies and its boundary are ARNs of
// policies.
func policyForms(c *core.Checker) {
	for s := range c.Subjects() {
		if s.Role == nil {
			continue
		}
		attached := slices.Clone(s.Role.Managed)
		if s.Role.Boundary != nil {
			attached = append(attached, *s.Role.Boundary)
		}
		for _, v := range c.Texts(attached) {
			parts, ok := core.SplitARN(v.Literal)
			if !ok || !slices.Contains(partitions, parts[1]) || parts[2] != "iam" || parts[3] != "" || !core.IsAccount(parts[4]) || !strings.HasPrefix(parts[5], "policy/") {
				c.Add(s, v.At, "bad-policy-arn", "e.g., arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Team", "%s names the policy %q, which is not the ARN of a managed policy", s, v.Literal)
			}
		}
	}
}

// fixedPartitions finds ARNs that are valid in only one partition.
func fixedPartitions(c *core.Checker) {
	if c.Spec.Bare {
		return // a bare document cannot have placeholders
	}
	for d, st := range c.Statements() {
		fixedIn(c, d.Subject, "", st, st.Resources)
		for _, p := range st.PrincipalTexts {
			fixedIn(c, d.Subject, "", st, p.Values)
		}
		for _, cond := range st.ConditionTexts {
			fixedIn(c, d.Subject, "", st, cond.Values)
		}
	}
	for s := range c.Subjects() {
		if s.Role == nil {
			continue
		}
		fixedIn(c, s, "managedPolicies of ", s, s.Role.Managed)
		if s.Role.Boundary != nil {
			fixedIn(c, s, "permissionsBoundary of ", s, []spec.Item{*s.Role.Boundary})
		}
	}
}

func fixedIn(c *core.Checker, where core.Subject, part string, of fmt.Stringer, items []spec.Item) {
	for _, it := range items {
		if len(it.Value) == 0 {
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
