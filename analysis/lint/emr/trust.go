package emr

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/services"
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
func checkTrusts(c *core.Checker, r *spec.Role) {
	trusts, sure := trustedServices(c, r)
	if c.Spec.Bare {
		checkConfusedDeputies(c, r, kindByTrust(c, r, trusts), trusts)
		return
	}
	checkPartitions(c, r, trusts)
	if sure {
		checkPrincipals(c, r, trusts)
	}
	checkConfusedDeputies(c, r, r.Kind, trusts)
	checkTrustActions(c, r)
	checkAccountTrust(c, r)
}

// trustedServices are the services that may assume r. It reports false if
// there may be others: anyone, or one that is known only at deployment.
func trustedServices(c *core.Checker, r *spec.Role) (out []trusted, sure bool) {
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
					t, ok := trustedService(c, it)
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

func trustedService(c *core.Checker, it spec.Item) (t trusted, sure bool) {
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
func checkPartitions(c *core.Checker, r *spec.Role, trusts []trusted) {
	for _, t := range trusts {
		principal := spec.ServicePrincipal(t.name)
		if principal == nil {
			continue
		}
		_, same := principal.Literal()
		both := slices.ContainsFunc(trusts, func(o trusted) bool { return o.name == t.name && o.china != t.china })
		help := "write trust: {service: " + t.name + "}, which follows the partition"
		switch {
		case both || t.plain && t.china:
		case !same && t.plain:
			c.Add(spec.Subject{Role: r}, t.at, "principal-partition", help, "the trust policy of role %s names %s.amazonaws.com, which has another name in aws-cn", r.Written(), t.name)
		case !t.plain:
			c.Add(spec.Subject{Role: r}, t.at, "principal-partition", help, "the trust policy of role %s names %s.amazonaws.com.cn, which exists only in aws-cn", r.Written(), t.name)
		}
	}
}

// checkPrincipals checks the services with the kind of the role.
func checkPrincipals(c *core.Checker, r *spec.Role, trusts []trusted) {
	s := spec.Subject{Role: r}
	needed := r.Kind.Service()
	if needed == "" {
		checkNoService(c, r, trusts)
		return
	}
	letsIn := func(name string) bool {
		return slices.ContainsFunc(trusts, func(t trusted) bool { return t.name == name })
	}
	if !letsIn(needed) && !trustsIdentities(r) {
		at, what := core.Place(r.At, "trust", s), "trusts no service"
		if len(trusts) > 0 {
			at, what = trusts[0].at, "trusts "+trusts[0].name+".amazonaws.com"
		}
		c.Add(s, at, "wrong-principal", "write trust: {service: "+needed+"}", "role %s is of kind %s and %s; %s.amazonaws.com uses it", r.Written(), r.Kind, what, needed)
		return
	}
	companion := map[spec.Kind]string{spec.KindAutoScaling: "elasticmapreduce"}[r.Kind]
	if companion != "" && !letsIn(companion) {
		c.Add(s, core.Place(r.At, "trust", s), "missing-principal", "write trust: {service: [elasticmapreduce, application-autoscaling]}", "role %s trusts only %s.amazonaws.com; the roles that AWS's own tools create also trust %s.amazonaws.com", r.Written(), needed, companion)
	}
	for _, t := range trusts {
		if t.name != needed && t.name != companion {
			c.Add(s, t.at, "extra-principal", "remove it, or use a separate role for it", "role %s is of kind %s and also allows %s.amazonaws.com to assume it", r.Written(), r.Kind, t.name)
		}
	}
}

// trustsIdentities reports whether r is for jobs of EMR on EKS, which get it from EKS Pod
// Identity, or by a token of their service account.
func trustsIdentities(r *spec.Role) bool {
	return r.Kind == spec.KindEKSJob && slices.ContainsFunc(r.Trust.Statements, func(st *spec.Statement) bool {
		return st.Effect == "Allow" && slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return p.Type == "Federated" })
	})
}

// checkNoService finds services in the trust policies of roles that the instance
// role assumes.
func checkNoService(c *core.Checker, r *spec.Role, trusts []trusted) {
	if r.Kind != spec.KindEMRFS && r.Kind != spec.KindRuntime || len(trusts) == 0 {
		return
	}
	for _, st := range r.Trust.Statements {
		if slices.ContainsFunc(st.Principals, func(p spec.Principal) bool { return p.Type != "Service" }) {
			return
		}
	}
	help := "write trust: {role: InstanceRole}"
	if trusts[0].name == "emr-serverless" {
		help = "write kind: serverless if jobs on EMR Serverless run with it"
	}
	c.Add(spec.Subject{Role: r}, trusts[0].at, "wrong-principal", help, "role %s is of kind %s and trusts %s.amazonaws.com; the instance role assumes it", r.Written(), r.Kind, trusts[0].name)
}

