package drift

import (
	"testing"

	"github.com/emriam/emriam/iam"
)

func TestGranted(t *testing.T) {
	t.Parallel()
	const bucket = "arn:aws:s3:::b/*"
	tests := []struct {
		name, statement, permission string
		want                        bool
	}{
		{"same", `"Action":"s3:GetObject","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, true},
		{"letter case", `"Action":"S3:get*","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, true},
		{"all services", `"Action":"*","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, true},
		{"other action", `"Action":"s3:PutObject","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, false},
		{"denied", `"Effect":"Deny","Action":"s3:GetObject","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, false},
		{"not action", `"NotAction":"s3:Put*","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, true},
		{"of not action", `"NotAction":"s3:Get*","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*"`, false},
		{"all but less", `"NotAction":"iam:PassRole","Resource":"*"`, `"NotAction":"iam:*","Resource":"*"`, true},
		{"all but more", `"NotAction":["iam:*","s3:*"],"Resource":"*"`, `"NotAction":"iam:*","Resource":"*"`, false},
		{"all is no less", `"Action":"s3:*","Resource":"*"`, `"NotAction":"iam:*","Resource":"*"`, false},
		{"not resource", `"Action":"s3:*","NotResource":"` + bucket + `"`, `"Action":"s3:GetObject","Resource":"arn:aws:s3:::c/x"`, true},
		{"of not resource", `"Action":"s3:*","NotResource":"` + bucket + `"`, `"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/x"`, false},
		{"perhaps of not resource", `"Action":"s3:*","NotResource":"` + bucket + `"`, `"Action":"s3:GetObject","Resource":"arn:aws:s3:::c/*"`, false},
		{"without condition", `"Action":"s3:*","Resource":"*"`, `"Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}`, true},
		{"one condition more", `"Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}`, `"Action":"s3:GetObject","Resource":"*"`, false},
		{"same condition", `"Action":"s3:*","Resource":"*","Condition":{"bool":{"AWS:securetransport":"true"}}`, `"Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}`, true},
		{"more values", `"Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"k":["a","b"]}}`, `"Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"k":"a"}}`, true},
		{"fewer values", `"Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"k":"a"}}`, `"Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"k":["a","b"]}}`, false},
		{"more forbidden", `"Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"k":["a","b"]}}`, `"Action":"s3:GetObject","Resource":"*","Condition":{"StringNotEquals":{"k":"a"}}`, false},
		{"fewer forbidden", `"Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"k":"a"}}`, `"Action":"s3:GetObject","Resource":"*","Condition":{"StringNotEquals":{"k":["a","b"]}}`, true},
		{"other value", `"Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"k":"b"}}`, `"Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"k":"a"}}`, false},
	}
	for _, tt := range tests {
		all := permissions(parse(t, `{"Statement":{"Effect":"Allow",`+tt.permission+`}}`))
		if len(all) != 1 {
			t.Fatalf("%s: permissions %v", tt.name, all)
		}
		effect := `"Effect":"Allow",`
		if tt.name == "denied" {
			effect = ""
		}
		if got := granted(parse(t, `{"Statement":{`+effect+tt.statement+`}}`).Statements, all[0]); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

func parse(t *testing.T, text string) *iam.Document {
	t.Helper()
	d, err := iam.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// Several statements may grant together what none grants alone.
func TestGrantedBy(t *testing.T) {
	t.Parallel()
	const permission = `"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"`
	for _, tt := range []struct {
		name, statements string
		want             bool
	}{
		{"two halves of the resources", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/"},{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/?*"}`, true},
		{"less than all of them", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/a*"},{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/??*"}`, false},
		{"two halves of a condition", `{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/a":"true"}}},{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/a":"false"}}}`, true},
		{"one half of it, twice", `{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/a":"true"}}},{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/a":"true"}}}`, false},
		{"other actions", `{"Effect":"Allow","Action":"s3:Put*","Resource":"*"},{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`, false},
		{"what is denied", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/"},{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/?*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"}`, true},
	} {
		p := permissions(parse(t, `{"Statement":{"Effect":"Allow",`+permission+`}}`))[0]
		if got := p.grantedBy(parse(t, `{"Statement":[`+tt.statements+`]}`).Statements); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}
