package denied

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/deploy"
	"github.com/emriam/emriam/spec/diag"
)

// Status is how far a denial is explained.
type Status string

// The statuses.
const (
	Explained   Status = "explained"
	Unexplained Status = "unexplained" // the message was not understood, or the spec has no such role
	Open        Status = "unknown"     // something else than the spec decides it
)

// Explanation says what denied a request, and what to do.
type Explanation struct {
	*Denial
	Status      Status   `json:"status"`
	Subject     string   `json:"subject,omitempty"`     // the logical name of the role or policy
	Known       string   `json:"known,omitempty"`       // by what it is known
	Environment string   `json:"environment,omitempty"` // in whose account it is
	Because     Cause    `json:"because"`
	Why         string   `json:"why"`
	Nearest     string   `json:"nearest,omitempty"` // the statement that comes closest, with its position
	At          string   `json:"at,omitempty"`      // its position, or that of the role
	Unmet       []string `json:"unmet,omitempty"`   // what of it does not match
	Steps       []string `json:"steps,omitempty"`   // what to do, if it is no change of the spec
	Ask         string   `json:"ask,omitempty"`     // the question to ask AWS
	Changes     []Change `json:"changes,omitempty"` // of the spec, the smallest first
}

// Change is a change of a spec that allows the request.
type Change struct {
	Overlay  string   `json:"overlay"` // YAML to merge into the spec
	About    string   `json:"about"`   // e.g., "a statement of its own"
	Notes    []string `json:"notes,omitempty"`
	Opens    []string `json:"opens"`              // all that is allowed with it, and was not
	Findings []string `json:"findings,omitempty"` // what validate says of it, and not of the spec

	edit edit
}

// Explainer explains denials by a spec.
type Explainer struct {
	Spec      *spec.Spec
	Templates fs.FS

	// Load compiles the text of a spec that extends Spec, whose name it is given
	// by Extends.
	Load    func(text []byte) (*spec.Spec, *diag.List)
	Extends string
	Before  *diag.List // the findings about Spec

	Role string // the logical name of the role or policy, if the user knows it
}

// Explain explains a denial.
func (x *Explainer) Explain(d *Denial) *Explanation {
	e := &Explanation{Denial: d, Because: d.Cause, Status: Explained}
	form, ok := FindForm(d.Form)
	if !ok {
		e.Status, e.Why = Unexplained, "the text has no message of a known form"
		return e
	}
	e.Why = form.Why
	c := &inquiry{Explainer: x, Explanation: e, form: form}
	c.place()
	c.subject()
	switch d.Cause {
	case SCP, RCP, Endpoint, Session, Resource, Lake, Cluster, Profile, Linked:
		c.elsewhere()
	case Trust:
		c.trust()
	default:
		c.identity()
	}
	return e
}

// inquiry is one denial while it is explained.
type inquiry struct {
	*Explainer
	*Explanation
	form Form

	binding spec.Binding // where it happened
	env     *spec.Environment
	role    *spec.Role
	policy  *spec.Policy
}

// place finds the environment in whose account the request was made.
func (c *inquiry) place() {
	c.binding = c.Spec.Example()
	account := accountOf(c.Principal)
	for _, text := range []string{c.Denial.Role, c.Resource} {
		if account == "" {
			account = accountOf(text)
		}
	}
	for _, e := range c.Spec.Environments {
		if e.Binding.AccountID == account {
			c.env, c.binding, c.Environment = e, e.Binding, e.Name
			return
		}
	}
	if account == "" {
		if e := c.likely(); e != nil {
			c.env, c.binding, c.Environment = e, e.Binding, e.Name
			return
		}
	}
	for _, text := range []string{c.Principal, c.Resource} {
		if arn, err := iam.ParseARN(text); err == nil && slices.Contains(spec.Partitions, arn.Partition) && arn.Partition != c.binding.Partition {
			for _, b := range deploy.New(c.Spec).Places {
				if b.Partition == arn.Partition {
					c.binding = b
				}
			}
		}
	}
}

