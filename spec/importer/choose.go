package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/account"
	"github.com/emriam/emriam/iam/glob"
)

// chooser finds the roles of an account that are EMR's. Each document is read
// once, since an account may have thousands.
type chooser struct {
	account  *account.Account
	chosen   []bool
	open     []int            // chosen, of which it is not known yet whom they choose
	trusting map[string][]int // roles by the ARNs that they trust
	byARN    map[string]int
	passable []int // roles that EMR's service role may pass on
	policies map[string]*account.Policy
}

// RolesOfEMR are the roles of an account that EMR's services may assume, the
// roles that those may assume, and the roles for EC2 and automatic scaling that
// those pass on. Service-linked roles, which AWS makes, are none of them.
func RolesOfEMR(a *account.Account) []account.Role {
	c := &chooser{
		account: a, chosen: make([]bool, len(a.Roles)),
		trusting: map[string][]int{}, byARN: map[string]int{}, policies: a.PoliciesByARN(),
	}
	for i, x := range a.Roles {
		c.add(i, x)
	}
	for len(c.open) > 0 {
		last := len(c.open) - 1
		i := c.open[last]
		c.open = c.open[:last]
		c.follow(a.Roles[i])
	}
	var out []account.Role
	for i, x := range a.Roles {
		if c.chosen[i] {
			out = append(out, x)
		}
	}
	return out
}

func (c *chooser) choose(i int) {
	if !c.chosen[i] {
		c.chosen[i] = true
		c.open = append(c.open, i)
	}
}

// emrServices act with roles for EMR and nothing else.
var emrServices = []string{"elasticmapreduce", "emr-serverless"}

// emrPolicies are attached to roles for EMR and nothing else.
var emrPolicies = []string{"AmazonElasticMapReduceforEC2Role", "AmazonElasticMapReduceforAutoScalingRole"}

// emrNames are the names of the default roles that AWS's own policies pass on.
var emrNames = []string{"EMR_EC2_DefaultRole", "EMR_AutoScaling_DefaultRole"}

// add reads the trust of a role, and chooses it if that is enough to know that
// it is EMR's.
func (c *chooser) add(i int, x account.Role) {
	trust, err := x.Trust.Parse()
	if err != nil || strings.HasPrefix(x.Path, "/aws-service-role/") {
		return
	}
	services, arns := trustees(trust)
	c.byARN[x.ARN] = i
	for _, arn := range arns {
		c.trusting[arn] = append(c.trusting[arn], i)
	}
	if mayBePassed(services) {
		c.passable = append(c.passable, i)
	}
	if slices.Contains(emrNames, x.Name) ||
		slices.ContainsFunc(services, func(s string) bool { return slices.Contains(emrServices, s) }) ||
		slices.ContainsFunc(x.Attached, func(arn string) bool {
			return slices.Contains(emrPolicies, arn[strings.LastIndexByte(arn, '/')+1:])
		}) {
		c.choose(i)
	}
}

// follow chooses the roles that trust x, and those that x passes on.
func (c *chooser) follow(x account.Role) {
	for _, i := range c.trusting[x.ARN] {
		c.choose(i)
	}
	for _, pattern := range c.passed(x) {
		if !glob.HasWildcard(pattern) {
			if i, ok := c.byARN[pattern]; ok && slices.Contains(c.passable, i) {
				c.choose(i)
			}
			continue
		}
		for _, i := range c.passable {
			if !c.chosen[i] && iam.MatchResource(pattern, c.account.Roles[i].ARN) {
				c.choose(i)
			}
		}
	}
}

// mayBePassed reports whether a role for these services may be one that EMR's
// service role passes on.
func mayBePassed(services []string) bool {
	return slices.Contains(services, "ec2") || slices.Contains(services, "application-autoscaling")
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

// passed are the ARNs of the roles that a role may pass on, or patterns of such
// that name a part of their names.
func (c *chooser) passed(x account.Role) []string {
	docs := slices.Clone(x.Inline)
	for _, arn := range x.Attached {
		if p, ok := c.policies[arn]; ok {
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
			if st.Effect != "Allow" || st.NotResources || !slices.ContainsFunc(st.Actions, isPassRole) {
				continue
			}
			for _, pattern := range st.Resources {
				if pattern != "*" && !strings.HasSuffix(pattern, ":role/*") {
					out = append(out, pattern)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func isPassRole(action string) bool { return strings.EqualFold(action, "iam:PassRole") }
