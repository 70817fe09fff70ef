package eval

import "strings"

// Request is what someone asks of AWS.
type Request struct {
	// Principal is who asks, in policies that say whom they are about: the ARN
	// of a user, a role, a session, a SAML provider or an account; the name of
	// a service or of an identity provider; a canonical user ID; "*" for
	// someone without credentials; or "" if it is not known. A name that a
	// service and a provider share is told apart as "Service:NAME" and
	// "Federated:NAME".
	Principal string

	Action   string // e.g., "s3:GetObject", in any letter case
	Resource string // an ARN, or "*" for an action that takes none
	Context  Context
}

// Context is what is known of the keys that conditions and policy variables
// ask for. Nothing is made up, not even what the principal implies, such as
// aws:PrincipalArn: a key that is in neither Values nor Absent is unknown,
// unless the context is complete.
type Context struct {
	// Values are the values of keys. Letter case of keys does not count, and
	// no two keys may differ in it only. A key without values is absent.
	Values   map[string][]string
	Absent   []string // keys that the request does not have
	Complete bool     // keys that are not given are absent
}

// key is a condition key that an evaluator asks for.
type key struct {
	name  string // as it is written first
	lower string
}

// find returns the values of a key: Yes if there are some, No if the key is
// absent, Maybe if nothing is known.
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

// equalFold reports whether a text is, but for letter case, one in lower case.
func equalFold(text, lower string) bool {
	return len(text) == len(lower) && strings.EqualFold(text, lower)
}
