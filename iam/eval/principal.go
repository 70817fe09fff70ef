package eval

import (
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/glob"
)

// Caller is the principal that makes a request.
type Caller struct {
	Text string
	typ  string  // as of Principal; "" if it may be a service or a provider
	Arn  iam.ARN // if typ is "AWS"
}

// Naming is the way in which a statement names a caller. A caller that is named itself
// needs no other policy; see Policies.
type Naming uint8

const (
	Unnamed   Naming = iota
	ByAccount        // its account is named
	ByRole           // a session whose role is named
	Itself           // a user, a session or a service is named, or everyone
)

// NewCaller parses the principal of a request.
func NewCaller(text string) Caller {
	for _, typ := range [...]string{"AWS", "Service", "Federated", "CanonicalUser"} {
		if len(text) > len(typ) && text[len(typ)] == ':' && text[:len(typ)] == typ {
			text = text[len(typ)+1:]
			return Caller{text, typ, CallerARN(text)}
		}
	}
	switch arn := CallerARN(text); {
	case text == "*":
		return Caller{text, "*", iam.ARN{}}
	case arn.Account == "":
		return Caller{text, "", iam.ARN{}}
	case strings.HasPrefix(arn.Resource, "saml-provider/") || strings.HasPrefix(arn.Resource, "oidc-provider/"):
		return Caller{text, "Federated", iam.ARN{}}
	default:
		return Caller{text, "AWS", arn}
	}
}

// CallerARN parses the ARN of a principal, or an account ID, and keeps the parts that
// identify it.
func CallerARN(text string) iam.ARN {
	if len(text) == 12 && digits(text) {
		return iam.ARN{Account: text, Resource: "root"}
	}
	parts := strings.SplitN(text, ":", glob.ARNParts)
	if len(parts) < glob.ARNParts || parts[0] != "arn" {
		return iam.ARN{}
	}
	return iam.ARN{Partition: parts[1], Account: parts[4], Resource: parts[5]}
}

// Principal is one value of a Principal element.
type Principal struct {
	typ   string
	Value string
	Arn   iam.ARN // if typ is "AWS"
}

func compilePrincipals(ps []iam.Principal) []Principal {
	var out []Principal
	for _, p := range ps {
		if p.Type == "*" {
			out = append(out, Principal{typ: "*"})
		}
		for _, v := range p.Values {
			switch {
			case p.Type == "AWS" && v == "*":
				out = append(out, Principal{typ: "*"})
			case p.Type == "AWS":
				out = append(out, Principal{p.Type, v, CallerARN(v)})
			default:
				out = append(out, Principal{p.Type, v, iam.ARN{}})
			}
		}
	}
	return out
}

// names returns the way in which p names a caller.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (p *Principal) names(c *Caller) Naming {
	switch {
	case p.typ == "*":
		return Itself
	case p.isRoleOf(c):
		return ByRole
	case p.typ == c.typ && p.Value == c.Text, c.typ == "" && p.Value == c.Text && p.typ != "AWS":
		return Itself
	case !p.sharesAccount(c):
		return Unnamed
	case p.Arn.Resource == "root" && c.Arn.Resource == "root":
		return Itself
	case p.Arn.Resource == "root":
		return ByAccount
	default:
		return Unnamed
	}
}

func (p *Principal) sharesAccount(c *Caller) bool {
	return p.typ == "AWS" && c.typ == "AWS" && p.Arn.Account == c.Arn.Account && p.Arn.Account != "" &&
		(p.Arn.Partition == c.Arn.Partition || p.Arn.Partition == "" || c.Arn.Partition == "")
}

// isRoleOf compares only names, because the ARN of a session does not have the path of
// its role, and no two roles of an account have the same name. A caller that is a role
// stands for one of its sessions.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
func (p *Principal) isRoleOf(c *Caller) bool {
	path, isRole := strings.CutPrefix(p.Arn.Resource, "role/")
	if !isRole || !p.sharesAccount(c) {
		return false
	}
	session, isSession := strings.CutPrefix(c.Arn.Resource, "assumed-role/")
	name, _, _ := strings.Cut(session, "/")
	return isSession && path[strings.LastIndexByte(path, '/')+1:] == name || p.Arn == c.Arn
}

// NamesCaller returns the way in which the statement names the caller. A statement
// without principals applies to everyone. NotPrincipal excepts a principal that it
// lists itself or by its role; listing only the account excepts nobody, and a Deny
// excepts no principal that has a boundary.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
func (s *Statement) NamesCaller(q *Query) (Naming, Truth) {
	best := Unnamed
	for i := range s.Principals {
		if p := &s.Principals[i]; q.Caller.Text != "" || p.typ == "*" {
			best = max(best, p.names(&q.Caller))
		}
	}
	switch {
	case s.everyone:
		return Itself, Yes
	case q.Caller.Text == "" && best == Unnamed:
		return Itself, Maybe
	case s.notPrincipals && s.Deny && q.Caller.typ == "AWS" && q.Evaluator.Given[BoundaryPolicy]:
		return Itself, Yes
	case s.notPrincipals:
		return Itself, TruthOf(best < ByRole)
	default:
		return best, TruthOf(best > Unnamed)
	}
}
