package naming

import (
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Exported is the exported Go identifier for a name of the spec: of a role, a
// policy, a parameter, a stack.
//
//	StudioKeyArn → StudioKeyARN
//	emr-default  → EMRDefault
func Exported(name string) string { return prefixed("", name) }

// Unexported is the unexported Go identifier for a name of the spec. It is
// never a keyword, a predeclared name or a package that generated code
// imports.
//
//	StudioKeyArn → studioKeyARN
//	Range        → rangeValue
func Unexported(name string) string { return lower(Exported(name)) }

// CDK is the exported identifier for a name of the spec in the spelling of the
// CDK, which has no initialisms but those that the author wrote.
//
//	StudioKeyArn → StudioKeyArn
//	emr-default  → EMRDefault
//
// A name that is not yet an identifier has no author's spelling; it gets that
// of Exported.
func CDK(name string) string {
	if token.IsIdentifier(name) && token.IsExported(name) {
		return name
	}
	return Exported(name)
}

// UnexportedCDK is the unexported form of CDK.
//
//	StudioKeyArn → studioKeyArn
func UnexportedCDK(name string) string { return lower(CDK(name)) }

// Action is the identifier for an action.
//
//	ec2:CreateTags → ActionEC2CreateTags
//	s3:Get*        → ActionS3GetAll
//	*              → ActionAll
func Action(action string) string { return prefixed("Action", action) }

// ConditionKey is the identifier for a condition key.
//
//	aws:ResourceTag/for-use-with-amazon-emr → KeyAWSResourceTagForUseWithAmazonEMR
func ConditionKey(key string) string { return prefixed("Key", key) }

// TagKey is the identifier for the key of a tag.
//
//	for-use-with-amazon-emr-managed-policies → TagForUseWithAmazonEMRManagedPolicies
func TagKey(key string) string { return prefixed("Tag", key) }

// Sid is the identifier for a Sid.
//
//	AllowEC2ENIActionsWithEMRTags → SidAllowEC2ENIActionsWithEMRTags
func Sid(sid string) string { return prefixed("Sid", sid) }

// Principal is the identifier for a principal. A service principal is named after its
// service, in every partition.
//
//	elasticmapreduce.amazonaws.com.cn → PrincipalElasticMapReduce
func Principal(principal string) string {
	principal = strings.TrimSuffix(principal, ".cn")
	return prefixed("Principal", strings.TrimSuffix(principal, ".amazonaws.com"))
}

// Policy is the identifier for an inline policy of a role. The name of a policy may contain
// any character that IAM accepts.
//
//	StudioServiceRole, pass+roles@emr → StudioServiceRolePassRolesEMR
func Policy(role, policy string) string { return prefixed(Exported(role), policy) }

// Kebab is a name in the style of files and profiles.
//
//	StudioServiceRole → studio-service-role
func Kebab(name string) string { return strings.ToLower(strings.Join(words(name), "-")) }

// Snake is a name in the style of Terraform.
//
//	StudioServiceRole → studio_service_role
func Snake(name string) string { return strings.ToLower(strings.Join(words(name), "_")) }

// File is the name of the Go file for a role or policy. It is never a name that go build
// skips, nor a device of Windows.
//
//	ServiceRole → service_role.go
//	TeamWindows → team_windows_role.go
//	Con         → con_role.go
func File(name string) string {
	ws := words(name)
	for i, w := range ws {
		ws[i] = strings.ToLower(w)
	}
	if len(ws) == 0 || slices.Contains(skipped, ws[len(ws)-1]) {
		ws = append(ws, "role")
	}
	file := strings.Join(ws, "_")
	if IsDevice(file) {
		file += "_role"
	}
	return file + ".go"
}

// prefixed is an exported identifier: a prefix and the words of a text.
func prefixed(prefix, text string) string {
	var b strings.Builder
	b.WriteString(prefix)
	for _, w := range words(wildcards.Replace(text)) {
		b.WriteString(spell(w))
	}
	s := b.String()
	if r, _ := utf8.DecodeRuneInString(s); !unicode.IsUpper(r) {
		return "X" + s
	}
	return s
}

// wildcards replaces wildcards by words, so that s3:Get* and s3:Get differ.
var wildcards = strings.NewReplacer("*", " All ", "?", " One ")

// lower makes an exported identifier unexported, by its first word.
//
//	EMRDefault → emrDefault
func lower(exported string) string {
	ws := words(exported)
	s := strings.ToLower(ws[0]) + exported[len(ws[0]):]
	switch {
	case token.IsExported(s): // a capital without a lower-case form, such as ϓ
		return "x" + s
	case isReserved(s):
		return s + "Value"
	default:
		return s
	}
}
