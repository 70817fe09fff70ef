package document

import (
	"encoding/json"
	"maps"
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

type mappingElements struct {
	Role           string
	IdentifierType Identifier
	Identifiers    []string
}

func (c SecurityConfiguration) elements() map[string]any {
	out, roles := map[string]any{}, map[string]any{}
	maps.Copy(out, c.Sections)
	if more, ok := out["AuthorizationConfiguration"].(map[string]any); ok {
		maps.Copy(roles, more)
	}
	var mappings []mappingElements
	for _, m := range c.Mappings {
		mappings = append(mappings, mappingElements{m.Role, m.By, m.Identifiers})
	}
	if mappings != nil {
		roles["EmrFsConfiguration"] = map[string]any{"RoleMappings": mappings}
	}
	if c.RuntimeRoles {
		runtime := map[string]any{"EnableApplicationScopedIAMRole": true}
		if c.SourceIdentity {
			runtime["ApplicationScopedIAMRoleConfiguration"] = map[string]any{"PropagateSourceIdentity": true}
		}
		roles["IAMConfiguration"] = runtime
	}
	if c.SessionTag != "" {
		roles["LakeFormationConfiguration"] = map[string]any{"AuthorizedSessionTagValue": c.SessionTag}
	}
	if len(roles) > 0 {
		out["AuthorizationConfiguration"] = roles
	}
	return out
}
