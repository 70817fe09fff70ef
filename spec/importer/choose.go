package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
)

// candidate is a role of an account that may be one of EMR's.
type candidate struct {
	trusts   []string // ARNs
	passable bool     // EMR's service role may pass it on
	chosen   bool
}

// RolesOfEMR are the roles of an account that EMR's services may assume, the
// roles that those may assume, and the roles for EC2 and automatic scaling that
// those pass on. Service-linked roles, which AWS makes, are none of them.
func RolesOfEMR(a *account.Account) []account.Role {
	all := make([]candidate, len(a.Roles))
	var open []account.Role // chosen, of which it is not known yet whom they choose
	choose := func(i int) {
		if !all[i].chosen {
			all[i].chosen = true
			open = append(open, a.Roles[i])
		}
	}
	for i, x := range a.Roles {
		trust, err := x.Trust.Parse()
		if err != nil || strings.HasPrefix(x.Path, "/aws-service-role/") {
			continue
		}
		var services []string
		services, all[i].trusts = trustees(trust)
		all[i].passable = slices.Contains(services, "ec2") || slices.Contains(services, "application-autoscaling")
		if isOfEMR(x, services) {
			choose(i)
		}
	}
	policies := a.PoliciesByARN()
	for ; len(open) > 0; open = open[1:] {
		patterns := passedBy(open[0], policies)
		for i, c := range all {
			if slices.Contains(c.trusts, open[0].ARN) ||
				c.passable && slices.ContainsFunc(patterns, func(p string) bool { return iam.MatchResource(p, a.Roles[i].ARN) }) {
				choose(i)
			}
		}
	}
	var out []account.Role
	for i, c := range all {
		if c.chosen {
			out = append(out, a.Roles[i])
		}
	}
	return out
}

// emrServices act with roles for EMR and nothing else.
var emrServices = []string{"elasticmapreduce", "emr-serverless"}

// emrPolicies are attached to roles for EMR and nothing else.
var emrPolicies = []string{"AmazonElasticMapReduceforEC2Role", "AmazonElasticMapReduceforAutoScalingRole"}

// emrNames are the names of the default roles that AWS's own policies pass on.
var emrNames = []string{"EMR_EC2_DefaultRole", "EMR_AutoScaling_DefaultRole"}

// isOfEMR reports whether a role that some services may assume is surely EMR's.
func isOfEMR(x account.Role, services []string) bool {
	return slices.Contains(emrNames, x.Name) ||
		slices.ContainsFunc(services, func(s string) bool { return slices.Contains(emrServices, s) }) ||
		slices.ContainsFunc(x.Attached, func(arn string) bool {
			return slices.Contains(emrPolicies, arn[strings.LastIndexByte(arn, '/')+1:])
		})
}

// trustees are the services, by the names of their principals without the
// domain, and the ARNs that a trust policy allows.
func trustees(d *iam.Document) (services, arns []string) {
	for _, st := range d.Statements {
		if st.Effect != "Allow" || st.NotPrincipals {
			continue
		}
		for _, p := range st.Principals {
			for _, v := range p.Values {
				switch p.Type {
				case "Service":
					services = append(services, serviceName(v))
				case "AWS":
					arns = append(arns, v)
				}
			}
		}
	}
	return services, arns
}

// serviceName is a service principal without its domain.
func serviceName(principal string) string {
	for _, domain := range []string{".amazonaws.com.cn", ".amazonaws.com", anySuffix} {
		if name, ok := strings.CutSuffix(principal, domain); ok {
			return name
		}
	}
	return principal
}

// passedBy are the ARNs of the roles that a role may pass on, or patterns of such
// that name a part of their names.
func passedBy(x account.Role, policies map[string]*account.Policy) []string {
	docs := slices.Clone(x.Inline)
	for _, arn := range x.Attached {
		if p, ok := policies[arn]; ok {
			docs = append(docs, p.Document)
		}
	}
	var out []string
	for _, d := range docs {
		doc, err := d.Parse()
		if err != nil {
			continue // reported for roles that are chosen
		}
		for _, st := range doc.Statements {
			if st.Effect != "Allow" || st.NotResources || !slices.ContainsFunc(st.Actions, func(a string) bool { return strings.EqualFold(a, "iam:PassRole") }) {
				continue
			}
			for _, pattern := range st.Resources {
				if pattern != "*" && !strings.HasSuffix(pattern, ":role/*") {
					out = append(out, pattern)
				}
			}
		}
	}
	return out
}