// likely is the environment of a message whose account is hidden: the only one, or
// the only one with a value that the resource has.
func (c *inquiry) likely() *spec.Environment {
	if len(c.Spec.Environments) == 1 {
		return c.Spec.Environments[0]
	}
	var out *spec.Environment
	for _, e := range c.Spec.Environments {
		for _, values := range e.Binding.Values {
			if len(values) == 1 && len(values[0]) > 4 && replaceWhole(c.Resource, values[0], "") != c.Resource {
				if out != nil && out != e {
					return nil
				}
				out = e
			}
		}
	}
	return out
}

// named reports whether a name in IAM is that of a role, for some values of the
// parameters in it.
func (c *inquiry) named(v spec.Value, name string) bool {
	if name == "" || v == nil {
		return false
	}
	bindings := []spec.Binding{c.binding, c.Spec.Example()}
	for _, e := range c.Spec.Environments {
		bindings = append(bindings, e.Binding)
	}
	for _, b := range bindings {
		if strings.EqualFold(b.Text(v), name) {
			return true
		}
	}
	pattern := ""
	for _, p := range v {
		if lit, ok := p.(spec.Lit); ok {
			pattern += string(lit)
		} else {
			pattern += "*"
		}
	}
	return strings.Contains(pattern, "*") && strings.Trim(pattern, "*-_") != "" && glob.MatchFold(pattern, name)
}

// roleNamed finds a role of the spec by its name in IAM, or by what CloudFormation
// makes of its logical name.
func (c *inquiry) roleNamed(name string) (r *spec.Role, how string) {
	for _, r := range c.Spec.Roles {
		if c.named(r.RoleName, name) {
			return r, "its name " + name
		}
	}
	for _, r := range c.Spec.Roles {
		if r.Profile != nil && c.named(r.Profile, name) {
			return r, "its instance profile " + name
		}
	}
	for _, r := range c.Spec.Roles {
		if parts := strings.Split(name, "-"); len(parts) > 1 && slices.ContainsFunc(parts, func(p string) bool { return strings.EqualFold(p, r.Name) }) {
			return r, "its logical name in " + name
		}
	}
	return nil, ""
}

// subject finds the role or policy that the request is about: the caller or, for a
// message about a role, that one.
func (c *inquiry) subject() {
	if c.Explainer.Role != "" {
		for _, r := range c.Spec.Roles {
			if r.Name == c.Explainer.Role {
				c.found(r, "--role")
				return
			}
		}
		for _, p := range c.Spec.Policies {
			if p.Name == c.Explainer.Role {
				c.policy, c.Subject, c.Known, c.At = p, p.Name, "--role", p.Pos.String()
				return
			}
		}
	}
	name, session, isSession := sessionOf(c.Principal)
	if !isSession && strings.Contains(c.Principal, ":role/") {
		name = roleOf(c.Principal)
	}
	if name == "" && c.Principal != "" && !strings.ContainsAny(c.Principal, ":/ ") {
		name = c.Principal
	}
	if name == "" && c.Denial.Role != "" && c.form.Name != "linked-role" {
		name = roleOf(c.Denial.Role)
	}
	if r, how := c.roleNamed(name); r != nil {
		c.found(r, how)
		return
	}
	if name != "" && !blanked(name) {
		return
	}
	kinds := map[string]spec.Kind{"i-": spec.KindInstance, "CCSSession": spec.KindService, "ElasticMapReduceEditorsSession": spec.KindStudio}
	for begin, kind := range kinds {
		if isSession && strings.HasPrefix(session, begin) {
			switch all := c.ofKind(kind); {
			case len(all) == 1:
				c.found(all[0], "its session "+session+", as it is the only role of kind "+string(kind))
			case len(all) > 1 && kind != spec.KindInstance:
				c.found(all[0], "its session "+session+", as a role of kind "+string(kind)+"; there are "+fmt.Sprint(len(all)))
			}
		}
	}
}

