package denied

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// trust explains that a role cannot be assumed.
func (c *inquiry) trust() {
	c.Because = Trust
	name := cmp.Or(roleOf(c.Resource), roleOf(c.Denial.Role))
	target, how := c.roleNamed(name)
	caller := c.Principal
	if target == nil && c.role != nil && (c.Explainer.Role != "" || blanked(name) && caller == "" && strings.HasPrefix(c.form.Name, "assume")) {
		target, how = c.role, c.Known
	}
	c.Steps = []string{c.form.Fix}
	switch {
	case target != nil:
	case blanked(name):
		c.Ask = "which role is it? --role NAME"
		return
	default:
		c.Why = fmt.Sprintf("the role %s is no role of the spec. %s", name, c.form.Why)
		if c.Cause != Trust {
			c.Status = Unexplained
		}
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
		return
	}
	c.caller = caller
	v := c.query(c.Spec, access.Question{Name: target.Name, Principal: spec.Text(caller), Action: c.assuming(), Context: c.context()})
	if v == nil {
		return
	}
	c.Steps = nil
	said := caller
	if strings.HasPrefix(caller, "arn:") && c.Principal != "" {
		said = c.Principal
	}
	switch answer := v.Cases[0].Answer; {
	case v.Result == access.Denied && strings.Contains(answer.Why, "trust") && !strings.Contains(answer.Why, "delegates"):
		c.nearest(v)
		c.Why = fmt.Sprintf("the trust policy of role %s does not allow %s", target.Name, said)
		switch n := answer.Nearest; {
		case n != nil && n.Principal && slices.ContainsFunc(n.Conditions, func(c access.Condition) bool { return !strings.HasSuffix(c.Key, ":sub") }):
			c.Why += " under the conditions of the request"
			c.Steps = []string{"meet the condition, or change it if the caller should be trusted; another statement of trust would take its protection away"}
		case slices.Contains(forServices, target.Kind) && !strings.HasSuffix(caller, ".amazonaws.com"):
			c.Steps = []string{"no trust is missing: role " + target.Name + " is for AWS services; let the caller use a role that is meant for it"}
		default:
			c.trustChange(target)
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
		c.Unmet = lists.Map(answer.Needs, need)
		c.by(answer)
		c.Why = fmt.Sprintf("the spec's trust policy of role %s allows %s", target.Name, said)
		if len(c.Unmet) > 0 {
			c.Why += " only under conditions that the request did not meet: another account, Region, application or session"
		} else {
			c.Why += ", so the role does not exist yet, is not deployed as the spec says, or is only seconds old"
		}
		c.Steps = []string{"compare the deployed trust policy: aws iam get-role --role-name " + c.binding.Text(target.RoleName) + "; a new role needs some seconds"}
	}
}

// forServices are the kinds of roles that nothing but AWS's services assumes.
var forServices = []spec.Kind{spec.KindService, spec.KindAutoScaling, spec.KindNotebooks, spec.KindStudio}

// assuming is the action of a request that a trust policy decides.
func (c *inquiry) assuming() string {
	if c.Action == "" {
		return "sts:AssumeRole"
	}
	return c.Action
}

// trustChange offers to trust the caller, besides those that the role trusts.
func (c *inquiry) trustChange(target *spec.Role) {
	item, notes := c.trusting()
	name := target.Written()
	before, ok := c.trusted(target, name)
	if item != "" && ok {
		c.try(Change{About: "trust in the caller", Notes: notes, edit: edit{
			section: "roles", name: name, field: "trust", value: "[" + strings.Join(append(before, item), ", ") + "]", item: item,
		}})
	}
	switch {
	case len(c.Changes) > 0 && c.roleOfSpec(c.caller):
		c.Steps = []string{"if role " + c.caller + " is to assume it by a policy of its own, too, write assumes: " + target.Name + " in role " + c.caller}
	case len(c.Changes) > 0:
	case item != "":
		c.Steps = []string{"add " + item + " to trust of role " + target.Name}
	default:
		c.Steps = []string{"add the caller to trust of role " + target.Name}
	}
}

// trusting is the caller as an item of trust, or "" if the message does not say
// exactly who it is.
func (c *inquiry) trusting() (item string, notes []string) {
	actions := ""
	if ofTrust(c.Action) && !strings.HasPrefix(strings.ToLower(c.Action), "sts:assumerole") {
		actions = ", actions: [" + syntax.Quoted(c.Action) + "]"
	}
	if c.roleOfSpec(c.caller) {
		return "{role: " + c.caller + actions + "}", nil
	}
	if service := strings.TrimSuffix(strings.TrimSuffix(c.caller, ".cn"), ".amazonaws.com"); service != c.caller {
		return "{service: " + service + actions + "}", nil
	}
	arn, err := iam.ParseARN(c.caller)
	if err != nil || accountOf(c.Principal) == "" || c.hidden() {
		return "", nil
	}
	if provider, ok := strings.CutPrefix(arn.Resource, "oidc-provider/"); ok {
		if subject := c.Context[provider+":sub"]; len(subject) == 1 {
			return "{oidc: {provider: " + syntax.Quoted(provider) + ", subject: " + syntax.Quoted(subject[0]) + "}}", nil
		}
		return "", nil
	}
	if provider, ok := strings.CutPrefix(arn.Resource, "saml-provider/"); ok {
		return "{saml: {provider: " + syntax.Quoted(provider) + "}}", nil
	}
	if name, _, ok := sessionOf(c.caller); ok {
		if strings.HasPrefix(name, "AWSReservedSSO") {
			return "", nil
		}
		arn.Service, arn.Resource = "iam", "role/"+name
		notes = []string{"the ARN of a session does not have the path of its role: add it, if role " + name + " has one"}
	}
	if !strings.HasPrefix(arn.Resource, "role/") && !strings.HasPrefix(arn.Resource, "user/") {
		return "", nil
	}
	action := "sts:AssumeRole"
	if actions != "" {
		action = c.Action
	}
	return "{Effect: Allow, Principal: {AWS: " + syntax.Quoted(c.portable(arn.String())) + "}, Action: " + syntax.Quoted(action) + "}", notes
}

// trusted are the items of a role's trust, as the spec, a spec that it extends or a
// template writes them; false if they are written elsewhere.
func (c *inquiry) trusted(r *spec.Role, name string) (items []string, ok bool) {
	if len(r.Trust.Statements) == 0 || c.Before == nil {
		return nil, false
	}
	file := r.Trust.Statements[0].At.File
	text := c.Before.Source(file)
	root := syntax.Parse(syntax.NewSource(file, text), text, &diag.List{})
	trust := cmp.Or(root.Get("role"), root.Get("roles").Get(name)).Get("trust") // of a template, or of a spec
	for n := range trust.List() {
		items = append(items, n.FlowOf(quoted))
	}
	return items, trust != nil
}

// plain matches names that need no quotes in YAML.
var plain = lazily(`^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$`)

// quoted is a scalar as YAML reads it as the same.
func quoted(n *syntax.Node) string {
	if n.Type != syntax.Text || plain().MatchString(n.Text) && !syntax.IsReserved(n.Text) {
		return n.Text
	}
	return syntax.Quoted(n.Text)
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
