package grammar

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
)

var (
	canonicalID  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	providerForm = regexp.MustCompile(`^arn:[a-z-]+:iam::[0-9]{12}:(saml-provider|oidc-provider)/[!-)+->@-~]+$`)
	domainForm   = regexp.MustCompile(`^([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$`)
)

// principalForms checks the form of each principal.
func principalForms(c *core.Checker, st *core.Statement, v core.Value) {
	if v.Of != core.InPrincipal {
		return
	}
	if problem, help := principalProblem(v.Type, v.Literal); problem == "" {
		arnForm(c, st, v.Text)
	} else {
		c.About(st, v.At, "bad-principal", help, "has the %s principal %q, which is %s", v.Type, v.Literal, problem)
	}
}

// notPrincipals finds statements that allow everyone except some.
func notPrincipals(c *core.Checker, st *core.Statement) {
	if st.NotPrincipals && st.Effect == "Allow" && !st.In.Trust { // there, another rule's
		c.About(st, core.ElementAt(st, "Principal"), "allow-not-principal", "name the allowed principals under Principal", "allows everyone except the principals under NotPrincipal")
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
		if !core.IsService(v) {
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
	case v == "*", core.IsAccountID(v), core.IsUniqueID(v):
	case core.IsService(v):
		return "a service", "write {Service: " + v + "}"
	case glob.HasWildcard(v):
		return "a pattern; IAM does not allow patterns in principals", "trust the account, with a condition ArnLike on aws:PrincipalArn"
	case strings.Contains(v, ":group/"):
		return "a group, not a principal", "name the users, or a role that they assume"
	case !core.IsIdentity(v):
		return "neither an account nor the ARN of a user or role", "e.g., arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
	}
	return "", ""
}

// serviceHelp suggests a service.
func serviceHelp(v string) string {
	name, _, _ := strings.Cut(v, ".")
	if guess := name + ".amazonaws.com"; core.IsService(guess) {
		return "did you mean \"" + guess + "\"?"
	}
	return "e.g., elasticmapreduce.amazonaws.com"
}