func (c *inquiry) found(r *spec.Role, how string) {
	c.role, c.Subject, c.Known, c.At = r, r.Name, how, r.Pos.String()
}

// ofKind are the roles of a kind.
func (c *inquiry) ofKind(kind spec.Kind) []*spec.Role {
	var out []*spec.Role
	for _, r := range c.Spec.Roles {
		if r.Kind == kind && r.Each.First() {
			out = append(out, r)
		}
	}
	return out
}

// elsewhere explains what no permission of the spec changes.
func (c *inquiry) elsewhere() {
	c.Steps = append(c.Steps, c.form.Fix)
	switch c.form.Cause {
	case SCP, RCP, Endpoint, Session:
		if c.Policy != "" {
			c.Why += " The policy is " + c.Policy + "."
		}
		if c.role != nil {
			if v := c.ask(c.role.Name, ""); v != nil && v.Result == access.Denied && c.Cause != RCP {
				c.Steps = append(c.Steps, "the spec does not allow it either: after that, it would be denied by "+c.role.Name)
			}
		}
	case Resource:
		c.resourceHalf()
	case Profile:
		if name := roleOf(c.Denial.Role); name != "" {
			if r, how := c.roleNamed(name); r != nil {
				c.found(r, how)
				switch {
				case r.Profile == nil:
					c.Why, c.Steps = "role "+r.Name+" of the spec has no instance profile", []string{"write instanceProfile: true in role " + r.Name}
				default:
					c.Steps = []string{"the spec has the profile for role " + r.Name + ": deploy it, and wait some seconds before the cluster is created"}
				}
			} else if !blanked(name) {
				c.Steps = append([]string{fmt.Sprintf("the spec has no instance profile %q; it has %s", name, c.profiles())}, c.Steps...)
			}
		}
	case Linked:
		c.linkedRole()
	}
}

func (c *inquiry) profiles() string {
	var out []string
	for _, r := range c.Spec.Roles {
		if r.Profile != nil {
			out = append(out, c.binding.Text(r.Profile))
		}
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, ", ")
}

// resourceHalf says which half of a permission is missing: that of the resource, or
// that of the role.
func (c *inquiry) resourceHalf() {
	c.Because = Resource
	if c.role == nil || c.Action == "" || c.Explicit {
		return
	}
	switch v := c.ask(c.role.Name, ""); {
	case v == nil:
	case v.Result == access.Denied && strings.HasPrefix(strings.ToLower(c.Action), "kms:"):
		c.Steps = append(c.Steps, "role "+c.role.Name+" has no such permission either")
		c.nearest(v)
		if c.asked() != "" {
			c.overlays()
		}
	case v.Result == access.Allowed:
		c.Why += " Role " + c.role.Name + " has its half of the permission."
	}
}

func (c *inquiry) linkedRole() {
	name := strings.TrimPrefix(c.Denial.Role, "AWSServiceRoleFor")
	for _, p := range c.Spec.Policies {
		if v := c.askAction(p.Name, "iam:CreateServiceLinkedRole"); v != nil && v.Result != access.Denied && p.Each.First() {
			c.Steps = append(c.Steps, "policy "+p.Name+" of the spec allows to create service-linked roles: attach it to whoever starts the cluster")
			return
		}
	}
	if name == "" {
		name = "EMRCleanup"
	}
	c.Steps = append(c.Steps, "or write serviceLinkedRoles: "+name+" in the policy of whoever starts the cluster")
}

// localized is a resource as if it were in the account and Region in which the spec
// is evaluated. The account of the principal is that of the deployment.
func (c *inquiry) localized(resource string) string {
	return c.rewritten(resource, c.binding.Partition, c.binding.Region, c.binding.AccountID, false)
}

