package lint

import (
	"slices"
	"strings"

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
func checkFixedStatements(c *checker, h held) {
	if h.role == nil || h.role.Kind != spec.KindStudio {
		return
	}
	for _, g := range h.grants {
		for _, f := range fixedStatements {
			if g.st.Sid == f.sid && !c.same(g, f) {
				c.add(g.subject, g.st.At, "studio-statement", "write it as on AWS's page, or use the template studio-service", "statement %s differs from AWS's; a Studio does not work with the change", f.sid)
			}
		}
	}
}

func (c *checker) same(g grant, f fixedStatement) bool {
	var conditions []string
	for _, cond := range g.st.Conditions {
		conditions = append(conditions, strings.ToLower(cond.Key)+"="+strings.Join(c.binding.List(cond.Values), ","))
	}
	slices.Sort(conditions)
	return len(g.st.actions) == 1 && strings.EqualFold(g.st.actions[0].string, "ec2:CreateTags") &&
		len(g.st.resources) == 1 && strings.HasSuffix(g.st.resources[0].string, f.resource) &&
		slices.Equal(conditions, f.conditions)
}

// checkInterfaceAttribute compares the statement with which a Studio attaches
// network interfaces with AWS's page: three types of resources and no condition.
func checkInterfaceAttribute(c *checker, h held, g grant) {
	if h.role == nil || h.role.Kind != spec.KindStudio {
		return
	}
	at, ok := g.names("ec2:ModifyNetworkInterfaceAttribute")
	if !ok {
		return
	}
	const help = "allow it on instance/*, network-interface/* and security-group/*, without a condition"
	if len(g.st.Conditions) > 0 {
		c.add(g.subject, g.st.Conditions[0].At, "studio-statement", help, "%s allows ec2:ModifyNetworkInterfaceAttribute under a condition, which not all resources of a call meet", label(g.st))
		return
	}
	for _, typ := range []string{"instance", "network-interface", "security-group"} {
		if !h.may("ec2:ModifyNetworkInterfaceAttribute", "arn:aws:ec2:us-east-1:123456789012:"+typ+"/x") {
			c.add(g.subject, at, "studio-statement", help, "%s allows ec2:ModifyNetworkInterfaceAttribute, but not on %s/*, which each call also needs", label(g.st), typ)
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
func checkSessionCredentials(c *checker, _ held, g grant) {
	for _, row := range sessionCredentials {
		at, ok := g.names(row.action)
		if _, limited := conditionOn(g.st, row.key); ok && !limited {
			c.add(g.subject, at, "any-runtime-role", "add a condition StringEquals on "+row.key, "%s allows %s with any runtime role", label(g.st), row.action)
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
func checkCollaboration(c *checker, h held, g grant) {
	at, ok := g.names("sso:GetManagedApplicationInstance")
	studio := h.role != nil && h.role.Kind == spec.KindStudio && !h.hasUnknown() || h.bare && g.isCollaboration()
	if !ok || !studio {
		return
	}
	missing := slices.DeleteFunc(slices.Clone(collaboration), func(action string) bool {
		return strings.HasPrefix(action, "iam:") || h.does(action)
	})
	if len(missing) > 0 {
		c.add(g.subject, at, "studio-collaboration", "allow it in the same statement",
			"%s allows sharing Workspaces with users of IAM Identity Center, which also requires %s", label(g.st), and(missing))
	}
}

// isCollaboration reports whether g has most of those actions, and no other.
func (g grant) isCollaboration() bool {
	return len(g.st.actions) > len(collaboration)/2 && !slices.ContainsFunc(g.st.actions, func(a text) bool {
		return !slices.ContainsFunc(collaboration, func(known string) bool { return strings.EqualFold(known, a.string) })
	})
}

const createWorkspace = "elasticmapreduce:CreateEditor"

// checkOwnWorkspaces finds permissions on Workspaces that the user created, for a
// user who cannot create Workspaces. Another policy of the spec may allow it.
func checkOwnWorkspaces(c *checker, h held, g grant) {
	cond, ok := conditionOn(g.st, "elasticmapreduce:resourcetag/creatoruserid")
	if !ok || strings.Contains(cond.Operator, "Not") || c.workspaces || h.does(createWorkspace) || h.role != nil && h.hasUnknown() {
		return
	}
	own := func(v text) bool { return strings.EqualFold(v.string, "${aws:userId}") }
	if slices.ContainsFunc(cond.values, own) {
		c.add(g.subject, cond.At, "cannot-create-workspace", "allow "+createWorkspace+" and the other basic actions of Studio users, here or in a policy that is used with this one",
			"%s covers Workspaces that the user created, but nothing allows creating one", label(g.st))
	}
}
