package policies

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/internal/oracle"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/compile"
	"github.com/emriam/emriam/templates"
)

// cliStatements prints the statements that "aws emr-containers
// update-role-trust-policy" adds to the roles whose names it reads, one list for each
// Region.
const cliStatements = `
import json, sys
from awscli.customizations.emrcontainers.base36 import Base36
from awscli.customizations.emrcontainers.constants import TRUST_POLICY_STATEMENT_FORMAT
from awscli.customizations.utils import get_policy_arn_suffix
job = json.load(sys.stdin)
print(json.dumps([[json.loads(TRUST_POLICY_STATEMENT_FORMAT % {
    "AWS_PARTITION": get_policy_arn_suffix(region), "AWS_ACCOUNT_ID": "111122223333",
    "OIDC_PROVIDER": job["Provider"], "NAMESPACE": "spark-jobs",
    "BASE36_ENCODED_ROLE_NAME": Base36().encode(name)}) for name in job["Names"]] for region in job["Regions"]]))
`

// TestServiceAccounts compares trust in the service accounts of EMR on EKS with the
// statements of the AWS CLI: for each name and partition.
func TestServiceAccounts(t *testing.T) {
	t.Parallel()
	python := oracle.Python(t, "awscli")
	const provider = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
	partitions := []spec.Binding{
		{Partition: "aws", Region: "us-east-1"}, {Partition: "aws-cn", Region: "cn-north-1"}, {Partition: "aws-us-gov", Region: "us-gov-west-1"},
	}
	job := struct {
		Provider       string
		Names, Regions []string
	}{Provider: provider, Names: roleNames(10_000)}
	for i := range partitions {
		partitions[i].AccountID = "111122223333"
		job.Regions = append(job.Regions, partitions[i].Region)
	}
	in, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", cliStatements)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var want [][]json.RawMessage
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	const many = 500
	for at := 0; at < len(job.Names); at += many {
		var text strings.Builder
		text.WriteString("version: 1\nname: jobs\nroles:\n")
		for i, name := range job.Names[at : at+many] {
			if i%50 == 0 {
				fmt.Fprintf(&text, "  R%d: {template: eks-job, roleName: %q, with: {DataBucket: data, OidcProvider: %s, Namespace: spark-jobs}}\n", i, name, provider)
				continue
			}
			fmt.Fprintf(&text, "  R%d: {kind: eks-job, roleName: %q, trust: {oidc: {provider: %s, namespace: spark-jobs}}}\n", i, name, provider)
		}
		s, found := compile.Load("jobs.yaml", []byte(text.String()), templates.FS)
		if s == nil {
			t.Fatal(found)
		}
		for p, b := range partitions {
			for i, r := range s.Roles {
				got := b.Document(r.Trust)
				got.Statements[0].Sid = "" // the CLI writes none
				cli, err := iam.Parse([]byte(`{"Version": "2012-10-17", "Statement": [` + string(want[p][at+i]) + `]}`))
				if err != nil {
					t.Fatal(err)
				}
				if g, w := string(got.JSON()), string(cli.JSON()); g != w {
					t.Fatalf("%s in %s:\n%s\nwant\n%s", job.Names[at+i], b.Partition, g, w)
				}
			}
		}
	}
	t.Logf("%d names in %d partitions", len(job.Names), len(partitions))
}

// roleNames are different names of roles, with all characters and lengths that IAM
// admits.
func roleNames(n int) []string {
	const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-"
	random := rand.New(rand.NewPCG(18, 36))
	taken := map[string]bool{}
	var out []string
	for len(out) < n {
		name := make([]byte, 1+random.IntN(64))
		for i := range name {
			name[i] = characters[random.IntN(len(characters))]
		}
		if key := strings.ToLower(string(name)); !taken[key] {
			taken[key] = true
			out = append(out, string(name))
		}
	}
	return out
}