// portable is a resource as a spec writes it.
func (c *inquiry) portable(resource string) string {
	for _, e := range []*spec.Environment{c.env} {
		if e == nil {
			continue
		}
		for _, p := range c.Spec.Params {
			if values := e.Binding.Values[p.Name]; len(values) == 1 && !p.Optional && !p.List && len(values[0]) > 2 && p.Type != spec.Boolean && p.Type != spec.Number {
				resource = replaceWhole(resource, values[0], "${"+p.Name+"}")
			}
		}
	}
	return c.rewritten(resource, "${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}", true)
}

// replaceWhole replaces a value where no letter or digit is beside it.
func replaceWhole(text, value, with string) string {
	i := strings.Index(text, value)
	if i < 0 {
		return text
	}
	end := i + len(value)
	beside := func(b byte) bool { return spec.IsAlnum(b) || b == '-' || b == '_' || b == '.' }
	if i > 0 && beside(text[i-1]) || end < len(text) && beside(text[end]) {
		return text
	}
	return text[:i] + with + text[end:]
}

func (c *inquiry) rewritten(resource, partition, region, account string, _ bool) string {
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" {
		return resource
	}
	parts[1] = partition
	if parts[2] == "s3" && parts[4] == "" {
		return strings.Join(parts, ":")
	}
	if parts[3] != "*" && (parts[3] != "" || hasRegion(parts[2])) {
		parts[3] = region
	}
	if own := accountOf(c.Principal); parts[4] != "aws" && parts[4] != "*" && (parts[4] != "" || parts[2] != "s3") && (own == "" || parts[4] == own || blanked(parts[4]) || accountOf(resource) == "") {
		parts[4] = account
	}
	return strings.Join(parts, ":")
}

// hasRegion reports whether the ARNs of a service have Regions; those of IAM and S3
// have none.
func hasRegion(service string) bool {
	return !slices.Contains([]string{"iam", "sts", "s3", "organizations", "cloudfront"}, service)
}

// ask asks the spec about the request; nil if it cannot.
func (c *inquiry) ask(name, principal string) *access.Verdict {
	return c.query(c.Spec, access.Question{Name: name, Principal: principal, Action: c.Action, Resource: c.asked(), Context: c.context()})
}

func (c *inquiry) askAction(name, action string) *access.Verdict {
	return c.query(c.Spec, access.Question{Name: name, Action: action})
}

func (c *inquiry) query(s *spec.Spec, q access.Question) *access.Verdict {
	if q.Action == "" {
		return nil
	}
	v, err := access.Ask(s, func(space *deploy.Space) *deploy.Place {
		if c.env != nil {
			return deploy.Fixed(c.binding)
		}
		return space.All(s, c.binding)
	}, q)
	if err != nil {
		return nil
	}
	return v
}

// asked is the resource to ask the spec about.
func (c *inquiry) asked() string {
	if c.Resource == "" || !strings.HasPrefix(c.Resource, "arn:") {
		return ""
	}
	return c.localized(c.Resource)
}

func (c *inquiry) context() eval.Context {
	out := eval.Context{Values: map[string][]string{}}
	for key, values := range c.Context {
		if !strings.HasPrefix(strings.ToLower(key), "aws:principal") {
			out.Values[key] = values
		}
	}
	return out
}

// resourceful reports whether an action is limited to resources, of which the
// message names none.
func (c *inquiry) resourceful() bool {
	a, ok := facts.FindAction(c.Action)
	if !ok || c.asked() != "" {
		return false
	}
	for range a.ResourceTypes() {
		return true
	}
	return false
}

// identity explains a denial by policies of the principal, or one without a reason.
func (c *inquiry) identity() {
	if c.Action == "" {
		c.Status = Open
		c.question()
		return
	}
	if c.form.Name == "cross-account-pass" {
		c.Steps = []string{c.form.Fix}
		return
	}
	if ofTrust(c.Action) && c.Cause == Unknown {
		c.trust()
		return
	}
	if c.role == nil && c.policy == nil {
		c.stranger()
		return
	}
	if c.form.Name == "service-role-permissions" {
		c.Status = Explained
		c.Steps = append(c.Steps, "tag the VPC, the subnets and the security groups, and start the cluster, with for-use-with-amazon-emr-managed-policies: true, if role "+c.Subject+" has AmazonEMRServicePolicy_v2", "look for events of the role with an errorCode in CloudTrail, and give them to emriam denied: they name the action")
		c.service()
		return
	}
	v := c.ask(c.Subject, "")
	if v == nil {
		c.Status = Open
		c.question()
		return
	}
	c.decide(v)
}

