package lint

import (
	"regexp"
	"strings"
)

var (
	canonicalID  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	providerForm = regexp.MustCompile(`^arn:[a-z-]+:iam::[0-9]{12}:(saml-provider|oidc-provider)/[!-~]+$`)
	domainForm   = regexp.MustCompile(`^([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$`)
)

// principalForms checks the form of each principal.
func (c *checker) principalForms() {
	for d, st := range c.statements() {
		for _, p := range st.principals {
			for _, v := range p.values {
				if problem, help := principalProblem(p.Type, v.string); problem == "" {
					c.arnForm(d, st, v)
				} else {
					c.add(d.subject, v.At, "bad-principal", help, "%s has the %s principal %q, which is %s", label(st), p.Type, v.string, problem)
				}
			}
		}
		if st.NotPrincipals && st.Effect == "Allow" {
			c.add(d.subject, element(st, "Principal"), "allow-not-principal", "name the allowed principals under Principal", "%s allows everyone except the principals under NotPrincipal", label(st))
		}
	}
}

func principalProblem(typ, v string) (problem, help string) {
	if strings.Contains(v, "${") {
		return "", "" // another rule checks it
	}
	switch typ {
	case "AWS":
		return awsPrincipal(v)
	case "Service":
		if !isService(v) {
			return "not the name of a service", serviceHelp(v)
		}
	case "Federated":
		if !providerForm.MatchString(v) && !domainForm.MatchString(v) {
			return "neither the ARN of an identity provider nor a domain", ""
		}
	case "CanonicalUser":
		if !canonicalID.MatchString(v) {
			return "not a canonical user ID", "it has 64 hexadecimal digits"
		}
	}
	return "", ""
}

func awsPrincipal(v string) (problem, help string) {
	switch {
	case v == "*", isAccountID(v), isUniqueID(v):
	case isService(v):
		return "a service", "write {Service: " + v + "}"
	case hasWildcard(v):
		return "a pattern; IAM does not allow patterns in principals", "trust the account, with a condition ArnLike on aws:PrincipalArn"
	case strings.Contains(v, ":group/"):
		return "a group, not a principal", "name the users, or a role that they assume"
	case !isIdentity(v):
		return "neither an account nor the ARN of a user or role", "e.g., arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
	}
	return "", ""
}

// serviceHelp suggests a service.
func serviceHelp(v string) string {
	name, _, _ := strings.Cut(v, ".")
	if !only(name, inHost) {
		return "e.g., elasticmapreduce.amazonaws.com"
	}
	return "did you mean \"" + name + ".amazonaws.com\"?"
}
