package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// setting is what a key of a section of a security configuration accepts.
type setting struct {
	kind   settingKind
	keys   []settingKey // of an object, or of the objects of a list
	values []string     // of a text, if closed
	most   int          // of a number, which is at least 1
}

type settingKind uint8

const (
	settingText settingKind = iota
	settingFlag
	settingNumber
	settingObject
	settingList
)

type settingKey struct {
	key string
	setting
	needs map[string][]string // by value, "" for any: keys beside it
	only  []string            // values of the first key of the object with which EMR reads this one; nil for any
}

func objectOf(keys ...settingKey) setting { return setting{kind: settingObject, keys: keys} }

func oneOf(values ...string) setting { return setting{values: values} }

var (
	anyText = setting{}
	flag    = setting{kind: settingFlag}

	keyProvider = []settingKey{{key: "AwsKmsKey", setting: anyText}, {key: "S3Object", setting: anyText}, {key: "EncryptionKeyProviderClass", setting: anyText}}

	s3Encryption = append([]settingKey{{
		key: "EncryptionMode", setting: oneOf("SSE-S3", "SSE-KMS", "CSE-KMS", "CSE-Custom"),
		needs: map[string][]string{"SSE-KMS": {"AwsKmsKey"}, "CSE-KMS": {"AwsKmsKey"}, "CSE-Custom": {"S3Object", "EncryptionKeyProviderClass"}},
	}}, keyProvider...)
)