// ofTrust reports whether a trust policy has to allow an action.
func ofTrust(action string) bool {
	low := strings.ToLower(action)
	return strings.HasPrefix(low, "sts:assumerole") || low == "sts:tagsession" || low == "sts:setsourceidentity" || low == "sts:setcontext"
}

// service compares what a service role passes with the instance roles.
func (c *inquiry) service() {
	if c.role == nil {
		return
	}
	passes := false
	for _, e := range c.Spec.Edges() {
		passes = passes || e.Kind == spec.EdgePasses && e.From == c.role.Name
	}
	if !passes {
		c.Steps = append([]string{"role " + c.role.Name + " passes no role: write passes with the instance role of the cluster"}, c.Steps...)
	}
	if v := c.askAction(c.role.Name, "ec2:RunInstances"); v != nil && v.Result == access.Denied && v.Cases[0].Nearest == nil {
		c.Steps = append([]string{"no statement of role " + c.role.Name + " names ec2:RunInstances: give it service-role/AmazonEMRServicePolicy_v2, or the template service-v2"}, c.Steps...)
	}
}

// decide explains by the answer of the spec.
func (c *inquiry) decide(v *access.Verdict) {
	answer := v.Cases[0].Answer
	for _, one := range v.Cases {
		if one.Result != access.Allowed {
			answer = one.Answer
			break
		}
	}
	switch {
	case v.Result == access.Allowed:
		c.allowed(answer)
	case answer.Result == access.Denied && len(answer.By) > 0:
		c.Because = Identity
		if strings.Contains(answer.By[0].Policy, "boundary") {
			c.Because = Boundary
		}
		c.Nearest, c.At = answer.By[0].String(), answer.By[0].At
		c.Why = "a statement of the spec denies it: " + answer.By[0].String()
		c.Steps = []string{"no permission is missing: a Deny is there on purpose. Narrow that statement if the request should be allowed"}
	case answer.Result == access.Denied && strings.Contains(answer.Why, "boundary"):
		c.boundary(answer.Why)
		c.nearest(v)
	case c.Cause == Boundary:
		c.boundary("the permissions boundary denies it")
	case c.Explicit:
		c.Status = Open
		c.Why = "a statement denies it that the spec does not have: no statement of role " + c.Subject + " denies it"
		c.question()
	case answer.Result == access.Unknown:
		c.depends(answer)
	default:
		c.Because = Identity
		c.nearest(v)
		if c.resourceful() && answer.Nearest != nil {
			c.Status = Open
			c.Why = "the message names no resource, and statements of the spec allow the action on some"
			c.question()
			return
		}
		c.denied(answer)
	}
}

func (c *inquiry) boundary(why string) {
	c.Because, c.Why = Boundary, why
	c.Steps = append(c.Steps, "allow it in the permissions boundary, too; a statement of role "+c.Subject+" changes nothing")
	if c.role != nil && c.role.Boundary != nil {
		c.Steps = append(c.Steps, "the boundary is "+c.role.Boundary.Value.String())
	}
}

