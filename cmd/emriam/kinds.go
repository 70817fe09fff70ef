package main

import (
	"fmt"
	"slices"
	"strings"
)

// emrKind is a kind of role, policy, resource policy or configuration that AWS
// documents for EMR.
type emrKind struct {
	name    string
	instead string // what there is beside templates, or in their place
}

// emrKinds are the rows of the table of kinds, as of November 2026. Templates state
// their rows by number, from 1.
var emrKinds = []emrKind{
	{"clusters: service role, v1, v2 and customized", ""},
	{"clusters: EC2 role and instance profile, customized", ""},
	{"clusters: Auto Scaling role", ""},
	{"clusters: Notebooks role", ""},
	{"clusters: EMRFS roles and their security configuration", "`emrfs` of `securityConfigurations`"},
	{"clusters: runtime roles, their callers, source identity", "`runtimeRoles` of `securityConfigurations`"},
	{"clusters: ExternalId of a security configuration", "`externalId` of `trust`"},
	{"clusters: service-linked roles for cleanup, Spot and WAL", "`serviceLinkedRoles`"},
	{"clusters: placement groups", ""},
	{"clusters: users, with full access, read-only, or of one cluster", ""},
	{"clusters: passing and administering roles, with a boundary", "`passes`"},
	{"clusters: access by tags", ""},
	{"security configurations: encryption, Kerberos, instance metadata service", "`securityConfigurations`"},
	{"security configurations: Lake Formation and its session tag", "`authorizedSessionTag` of `securityConfigurations`"},
	{"clusters: IAM Identity Center and trusted identity propagation", "`securityConfigurations`"},
	{"clusters: S3 Access Grants", ""},
	{"clusters: S3 Tables and Express One Zone", ""},
	{"clusters: HBase WAL on the EC2 role", ""},
	{"clusters: keys of EBS volumes and data at rest", ""},
	{"clusters: key of encrypted logs", ""},
	{"clusters: Spark Connect sessions", ""},
	{"clusters: S3 in another account", ""},
	{"clusters: Glue Data Catalog in another account", ""},
	{"clusters: policies of VPC endpoints", ""},
	{"clusters: managed scaling, auto-termination, block public access, persistent UIs", ""},
	{"clusters: Docker and ECR, secrets, CloudWatch agent, SSM on nodes", "AWS's managed policies by name"},
	{"Studio: service role, also for EMR Serverless only", ""},
	{"Studio: user role, and users by level", ""},
	{"Studio: administrators", ""},
	{"Studio: session mappings", "[`sessionMappings`](language.md#roles)"},
	{"Studio: policies of its key and bucket", ""},
	{"Studio: Data Wrangler, CodeWhisperer, Athena, EKS endpoints, Git secrets", ""},
	{"EMR Serverless: execution role", ""},
	{"EMR Serverless: users, tenants, engineers, administrators, interactive", ""},
	{"EMR Serverless: Spark Connect sessions", ""},
	{"EMR Serverless: service-linked role", "`serviceLinkedRoles`"},
	{"EMR Serverless: keys for logs, disks and log groups", ""},
	{"EMR Serverless: custom images, users' actions", ""},
	{"EMR Serverless: custom images, policy of the repository", ""},
	{"EMR Serverless: Lake Formation", ""},
	{"EMR Serverless: trusted identity propagation", ""},
	{"EMR Serverless: policies of secrets", ""},
	{"EMR Serverless: S3 Access Grants", ""},
	{"EMR Serverless: S3 in another account", ""},
	{"EMR Serverless: execution IAM policy of a job", ""},
	{"EMR Serverless: connectors for streams, Redshift, Prometheus", ""},
	{"EMR Serverless: access by tags", ""},
	{"EMR on EKS: job role by IAM roles for service accounts", "`namespace` of [oidc](language.md#federation)"},
	{"EMR on EKS: job role by EKS Pod Identity", ""},
	{"EMR on EKS: users who run jobs, by execution role", ""},
	{"EMR on EKS: administrators and service-linked role", "`serviceLinkedRoles`"},
	{"EMR on EKS: interactive endpoints and their users", ""},
	{"EMR on EKS: who updates trust policies", ""},
	{"EMR on EKS: service accounts of operators", ""},
	{"EMR on EKS: virtual clusters, pod identity associations", "out of scope: no IAM documents"},
	{"SageMaker Canvas and Unified Studio: roles for EMR", "SageMakerStudioEMRContainersSystemNamespaceRolePolicy by name; [AWS's blueprints](https://docs.aws.amazon.com/sagemaker-unified-studio/latest/adminguide/available-resource-blueprints.html) create their roles"},
	{"SageMaker Studio: clusters in another account", ""},
	{"Step Functions: roles of state machines", ""},
	{"Airflow and MWAA", ""},
	{"Lambda, EventBridge, Glue", ""},
	{"who gets a policy: users, groups, permission sets", "[`attach`](language.md#roles); permission sets are out of scope: IAM Identity Center creates their roles"},
	{"service control policies and resource control policies", "out of scope: they belong to the organization"},
	{"permissions boundaries", "any policy of the spec, or [documents](language.md#documents)"},
	{"IAM role manager's templates", "out of scope: AWS has none for EMR"},
}

// kindsMarkdown is the table of kinds, with the templates that state each row.
func kindsMarkdown(all []templateJSON) string {
	var b strings.Builder
	b.WriteString("\n## What AWS documents for EMR\n\n" +
		"The kinds of role, policy, resource policy and configuration in AWS's documentation of EMR, with the templates for each. Under `rows`, a template states the rows that it is for.\n\n" +
		"| | kind | templates, or else |\n|---|---|---|\n")
	for i, kind := range emrKinds {
		var have []string
		for _, t := range all {
			if slices.Contains(t.Rows, i+1) {
				have = append(have, fmt.Sprintf("[%s](../templates/%s.yaml)", t.Name, t.Name))
			}
		}
		cell := strings.Join(have, ", ")
		switch {
		case cell == "":
			cell = kind.instead
		case kind.instead != "":
			cell += "; " + kind.instead
		}
		fmt.Fprintf(&b, "| %d | %s | %s |\n", i+1, kind.name, cell)
	}
	return b.String()
}
