package eval

import "strings"

// Request is a request to AWS.
type Request struct {
	// Principal is the caller, for policies that have principals: the ARN of a
	// user, a role, a session, a SAML provider or an account; the name of a service
	// or of an identity provider; a canonical user ID; "*" for someone without
	// credentials; or "" if it is not known. "Service:NAME" and "Federated:NAME"
	// distinguish a service and a provider with the same name.
	Principal string

	Action   string // e.g., "s3:GetObject", in any letter case
	Resource string // an ARN, or "*" for an action without resources
	Context  Context
}

// Context is what is known of the keys that conditions and policy variables use.
// Nothing is inferred, not even what the principal implies, such as aws:PrincipalArn.
// A key that is neither in Values nor in Absent is unknown, unless the context is
// complete.
type Context struct {
	// Values has the values of keys. Letter case of keys is ignored; no two keys may
	// differ only in it. A key without values is absent.
	Values   map[string][]string
	Absent   []string // keys that the request does not have
	Complete bool     // keys that are not given are absent
}

// key is a condition key that an evaluator uses.
type key struct {
	name  string // in the letter case of its first use
	lower string
}

// find returns the values of a key, and Yes if it has some, No if it is absent, or Maybe
// if it is unknown.
func (c *Context) find(k *key) ([]string, Truth) {
	values, ok := c.Values[k.name]
	if !ok && len(c.Values) > 0 {
		values, ok = c.findFolded(k)
	}
	switch {
	case len(values) > 0:
		return values, Yes
	case ok || c.Complete:
		return nil, No
	}
	for _, name := range c.Absent {
		if equalFold(name, k.lower) {
			return nil, No
		}
	}
	return nil, Maybe
}

func (c *Context) findFolded(k *key) ([]string, bool) {
	for name, values := range c.Values {
		if equalFold(name, k.lower) {
			return values, true
		}
	}
	return nil, false
}

// equalFold reports whether a text equals one in lower case, ignoring letter case.
func equalFold(text, lower string) bool {
	return len(text) == len(lower) && strings.EqualFold(text, lower)
}
