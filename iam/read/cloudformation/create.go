package cloudformation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/read/conditional"
)

// create adds what the resource with a logical ID and some properties creates.
func (c *reader) create(when formula.Formula, id, typ string, p map[string]conditional.Value) error {
	switch typ {
	case "AWS::IAM::Role":
		return c.createRole(when, p)
	case "AWS::IAM::InstanceProfile":
		return c.known(p, []string{"InstanceProfileName", "Path", "Roles"}, func() {
			c.elements(when, p["Roles"], func(when formula.Formula, role any) {
				c.Profile(when, conditional.Always(role), p["InstanceProfileName"], p["Path"], nil)
			})
		})
	case "AWS::IAM::ManagedPolicy":
		return c.known(p, []string{"ManagedPolicyName", "Path", "Description", "PolicyDocument", "Groups", "Users", "Roles"}, func() {
			c.Policy(when, p["ManagedPolicyName"], p["Path"], p["Description"], nil, p["PolicyDocument"])
			arn := c.explore(when, func(e *evaluator) (any, error) { return e.arn(id, resourceTypes[typ]) })
			for property, kind := range map[string]string{"Groups": "group", "Users": "user", "Roles": "role"} {
				c.elements(when, p[property], func(when formula.Formula, name any) { c.Attach(when, kind, conditional.Always(name), arn) })
			}
		})
	case "AWS::IAM::Policy":
		return c.known(p, []string{"PolicyName", "PolicyDocument", "Roles"}, func() {
			c.elements(when, p["Roles"], func(when formula.Formula, role any) {
				c.Inline(when, conditional.Always(role), p["PolicyName"], p["PolicyDocument"])
			})
		})
	case "AWS::IAM::RolePolicy":
		return c.known(p, []string{"PolicyName", "PolicyDocument", "RoleName"}, func() { c.Inline(when, p["RoleName"], p["PolicyName"], p["PolicyDocument"]) })
	case "AWS::EMR::StudioSessionMapping":
		return c.known(p, []string{"StudioId", "IdentityType", "IdentityName", "SessionPolicyArn"}, func() {
			c.Session(when, p["StudioId"], p["IdentityType"], p["IdentityName"], p["SessionPolicyArn"])
		})
	case "AWS::EMR::SecurityConfiguration":
		return c.known(p, []string{"Name", "SecurityConfiguration"}, func() { c.Configuration(when, p["Name"], p["SecurityConfiguration"]) })
	default:
		if strings.HasPrefix(typ, "AWS::IAM::") || strings.HasPrefix(typ, "AWS::EMR::") {
			return fmt.Errorf("type %s is not known", typ)
		}
		return nil
	}
}

// known calls f if there are no properties but the known ones.
func (c *reader) known(p map[string]conditional.Value, known []string, f func()) error {
	for _, key := range sorted(p) {
		if !slices.Contains(known, key) {
			return fmt.Errorf("property %s is not known", key)
		}
	}
	f()
	return nil
}

func (c *reader) createRole(when formula.Formula, p map[string]conditional.Value) error {
	known := []string{
		"RoleName", "Path", "Description", "MaxSessionDuration", "PermissionsBoundary", "Tags", "ManagedPolicyArns",
		"AssumeRolePolicyDocument", "Policies",
	}
	return c.known(p, known, func() {
		c.Role(when, p["RoleName"], conditional.Role{
			Path: p["Path"], Description: p["Description"], MaxSession: p["MaxSessionDuration"], Boundary: p["PermissionsBoundary"],
			Trust: p["AssumeRolePolicyDocument"], Tags: c.tags(when, p["Tags"]), Managed: p["ManagedPolicyArns"],
		})
		c.elements(when, p["Policies"], func(when formula.Formula, of any) {
			policy, ok := of.(conditional.Map)
			if !ok {
				c.fail(when, fmt.Errorf("%v is no policy", of))
				return
			}
			c.Inline(when, p["RoleName"], policy["PolicyName"], policy["PolicyDocument"])
		})
	})
}

// elements calls f with the elements of a list.
func (c *reader) elements(when formula.Formula, v conditional.Value, f func(formula.Formula, any)) {
	for _, a := range v.Under(when) {
		list, ok := a.Of.(conditional.List)
		if !ok {
			c.fail(a.When, fmt.Errorf("%v where a list is expected", a.Of))
		}
		for _, e := range list {
			for _, b := range e.Under(a.When) {
				f(b.When, b.Of)
			}
		}
	}
}

// tags are tags as an object.
func (c *reader) tags(when formula.Formula, v conditional.Value) conditional.Value {
	out := conditional.Map{}
	c.elements(when, v, func(when formula.Formula, of any) {
		tag, _ := of.(conditional.Map)
		for _, a := range tag["Key"].Under(when) {
			key, err := conditional.Scalar(a.Of)
			if err != nil || len(tag) != 2 {
				c.fail(when, fmt.Errorf("%v is no tag", of))
				continue
			}
			out[key] = append(out[key], tag["Value"].Under(a.When)...)
		}
	})
	return conditional.Value{{When: formula.Always, Of: out}}
}
