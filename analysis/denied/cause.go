package denied

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/access"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/edges"
)

// identity explains a denial by policies of the principal, or one without a reason.
func (c *inquiry) identity() {
	if c.form.Name == "studio-service-role" {
		c.Steps = []string{c.form.Fix, lookForEvents}
		return
	}
	if c.Action == "" {
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
		c.Steps = append(c.Steps, "tag the VPC, the subnets and the security groups, and start the cluster, with for-use-with-amazon-emr-managed-policies: true, if role "+c.Subject+" has AmazonEMRServicePolicy_v2", lookForEvents)
		c.service()
		return
	}
	v := c.ask(c.Subject)
	if v == nil {
		c.question()
		return
	}
	c.decide(v)
}

const lookForEvents = "look for events of the role with an errorCode in CloudTrail, and give them to emriam denied: they name the action"

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
	if !c.hasEdge(c.role.Name, edges.Passes) {
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
		c.by(answer)
		c.Why = "a statement of the spec denies it: " + answer.By[0].String()
		c.Steps = []string{"no permission is missing: a Deny is there on purpose. Narrow that statement if the request should be allowed"}
	case answer.Result == access.Denied && strings.Contains(answer.Why, "boundary"):
		c.boundary(answer.Why)
		c.nearest(v)
	case c.Cause == Boundary:
		c.boundary("the permissions boundary denies it")
	case c.Explicit:
		c.Why = "a statement denies it that the spec does not have: no statement of role " + c.Subject + " denies it"
		c.question()
	case answer.Result == access.Unknown:
		c.depends(answer)
	default:
		c.Because = Identity
		c.nearest(v)
		if c.asked() == "" && takesResource(c.Action) && answer.Nearest != nil {
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
	if c.role != nil {
		for _, it := range c.role.Boundary {
			c.Steps = append(c.Steps, "the boundary is "+it.Value.String())
		}
	}
}

// allowed explains a denial of what the spec allows.
func (c *inquiry) allowed(a *access.Answer) {
	c.by(a)
	switch {
	case c.Cause == Boundary:
		c.boundary("the permissions boundary of role " + c.Subject + " denies it, and the spec does not know its content")
	case c.Cause == Identity && !c.Explicit:
		c.Because = Deployed
		c.Why = "the spec allows it, so the role is not deployed as the spec says, or the permission is only seconds old"
		c.Steps = []string{"deploy the spec; emriam drift --account shows how the account differs"}
	default:
		c.Why = "the spec allows it, so another policy denies it: of the resource, its key, a VPC endpoint, the session or the organization; or the spec is not deployed"
		c.question()
	}
}

// depends explains a denial that the spec leaves to condition keys: the request has
// been denied, so they did not match.
func (c *inquiry) depends(a *access.Answer) {
	c.by(a)
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
	c.Unmet = lists.Map(a.Needs, need)
	c.condition(a.Needs)
}

// condition explains a denial by conditions that the request did not meet.
func (c *inquiry) condition(needs []access.Need) {
	isTag := func(n access.Need) bool { return strings.Contains(strings.ToLower(n.Key), "tag/") }
	switch {
	case len(needs) > 0 && !slices.ContainsFunc(needs, func(n access.Need) bool { return !isTag(n) }):
		c.tag(needs)
	case strings.EqualFold(c.Action, "iam:PassRole"):
		c.Why = "the role may be passed only under a condition that the request did not meet"
		c.Steps = []string{"pass it to the service that the spec names, or add that service, or the role, under passes"}
	default:
		c.Why = "a statement of the spec allows it only under a condition that the request did not meet"
		c.Steps = []string{"meet the condition in the request; no permission is missing"}
	}
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

// by notes a statement that an answer follows from.
func (c *inquiry) by(a *access.Answer) {
	if len(a.By) > 0 {
		c.Nearest, c.At = a.By[0].String(), a.By[0].At
	}
}

// denied explains a denial that follows from the spec.
func (c *inquiry) denied(a *access.Answer) {
	if n := a.Nearest; n != nil && n.Resource && n.Principal && len(n.Conditions) > 0 {
		c.condition(lists.Map(n.Conditions, func(o access.Condition) access.Need {
			return access.Need{Key: o.Key, Operator: o.Operator, Values: o.Values}
		}))
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

func (c *inquiry) what() string { return c.member().What() + " " + c.Subject }

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
	if c.hidden() || strings.Contains(c.Principal, ":user/") || strings.Contains(c.Principal, "AWSReservedSSO") || strings.Contains(c.Principal, ":federated-user/") {
		c.user()
		return
	}
	c.Status = Unexplained
	c.Because = c.said()
	c.Why = fmt.Sprintf("the request was made by %s, which is no role of the spec; it has %s", c.who(), strings.Join(c.roleNames(), ", "))
	c.Steps = []string{"is it the right spec, instance profile or execution role? --role NAME says which role of the spec it is"}
}

// said is the cause as the message has it, or the most frequent.
func (c *inquiry) said() Cause {
	if c.Cause == Unknown {
		return Identity
	}
	return c.Cause
}

func (c *inquiry) roleNames() []string {
	first := lists.Filter(c.Spec.Roles, func(r *spec.Role) bool { return r.Each.First() })
	return lists.Map(first, func(r *spec.Role) string { return r.Name + " (" + c.binding.Text(r.RoleName) + ")" })
}

// hidden reports whether the principal has no name, or it was hidden.
func (c *inquiry) hidden() bool {
	name := c.who()
	return blanked(name[strings.LastIndexByte(name, '/')+1:])
}

func (c *inquiry) who() string {
	return strings.TrimPrefix(principalName(c.Principal), "assumed-role/")
}

// hasEdge reports whether a role or policy has an edge of a kind.
func (c *inquiry) hasEdge(name string, kind edges.Kind) bool {
	return slices.ContainsFunc(edges.Of(c.Spec), func(e edges.Edge) bool { return e.Kind == kind && e.From == name })
}

// fences reports whether a policy is the permissions boundary of a role.
func (c *inquiry) fences(policy string) bool {
	return slices.ContainsFunc(edges.Of(c.Spec), func(e edges.Edge) bool { return e.Kind == edges.Boundary && e.To == policy })
}

// user explains a request of a user, by the policies of the spec for users.
func (c *inquiry) user() {
	forUser := !c.hidden() || c.form.Name == "pass-role" || c.form.Name == "call-ec2" || strings.HasPrefix(c.Action, "elasticmapreduce:") || strings.HasPrefix(c.Action, "emr-")
	for _, p := range c.Spec.Policies {
		if !forUser || !p.Each.First() || p.Made() || c.fences(p.Name) {
			continue
		}
		v := c.ask(p.Name)
		if v != nil && v.Result == access.Denied && c.form.Name == "call-ec2" && c.hasEdge(p.Name, edges.Passes) {
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
				c.question()
			}
			return
		}
	}
	if c.hidden() {
		c.Status = Open
		c.Why = "the message does not say whose request it was"
		if c.Cause == Identity || c.form.Name == "plain" { // which most often is so
			c.Because = Identity
		}
		c.Ask = "whose credentials was it made with? aws sts get-caller-identity on the cluster, in the job or at the caller; then --role NAME"
		if c.Encoded { // which says that, too
			c.question()
		}
		return
	}
	c.Because = c.said()
	c.Status = Unexplained
	c.Why = "no policy of the spec allows " + c.Action + ", and the caller " + c.Principal + " is no role of it"
	c.Steps = []string{"--role POLICY says which policy of the spec the caller has"}
}

// question leaves open what denied the request, and says what to ask AWS.
func (c *inquiry) question() {
	c.Status = Open
	switch {
	case c.Encoded:
		c.Ask = "aws sts decode-authorization-message --encoded-message MESSAGE --query DecodedMessage --output text | emriam denied -"
		if c.Why == "" {
			c.Why = c.form.Why
		}
	case c.Operation == "" && strings.HasPrefix(c.Action, "s3:"):
		c.Ask = "aws s3api get-bucket-policy --bucket BUCKET; aws s3api get-bucket-encryption --bucket BUCKET; and the policy of the VPC endpoint"
	case c.Operation+c.Action != "":
		c.Ask = "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=" + cmp.Or(c.Operation, c.Action[strings.IndexByte(c.Action, ':')+1:]) + " | emriam denied -"
	default:
		c.Ask = "aws cloudtrail lookup-events --max-results 50 | emriam denied -, for the event with the errorCode"
	}
}
