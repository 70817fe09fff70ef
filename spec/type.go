package spec

import (
	"github.com/emriam/emriam/internal/lists"

	"github.com/emriam/emriam/spec/regex"
)

// Type is the type of a parameter, which defines the format of its values. Each
// target has its own table of how it declares a parameter of each type;
// docs/language.md shows all of them side by side.
type Type string

// The types.
const (
	String          Type = "String"
	Number          Type = "Number"
	Boolean         Type = "Boolean"
	BucketName      Type = "BucketName"
	KMSKeyARN       Type = "KMSKeyArn"
	KeyID           Type = "KeyId"
	RoleARN         Type = "RoleArn"
	PolicyARN       Type = "PolicyArn"
	ARN             Type = "Arn"
	AccountIDType   Type = "AccountID"
	ApplicationID   Type = "ApplicationID"
	VPCID           Type = "VPCID"
	SubnetID        Type = "SubnetID"
	SecurityGroupID Type = "SecurityGroupID"
	LogGroupName    Type = "LogGroupName"
	NamePrefix      Type = "NamePrefix"
)

// TypeInfo is one row of the table of types.
type TypeInfo struct {
	Name    Type
	pattern string // of a whole value, in the syntax that Go, Java and JavaScript share; "" for any
	Want    string // what a value is, for messages, e.g., "a bucket name"
}

// Types is the closed list of types, in the order in which messages and docs list
// them. ARN patterns accept any partition and "*" and "?", since policies match with
// them; no pattern accepts "|", which targets use to join lists.
var Types = []TypeInfo{
	{String, ``, "text"},
	{Number, `-?[0-9]{1,15}`, "a whole number"},
	{Boolean, `true|false`, "true or false"},
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
	{BucketName, `[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`, "a bucket name"},
	{KMSKeyARN, `arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+`, "the ARN of a KMS key"},
	{KeyID, `[A-Za-z0-9-]{1,128}`, "the ID of a KMS key"},
	{RoleARN, `arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/*?-]+`, "the ARN of a role"},
	{PolicyARN, `arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+`, "the ARN of a managed policy"},
	{ARN, `arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[^\x00-\x20|]+`, "an ARN"},
	{AccountIDType, `[0-9]{12}`, "an account ID of twelve digits"},
	{ApplicationID, `[0-9a-z]{1,64}`, "the ID of an EMR Serverless application"},
	{VPCID, `vpc-[0-9a-f]{8,17}`, "the ID of a VPC"},
	{SubnetID, `subnet-[0-9a-f]{8,17}`, "the ID of a subnet"},
	{SecurityGroupID, `sg-[0-9a-f]{8,17}`, "the ID of a security group"},
	{LogGroupName, `[A-Za-z0-9_/.#-]{1,512}`, "the name of a log group"},
	{NamePrefix, `[A-Za-z0-9+=,.@_-]{1,64}`, "a name prefix"},
}

// Info returns the row of t in the table of types.
func (t Type) Info() (TypeInfo, bool) {
	return lists.Lookup(Types, func(info TypeInfo) bool { return info.Name == t })
}

// Pattern returns the regular expression that matches each value of the type as a
// whole, without anchors, in the syntax that Go, Java and JavaScript share; "" for
// any value. Param.Patterns returns all patterns of one parameter.
func (t Type) Pattern() string {
	info, _ := t.Info()
	return info.pattern
}

// Matches reports whether s has the format of a value of the type.
func (t Type) Matches(s string) bool {
	pattern := t.Pattern()
	return pattern == "" || regex.Matches(pattern, s)
}

// Want describes a value of the type, for messages, e.g., "a bucket name".
func (t Type) Want() string {
	info, _ := t.Info()
	return info.Want
}