// allowed explains a denial of what the spec allows.
func (c *inquiry) allowed(a *access.Answer) {
	if len(a.By) > 0 {
		c.Nearest, c.At = a.By[0].String(), a.By[0].At
	}
	switch {
	case c.Cause == Boundary:
		c.boundary("the permissions boundary of role " + c.Subject + " denies it, and the spec does not know its content")
	case c.Cause == Identity && !c.Explicit:
		c.Because = Deployed
		c.Why = "the spec allows it, so the role is not deployed as the spec says, or the permission is only seconds old"
		c.Steps = []string{"deploy the spec; emriam drift --account shows how the account differs"}
	default:
		c.Status = Open
		c.Why = "the spec allows it, so another policy denies it: of the resource, its key, a VPC endpoint, the session or the organization; or the spec is not deployed"
		c.question()
	}
}

// depends explains a denial that the spec leaves to condition keys: the request has
// been denied, so they did not match.
func (c *inquiry) depends(a *access.Answer) {
	if len(a.By) > 0 {
		c.Nearest, c.At = a.By[0].String(), a.By[0].At
	}
	if a.Unless != "" || len(a.Unseen) > 0 {
		c.Because, c.Status = Boundary, Open
		c.Why = "it depends on a policy whose content the spec does not know: " + strings.Join(a.Unseen, ", ")
		if a.Unless != "" {
			c.Status = Explained
			c.Why = "the spec allows it, unless the permissions boundary " + a.Unless + " denies it, so the boundary does"
		}
		c.Steps = []string{"--document ARN=FILE, or documents in the spec, gives its content"}
		return
	}
	if strings.Contains(a.Why, "error messages name") {
		c.Because, c.Why = Identity, a.Why
		c.overlays()
		return
	}
	c.Because = Identity
	tags := len(a.Needs) > 0
	for _, n := range a.Needs {
		c.Unmet = append(c.Unmet, need(n))
		tags = tags && strings.Contains(strings.ToLower(n.Key), "tag/")
	}
	if tags {
		c.tag(a.Needs)
		return
	}
	c.Why = "a statement of the spec allows it only under a condition that the request did not meet"
	if strings.EqualFold(c.Action, "iam:PassRole") {
		c.Steps = []string{"the role was passed to another service than the spec says, or it is one that passes does not name"}
		return
	}
	c.Steps = []string{"meet the condition in the request; no permission is missing"}
}

func need(n access.Need) string {
	if n.Operator == "" {
		return n.Key
	}
	return n.Key + " " + n.Operator + " " + strings.Join(n.Values, ", ")
}

// tag explains a denial for want of tags.
func (c *inquiry) tag(needs []access.Need) {
	c.Because = Tag
	what := lastPart(c.Resource)
	var missing []string
	for _, n := range needs {
		_, key, _ := strings.Cut(n.Key, "/")
		if len(n.Values) > 0 {
			key += ": " + n.Values[0]
		}
		request := strings.HasPrefix(strings.ToLower(n.Key), "aws:requesttag/")
		if request {
			missing = append(missing, "the request creates it without the tag "+key)
			c.Steps = append(c.Steps, "create the resource, or the cluster, with the tag "+key)
		} else {
			missing = append(missing, what+" has no tag "+key)
			c.Steps = append(c.Steps, "tag "+what+" with "+key)
		}
	}
	c.Why = strings.Join(missing, "; ")
	c.Steps = append(c.Steps, "no permission is missing: a statement without the condition would allow it for all resources")
}

func lastPart(resource string) string {
	if resource == "" {
		return "the resource"
	}
	out := resource[strings.LastIndexAny(resource, "/:")+1:]
	if out == "*" || out == "" {
		return resource
	}
	return out
}

// nearest notes the statement that comes closest.
func (c *inquiry) nearest(v *access.Verdict) {
	for _, one := range v.Cases {
		if n := one.Nearest; n != nil && c.Nearest == "" {
			c.Nearest, c.At, c.Unmet = n.String(), n.At, n.Unmet()
		}
	}
}

