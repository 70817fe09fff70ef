package compile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
)

// TestLongestWhen measures documents whose conditions exclude each other: none of the
// combinations may be larger than the one that LongestFor chooses.
func TestLongestWhen(t *testing.T) {
	t.Parallel()
	statement := func(sid string, buckets int, when string) string {
		var resources []string
		for i := range buckets {
			resources = append(resources, fmt.Sprintf(`"arn:${AWS::Partition}:s3:::acme-%s-%d/*"`, strings.ToLower(sid), i))
		}
		return fmt.Sprintf("      - {Sid: %s, Effect: Allow, Action: s3:GetObject, Resource: [%s], when: %s}\n", sid, strings.Join(resources, ", "), when)
	}
	for name, statements := range map[string]string{
		"not given":     statement("Few", 1, "K") + statement("Many", 40, "{not: K}"),
		"not true":      statement("Few", 1, "B") + statement("Many", 40, "{not: B}"),
		"one value":     statement("Few", 1, "{Env: production}") + statement("Many", 40, "{Env: [dev]}"),
		"two together":  statement("Few", 1, "K") + statement("Many", 40, "[{not: K}, {Env: dev}]") + statement("Some", 9, "{not: B}"),
		"given is more": statement("Few", 1, "{not: K}") + statement("Many", 40, "K"),
	} {
		s, found := compile.Load("roles.yaml", []byte(`
version: 1
name: a
parameters:
  K: {type: BucketName, optional: true}
  B: {type: Boolean, default: false}
  Env: {type: String, values: [dev, production], default: dev}
policies:
  P:
    policyName: p
    statements:
      - {Sid: Text, Effect: Allow, Action: s3:ListBucket, Resource: "arn:${AWS::Partition}:s3:::acme-${Env}-${B}"}
      - {Sid: Key, Effect: Allow, Action: s3:ListBucket, Resource: "arn:${AWS::Partition}:s3:::${K}", when: K}
`+statements), nil)
		if s == nil {
			t.Fatal(name, found.Findings())
		}
		doc := s.Policies[0].Document
		longest := s.LongestFor(s.Longest(), doc).Size(doc)
		for _, k := range [][]string{nil, {"acme-data"}} {
			for _, b := range []string{"true", "false"} {
				for _, env := range []string{"dev", "production"} {
					one := spec.Binding{Partition: "aws", Values: map[string][]string{"B": {b}, "Env": {env}}}
					if k != nil {
						one.Values["K"] = k
					}
					if size := one.Size(doc); size > longest {
						t.Errorf("%s: %d characters with K=%v, B=%s, Env=%s; the longest are %d", name, size, k, b, env, longest)
					}
				}
			}
		}
	}
}
