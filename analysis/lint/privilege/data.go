package privilege

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
)

// dataActions read, write or delete what an account keeps: CloudTrail counts most of
// them as data events. Each supports resources.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
var dataActions = []string{
	"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket",
	"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem", "dynamodb:BatchWriteItem",
	"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:DeleteTable",
	"secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret",
	"ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "kms:Decrypt",
	"kinesis:GetRecords", "kinesis:PutRecord", "kinesis:PutRecords", "sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage",
	"lambda:InvokeFunction", "rds-data:ExecuteStatement", "redshift-data:ExecuteStatement", "elasticfilesystem:ClientWrite",
}

// checkData finds actions on data of every resource.
func checkData(c *core.Checker, _ core.Held, g core.Grant) {
	if len(g.St.Conditions) > 0 || g.St.NotActions || g.St.NotResources || !g.All && !everyOf(g) {
		return
	}
	_, every := g.St.Everything()
	for _, a := range g.St.ActionTexts {
		if core.WholeService(a.Literal) || !c.Spend(len(dataActions)) {
			continue
		}
		var found []string
		for _, action := range dataActions {
			service, _, _ := strings.Cut(action, ":")
			if glob.MatchFold(a.Literal, action) && (every || service == "s3" && everyOf(g) || allOf(g, service)) {
				found = append(found, action)
			}
		}
		first := ""
		if len(found) > 0 {
			first = found[0]
		}
		if len(found) > 3 {
			found = append(found[:2:2], "others")
		}
		if len(found) > 0 {
			c.About(g.St, a.At, "data-anywhere", dataHelp(first), "allows %s on every resource of the account", core.And(found))
		}
	}
}

// dataHelp suggests resources for an action.
func dataHelp(action string) string {
	if strings.HasPrefix(action, "s3:") && action != "s3:DeleteBucket" {
		return `limit it to objects such as "arn:${AWS::Partition}:s3:::amzn-s3-demo-bucket/*"`
	}
	return narrower(action)
}

// allOf reports whether a statement names all resources of a type of a service.
func allOf(g core.Grant, service string) bool {
	return slices.ContainsFunc(g.St.ResourceTexts, func(r core.Text) bool {
		parts, ok := core.SplitARN(r.Literal)
		return ok && service != "s3" && parts[2] == service && core.IsAllOfAType(r.Literal)
	})
}

// everyOf reports whether a statement names every resource, or every bucket or object.
func everyOf(g core.Grant) bool {
	_, all := g.St.Everything()
	return all || slices.ContainsFunc(g.St.ResourceTexts, func(r core.Text) bool { return everyBucket(r.Literal) })
}

// everyBucket reports whether an ARN is that of every bucket, or of all objects.
func everyBucket(arn string) bool {
	parts, ok := core.SplitARN(arn)
	return ok && parts[2] == "s3" && strings.Trim(parts[5], "*/") == "" && strings.HasPrefix(parts[5], "*")
}

// checkNotResource finds statements that allow something on all resources but some.
func checkNotResource(c *core.Checker, _ core.Held, g core.Grant) {
	if !g.St.NotResources || g.St.NotActions || len(g.St.Conditions) > 0 || slices.ContainsFunc(g.St.ActionTexts, func(a core.Text) bool { return core.WholeService(a.Literal) }) {
		return // wider ones are reported as such
	}
	if _, ok := g.Names("iam:PassRole"); ok {
		return // so are these
	}
	c.About(g.St, core.ElementAt(g.St, "Resource"), "allow-not-resource", "list the resources under Resource", "allows its actions on every resource except those under NotResource, also on future ones")
}

// checkAnyLinkedRole finds permission to create service-linked roles of any service.
func checkAnyLinkedRole(c *core.Checker, _ core.Held, g core.Grant) {
	at, ok := g.Reaches("iam:CreateServiceLinkedRole")
	if _, limited := core.ConditionOn(g.St, "iam:awsservicename"); !ok || limited {
		return
	}
	for _, r := range g.St.ResourceTexts {
		if g.St.NotResources || ofAnyService(r.Literal) {
			c.About(g.St, at, "any-linked-role", "name the role, or write serviceLinkedRoles in a spec, or add a condition on iam:AWSServiceName", "allows creating the service-linked role of any service")
			return
		}
	}
}

// ofAnyService reports whether an ARN is a pattern of service-linked roles of
// different services.
func ofAnyService(arn string) bool {
	parts, ok := core.SplitARN(arn)
	if !ok || parts[2] != "iam" {
		return core.IsAnyRole(arn)
	}
	linked := func(service string) bool {
		return glob.Overlap(parts[5], "role/aws-service-role/"+service+".amazonaws.com/AWSServiceRoleFor*")
	}
	return linked("a") && linked("z")
}
