package facts

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// KeyType is the type of a condition key's values.
type KeyType string

// The types of condition keys. A key of an ArrayOf type has any number of
// values in a request, and needs ForAllValues or ForAnyValue.
const (
	StringKey    KeyType = "String"
	ARNKey       KeyType = "ARN"
	NumericKey   KeyType = "Numeric"
	DateKey      KeyType = "Date"
	BoolKey      KeyType = "Bool"
	IPAddressKey KeyType = "IPAddress"
	StringsKey   KeyType = "ArrayOfString"
	ARNsKey      KeyType = "ArrayOfARN"
	BoolsKey     KeyType = "ArrayOfBool"
)

// Many reports whether a request can have several values for the key.
func (t KeyType) Many() bool { return strings.HasPrefix(string(t), "ArrayOf") }

// Elem is the type of one value: that of a key with several values without
// "ArrayOf".
func (t KeyType) Elem() KeyType { return KeyType(strings.TrimPrefix(string(t), "ArrayOf")) }

// ConditionKey is something about a request that a condition can test.
type ConditionKey struct {
	Name string  // as AWS writes it, e.g., "aws:RequestTag/${TagKey}"
	Type KeyType // or "" if AWS does not say
}

// FindConditionKey returns the key that is meant by a name such as
// "aws:RequestTag/team", in any letter case: a global one, or one of the
// service that its prefix names. Of identity providers, whose keys have their
// host as prefix, e.g., "oidc.eks.us-east-1.amazonaws.com/id/0123:sub", those
// are known that every provider has.
func FindConditionKey(name string) (ConditionKey, bool) {
	if key, ok := FindGlobalKey(name); ok {
		return key, true
	}
	prefix, rest, ok := strings.Cut(name, ":")
	if !ok {
		return ConditionKey{}, false
	}
	if s, ok := FindService(prefix); ok {
		if key, ok := s.ConditionKey(name); ok {
			return key, true
		}
	}
	for _, s := range services().keyServices(prefix) {
		if key, ok := s.ConditionKey(name); ok {
			return key, true
		}
	}
	if typ, ok := providerKeys[strings.ToLower(rest)]; ok && strings.Contains(prefix, ".") {
		return ConditionKey{name, typ}, true
	}
	return ConditionKey{}, false
}

// providerKeys are the keys of every OpenID Connect provider, after its host.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
var providerKeys = map[string]KeyType{"amr": StringsKey, "aud": StringKey, "sub": StringKey}

// FindGlobalKey returns the key that is meant by a name such as
// "aws:PrincipalTag/team", if services of every kind know it.
func FindGlobalKey(name string) (ConditionKey, bool) {
	return findKey(globalKeys, name)
}

// GlobalKeys returns the keys that services of every kind know, in AWS's
// order.
func GlobalKeys() []ConditionKey { return globalKeys[:len(globalKeys):len(globalKeys)] }

func findKey(keys []ConditionKey, name string) (ConditionKey, bool) {
	for _, meant := range keyForms {
		for _, key := range keys {
			if meant(key, name) {
				return key, true
			}
		}
	}
	return ConditionKey{}, false
}

// keyForms are how a name can mean a key: one that is the key before one that
// has something in place of its placeholder.
var keyForms = [...]func(ConditionKey, string) bool{ConditionKey.is, ConditionKey.matches}

func (k ConditionKey) is(name string) bool { return strings.EqualFold(k.Name, name) }

// matches reports whether name is the key with its placeholder filled in.
func (k ConditionKey) matches(name string) bool {
	first, _, found := glob.CutPlaceholder(k.Name)
	return found && len(name) > len(first) && strings.EqualFold(name[:len(first)], first) && // cheaper than compiling
		glob.CompileKey(k.Name).Match(strings.ToLower(name))
}
