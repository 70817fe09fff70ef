package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// trusted is a service that a trust policy names.
type trusted struct {
	name  string // as trust writes it, e.g., "ec2"
	plain bool   // the principal as in most partitions
	china bool   // the principal as in aws-cn
	st    *spec.Statement
	at    diag.Span
}

// checkTrusts checks each trust policy with what EMR does with the role.
func checkTrusts(c *checker) {
	for _, r := range c.distinctRoles {
		services, sure := c.trustedServices(r)
		if c.spec.Bare {
			c.checkGuards(r, c.kindByTrust(r, services), services)
			continue
		}
		c.checkPartitions(r, services)
		if sure {
			c.checkPrincipals(r, services)
		}
		c.checkGuards(r, r.Kind, services)
		c.checkTrustActions(r)
		c.checkAccountTrust(r)
	}
}

// trustedServices are the services that may assume r. It reports false if
// there may be others: anyone, or one that is known only at deployment.
func (c *checker) trustedServices(r *spec.Role) (out []trusted, sure bool) {
	sure = true
	for _, st := range r.Trust.Statements {
		if st.Effect != "Allow" {
			continue
		}
		sure = sure && !st.NotPrincipals
		for _, p := range st.Principals {
			switch p.Type {
			case "Service":
				for _, it := range p.Values {
					t, ok := c.trustedService(it)
					t.st = st
					out, sure = append(out, t), sure && ok
				}
			case "*":
				sure = false
			}
		}
	}
	return out, sure
}

func (c *checker) trustedService(it spec.Item) (t trusted, sure bool) {
	t = trusted{plain: true, at: it.At}
	text, ok := it.Value.Literal()
	if len(it.Value) == 2 && it.Value[1] == spec.URLSuffix {
		text, ok, t.china = fmt.Sprint(it.Value[0], "amazonaws.com"), true, true
	}
	if !ok {
		return t, false
	}
	if rest, cn := strings.CutSuffix(text, ".cn"); cn {
		text, t.plain, t.china = rest, false, true
	}
	t.name = strings.TrimSuffix(text, ".amazonaws.com")
	return t, true
}

// checkPartitions finds principals that are right in some partitions only.
func (c *checker) checkPartitions(r *spec.Role, services []trusted) {
	for _, t := range services {
		principal := spec.ServicePrincipal(t.name)
		if principal == nil {
			continue
		}
		_, same := principal.Literal()
		both := slices.ContainsFunc(services, func(o trusted) bool { return o.name == t.name && o.china != t.china })
		help := "write trust: {service: " + t.name + "}, which follows the partition"
		switch {
		case both || t.plain && t.china:
		case !same && t.plain:
			c.add(subject{role: r}, t.at, "principal-partition", help, "the trust policy of role %s names %s.amazonaws.com, which has another name in aws-cn", r.Written(), t.name)
		case !t.plain:
			c.add(subject{role: r}, t.at, "principal-partition", help, "the trust policy of role %s names %s.amazonaws.com.cn, which exists only in aws-cn", r.Written(), t.name)
		}
	}
}

// checkPrincipals checks the services with the kind of the role.
func (c *checker) checkPrincipals(r *spec.Role, services []trusted) {
	s := subject{role: r}
	needed := r.Kind.Service()
	if needed == "" {
		c.checkNoService(r, services)
		return
	}
	trusts := func(name string) bool {
		return slices.ContainsFunc(services, func(t trusted) bool { return t.name == name })
	}
	if !trusts(needed) {
		at, what := place(r.At, "trust", s), "trusts no service"
		if len(services) > 0 {
			at, what = services[0].at, "trusts "+services[0].name+".amazonaws.com"
		}
		c.add(s, at, "wrong-principal", "write trust: {service: "+needed+"}", "role %s is of kind %s and %s; %s.amazonaws.com uses it", r.Written(), r.Kind, what, needed)
		return
	}
	companion := map[spec.Kind]string{spec.KindAutoScaling: "elasticmapreduce"}[r.Kind]
	if companion != "" && !trusts(companion) {
		c.add(s, place(r.At, "trust", s), "missing-principal", "write trust: {service: [elasticmapreduce, application-autoscaling]}", "role %s trusts only %s.amazonaws.com; the roles that AWS's own tools create also trust %s.amazonaws.com", r.Written(), needed, companion)
	}
	for _, t := range services {
		if t.name != needed && t.name != companion {
			c.add(s, t.at, "extra-principal", "remove it, or use a separate role for it", "role %s is of kind %s and also allows %s.amazonaws.com to assume it", r.Written(), r.Kind, t.name)
		}
	}
}

