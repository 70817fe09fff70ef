package spec

// Sample returns s's example with every conditional parameter given, so that each
// value of s has a text. The parameters with an invented value are in made.
func (s *Spec) Sample() (b Binding, made map[*Param]bool) {
	b, made = s.Example(), map[*Param]bool{}
	for _, p := range s.Params {
		switch {
		case p.Type == Boolean:
			b.Values[p.Name] = []string{"true"}
		case b.Values[p.Name] == nil:
			b.Values[p.Name] = []string{p.Sample()}
			made[p] = len(p.Values) == 0
		}
	}
	return b, made
}

// Sample returns a value that p may have, or an item if it is a list: the first
// allowed value, else one of its type. It ignores the pattern of p.
func (p *Param) Sample() string {
	if len(p.Values) > 0 {
		return p.Values[0]
	}
	return p.Type.Sample()
}

// Sample returns a value of a type, as AWS's documentation has examples of it.
func (t Type) Sample() string { return samples[t] }

var samples = map[Type]string{
	String:          "example",
	Number:          "1",
	Boolean:         "true",
	BucketName:      "amzn-s3-demo-bucket",
	KMSKeyARN:       "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
	KeyID:           "1234abcd-12ab-34cd-56ef-1234567890ab",
	RoleARN:         "arn:aws:iam::123456789012:role/Example",
	PolicyARN:       "arn:aws:iam::123456789012:policy/Example",
	ARN:             "arn:aws:s3:::amzn-s3-demo-bucket",
	AccountIDType:   "123456789012",
	ApplicationID:   "00f1examplei2g09",
	VPCID:           "vpc-1234567890abcdef0",
	SubnetID:        "subnet-1234567890abcdef0",
	SecurityGroupID: "sg-1234567890abcdef0",
	LogGroupName:    "example",
	NamePrefix:      "Example",
}
