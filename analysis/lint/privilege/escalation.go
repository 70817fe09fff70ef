package privilege

import (
	"slices"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
)

// escalation is a way to gain all permissions of an account from a few.
type escalation struct {
	actions []string // all of them, on every resource or all of a type
	gains   string   // what the principal can do
	instead string   // the narrower form
}

// escalations are well-known ways, as collected by Rhino Security Labs ("AWS
// IAM Privilege Escalation – Methods and Mitigation") and, for the newer ones,
// by Bishop Fox ("Privilege Escalation in AWS"). Each is reported only if the
// resource is everything: on specific resources it may be intended.
//
// https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
var escalations = []escalation{
	{[]string{"iam:PassRole", "ec2:RunInstances"}, "starts an instance with any role and acts as it", "limit iam:PassRole to specific roles and by iam:PassedToService"},
	{[]string{"iam:PassRole", "lambda:CreateFunction"}, "runs code with any role", "limit iam:PassRole to specific roles and by iam:PassedToService"},
	{[]string{"iam:PassRole", "cloudformation:CreateStack"}, "deploys with any role", "limit iam:PassRole to specific roles and by iam:PassedToService"},
	{[]string{"iam:PassRole", "glue:CreateDevEndpoint"}, "opens a shell with any role", "limit iam:PassRole to specific roles and by iam:PassedToService"},
	{[]string{"iam:PassRole", "elasticmapreduce:RunJobFlow"}, "starts a cluster with any role and acts as it", "limit iam:PassRole to specific roles and by iam:PassedToService"},
	{[]string{"iam:PassRole", "sagemaker:CreateNotebookInstance"}, "opens a notebook with any role", "limit iam:PassRole to specific roles and by iam:PassedToService"},
	{[]string{"iam:CreatePolicyVersion"}, "rewrites any customer managed policy, including its own", "name the policies under Resource"},
	{[]string{"iam:SetDefaultPolicyVersion"}, "restores any earlier version of a policy", "name the policies under Resource"},
	{[]string{"iam:AttachRolePolicy"}, "attaches any policy to any role", "name the roles under Resource, and the policies by a condition ArnEquals on iam:PolicyARN"},
	{[]string{"iam:AttachUserPolicy"}, "attaches any policy to any user", "name the users under Resource, and the policies by a condition ArnEquals on iam:PolicyARN"},
	{[]string{"iam:AttachGroupPolicy"}, "attaches any policy to any group", "name the groups under Resource, and the policies by a condition ArnEquals on iam:PolicyARN"},
	{[]string{"iam:PutRolePolicy"}, "writes any inline policy of any role", "name the roles under Resource, and require a boundary by iam:PermissionsBoundary"},
	{[]string{"iam:PutUserPolicy"}, "writes any inline policy of any user", "name the users under Resource, and require a boundary by iam:PermissionsBoundary"},
	{[]string{"iam:PutGroupPolicy"}, "writes any inline policy of any group", "name the groups under Resource"},
	{[]string{"iam:UpdateAssumeRolePolicy"}, "allows itself to assume any role", "name the roles under Resource"},
	{[]string{"iam:AddUserToGroup"}, "joins any group", "name the groups under Resource"},
	{[]string{"iam:CreateAccessKey"}, "creates access keys for any user", `limit it to "arn:${AWS::Partition}:iam::*:user/${aws:username}"`},
	{[]string{"iam:CreateLoginProfile"}, "sets a password for any user without one", "name the users under Resource"},
	{[]string{"iam:UpdateLoginProfile"}, "changes the password of any user", `limit it to "arn:${AWS::Partition}:iam::*:user/${aws:username}"`},
	{[]string{"iam:DeleteRolePermissionsBoundary"}, "removes the boundary of any role", "name the roles under Resource"},
	{[]string{"iam:DeleteUserPermissionsBoundary"}, "removes the boundary of any user", "name the users under Resource"},
	{[]string{"lambda:UpdateFunctionCode"}, "runs code with the role of any function", "name the functions under Resource"},
	{[]string{"sts:AssumeRole"}, "assumes every role that trusts the account", "name the roles under Resource"},
	{[]string{"ssm:SendCommand"}, "runs commands with the role of any managed instance", "name the instances under Resource, or a tag by aws:ResourceTag"},
}

// isEscalation reports whether a pattern alone is a way that checkEscalation
// reports.
func isEscalation(pattern string) bool {
	return slices.ContainsFunc(escalations, func(e escalation) bool {
		return len(e.actions) == 1 && facts.MatchAction(pattern, e.actions[0])
	})
}

// checkEscalation finds the escalations that start at g: the first action is in g,
// and the others are somewhere in what is held. One that is a service's
// wildcard is reported as that.
func checkEscalation(c *core.Checker, h core.Held, g core.Grant) {
	if !g.All {
		return
	}
	for _, e := range escalations {
		if !opensEscalation(h, g, e) {
			continue
		}
		at, _ := g.Names(e.actions[0])
		if len(e.actions) > 1 {
			at, _ = core.AllOfAType(g)
		}
		c.About(g.St, at, "escalation", e.instead, "allows %s on every resource: a principal with it %s", core.And(e.actions), e.gains)
		if len(e.actions) > 1 {
			return // one escalation is enough
		}
	}
}

// Escalates reports whether some escalation starts at g with an action.
func Escalates(h core.Held, g core.Grant, action string) bool {
	return slices.ContainsFunc(escalations, func(e escalation) bool { return e.actions[0] == action && opensEscalation(h, g, e) })
}

// opens reports whether h has the escalation e, starting at g.
func opensEscalation(h core.Held, g core.Grant, e escalation) bool {
	if !g.All || len(g.St.Conditions) > 0 {
		return false
	}
	_, named := g.Names(e.actions[0])
	return named && everywhere(h, e.actions[1:])
}

// everywhere reports whether h allows each of the actions on every resource.
func everywhere(h core.Held, actions []string) bool {
	for _, a := range actions {
		if !slices.ContainsFunc(h.Grants, func(g core.Grant) bool { return g.All && g.Does(a) }) {
			return false
		}
	}
	return true
}