// checkNoService finds services in the trust policies of roles that the instance
// role assumes.
func (c *checker) checkNoService(r *spec.Role, services []trusted) {
	if r.Kind != spec.KindEMRFS && r.Kind != spec.KindRuntime || len(services) == 0 {
		return
	}
	for _, st := range r.Trust.Statements {
		if slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return p.Type != "Service" }) {
			return
		}
	}
	help := "write trust: {role: InstanceRole}"
	if services[0].name == "emr-serverless" {
		help = "write kind: serverless if jobs on EMR Serverless run with it"
	}
	c.add(subject{role: r}, services[0].at, "wrong-principal", help, "role %s is of kind %s and trusts %s.amazonaws.com; the instance role assumes it", r.Written(), r.Kind, services[0].name)
}

var guardKeys = []string{"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"}

// checkGuards checks the confused-deputy conditions with the kind of the role.
func (c *checker) checkGuards(r *spec.Role, kind spec.Kind, services []trusted) {
	s := subject{role: r, bare: c.spec.Bare}
	harmful := "write guard: none, or remove the condition"
	if s.bare {
		harmful = "remove the condition"
	}
	seen := map[*spec.Statement]bool{}
	for _, t := range services {
		if seen[t.st] {
			continue
		}
		seen[t.st] = true
		c.checkGuardARN(s, t.st, services)
		i := slices.IndexFunc(t.st.Conditions, func(c spec.Condition) bool { return slices.Contains(guardKeys, strings.ToLower(c.Key)) })
		switch {
		case i < 0 && kind.Guarded() && t.name == kind.Service():
			help := "write trust: {service: " + t.name + "}, or add a condition StringEquals on aws:SourceAccount"
			if s.bare {
				help = "add a condition StringEquals on aws:SourceAccount"
			}
			c.add(s, t.st.At, "missing-guard", help, "%s allows %s.amazonaws.com to assume the role on behalf of any account", s.trust(), t.name)
		case i >= 0 && (kind == spec.KindInstance || kind == spec.KindAutoScaling):
			c.add(s, t.st.Conditions[i].At, "harmful-guard", harmful, "%s has a condition on %s; roles of kind %s stop working with it", s.trust(), t.st.Conditions[i].Key, kind)
		}
	}
}

// checkGuardARN finds confused-deputy conditions with resources of another service
// than the trusted one. Only EMR's services are known to send only their own ARNs.
func (c *checker) checkGuardARN(s subject, st *spec.Statement, services []trusted) {
	var names []string
	for _, t := range services {
		if t.st == st {
			names = append(names, t.name)
		}
	}
	if slices.ContainsFunc(names, func(name string) bool { return !isEMR(name) }) {
		return
	}
	for _, cond := range st.Conditions {
		op, ok := parseOperator(cond.Operator)
		if !ok || op.negated() || !op.textual() || !strings.EqualFold(cond.Key, "aws:SourceArn") {
			continue
		}
		for _, v := range c.texts(cond.Values) {
			parts, ok := splitARN(v.string)
			if ok && !wild(parts[2]) && !slices.Contains(names, parts[2]) {
				c.add(s, v.At, "harmful-guard", "name resources of "+and(names), "%s allows %s.amazonaws.com to act on behalf of %q, which is not a resource of that service", s.trust(), and(names), v.string)
			}
		}
	}
}

// kindByTrust returns the kind of a role of which only the trust policy is known, as
// far as it matters for confused-deputy conditions. An Auto Scaling role trusts
// another service, too, and a Studio's user role allows sts:SetContext.
func (c *checker) kindByTrust(r *spec.Role, services []trusted) spec.Kind {
	if len(services) != 1 || c.trustAllows(r, spec.KindStudioUser.SessionAction()) {
		return r.Kind
	}
	for _, kind := range []spec.Kind{spec.KindService, spec.KindServerless, spec.KindInstance} {
		if services[0].name == kind.Service() {
			return kind
		}
	}
	return r.Kind
}

// sessionReasons say why a trust policy must allow more than sts:AssumeRole.
var sessionReasons = map[spec.Kind]string{
	spec.KindRuntime:    "EMR tags the session of each step",
	spec.KindStudioUser: "a Studio passes on the identity of the IAM Identity Center user",
}

func (c *checker) checkTrustActions(r *spec.Role) {
	need := r.Kind.SessionAction()
	if need == "" {
		return
	}
	if c.trustAllows(r, need) {
		return
	}
	s := subject{role: r}
	c.add(s, place(r.At, "trust", s), "missing-trust-action", "add actions: [sts:AssumeRole, "+need+"]", "the trust policy of role %s does not allow %s; %s", r.Written(), need, sessionReasons[r.Kind])
}

// trustAllows reports whether a statement of r's trust policy allows an action.
func (c *checker) trustAllows(r *spec.Role, action string) bool {
	for _, st := range r.Trust.Statements {
		read := c.statement(st)
		g := c.grant(nil, &read)
		if _, _, ok := g.allows(action); ok && st.Effect == "Allow" {
			return true
		}
	}
	return false
}