// denied explains a denial that follows from the spec.
func (c *inquiry) denied(a *access.Answer) {
	if n := a.Nearest; n != nil && n.Resource && n.Principal && len(n.Conditions) > 0 {
		var needs []access.Need
		tags := true
		for _, cond := range n.Conditions {
			needs = append(needs, access.Need{Key: cond.Key, Operator: cond.Operator, Values: cond.Values})
			tags = tags && strings.Contains(strings.ToLower(cond.Key), "tag/")
		}
		if tags {
			c.tag(needs)
			return
		}
		if strings.EqualFold(c.Action, "iam:PassRole") {
			c.Why = "the role may be passed only under a condition that the request did not meet"
			c.Steps = []string{"pass it to the service that the spec names, or add that service under passes"}
			return
		}
		c.Why = "the statement that comes closest has a condition that the request did not meet"
		c.Steps = []string{"meet the condition in the request; no permission is missing"}
		return
	}
	c.Why = "no statement of " + c.what() + " names the action"
	if a.Nearest != nil {
		c.Why = "no statement of " + c.what() + " covers the resource"
	}
	if why := c.notMeant(); why != "" {
		c.Why += "; " + why
		c.Steps = []string{"no permission is missing: " + why}
		return
	}
	for _, st := range a.Absent {
		if len(st.When) > 0 {
			c.Steps = append(c.Steps, st.String()+" allows it with "+strings.Join(st.When, " and ")+": give that parameter a value in the deployment")
		}
	}
	c.overlays()
}

func (c *inquiry) what() string {
	if c.policy != nil {
		return "policy " + c.Subject
	}
	return "role " + c.Subject
}

// meantFor says who calls actions that roles of some kinds never should.
var meantFor = []struct {
	kinds   []spec.Kind
	actions []string
	who     string
}{
	{
		[]spec.Kind{spec.KindInstance, spec.KindServerless, spec.KindRuntime, spec.KindEMRFS, spec.KindNotebooks},
		[]string{"iam:PassRole", "iam:Create*", "iam:Put*", "iam:Attach*", "iam:Delete*", "iam:Update*"},
		"programs on a cluster or in a job should not manage or pass roles; whoever starts it should",
	},
	{
		[]spec.Kind{spec.KindInstance, spec.KindServerless, spec.KindRuntime, spec.KindEMRFS},
		[]string{"elasticmapreduce:RunJobFlow", "elasticmapreduce:TerminateJobFlows", "emr-serverless:CreateApplication", "emr-serverless:DeleteApplication", "ec2:RunInstances", "ec2:CreateFleet"},
		"a cluster or job does not start others; this is for a user, or for EMR's service role",
	},
	{
		[]spec.Kind{spec.KindService, spec.KindAutoScaling, spec.KindStudio},
		[]string{"glue:*", "athena:*", "dynamodb:*", "lakeformation:*"},
		"data is read by the role of the instances or the job, not by the role of the service; look which credentials the program uses",
	},
}

// notMeant says why a role should not do what was denied, or "".
func (c *inquiry) notMeant() string {
	if c.role == nil {
		return ""
	}
	for _, m := range meantFor {
		if slices.Contains(m.kinds, c.role.Kind) && slices.ContainsFunc(m.actions, func(a string) bool { return facts.MatchAction(a, c.Action) }) {
			return m.who
		}
	}
	return ""
}

// stranger explains a request of a principal that is no role of the spec: of a
// user, or of a role that is created elsewhere.
func (c *inquiry) stranger() {
	name := principalName(c.Principal)
	name = strings.TrimPrefix(name, "assumed-role/")
	if c.Principal == "" || blanked(name) || strings.Contains(c.Principal, ":user/") || strings.Contains(c.Principal, "AWSReservedSSO") || strings.Contains(c.Principal, ":federated-user/") {
		c.user()
		return
	}
	c.Status = Unexplained
	c.Because = Identity
	if c.Cause != Unknown {
		c.Because = c.Cause
	}
	c.Why = fmt.Sprintf("the request was made by %s, which is no role of the spec; it has %s", name, strings.Join(c.roleNames(), ", "))
	c.Steps = []string{"is it the right spec, instance profile or execution role? --role NAME says which role of the spec it is"}
}

