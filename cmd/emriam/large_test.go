package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// export is the export of an account with so many roles, each with a policy of
// so many statements.
func export(roles, statements int) []byte {
	services := []string{"elasticmapreduce", "ec2", "emr-serverless"}
	var b bytes.Buffer
	b.WriteString(`{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [`)
	for i := range roles {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `
        {"Path": "/", "RoleName": "team-%[1]d", "RoleId": "AROA%016[1]d", "Arn": "arn:aws:iam::111122223333:role/team-%[1]d",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "%[2]s.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
            "InstanceProfileList": [], "AttachedManagedPolicies": [], "Tags": [{"Key": "team", "Value": "%[1]d"}],
            "RolePolicyList": [{"PolicyName": "Data", "PolicyDocument": {"Version": "2012-10-17", "Statement": [`, i, services[i%3])
		for j := range statements {
			if j > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `
                {"Sid": "Read%[2]d", "Effect": "Allow",
                    "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "glue:GetTable", "kms:Decrypt"],
                    "Resource": ["arn:aws:s3:::team-%[1]d-%[2]d/*", "arn:aws:glue:us-east-1:111122223333:table/team%[1]d/%[2]d*"]}`, i, j)
		}
		b.WriteString(`]}}]}`)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// TestLargeInputs holds what memory the export of a large account costs the
// command, an import of 5,000 roles and the drift of 100 MB: 500 MB. It logs what
// they take of a processor.
func TestLargeInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("exports of 20 and 100 MB are for long runs")
	}
	dir := t.TempDir()
	spec := filepath.Join(dir, "roles.yaml")
	if err := os.WriteFile(spec, []byte(`version: 1
name: acme
roles:
  Job: {kind: serverless, roleName: team-2, trust: {service: emr-serverless, guard: none}}
`), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		roles, statements int
		least             int // bytes
		args              []string
	}{
		{5_000, 12, 20e6, []string{"import"}},
		{25_000, 12, 100e6, []string{"drift", "-f", spec, "--account"}},
	}
	for _, tt := range tests {
		file := filepath.Join(dir, tt.args[0]+".json")
		text := export(tt.roles, tt.statements)
		if len(text) < tt.least {
			t.Errorf("the export of %d roles has %d bytes only", tt.roles, len(text))
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		got := measure(t, append(tt.args, file)...)
		if got.code != 1 { // there is drift, and more than a spec holds
			t.Fatalf("%v: exit code %d\n%s", tt.args, got.code, got.stderr)
		}
		t.Logf("%s of %d MB: %v, %d MB", tt.args[0], len(text)/1e6, got.cpu.Round(time.Millisecond), got.peak/1000)
		if got.peak > 500_000 {
			t.Errorf("%s of %d bytes took %d KB", tt.args[0], len(text), got.peak)
		}
	}
}
