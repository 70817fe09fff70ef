package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/spec"
)

// fixedStatement is a statement that AWS requires unchanged for a Studio to work.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html
type fixedStatement struct {
	sid        string
	resource   string   // the end of the ARN
	conditions []string // key=value, sorted
}

var fixedStatements = []fixedStatement{
	{"AllowAddingEMRTagsDuringDefaultSecurityGroupCreation", ":security-group/*", []string{
		"aws:requesttag/" + emrTag + "=true", "ec2:createaction=CreateSecurityGroup",
	}},
	{"AllowAddingTagsDuringEC2ENICreation", ":network-interface/*", []string{"ec2:createaction=CreateNetworkInterface"}},
}

// checkFixedStatements compares the statements of a Studio's role that have AWS's
// Sids with AWS's text.
func checkFixedStatements(c *core.Checker, h core.Held) {
	if h.Role == nil || h.Role.Kind != spec.KindStudio {
		return
	}
	for _, g := range h.Grants {
		for _, f := range fixedStatements {
			if g.St.Sid == f.sid && !same(c, g, f) {
				c.Add(g.Subject, g.St.At, "studio-statement", "write it as on AWS's page, or use the template studio-service", "statement %s differs from AWS's; a Studio does not work with the change", f.sid)
			}
		}
	}
}

func same(c *core.Checker, g core.Grant, f fixedStatement) bool {
	var conditions []string
	for _, cond := range g.St.Conditions {
		conditions = append(conditions, strings.ToLower(cond.Key)+"="+strings.Join(c.Binding.List(cond.Values), ","))
	}
	slices.Sort(conditions)
	return len(g.St.ActionTexts) == 1 && strings.EqualFold(g.St.ActionTexts[0].Literal, "ec2:CreateTags") &&
		len(g.St.ResourceTexts) == 1 && strings.HasSuffix(g.St.ResourceTexts[0].Literal, f.resource) &&
		slices.Equal(conditions, f.conditions)
}

// checkInterfaceAttribute compares the statement with which a Studio attaches
// network interfaces with AWS's page: three types of resources and no condition.
func checkInterfaceAttribute(c *core.Checker, h core.Held, g core.Grant) {
	if h.Role == nil || h.Role.Kind != spec.KindStudio {
		return
	}
	at, ok := g.Names("ec2:ModifyNetworkInterfaceAttribute")
	if !ok {
		return
	}
	const help = "allow it on instance/*, network-interface/* and security-group/*, without a condition"
	if len(g.St.Conditions) > 0 {
		c.About(g.St, g.St.Conditions[0].At, "studio-statement", help, "allows ec2:ModifyNetworkInterfaceAttribute under a condition, which not all resources of a call meet")
		return
	}
	for _, typ := range []string{"instance", "network-interface", "security-group"} {
		if !h.May("ec2:ModifyNetworkInterfaceAttribute", "arn:*:ec2:*:*:"+typ+"/*") {
			c.About(g.St, at, "studio-statement", help, "allows ec2:ModifyNetworkInterfaceAttribute, but not on %s/*, which each call also needs", typ)
			return
		}
	}
}

// sessionCredentials are the actions that return a role's credentials, with the
// condition key that AWS requires to limit the roles.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-runtime.html
var sessionCredentials = []struct{ action, key string }{
	{"elasticmapreduce:GetClusterSessionCredentials", "elasticmapreduce:ExecutionRoleArn"},
	{"emr-containers:GetManagedEndpointSessionCredentials", "emr-containers:ExecutionRoleArn"},
}

// checkSessionCredentials finds such actions without that condition.
func checkSessionCredentials(c *core.Checker, _ core.Held, g core.Grant) {
	for _, row := range sessionCredentials {
		at, ok := g.Names(row.action)
		if _, limited := core.ConditionOn(g.St, row.key); ok && !limited {
			c.About(g.St, at, "any-runtime-role", "add a condition StringEquals on "+row.key, "allows %s with any runtime role", row.action)
		}
	}
}

// collaboration are the actions with which a Studio looks up the users that a
// Workspace can be shared with. AWS's table has all of them; the policy on the same
// page lacks the last two.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html
var collaboration = []string{
	"iam:GetUser", "iam:GetRole", "iam:ListUsers", "iam:ListRoles", "sso:GetManagedApplicationInstance",
	"sso-directory:SearchUsers", "sso:DescribeApplication", "sso:DescribeInstance",
}

// checkCollaboration finds statements with only some of these actions for IAM
// Identity Center. In a bare document, a statement counts as a Studio's if it has
// no other actions.
func checkCollaboration(c *core.Checker, h core.Held, g core.Grant) {
	at, ok := g.Names("sso:GetManagedApplicationInstance")
	studio := h.Role != nil && h.Role.Kind == spec.KindStudio && !h.HasUnknown() || h.Bare() && isCollaboration(g)
	if !ok || !studio {
		return
	}
	missing := slices.DeleteFunc(slices.Clone(collaboration), func(action string) bool {
		return strings.HasPrefix(action, "iam:") || h.Does(action)
	})
	if len(missing) > 0 {
		c.About(g.St, at, "studio-collaboration", "allow it in the same statement",
			"allows sharing Workspaces with users of IAM Identity Center, which also requires %s", core.And(missing))
	}
}

// isCollaboration reports whether g has most of those actions, and no other.
func isCollaboration(g core.Grant) bool {
	return len(g.St.ActionTexts) > len(collaboration)/2 && !slices.ContainsFunc(g.St.ActionTexts, func(a core.Text) bool {
		return !slices.ContainsFunc(collaboration, func(known string) bool { return strings.EqualFold(known, a.Literal) })
	})
}

const createWorkspace = "elasticmapreduce:CreateEditor"

// checkOwnWorkspaces finds permissions on Workspaces that the user created, for a
// user who cannot create Workspaces. Another policy of the spec may allow it.
func checkOwnWorkspaces(c *core.Checker, h core.Held, g core.Grant) {
	cond, ok := core.ConditionOn(g.St, "elasticmapreduce:resourcetag/creatoruserid")
	if !ok || strings.Contains(cond.Operator, "Not") || h.Does(createWorkspace) || h.Role != nil && h.HasUnknown() || c.SomePolicy(func(o core.Held) bool { return o.Does(createWorkspace) }) {
		return
	}
	own := func(v core.Text) bool { return strings.EqualFold(v.Literal, "${aws:userId}") }
	if slices.ContainsFunc(cond.Texts, own) {
		c.About(g.St, cond.At, "cannot-create-workspace", "allow "+createWorkspace+" and the other basic actions of Studio users, here or in a policy that is used with this one",
			"covers Workspaces that the user created, but nothing allows creating one")
	}
}