func (c *inquiry) roleNames() []string {
	var out []string
	for _, r := range c.Spec.Roles {
		if r.Each.First() {
			out = append(out, r.Name+" ("+c.binding.Text(r.RoleName)+")")
		}
	}
	return out
}

// hidden reports whether the name of the principal was hidden.
func (c *inquiry) hidden() bool {
	name := strings.TrimPrefix(principalName(c.Principal), "assumed-role/")
	return blanked(name[strings.LastIndexByte(name, '/')+1:])
}

// hasEdge reports whether a role or policy has an edge of a kind.
func (c *inquiry) hasEdge(name string, kind spec.EdgeKind) bool {
	return slices.ContainsFunc(c.Spec.Edges(), func(e spec.Edge) bool { return e.Kind == kind && e.From == name })
}

// fences reports whether a policy is the permissions boundary of a role.
func (c *inquiry) fences(policy string) bool {
	return slices.ContainsFunc(c.Spec.Edges(), func(e spec.Edge) bool { return e.Kind == spec.EdgeBoundary && e.To == policy })
}

// user explains a request of a user, by the policies of the spec for users.
func (c *inquiry) user() {
	forUser := c.Principal != "" && !c.hidden() || c.form.Name == "pass-role" || c.form.Name == "call-ec2" || strings.HasPrefix(c.Action, "elasticmapreduce:") || strings.HasPrefix(c.Action, "emr-")
	for _, p := range c.Spec.Policies {
		if !forUser || !p.Each.First() || p.Made() || c.fences(p.Name) {
			continue
		}
		v := c.ask(p.Name, "")
		if v != nil && v.Result == access.Denied && c.form.Name == "call-ec2" && c.hasEdge(p.Name, spec.EdgePasses) {
			v.Result = access.Unknown // on some roles
		}
		if v != nil && v.Result != access.Denied {
			c.Subject, c.Known, c.At = p.Name, "what it allows", p.Pos.String()
			c.Because = Identity
			c.Why = "policy " + p.Name + " of the spec allows it"
			if v.Result != access.Allowed {
				c.Why += ", under a condition or with a parameter"
			}
			c.Why += ", and the caller does not have it, or it is not deployed"
			c.Steps = []string{"attach policy " + p.Name + " to the caller"}
			if c.Cause == Unknown && c.Explicit {
				c.Status = Open
				c.question()
			}
			return
		}
	}
	if c.Principal == "" || c.hidden() {
		c.Status = Open
		c.Why = "the message does not say whose request it was"
		if c.Cause == Identity || c.form.Name == "plain" { // which most often is so
			c.Because = Identity
		}
		c.Ask = "whose credentials was it made with? aws sts get-caller-identity on the cluster, in the job or at the caller; then --role NAME"
		return
	}
	c.Because = Identity
	c.Status = Unexplained
	c.Why = "no policy of the spec allows " + c.Action + ", and the caller " + c.Principal + " is no role of it"
	c.Steps = []string{"--role POLICY says which policy of the spec the caller has"}
}

// question is what to ask AWS.
func (c *inquiry) question() {
	switch {
	case c.Encoded:
		c.Ask = "aws sts decode-authorization-message --encoded-message MESSAGE --query DecodedMessage --output text | emriam denied -"
		if c.Why == "" {
			c.Why = c.form.Why
		}
	case c.Operation != "":
		c.Ask = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=" + c.Operation + " | emriam denied -"
	case strings.HasPrefix(c.Action, "s3:"):
		c.Ask = "aws s3api get-bucket-policy --bucket BUCKET; aws s3api get-bucket-encryption --bucket BUCKET; and the policy of the VPC endpoint"
	case c.Action != "":
		c.Ask = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=" + c.Action[strings.IndexByte(c.Action, ':')+1:] + " | emriam denied -"
	default:
		c.Ask = "aws cloudtrail lookup-events --max-results 50 | emriam denied -, for the event with the errorCode"
	}
}

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
