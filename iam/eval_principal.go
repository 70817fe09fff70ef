package iam

import "strings"

// caller is who makes a request.
type caller struct {
	text string
	typ  string // as of Principal; "" if it may be a service or a provider
	arn  ARN    // if typ is "AWS"
}

// naming is how a statement names a caller. Who is named itself needs no other
// policy: see Policies.
type naming uint8

const (
	unnamed   naming = iota
	byAccount        // its account is trusted
	byRole           // a session, by its role
	itself           // a user, a session, a service, or everyone
)

func newCaller(text string) caller {
	for _, typ := range [...]string{"AWS", "Service", "Federated", "CanonicalUser"} {
		if len(text) > len(typ) && text[len(typ)] == ':' && text[:len(typ)] == typ {
			text = text[len(typ)+1:]
			return caller{text, typ, callerARN(text)}
		}
	}
	switch arn := callerARN(text); {
	case text == "*":
		return caller{text, "*", ARN{}}
	case arn.Account == "":
		return caller{text, "", ARN{}}
	case strings.HasPrefix(arn.Resource, "saml-provider/") || strings.HasPrefix(arn.Resource, "oidc-provider/"):
		return caller{text, "Federated", ARN{}}
	default:
		return caller{text, "AWS", arn}
	}
}

// callerARN is of the ARN of a principal or an account what tells whom it means.
func callerARN(text string) ARN {
	if len(text) == 12 && digits(text) {
		return ARN{Account: text, Resource: "root"}
	}
	t := target{text: text}
	t.parse()
	if t.parts[0] != "arn" || !t.isARN {
		return ARN{}
	}
	return ARN{Partition: t.parts[1], Account: t.parts[4], Resource: t.parts[5]}
}

// principal is one value of a Principal element.
type principal struct {
	typ   string
	value string
	arn   ARN // if typ is "AWS"
}

func compilePrincipals(ps []Principal) []principal {
	var out []principal
	for _, p := range ps {
		if p.Type == "*" {
			out = append(out, principal{typ: "*"})
		}
		for _, v := range p.Values {
			switch {
			case p.Type == "AWS" && v == "*":
				out = append(out, principal{typ: "*"})
			case p.Type == "AWS":
				out = append(out, principal{p.Type, v, callerARN(v)})
			default:
				out = append(out, principal{p.Type, v, ARN{}})
			}
		}
	}
	return out
}

// names returns how p names a caller.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (p *principal) names(c *caller) naming {
	switch {
	case p.typ == "*":
		return itself
	case p.isRoleOf(c):
		return byRole
	case p.typ == c.typ && p.value == c.text, c.typ == "" && p.value == c.text && p.typ != "AWS":
		return itself
	case !p.sharesAccount(c):
		return unnamed
	case p.arn.Resource == "root" && c.arn.Resource == "root":
		return itself
	case p.arn.Resource == "root":
		return byAccount
	default:
		return unnamed
	}
}

func (p *principal) sharesAccount(c *caller) bool {
	return p.typ == "AWS" && c.typ == "AWS" && p.arn.Account == c.arn.Account && p.arn.Account != "" &&
		(p.arn.Partition == c.arn.Partition || p.arn.Partition == "" || c.arn.Partition == "")
}

// isRoleOf compares names only, since the ARN of a session leaves the path of
// its role out. No two roles of an account have one name. A role itself asks
// nothing: where a caller is one, it is some session of it.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
func (p *principal) isRoleOf(c *caller) bool {
	path, isRole := strings.CutPrefix(p.arn.Resource, "role/")
	if !isRole || !p.sharesAccount(c) {
		return false
	}
	session, isSession := strings.CutPrefix(c.arn.Resource, "assumed-role/")
	name, _, _ := strings.Cut(session, "/")
	return isSession && path[strings.LastIndexByte(path, '/')+1:] == name || p.arn == c.arn
}

// namesCaller returns how the statement names the caller. A statement without
// the element is about everyone. NotPrincipal excepts whom it lists by the
// principal itself or by its role; the account alone excepts nobody, and a Deny
// no one who has a boundary.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
func (s *statement) namesCaller(q *query) (naming, Truth) {
	best := unnamed
	for i := range s.principals {
		if p := &s.principals[i]; q.caller.text != "" || p.typ == "*" {
			best = max(best, p.names(&q.caller))
		}
	}
	switch {
	case s.everyone:
		return itself, Yes
	case q.caller.text == "" && best == unnamed:
		return itself, Maybe
	case s.notPrincipals && s.deny && q.caller.typ == "AWS" && q.evaluator.given[BoundaryPolicy]:
		return itself, Yes
	case s.notPrincipals:
		return itself, truth(best < byRole)
	default:
		return best, truth(best > unnamed)
	}
}
