package denied

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/spec"
)

// trust explains that a role cannot be assumed.
func (c *inquiry) trust() {
	c.Because = Trust
	name := roleOf(c.Resource)
	if name == "" {
		name = roleOf(c.Denial.Role)
	}
	target, how := c.roleNamed(name)
	caller := c.Principal
	if target == nil && c.Explainer.Role != "" && c.role != nil {
		target, how = c.role, "--role"
	}
	if target == nil && (name == "" || blanked(name)) && c.role != nil && strings.HasPrefix(c.form.Name, "assume") && caller == "" {
		target, how = c.role, c.Known
	}
	if target == nil {
		if name != "" && !blanked(name) {
			c.Status = Unexplained
			c.Why = fmt.Sprintf("the role %s is no role of the spec. %s", name, c.form.Why)
			c.Steps = []string{c.form.Fix}
			if c.Cause == Trust {
				c.Status = Explained
			}
			return
		}
		c.Steps = []string{c.form.Fix}
		c.Ask = "which role is it? --role NAME"
		return
	}
	from := c.role
	c.found(target, how)
	switch {
	case c.form.Name == "service-role-invalid" || c.form.Name == "runtime-role-trust" && (caller == "" || !strings.Contains(caller, "role/")):
		caller = serviceFor(target)
	case from != nil && from != target:
		caller = from.Name
	case strings.HasSuffix(caller, ".amazonaws.com"):
	case strings.HasPrefix(caller, "arn:"):
		caller = c.localized(caller)
	}
	if caller == "" {
		c.Steps = []string{c.form.Fix}
		return
	}
	action := c.Action
	if action == "" {
		action = "sts:AssumeRole"
	}
	v := c.query(c.Spec, access.Question{Name: target.Name, Principal: caller, Action: action, Context: c.context()})
	if v == nil {
		c.Steps = []string{c.form.Fix}
		return
	}
	switch answer := v.Cases[0].Answer; {
	case v.Result == access.Denied && strings.Contains(answer.Why, "trust"):
		c.nearest(v)
		c.Why = fmt.Sprintf("the trust policy of role %s does not allow %s", target.Name, caller)
		if c.roleOfSpec(caller) {
			c.Steps = []string{"write trust: {role: " + caller + "} in role " + target.Name + ", and assumes: " + target.Name + " in role " + caller}
		} else if s := strings.TrimSuffix(strings.TrimSuffix(caller, ".cn"), ".amazonaws.com"); s != caller {
			c.Steps = []string{"write trust: {service: " + s + "} in role " + target.Name}
		} else {
			c.Steps = []string{"add the caller to trust of role " + target.Name}
		}
	case v.Result == access.Denied:
		c.Because = Identity
		if c.Cause == Trust {
			c.Because = Trust
		}
		c.nearest(v)
		c.Why = fmt.Sprintf("role %s trusts the caller, and %s", target.Name, answer.Why)
		if from != nil {
			c.Steps = []string{"write assumes: " + target.Name + " in role " + from.Name}
		}
	default:
		for _, n := range answer.Needs {
			c.Unmet = append(c.Unmet, need(n))
		}
		if len(answer.By) > 0 {
			c.Nearest, c.At = answer.By[0].String(), answer.By[0].At
		}
		c.Why = fmt.Sprintf("the spec's trust policy of role %s allows %s", target.Name, caller)
		if len(c.Unmet) > 0 {
			c.Why += " only under conditions that the request did not meet: another account, Region, application or session"
		} else {
			c.Why += ", so the role does not exist yet, is not deployed as the spec says, or is only seconds old"
		}
		c.Steps = []string{"compare the deployed trust policy: aws iam get-role --role-name " + c.binding.Text(target.RoleName) + "; a new role needs some seconds"}
	}
}

func (c *inquiry) roleOfSpec(name string) bool {
	return slices.ContainsFunc(c.Spec.Roles, func(r *spec.Role) bool { return r.Name == name })
}

// serviceFor is the principal of the service that assumes a role.
func serviceFor(r *spec.Role) string {
	service := r.Kind.Service()
	if service == "" || service == "ec2" {
		if r.Kind == spec.KindInstance {
			return "ec2.amazonaws.com"
		}
		service = "emr-serverless"
	}
	return service + ".amazonaws.com"
}
