package naive

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// open is what is not known, in Kleene's logic between no and yes.
const (
	no = iota
	open
	yes
)

func not(t int) int { return yes - t }

func known(b bool) int {
	if b {
		return yes
	}
	return no
}

// Effect decides on a request: policy-eval-denyallow.
func Effect(p eval.Policies, r *eval.Request) eval.Effect {
	n := naive{r, p.Boundary != nil}
	identity, boundary := no, no
	deny := no
	for _, d := range p.Identity {
		deny = max(deny, n.any("Deny", d)[itself])
		identity = max(identity, n.any("Allow", d)[itself])
	}
	for _, d := range []*iam.Document{p.Boundary, p.Resource, p.Trust} {
		for _, t := range n.any("Deny", d) {
			deny = max(deny, t)
		}
	}
	if boundary = yes; p.Boundary != nil {
		boundary = n.any("Allow", p.Boundary)[itself]
	}
	allow := n.allowed(p, identity, boundary)
	switch {
	case deny == yes:
		return eval.ExplicitDeny
	case allow == no:
		return eval.ImplicitDeny
	case deny == no && allow == yes:
		return eval.Allowed
	default:
		return eval.Unknown
	}
}

// allowed leaves denials aside. A policy of a resource that names the caller
// itself is enough; one that names the role of a session is limited by the
// boundary; one that names the account leaves it to the policies of the
// identity, which must have a say about roles and KMS keys only if theirs does:
// policy-eval-denyallow, "Resource-based policies".
func (n naive) allowed(p eval.Policies, identity, boundary int) int {
	own := min(identity, boundary)
	if p.Resource == nil && p.Trust == nil {
		return own
	}
	by := n.any("Allow", p.Resource)
	for how, t := range n.any("Allow", p.Trust) {
		by[how] = max(by[how], t)
	}
	switch {
	case p.CrossAccount:
		return min(max(by[itself], by[byRole], by[byAccount]), own)
	case p.Identity == nil && p.Boundary == nil: // it is asked alone
		return max(by[itself], by[byRole], by[byAccount])
	case p.Trust != nil:
		return max(by[itself], min(by[byRole], boundary), min(by[byAccount], own))
	default:
		return max(by[itself], min(by[byRole], boundary), own)
	}
}

// How a statement names the caller.
const (
	nobody = iota
	byAccount
	byRole
	itself
)

type naive struct {
	*eval.Request
	bounded bool
}

// any tells, for each way of naming the caller, whether a statement of a
// document is about the request.
func (n naive) any(effect string, d *iam.Document) (out [itself + 1]int) {
	if d == nil {
		return out
	}
	variables := d.Version == "2012-10-17"
	for i := range d.Statements {
		if st := &d.Statements[i]; st.Effect == effect {
			how, t := n.names(st)
			if t != no {
				t = min(t, n.about(st, variables))
			}
			out[how] = max(out[how], t)
		}
	}
	return out
}

func (n naive) about(st *iam.Statement, variables bool) int {
	action := no
	for _, a := range st.Actions {
		action = max(action, known(wildcards(literally(strings.ToLower(a), true), strings.ToLower(n.Action))))
	}
	if st.NotActions {
		action = not(action)
	}
	if action == no {
		return no
	}
	resource := no
	for _, r := range st.Resources {
		resource = max(resource, n.resource(r, variables))
	}
	if st.NotResources {
		resource = not(resource)
	}
	if st.Resources == nil { // of a trust policy
		resource = yes
	}
	out := resource
	for i := 0; i < len(st.Conditions) && out != no; i++ {
		out = min(out, n.condition(&st.Conditions[i], variables))
	}
	return out
}

// names is the page reference_policies_elements_principal. Who is not known is
// everyone's guess, and whom NotPrincipal lists it does not mean: an account
// stands for its root user there, and nobody who has a boundary is excepted from
// a Deny, by reference_policies_elements_notprincipal.
func (n naive) names(st *iam.Statement) (how, t int) {
	if st.Principals == nil {
		return itself, yes
	}
	for _, p := range st.Principals {
		if p.Type == "*" {
			how = itself
		}
		for _, v := range p.Values {
			how = max(how, n.named(p.Type, v))
		}
	}
	_, _, isAWS := splitCaller(n.Principal)
	switch {
	case n.Principal == "" && how == nobody:
		return itself, open
	case !st.NotPrincipals:
		return how, known(how != nobody)
	case st.Effect == "Deny" && n.bounded && isAWS:
		return itself, yes
	default:
		return itself, known(how < byRole)
	}
}

// splitCaller takes apart who asks, as iam.Request describes it.
func splitCaller(text string) (typ, name string, isAWS bool) {
	for _, t := range []string{"AWS", "Service", "Federated", "CanonicalUser"} {
		if rest, ok := strings.CutPrefix(text, t+":"); ok && rest != "" {
			return t, rest, t == "AWS"
		}
	}
	switch {
	case strings.Contains(text, "-provider/"):
		return "Federated", text, false
	case strings.HasPrefix(text, "arn:") || isAccount(text):
		return "AWS", text, true
	default:
		return "", text, false
	}
}

func isAccount(text string) bool { return len(text) == 12 && strings.Trim(text, "0123456789") == "" }

func (n naive) named(typ, value string) int {
	callerType, caller, isAWS := splitCaller(n.Principal)
	if typ == "AWS" && value == "*" {
		return itself
	}
	if typ != "AWS" || !isAWS {
		return itself * known(value == caller && (typ == callerType || callerType == "" && typ != "AWS")) / yes
	}
	if isAccount(value) {
		value = "arn:*:iam::" + value + ":root"
	}
	if isAccount(caller) {
		caller = "arn:*:iam::" + caller + ":root"
	}
	p, c := strings.SplitN(value, ":", 6), strings.SplitN(caller, ":", 6)
	if len(p) < 6 || len(c) < 6 || p[4] != c[4] || p[1] != c[1] && p[1] != "*" && c[1] != "*" {
		return nobody
	}
	role, isRole := strings.CutPrefix(p[5], "role/")
	switch session := strings.Split(c[5], "/"); {
	case p[5] == "root" && c[5] == "root":
		return itself
	case p[5] == "root":
		return byAccount
	case isRole && c[5] == p[5] && c[2] == p[2]: // one of its sessions asks
		return byRole
	case isRole && session[0] == "assumed-role" && len(session) > 1 && session[1] == role[strings.LastIndex(role, "/")+1:]:
		return byRole
	default:
		return itself * known(value == caller) / yes
	}
}

// Applies reports whether a statement of an identity or resource policy surely
// applies to a request.
func Applies(st *iam.Statement, r *eval.Request) bool {
	n := naive{r, false}
	_, named := n.names(st)
	return min(named, n.about(st, true)) == yes
}

// Only are policies of one identity policy.
func Only(d *iam.Document) eval.Policies { return eval.Policies{Identity: []*iam.Document{d}} }