// emrSections are the keys of a security configuration that are EMR's own, as AWS's
// pages have them in November 2026. The page on IAM Identity Center spells
// IdentityCenterApplicationAssignmentRequired without an n in its JSON, and with it
// in its text; other pages have the n.
//
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-idc-start.html
var emrSections = []settingKey{
	{key: "EncryptionConfiguration", setting: objectOf(
		settingKey{key: "EnableInTransitEncryption", setting: flag, needs: map[string][]string{"true": {"InTransitEncryptionConfiguration"}}},
		settingKey{key: "EnableAtRestEncryption", setting: flag, needs: map[string][]string{"true": {"AtRestEncryptionConfiguration"}}},
		settingKey{key: "InTransitEncryptionConfiguration", setting: objectOf(
			settingKey{key: "TLSCertificateConfiguration", setting: objectOf(
				settingKey{
					key: "CertificateProviderType", setting: oneOf("EMR", "PEM", "Custom"),
					needs: map[string][]string{"PEM": {"S3Object"}, "Custom": {"S3Object", "CertificateProviderClass"}},
				},
				settingKey{key: "S3Object", setting: anyText, only: []string{"PEM", "Custom"}},
				settingKey{key: "CertificateProviderClass", setting: anyText, only: []string{"Custom"}},
				settingKey{key: "AwsKmsKey", setting: anyText, only: []string{"EMR"}},
				settingKey{key: "SecretTags", setting: setting{kind: settingList, keys: []settingKey{
					{key: "Key", setting: anyText, needs: map[string][]string{"": {"Value"}}}, {key: "Value", setting: anyText, needs: map[string][]string{"": {"Key"}}},
				}}, only: []string{"EMR"}},
				settingKey{key: "ValidityInDays", setting: setting{kind: settingNumber, most: 1 << 20}, only: []string{"EMR"}},
				settingKey{key: "WildcardDnsSuffix", setting: anyText, only: []string{"EMR"}},
			)},
		), needs: map[string][]string{"": {"EnableInTransitEncryption"}}},
		settingKey{key: "AtRestEncryptionConfiguration", setting: objectOf(
			settingKey{key: "S3EncryptionConfiguration", setting: objectOf(append(slices.Clone(s3Encryption), settingKey{
				key: "Overrides", setting: setting{kind: settingList, keys: append([]settingKey{{key: "BucketName", setting: anyText}}, s3Encryption...)},
			})...)},
			settingKey{key: "LocalDiskEncryptionConfiguration", setting: objectOf(append([]settingKey{
				{
					key: "EncryptionKeyProviderType", setting: oneOf("AwsKms", "Custom"),
					needs: map[string][]string{"AwsKms": {"AwsKmsKey"}, "Custom": {"S3Object", "EncryptionKeyProviderClass"}},
				},
				{key: "EnableEbsEncryption", setting: flag},
			}, keyProvider...)...)},
		), needs: map[string][]string{"": {"EnableAtRestEncryption"}}},
		settingKey{key: "EMRWALEncryptionConfiguration", setting: objectOf(settingKey{key: "AwsKmsKey", setting: anyText})},
	)},
	{key: "AuthenticationConfiguration", setting: objectOf(
		settingKey{key: "KerberosConfiguration", setting: objectOf(
			settingKey{
				key: "Provider", setting: oneOf("ClusterDedicatedKdc", "ExternalKdc"),
				needs: map[string][]string{"ClusterDedicatedKdc": {"ClusterDedicatedKdcConfiguration"}, "ExternalKdc": {"ExternalKdcConfiguration"}},
			},
			settingKey{key: "ClusterDedicatedKdcConfiguration", setting: objectOf(
				settingKey{key: "TicketLifetimeInHours", setting: setting{kind: settingNumber, most: 1 << 20}},
				settingKey{key: "CrossRealmTrustConfiguration", setting: objectOf(
					settingKey{key: "Realm", setting: anyText}, settingKey{key: "Domain", setting: anyText},
					settingKey{key: "AdminServer", setting: anyText}, settingKey{key: "KdcServer", setting: anyText},
				)},
			)},
			settingKey{key: "ExternalKdcConfiguration", setting: objectOf(
				settingKey{key: "TicketLifetimeInHours", setting: setting{kind: settingNumber, most: 1 << 20}},
				settingKey{key: "KdcServerType", setting: oneOf("Single")},
				settingKey{key: "AdminServer", setting: anyText}, settingKey{key: "KdcServer", setting: anyText},
				settingKey{key: "AdIntegrationConfiguration", setting: objectOf(
					settingKey{key: "AdRealm", setting: anyText}, settingKey{key: "AdDomain", setting: anyText}, settingKey{key: "AdServer", setting: anyText},
				)},
			)},
		)},
		settingKey{key: "IdentityCenterConfiguration", setting: objectOf(
			settingKey{key: "EnableIdentityCenter", setting: flag, needs: map[string][]string{"true": {"IAMRoleForEMRIdentityCenterApplicationARN"}}},
			settingKey{key: "IdentityCenterInstanceARN", setting: anyText},
			settingKey{key: "IAMRoleForEMRIdentityCenterApplicationARN", setting: anyText},
			settingKey{key: "IdentityCenterApplicationAssignmentRequired", setting: flag},
			settingKey{key: "EnableUserBackgroundSession", setting: flag},
		)},
	)},
	{key: "InstanceMetadataServiceConfiguration", setting: objectOf(
		settingKey{
			key: "MinimumInstanceMetadataServiceVersion", setting: setting{kind: settingNumber, most: 2},
			needs: map[string][]string{"": {"HttpPutResponseHopLimit"}},
		},
		settingKey{
			key: "HttpPutResponseHopLimit", setting: setting{kind: settingNumber, most: 64},
			needs: map[string][]string{"": {"MinimumInstanceMetadataServiceVersion"}},
		},
	)},
}

func sectionKeys() []string {
	var out []string
	for _, s := range emrSections {
		out = append(out, s.key)
	}
	return out
}

// resolveSections reads the sections that EMR knows by the same names.
func (b *syntaxBody) resolveSections(c *spec.SecurityConfiguration, what string) {
	for _, s := range emrSections {
		if f, ok := b.fields.get(s.key); ok {
			if v := f.sc.setting(f.n, s.key+" of "+what, s.setting); v != nil {
				c.Sections = append(c.Sections, spec.Member{Key: s.key, Value: v})
			}
		}
	}
}

