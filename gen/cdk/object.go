package cdk

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/emriam/emriam/spec"
)

// Import paths of what generated code uses.
const (
	awscdk     = "github.com/aws/aws-cdk-go/awscdk/v2"
	awsemr     = awscdk + "/awsemr"
	awsiam     = awscdk + "/awsiam"
	awskms     = awscdk + "/awskms"
	awss3      = awscdk + "/awss3"
	constructs = "github.com/aws/constructs-go/constructs/v10"
	jsii       = "github.com/aws/jsii-runtime-go"
)

var importNames = map[string]string{
	awscdk: "awscdk", awsemr: "awsemr", awsiam: "awsiam", awskms: "awskms", awss3: "awss3",
	constructs: "constructs", jsii: "jsii",
}

// object is a type of the CDK that stands for a text.
type object struct {
	pkg  string
	name string // e.g., "IBucket"
	text string // the method that gives the text, e.g., "BucketName"
	from string // the function that makes one from the text, e.g., "Bucket_FromBucketName"
	or   string // the helper that takes a default for the text, e.g., "bucketNameOr"
}

var (
	bucketObject  = &object{awss3, "IBucket", "BucketName", "Bucket_FromBucketName", "bucketNameOr"}
	keyObject     = &object{awskms, "IKey", "KeyArn", "Key_FromKeyArn", "keyArnOr"}
	roleObject    = &object{awsiam, "IRole", "RoleArn", "Role_FromRoleArn", "roleArnOr"}
	nameObject    = &object{awsiam, "IRole", "RoleName", "Role_FromRoleName", "roleNameOr"}
	policyObject  = &object{awsiam, "IManagedPolicy", "ManagedPolicyArn", "ManagedPolicy_FromManagedPolicyArn", "managedPolicyArnOr"}
	profileObject = &object{awsiam, "IInstanceProfile", "InstanceProfileArn", "InstanceProfile_FromInstanceProfileArn", "instanceProfileArnOr"}
)

// objects are the types of parameters for which the CDK has a type of its own.
// A list is one of texts: users have ARNs with wildcards.
var objects = map[spec.Type]*object{
	spec.BucketName: bucketObject,
	spec.KMSKeyARN:  keyObject,
	spec.RoleARN:    roleObject,
	spec.PolicyARN:  policyObject,
}

func objectOf(p *spec.Param) *object {
	if p.List {
		return nil
	}
	return objects[p.Type]
}

func (o *object) typ() *jen.Statement { return jen.Qual(o.pkg, o.name) }

// trim takes from the name of a parameter what the object's type says.
//
//	StudioKeyArn → StudioKey
func (o *object) trim(name string) string {
	for _, suffix := range []string{"Arn", "ARN", "Name"} {
		if short, ok := strings.CutSuffix(name, suffix); ok && short != "" {
			return short
		}
	}
	return name
}
