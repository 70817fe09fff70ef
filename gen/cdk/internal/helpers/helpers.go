// Package helpers holds the functions that the constructs of a generated package
// share. Package cdk copies those that are used into the package; nothing imports this
// one.
package helpers

//lint:file-ignore U1000 the generated packages use the functions

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// bucketNameOr is the BucketName of bucket, or otherwise if it is nil.
func bucketNameOr(bucket awss3.IBucket, otherwise *string) *string {
	if bucket == nil {
		return otherwise
	}
	return bucket.BucketName()
}

// keyArnOr is the KeyArn of key, or otherwise if it is nil.
func keyArnOr(key awskms.IKey, otherwise *string) *string {
	if key == nil {
		return otherwise
	}
	return key.KeyArn()
}

// roleArnOr is the RoleArn of role, or otherwise if it is nil.
func roleArnOr(role awsiam.IRole, otherwise *string) *string {
	if role == nil {
		return otherwise
	}
	return role.RoleArn()
}

// roleNameOr is the RoleName of role, or otherwise if it is nil.
func roleNameOr(role awsiam.IRole, otherwise *string) *string {
	if role == nil {
		return otherwise
	}
	return role.RoleName()
}

// managedPolicyArnOr is the ManagedPolicyArn of policy, or otherwise if it is
// nil.
func managedPolicyArnOr(policy awsiam.IManagedPolicy, otherwise *string) *string {
	if policy == nil {
		return otherwise
	}
	return policy.ManagedPolicyArn()
}

// instanceProfileArnOr is the InstanceProfileArn of profile, or otherwise if it
// is nil.
func instanceProfileArnOr(profile awsiam.IInstanceProfile, otherwise *string) *string {
	if profile == nil {
		return otherwise
	}
	return profile.InstanceProfileArn()
}

// number returns n as a string.
func number(n *float64) *string {
	if *awscdk.Token_IsUnresolved(n) {
		return awscdk.Token_AsString(n, nil)
	}
	return jsii.String(strconv.FormatFloat(*n, 'f', -1, 64))
}

// action accepts an action with a "?", which IAM allows and the CDK rejects.
func action(name string) *string {
	return awscdk.Token_AsString(awscdk.NewIntrinsic(name, nil), nil)
}

// policyIndex is the index of an inline policy in the CDK's order, which is by
// name.
func policyIndex(policies map[string]awsiam.PolicyDocument, name string) int {
	return slices.Index(slices.Sorted(maps.Keys(policies)), name)
}

// known returns the values of a list. The values of a token are not known yet.
func known(list *[]*string) []*string {
	if *awscdk.Token_IsUnresolved(list) {
		return nil
	}
	return *list
}

// nameConstruct adds the path of a construct to a panic about its props, when
// it is deferred.
func nameConstruct(scope constructs.Construct, id *string) {
	if problem := recover(); problem != nil {
		panic(fmt.Sprintf("%s/%s: %v", *scope.Node().Path(), *id, problem))
	}
}

// call is a method of a construct without which it cannot be synthesized.
type call struct {
	method string
	called bool
}

// Validate returns what is wrong before synthesis.
func (c *call) Validate() *[]*string {
	if c.called {
		return &[]*string{}
	}
	return jsii.Strings(c.method + " has not been called")
}

// mustCall makes synthesis fail unless a method of construct has been called.
func mustCall(construct constructs.Construct, method string) *call {
	c := &call{method: method}
	construct.Node().AddValidation(c)
	return c
}

// mustNotBeEmpty panics if a list that is given has no values, or a nil value:
// a statement needs resources.
func mustNotBeEmpty(prop string, list *[]*string) {
	if len(*list) == 0 {
		panic(prop + " is empty")
	}
	if slices.Contains(*list, nil) {
		panic(prop + " has a nil value")
	}
}

// mustMatch panics if one of values does not fully match pattern. It accepts
// tokens, whose values are not known yet.
func mustMatch(prop, pattern string, values ...*string) {
	whole := regexp.MustCompile("^(?:" + pattern + ")$")
	for _, value := range values {
		if !whole.MatchString(*value) && !*awscdk.Token_IsUnresolved(value) {
			panic(fmt.Sprintf("%s is %q, which does not match %s", prop, *value, pattern))
		}
	}
}

// mustBeKnown panics if a value is a token: what is created depends on it.
func mustBeKnown(prop string, value *string) {
	if *awscdk.Token_IsUnresolved(value) {
		panic(prop + " is compared with a value and cannot be a token")
	}
}

// mustBeOneOf panics if one of values is not allowed. It accepts tokens, whose
// values are not known yet.
func mustBeOneOf(prop string, allowed []string, values ...*string) {
	for _, value := range values {
		if !slices.Contains(allowed, *value) && !*awscdk.Token_IsUnresolved(value) {
			panic(fmt.Sprintf("%s is %q, which is not one of %q", prop, *value, allowed))
		}
	}
}