// setting resolves one value. It returns nil after a finding.
func (sc *scope) setting(n *syntax.Node, what string, s setting) spec.JSON {
	switch s.kind {
	case settingObject:
		return sc.settingObject(n, what, s.keys)
	case settingList:
		if n.Kind != syntax.Sequence {
			sc.errorf(n.Span(), "wrong-type", "%s must be a list, not %s", what, n.Kind)
			return nil
		}
		out := spec.Array{}
		for item := range n.List() {
			if v := sc.settingObject(item, "an item of "+what, s.keys); v != nil {
				out = append(out, v)
			}
		}
		return out
	case settingText:
		v, ok := sc.value(n, what, nil)
		if text, literal := v.Literal(); ok && literal && s.values != nil && !slices.Contains(s.values, text) {
			sc.helpf(n.Span(), "bad-value", diag.DidYouMean(text, s.values), "%s is %q, which EMR does not know", what, text)
		}
		if !ok {
			return nil
		}
		return spec.Leaf{Value: v}
	}
	text, ok := sc.plain(n, what)
	switch {
	case !ok:
	case s.kind == settingFlag && (text == "true" || text == "false"):
		return spec.Switch(text == "true")
	case s.kind == settingFlag:
		sc.helpf(n.Span(), "bad-value", "write true or false", "%s is %q", what, text)
	default:
		if i, err := strconv.Atoi(text); err == nil && 1 <= i && i <= s.most {
			return spec.Whole(i)
		}
		sc.helpf(n.Span(), "bad-value", fmt.Sprintf("write a number from 1 to %d", s.most), "%s is %q", what, text)
	}
	return nil
}

func (sc *scope) settingObject(n *syntax.Node, what string, keys []settingKey) spec.JSON {
	if n.Kind != syntax.Mapping {
		sc.errorf(n.Span(), "wrong-type", "%s must be a mapping, not %s", what, n.Kind)
		return nil
	}
	var names []string
	for _, k := range keys {
		names = append(names, k.key)
	}
	fs := sc.fields(n, what, names...)
	out := spec.Object{}
	for _, k := range keys {
		f, ok := fs.get(k.key)
		if !ok {
			continue
		}
		if first, ok := fs.get(keys[0].key); ok && k.only != nil && slices.Contains(keys[0].values, first.n.Text) && !slices.Contains(k.only, first.n.Text) {
			sc.helpf(f.key.Span(), "both-keys", "remove it, or write "+keys[0].key+": "+k.only[0], "%s has %s, which EMR does not read with %s", what, k.key, describe(keys[0].key, first.n))
		}
		for _, need := range slices.Concat(k.needs[""], k.needs[strings.TrimSpace(f.n.Text)]) {
			if _, ok := fs.get(need); !ok {
				sc.helpf(f.key.Span(), "missing-key", "add "+need, "%s has %s but not %s", what, describe(k.key, f.n), need)
			}
		}
		if v := sc.setting(f.n, k.key+" of "+what, k.setting); v != nil {
			out = append(out, spec.Member{Key: k.key, Value: v})
		}
	}
	return out
}

// describe is a key, with its value if that is one text.
func describe(key string, n *syntax.Node) string {
	if n.Kind == syntax.Scalar {
		return key + ": " + n.Text
	}
	return key
}

// schema is what the JSON Schema says of a setting.
func (s setting) schema() schema {
	switch s.kind {
	case settingFlag:
		return schema{"type": "boolean"}
	case settingNumber:
		return schema{"type": "integer", "minimum": 1, "maximum": s.most}
	case settingList:
		return schema{"type": "array", "items": objectOf(s.keys...).schema()}
	case settingText:
		return schema{"type": "string"}
	}
	properties := map[string]any{}
	for _, k := range s.keys {
		properties[k.key] = k.schema()
	}
	return schema{"type": "object", "additionalProperties": false, "properties": properties}
}
