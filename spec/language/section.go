package language

import (
	"maps"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
)

// Setting is a key of a section of a security configuration, with what it accepts.
type Setting struct {
	Name   string
	Kind   SettingKind
	Keys   []Setting           // of an object, or of the objects of a list
	Values []string            // of a text, if closed
	Most   int                 // of a number, which is at least 1
	Needs  map[string][]string // by value, "" for any: keys beside it
	Only   []string            // values of the first key of the object with which EMR reads this one; nil for any
}

// SettingKind is the kind of value of a Setting.
type SettingKind uint8

// The kinds.
const (
	SettingText SettingKind = iota
	SettingFlag
	SettingNumber
	SettingObject
	SettingList
)

func text(name string, values ...string) Setting { return Setting{Name: name, Values: values} }
func flag(name string) Setting                   { return Setting{Name: name, Kind: SettingFlag} }
func number(name string, most int) Setting {
	return Setting{Name: name, Kind: SettingNumber, Most: most}
}

func object(name string, keys ...Setting) Setting {
	return Setting{Name: name, Kind: SettingObject, Keys: keys}
}

func list(name string, keys ...Setting) Setting {
	return Setting{Name: name, Kind: SettingList, Keys: keys}
}

// needs says which keys must stand beside s if it has a value, or "" for any value.
func (s Setting) needs(value string, keys ...string) Setting {
	s.Needs = maps.Clone(s.Needs)
	if s.Needs == nil {
		s.Needs = map[string][]string{}
	}
	s.Needs[value] = keys
	return s
}

// together are settings that need each other.
func together(all ...Setting) []Setting {
	names := SettingNames(all)
	return lists.Map(all, func(s Setting) Setting {
		return s.needs("", lists.Filter(names, func(name string) bool { return name != s.Name })...)
	})
}

func (s Setting) only(values ...string) Setting {
	s.Only = values
	return s
}

var (
	keyProvider = []Setting{text("AwsKmsKey"), text("S3Object"), text("EncryptionKeyProviderClass")}

	s3Encryption = append([]Setting{
		text("EncryptionMode", "SSE-S3", "SSE-KMS", "CSE-KMS", "CSE-Custom").
			needs("SSE-KMS", "AwsKmsKey").needs("CSE-KMS", "AwsKmsKey").needs("CSE-Custom", "S3Object", "EncryptionKeyProviderClass"),
	}, keyProvider...)
)

// EMRSections are the keys of a security configuration that are EMR's own, as AWS's
// pages have them in November 2026. The page on IAM Identity Center spells
// IdentityCenterApplicationAssignmentRequired without an n in its JSON, and with it
// in its text; other pages have the n.
//
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
// The keys of AuthorizationConfiguration that a spec has keys of its own for are not
// here. LakeFormationConfiguration outside of it is the integration with SAML, of an
// older page of the guide, emr-lf-security.
//
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-start.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-ranger-security-config.html
var EMRSections = []Setting{
	object("EncryptionConfiguration",
		flag("EnableInTransitEncryption").needs("true", "InTransitEncryptionConfiguration"),
		flag("EnableAtRestEncryption").needs("true", "AtRestEncryptionConfiguration"),
		object("InTransitEncryptionConfiguration",
			object("TLSCertificateConfiguration",
				text("CertificateProviderType", "EMR", "PEM", "Custom").needs("PEM", "S3Object").needs("Custom", "S3Object", "CertificateProviderClass"),
				text("S3Object").only("PEM", "Custom"),
				text("CertificateProviderClass").only("Custom"),
				text("AwsKmsKey").only("EMR"),
				list("SecretTags", together(text("Key"), text("Value"))...).only("EMR"),
				number("ValidityInDays", 1<<20).only("EMR"),
				text("WildcardDnsSuffix").only("EMR"),
			),
		).needs("", "EnableInTransitEncryption"),
		object("AtRestEncryptionConfiguration",
			object("S3EncryptionConfiguration", append(slices.Clone(s3Encryption),
				list("Overrides", append([]Setting{text("BucketName")}, s3Encryption...)...))...),
			object("LocalDiskEncryptionConfiguration", append([]Setting{
				text("EncryptionKeyProviderType", "AwsKms", "Custom").needs("AwsKms", "AwsKmsKey").needs("Custom", "S3Object", "EncryptionKeyProviderClass"),
				flag("EnableEbsEncryption"),
			}, keyProvider...)...),
		).needs("", "EnableAtRestEncryption"),
		object("EMRWALEncryptionConfiguration", text("AwsKmsKey")),
	),
	object("AuthenticationConfiguration",
		object("KerberosConfiguration",
			text("Provider", "ClusterDedicatedKdc", "ExternalKdc").
				needs("ClusterDedicatedKdc", "ClusterDedicatedKdcConfiguration").needs("ExternalKdc", "ExternalKdcConfiguration"),
			object("ClusterDedicatedKdcConfiguration",
				number("TicketLifetimeInHours", 1<<20),
				object("CrossRealmTrustConfiguration", text("Realm"), text("Domain"), text("AdminServer"), text("KdcServer")),
			),
			object("ExternalKdcConfiguration",
				number("TicketLifetimeInHours", 1<<20),
				text("KdcServerType", "Single"), text("AdminServer"), text("KdcServer"),
				object("AdIntegrationConfiguration", text("AdRealm"), text("AdDomain"), text("AdServer")),
			),
		),
		object("IdentityCenterConfiguration",
			flag("EnableIdentityCenter").needs("true", "IAMRoleForEMRIdentityCenterApplicationARN"),
			text("IdentityCenterInstanceARN"),
			text("IAMRoleForEMRIdentityCenterApplicationARN"),
			flag("IdentityCenterApplicationAssignmentRequired"),
			flag("EnableUserBackgroundSession"),
		),
	),
	object("AuthorizationConfiguration",
		object("RangerConfiguration", append(together(
			text("AdminServerURL"), text("RoleForRangerPluginsARN"), text("RoleForOtherAWSServicesARN"), text("AdminServerSecretARN"),
			list("RangerPluginConfigurations", together(
				text("App", "Spark", "Hive", "EMRFS-S3", "Trino"), text("ClientSecretARN"), text("PolicyRepositoryName"))...),
		), object("AuditConfiguration", object("Destinations", object("AmazonCloudWatchLogs", text("CloudWatchLogGroup")))))...),
	),
	object("LakeFormationConfiguration", together(
		text("IdpMetadataS3Path"), text("EmrRoleForUsersARN"), text("LakeFormationRoleForSAMLPrincipalARN"))...),
	object("InstanceMetadataServiceConfiguration", together(
		number("MinimumInstanceMetadataServiceVersion", 2), number("HttpPutResponseHopLimit", 64))...),
}

// Missing returns the keys that s requires beside it if it has a value.
func (s Setting) Missing(value string, has func(key string) bool) []string {
	all := slices.Concat(s.Needs[""], s.Needs[strings.TrimSpace(value)])
	return slices.DeleteFunc(all, has)
}

// Unread reports whether EMR does not read s, since the first key of its object has a
// value.
func (s Setting) Unread(first Setting, value string) bool {
	return s.Only != nil && slices.Contains(first.Values, value) && !slices.Contains(s.Only, value)
}

// SettingNames returns the names of some settings.
func SettingNames(settings []Setting) []string {
	return lists.Map(settings, func(s Setting) string { return s.Name })
}
