package adopt

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
)

// ofEMR are the roles that EMR's services may assume, the roles that those may
// assume, and the roles for EC2 and automatic scaling that those pass on.
func (r *accountReader) ofEMR() []iam.AccountRole {
	chosen := make([]bool, len(r.account.Roles))
	for changed := true; changed; {
		changed = false
		for i, x := range r.account.Roles {
			if !chosen[i] && r.isOfEMR(x, chosen) {
				chosen[i], changed = true, true
			}
		}
	}
	var out []iam.AccountRole
	for i, x := range r.account.Roles {
		if chosen[i] {
			out = append(out, x)
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

func (r *accountReader) isOfEMR(x iam.AccountRole, chosen []bool) bool {
	trust, err := x.Trust.Parse()
	if err != nil {
		return false
	}
	if slices.Contains(emrNames, x.Name) || slices.ContainsFunc(x.Attached, func(arn string) bool {
		return slices.Contains(emrPolicies, arn[strings.LastIndexByte(arn, '/')+1:])
	}) {
		return true
	}
	services, arns := trustees(trust)
	if slices.ContainsFunc(services, func(s string) bool { return slices.Contains(emrServices, s) }) {
		return true
	}
	for i, other := range r.account.Roles {
		if chosen[i] && (slices.Contains(arns, other.ARN) || mayBePassed(services) && r.passes(other, x.ARN)) {
			return true
		}
	}
	return false
}

// mayBePassed reports whether a role for these services may be one that EMR's
// service role passes on.
func mayBePassed(services []string) bool {
	return slices.Contains(services, "ec2") || slices.Contains(services, "application-autoscaling")
}

// trustees are the services, by the names of their principals without the
// domain, and the ARNs that a trust lets in.
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
	for _, domain := range []string{".amazonaws.com.cn", ".amazonaws.com"} {
		if name, ok := strings.CutSuffix(principal, domain); ok {
			return name
		}
	}
	return principal
}

// passes reports whether a role may pass another one on, and names it or a part
// of its name.
func (r *accountReader) passes(x iam.AccountRole, arn string) bool {
	docs := slices.Clone(x.Inline)
	for _, a := range x.Attached {
		if p, ok := r.account.Policy(a); ok {
			docs = append(docs, p.Document)
		}
	}
	for _, d := range docs {
		doc, err := d.Parse()
		if err != nil {
			continue
		}
		for _, st := range doc.Statements {
			if st.Effect == "Allow" && !st.NotResources && slices.ContainsFunc(st.Actions, isPassRole) && slices.ContainsFunc(st.Resources, func(pattern string) bool {
				return pattern != "*" && !strings.HasSuffix(pattern, ":role/*") && iam.MatchResource(pattern, arn)
			}) {
				return true
			}
		}
	}
	return false
}

func isPassRole(action string) bool { return strings.EqualFold(action, "iam:PassRole") }
