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
			b.Values[p.Name] = []string{sampleOf(p)}
			made[p] = len(p.Values) == 0
		}
	}
	return b, made
}

// samples has values of types whose format matters in a policy.
var samples = map[Type]string{
	Number:        "1",
	KMSKeyARN:     "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
	KeyID:         "1234abcd-12ab-34cd-56ef-1234567890ab",
	RoleARN:       "arn:aws:iam::123456789012:role/example",
	PolicyARN:     "arn:aws:iam::123456789012:policy/example",
	ARN:           "arn:aws:s3:::amzn-s3-demo-bucket",
	AccountIDType: "123456789012",
	ApplicationID: "00abcdefghijklmn",
}

func sampleOf(p *Param) string {
	if len(p.Values) > 0 {
		return p.Values[0]
	}
	if v, ok := samples[p.Type]; ok {
		return v
	}
	return "example"
}
