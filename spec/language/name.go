package language

import (
	"strings"

	"github.com/emriam/emriam/spec"
)

// The patterns of IsLogicalName, IsPlainName and logical IDs, as whole texts.
const (
	LogicalName = `[A-Z][A-Za-z0-9]{0,63}`
	PlainName   = `[A-Za-z][A-Za-z0-9-]{0,127}`
	LogicalID   = `[A-Za-z0-9]{1,255}`
)

// IsLogicalName reports whether s matches LogicalName: the name of a parameter, a role,
// a policy or the like.
func IsLogicalName(s string) bool {
	return s != "" && len(s) <= 64 && 'A' <= s[0] && s[0] <= 'Z' && spec.Alphanumeric(s) == s
}

// IsPlainName reports whether s matches PlainName: the name of a spec, a stack or an
// environment, or a name under each.
func IsPlainName(s string) bool {
	return s != "" && len(s) <= 128 && spec.Alphanumeric(s[:1]) == s[:1] && (s[0] < '0' || '9' < s[0]) &&
		spec.Alphanumeric(s) == strings.ReplaceAll(s, "-", "")
}

// InlineTypes are the resources that an inline policy can be, the usual one first.
var InlineTypes = []string{"AWS::IAM::Policy", "AWS::IAM::RolePolicy"}

// The values of place.
var (
	RolePlaces   = []spec.Place{spec.PlaceInline, spec.PlaceManaged, spec.PlaceAuto}
	PolicyPlaces = []spec.Place{spec.PlaceManaged, spec.PlaceAuto}
)
