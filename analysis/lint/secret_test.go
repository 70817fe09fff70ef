package lint_test

import (
	"strings"
	"testing"
)

// TestSecretParameter: an ARN that ends in a parameter is that of a secret if some value
// of the parameter can be the end of one.
func TestSecretParameter(t *testing.T) {
	t.Parallel()
	const text = `version: 1
name: acme
parameters:
  P: {PARAM}
roles:
  Job:
    kind: other
    roleName: job
    trust: {service: lambda}
    policies:
      P:
        - {Sid: A, Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:*:${AWS::AccountId}:secret:RESOURCE"}
`
	for _, tt := range []struct {
		param, resource string
		found           bool
	}{
		{"type: String, example: db", "acme/${P}", false},
		{"type: String, example: db-abcdef", "acme/${P}", false},
		{"type: String, example: db, pattern: '[a-z]+'", "acme/${P}", true},
		{"type: String, example: db, pattern: '[a-z-]+'", "acme/${P}", false},
		{"type: String, example: db, pattern: '[a-z]{0,5}'", "acme/${P}", true},
		{"type: String, example: dbdbdb, pattern: '[a-z]{6}'", "acme/${P}", true},
		{"type: String, example: dbdbdb, pattern: '[a-z]{6}'", "acme-${P}", false},
		{"type: String, example: dbd, pattern: '[a-z]{3}'", "acme-abc${P}", false},
		{"type: String, example: dbd, pattern: '[a-z]{3}'", "acme-ab${P}", true},
		{"type: String, example: db, values: [db, web]", "acme/${P}", true},
		{"type: String, example: db, values: [db, web-a1b2c3]", "acme/${P}", false},
		{"type: Boolean, default: true", "acme/${P}", true},
		{"type: AccountID, example: '111122223333'", "acme/${P}", true},
		{"type: AccountID, example: '111122223333'", "acme/${P}-??????", false},
	} {
		got := findings(strings.NewReplacer("PARAM", tt.param, "RESOURCE", tt.resource).Replace(text))
		if !strings.Contains(got, "secret-suffix") == tt.found || strings.Contains(got, "bad-") {
			t.Errorf("%v: wrong:\n%s", tt, got)
		}
	}
}