// checkConfusedDeputies checks the confused-deputy conditions with the kind of the role.
func checkConfusedDeputies(c *core.Checker, r *spec.Role, kind spec.Kind, trusts []trusted) {
	s := spec.Subject{Role: r}
	harmful := "write guard: none, or remove the condition"
	if s.Bare() {
		harmful = "remove the condition"
	}
	seen := map[*spec.Statement]bool{}
	for _, t := range trusts {
		if seen[t.st] {
			continue
		}
		seen[t.st] = true
		checkConfusedDeputyARN(c, s, t.st, trusts)
		i := slices.IndexFunc(t.st.Conditions, func(c spec.Condition) bool { return core.IsOneOf(c.Key, services.SourceKeys) })
		switch {
		case i < 0 && kind.HasConfusedDeputy() && t.name == kind.Service():
			help := "write trust: {service: " + t.name + "}, or add a condition StringEquals on aws:SourceAccount"
			if s.Bare() {
				help = "add a condition StringEquals on aws:SourceAccount"
			}
			c.Add(s, t.st.At, "missing-guard", help, "%s allows %s.amazonaws.com to assume the role on behalf of any account", s.Trust(), t.name)
		case i >= 0 && (kind == spec.KindInstance || kind == spec.KindAutoScaling):
			c.Add(s, t.st.Conditions[i].At, "harmful-guard", harmful, "%s has a condition on %s; roles of kind %s stop working with it", s.Trust(), t.st.Conditions[i].Key, kind)
		}
	}
}

// checkConfusedDeputyARN finds confused-deputy conditions with resources of another service
// than the trusted one. Only EMR's services are known to send only their own ARNs.
func checkConfusedDeputyARN(c *core.Checker, s spec.Subject, st *spec.Statement, trusts []trusted) {
	var names []string
	for _, t := range trusts {
		if t.st == st {
			names = append(names, t.name)
		}
	}
	if slices.ContainsFunc(names, func(name string) bool { return !services.IsEMR(name) }) {
		return
	}
	for _, cond := range st.Conditions {
		op, ok := core.ParseOperator(cond.Operator)
		if !ok || op.Negated() || !op.Textual() || !strings.EqualFold(cond.Key, "aws:SourceArn") {
			continue
		}
		for _, v := range c.Texts(cond.Values) {
			parts, ok := core.SplitARN(v.Literal)
			if ok && !core.Wild(parts[2]) && !slices.Contains(names, parts[2]) {
				c.Add(s, v.At, "harmful-guard", "name resources of "+core.And(names), "%s allows %s.amazonaws.com to act on behalf of %q, which is not a resource of that service", s.Trust(), core.And(names), v.Literal)
			}
		}
	}
}

// kindByTrust returns the kind of a role of which only the trust policy is known, as
// far as it matters for confused-deputy conditions. An Auto Scaling role trusts
// another service, too, and a Studio's user role allows sts:SetContext.
func kindByTrust(c *core.Checker, r *spec.Role, trusts []trusted) spec.Kind {
	if len(trusts) != 1 || trustAllows(c, r, spec.KindStudioUser.SessionAction()) {
		return r.Kind
	}
	for _, kind := range []spec.Kind{spec.KindService, spec.KindServerless, spec.KindInstance} {
		if trusts[0].name == kind.Service() {
			return kind
		}
	}
	return r.Kind
}

// sessionReasons say why a trust policy must allow more than sts:AssumeRole.
var sessionReasons = map[spec.Kind]string{
	spec.KindRuntime:        "EMR tags the session of each step",
	spec.KindIdentityCenter: "clusters pass on the identity of the IAM Identity Center user",
	spec.KindEKSJob:         "EKS Pod Identity tags the session of each pod",
	spec.KindStudioUser:     "a Studio passes on the identity of the IAM Identity Center user",
}

func checkTrustActions(c *core.Checker, r *spec.Role) {
	need, reason := r.Kind.SessionAction(), sessionReasons[r.Kind]
	if need == "" && isRangerRole(c, r) {
		need, reason = "sts:TagSession", "clusters with Apache Ranger tag their sessions"
	}
	if need == "" || trustsIdentities(r) {
		return
	}
	if trustAllows(c, r, need) {
		return
	}
	s := spec.Subject{Role: r}
	c.Add(s, core.Place(r.At, "trust", s), "missing-trust-action", "add actions: [sts:AssumeRole, "+need+"]", "the trust policy of role %s does not allow %s; %s", r.Written(), need, reason)
}

func isRangerRole(c *core.Checker, r *spec.Role) bool {
	return slices.ContainsFunc(c.Spec.SecurityConfigurations, func(cfg *spec.SecurityConfiguration) bool {
		return slices.ContainsFunc(cfg.RangerRoles(), func(v spec.Value) bool {
			ref, ok := spec.LoneRole(v)
			return ok && ref.Role == r
		})
	})
}

// trustAllows reports whether a statement of r's trust policy allows an action.
func trustAllows(c *core.Checker, r *spec.Role, action string) bool {
	return slices.ContainsFunc(r.Trust.Statements, func(st *spec.Statement) bool {
		return st.Effect == "Allow" && c.Grant(nil, c.Statement(st)).Does(action)
	})
}
