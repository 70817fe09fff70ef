package importer

import "github.com/emriam/emriam/spec"

// examples are values of each type, as AWS's documentation makes them up.
var examples = map[spec.Type]string{
	spec.String:          "example",
	spec.Number:          "1",
	spec.Boolean:         "true",
	spec.BucketName:      "amzn-s3-demo-bucket",
	spec.KMSKeyARN:       "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
	spec.KeyID:           "1234abcd-12ab-34cd-56ef-1234567890ab",
	spec.RoleARN:         "arn:aws:iam::123456789012:role/Example",
	spec.PolicyARN:       "arn:aws:iam::123456789012:policy/Example",
	spec.ARN:             "arn:aws:s3:::amzn-s3-demo-bucket",
	spec.AccountIDType:   "123456789012",
	spec.ApplicationID:   "00f1examplei2g09",
	spec.VPCID:           "vpc-1234567890abcdef0",
	spec.SubnetID:        "subnet-1234567890abcdef0",
	spec.SecurityGroupID: "sg-1234567890abcdef0",
	spec.LogGroupName:    "example",
	spec.NamePrefix:      "Example",
}

// example is a value that p can have: one of those allowed, else one of its
// type.
func example(p *spec.Param) []string {
	if len(p.Values) > 0 {
		return p.Values[:1]
	}
	s, ok := examples[p.Type]
	if !ok {
		s = examples[spec.String]
	}
	return []string{s}
}
