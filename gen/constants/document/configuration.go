package document

import (
	"encoding/json"
	"strings"
)

// ConfigurationName is the name of a security configuration of EMR.
type ConfigurationName string

// SecurityConfiguration is a security configuration of EMR.
type SecurityConfiguration struct {
	Mappings       []RoleMapping  // of EMRFS, which takes the first that matches
	RuntimeRoles   bool           // steps name the role that they run with
	SourceIdentity bool           // and pass on who submitted them
	SessionTag     string         // that Lake Formation trusts in their sessions, or ""
	Sections       map[string]any // the rest, as EMR writes it, e.g., "EncryptionConfiguration"
}

// RoleMapping says with which role EMRFS reaches S3 for some users, some
// groups, or some places in S3.
type RoleMapping struct {
	Role        string // ARN
	By          Identifier
	Identifiers []string
}

// Identifier is what EMRFS chooses a role by.
type Identifier string

// The identifiers, as EMR calls them.
const (
	ByUser   Identifier = "User"
	ByGroup  Identifier = "Group"
	ByPrefix Identifier = "Prefix" // e.g., "s3://bucket/folder/"
)

// String is c as the JSON that EMR takes, with two spaces of indent.
func (c SecurityConfiguration) String() string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c.elements()); err != nil {
		panic(err) // texts and lists of texts, which can be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// MarshalJSON is String, for documents within other JSON.
func (c SecurityConfiguration) MarshalJSON() ([]byte, error) { return []byte(c.String()), nil }

// configurationElements has the fields about roles as EMR knows them.
type configurationElements struct {
	EmrFsConfiguration         *emrfsElements   `json:",omitempty"`
	IAMConfiguration           *runtimeElements `json:",omitempty"`
	LakeFormationConfiguration *sessionElements `json:",omitempty"`
}

type sessionElements struct{ AuthorizedSessionTagValue string }

type emrfsElements struct{ RoleMappings []mappingElements }

type mappingElements struct {
	Role           string
	IdentifierType Identifier
	Identifiers    []string
}

type runtimeElements struct {
	EnableApplicationScopedIAMRole        bool
	ApplicationScopedIAMRoleConfiguration *identityElements `json:",omitempty"`
}

type identityElements struct{ PropagateSourceIdentity bool }

func (c SecurityConfiguration) elements() map[string]any {
	var roles configurationElements
	if len(c.Mappings) > 0 {
		roles.EmrFsConfiguration = &emrfsElements{}
	}
	for _, m := range c.Mappings {
		mappings := &roles.EmrFsConfiguration.RoleMappings
		*mappings = append(*mappings, mappingElements{m.Role, m.By, m.Identifiers})
	}
	if c.RuntimeRoles {
		roles.IAMConfiguration = &runtimeElements{EnableApplicationScopedIAMRole: true}
		if c.SourceIdentity {
			roles.IAMConfiguration.ApplicationScopedIAMRoleConfiguration = &identityElements{true}
		}
	}
	if c.SessionTag != "" {
		roles.LakeFormationConfiguration = &sessionElements{c.SessionTag}
	}
	out := map[string]any{}
	if roles != (configurationElements{}) {
		out["AuthorizationConfiguration"] = roles
	}
	for key, section := range c.Sections {
		out[key] = section
	}
	return out
}
