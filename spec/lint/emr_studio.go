package lint

import (
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
)

// fixedStatement is a statement of which AWS says that a Studio does not work
// if it is changed.
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

// checkFixedStatements holds those statements of a Studio's role that bear
// AWS's Sids against AWS's text.
func checkFixedStatements(c *checker, h held) {
	if h.role == nil || h.role.Kind != spec.KindStudio {
		return
	}
	for _, g := range h.grants {
		for _, f := range fixedStatements {
			if g.st.Sid == f.sid && !c.same(g, f) {
				c.add(g.subject, g.st.At, "studio-statement", "write it as AWS's page has it, or take the template studio-service", "statement %s differs from AWS's, and a Studio does not work with the role then", f.sid)
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
	return len(g.actions) == 1 && strings.EqualFold(g.actions[0].string, "ec2:CreateTags") &&
		len(g.resources) == 1 && strings.HasSuffix(g.resources[0].string, f.resource) &&
		slices.Equal(conditions, f.conditions)
}

// checkInterfaceAttribute holds the one statement by which a Studio attaches
// network interfaces against AWS's page: three kinds of resource, and no
// condition.
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
		c.add(g.subject, g.st.Conditions[0].At, "studio-statement", help, "%s allows ec2:ModifyNetworkInterfaceAttribute under a condition; one call touches resources that do not all meet it", label(g.st))
		return
	}
	for _, typ := range []string{"instance", "network-interface", "security-group"} {
		if !h.may("ec2:ModifyNetworkInterfaceAttribute", "arn:aws:ec2:us-east-1:123456789012:"+typ+"/x") {
			c.add(g.subject, at, "studio-statement", help, "%s allows ec2:ModifyNetworkInterfaceAttribute, but not on %s/*, which each call touches too", label(g.st), typ)
			return
		}
	}
}

// sessionCredentials are the actions that hand out a role's credentials, with
// the condition key by which AWS wants them limited to some roles.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-runtime.html
var sessionCredentials = map[string]string{
	"elasticmapreduce:GetClusterSessionCredentials":       "elasticmapreduce:ExecutionRoleArn",
	"emr-containers:GetManagedEndpointSessionCredentials": "emr-containers:ExecutionRoleArn",
}

// checkSessionCredentials wants those actions limited to runtime roles.
func checkSessionCredentials(c *checker, _ held, g grant) {
	for _, action := range slices.Sorted(maps.Keys(sessionCredentials)) {
		key := sessionCredentials[action]
		at, ok := g.names(action)
		if _, limited := condition(g.st, strings.ToLower(key)); ok && !limited {
			c.add(g.subject, at, "any-runtime-role", "add a condition StringEquals on "+key, "%s allows %s with any runtime role", label(g.st), action)
		}
	}
}
