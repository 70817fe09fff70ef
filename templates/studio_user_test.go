package templates_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// userStatement is a statement of AWS's page about users of a Studio: the
// levels that have it, when the template has it, and what it says.
type userStatement struct{ levels, when, actions, resources, conditions string }

const (
	studioPrefix = "arn:aws:secretsmanager:*:*:secret:emr-studio-*"
	endpointRole = "arn:aws:iam::123456789012:role/eks"
	endpoint     = "arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/v/endpoints/e"
	studioARN    = "arn:aws:elasticmapreduce:us-east-1:123456789012:studio/es-1"
)

// userStatements is what the page says, statement by statement, and, where its
// samples of policies and its table of levels differ, what the table says. It
// also has CreateStudioPresignedUrl, from the page about assigning users.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-user-permissions.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-manage-users.html
var userStatements = map[string]userStatement{
	"AllowCreateStudioPresignedUrl": {"basic intermediate advanced", "StudioArns", "elasticmapreduce:CreateStudioPresignedUrl", studioARN, ""},
	// The sample of the basic policy lacks this one and the next.
	"AllowEMRBasicActions": {"basic intermediate advanced", "", "elasticmapreduce:CreateEditor elasticmapreduce:DescribeEditor elasticmapreduce:ListEditors " +
		"elasticmapreduce:StartEditor elasticmapreduce:StopEditor elasticmapreduce:DeleteEditor elasticmapreduce:OpenEditorInConsole " +
		"elasticmapreduce:AttachEditor elasticmapreduce:DetachEditor elasticmapreduce:CreateRepository elasticmapreduce:DescribeRepository " +
		"elasticmapreduce:DeleteRepository elasticmapreduce:ListRepositories elasticmapreduce:LinkRepository elasticmapreduce:UnlinkRepository " +
		"elasticmapreduce:DescribeCluster elasticmapreduce:ListInstanceGroups elasticmapreduce:ListBootstrapActions elasticmapreduce:ListClusters " +
		"elasticmapreduce:ListSteps elasticmapreduce:CreatePersistentAppUI elasticmapreduce:DescribePersistentAppUI " +
		"elasticmapreduce:GetPersistentAppUIPresignedURL elasticmapreduce:GetOnClusterAppUIPresignedURL", "*", ""},
	"AllowEMRContainersBasicActions": {"basic intermediate advanced", "EKS", "emr-containers:DescribeVirtualCluster emr-containers:ListVirtualClusters " +
		"emr-containers:DescribeManagedEndpoint emr-containers:ListManagedEndpoints emr-containers:DescribeJobRun emr-containers:ListJobRuns", "*", ""},
	"AllowRetrievingManagedEndpointCredentials": {
		"basic intermediate advanced", "EKS EndpointArns EndpointRoleArns", "emr-containers:GetManagedEndpointSessionCredentials", endpoint,
		"ArnLike emr-containers:ExecutionRoleArn=" + endpointRole, // StringEquals on the page, which knows no wildcards
	},
	"AllowSecretManagerListSecrets": {"basic intermediate advanced", "", "secretsmanager:ListSecrets", "*", ""},
	"AllowSecretCreationWithEMRTagsAndEMRStudioPrefix": {
		"basic intermediate advanced", "", "secretsmanager:CreateSecret", studioPrefix, requestTag + "=true",
	},
	"AllowAddingTagsOnSecretsWithEMRStudioPrefix": {"basic intermediate advanced", "", "secretsmanager:TagResource", studioPrefix, ""},
	"AllowSecretsManagerReadOnlyActionsWithEMRTags": {
		"basic intermediate advanced", "GitSecrets", "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*",
		"StringEquals secretsmanager:ResourceTag/for-use-with-amazon-emr-managed-user-policies=${aws:userid}",
	},
	"AllowS3ListAndLocationPermissions": {"basic intermediate advanced", "", "s3:ListAllMyBuckets s3:ListBucket s3:GetBucketLocation", "arn:aws:s3:::*", ""},
	"AllowS3ReadOnlyAccessToLogs":       {"basic intermediate advanced", "", "s3:GetObject", "arn:aws:s3:::aws-logs-123456789012-us-east-1/elasticmapreduce/*", ""},
	"AllowConfigurationForWorkspaceCollaboration": {
		"basic intermediate advanced", "Collaboration",
		"elasticmapreduce:UpdateEditor elasticmapreduce:PutWorkspaceAccess elasticmapreduce:DeleteWorkspaceAccess elasticmapreduce:ListWorkspaceAccessIdentities",
		"*", "StringEquals elasticmapreduce:ResourceTag/creatorUserId=${aws:userId}",
	},
	"DescribeNetwork": {"basic intermediate advanced", "", "ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups", "*", ""},
	"ListIAMRoles":    {"basic intermediate advanced", "", "iam:ListRoles", "*", ""},

	"AllowClusterTemplateRelatedIntermediateActions": {
		"intermediate advanced", "ClusterTemplates", "servicecatalog:DescribeProduct servicecatalog:DescribeProductView " +
			"servicecatalog:DescribeProvisioningParameters servicecatalog:ProvisionProduct servicecatalog:SearchProducts servicecatalog:UpdateProvisionedProduct " +
			"servicecatalog:ListProvisioningArtifacts servicecatalog:ListLaunchPaths servicecatalog:DescribeRecord cloudformation:DescribeStackResources", "*", "",
	},
	// One statement on the page. The three actions on applications are in no
	// row of its table, and need the service-linked role.
	"AllowServerlessActions": {
		"intermediate advanced", "Serverless", "emr-serverless:ListApplications emr-serverless:GetApplication emr-serverless:StartApplication " +
			"emr-serverless:StopApplication emr-serverless:StartJobRun emr-serverless:CancelJobRun emr-serverless:ListJobRuns emr-serverless:GetJobRun " +
			"emr-serverless:GetDashboardForJobRun emr-serverless:AccessInteractiveEndpoints", "*", "",
	},
	"AllowServerlessApplications": {
		"intermediate advanced", "Serverless ServerlessApplications",
		"emr-serverless:CreateApplication emr-serverless:UpdateApplication emr-serverless:DeleteApplication", "*", "",
	},
	"CreateServerlessServiceLinkedRole": {
		"intermediate advanced", "Serverless ServerlessApplications", "iam:CreateServiceLinkedRole",
		"arn:aws:iam::*:role/aws-service-role/ops.emr-serverless.amazonaws.com/AWSServiceRoleForAmazonEMRServerless*",
		"StringLike iam:AWSServiceName=ops.emr-serverless.amazonaws.com",
	},

	"AllowEMRCreateClusterAdvancedActions": {"advanced", "", "elasticmapreduce:RunJobFlow", "*", ""},
	// Of the pages about tags and about the service-linked role; the sample has
	// neither of the two.
	"AllowTaggingClusters": {"advanced", "", "elasticmapreduce:AddTags", "arn:aws:elasticmapreduce:*:123456789012:cluster/*", ""},
	"CreateCleanupServiceLinkedRole": {
		"advanced", "", "iam:CreateServiceLinkedRole",
		"arn:aws:iam::*:role/aws-service-role/elasticmapreduce.amazonaws.com*/AWSServiceRoleForEMRCleanup*",
		"StringEquals iam:AWSServiceName=elasticmapreduce.amazonaws.com,StringEquals iam:AWSServiceName=elasticmapreduce.amazonaws.com.cn",
	},
	"SageMakerDataWranglerForEMRStudio": {
		"advanced", "DataWrangler", "sagemaker:CreatePresignedDomainUrl sagemaker:DescribeDomain sagemaker:ListDomains sagemaker:ListUserProfiles", "*", "",
	},
	"AllowCodeWhisperer": {"advanced", "CodeWhisperer", "codewhisperer:GenerateRecommendations", "*", ""},
	// One statement on the page, with S3 on everything.
	"AllowAthenaSQL": {
		"advanced", "Athena", "athena:StartQueryExecution athena:StopQueryExecution athena:GetQueryExecution athena:GetQueryRuntimeStatistics " +
			"athena:GetQueryResults athena:ListQueryExecutions athena:BatchGetQueryExecution athena:GetNamedQuery " +
			"athena:ListNamedQueries athena:BatchGetNamedQuery athena:UpdateNamedQuery athena:DeleteNamedQuery " +
			"athena:ListDataCatalogs athena:GetDataCatalog athena:ListDatabases athena:GetDatabase athena:ListTableMetadata " +
			"athena:GetTableMetadata athena:ListWorkGroups athena:GetWorkGroup athena:CreateNamedQuery athena:GetPreparedStatement " +
			"glue:CreateDatabase glue:DeleteDatabase glue:GetDatabase glue:GetDatabases glue:UpdateDatabase glue:CreateTable " +
			"glue:DeleteTable glue:BatchDeleteTable glue:UpdateTable glue:GetTable glue:GetTables glue:BatchCreatePartition " +
			"glue:CreatePartition glue:DeletePartition glue:BatchDeletePartition glue:UpdatePartition glue:GetPartition " +
			"glue:GetPartitions glue:BatchGetPartition kms:ListAliases kms:ListKeys kms:DescribeKey lakeformation:GetDataAccess", "*", "",
	},
	"AllowAthenaQueryResults": {
		"advanced", "Athena", "s3:GetBucketLocation s3:GetObject s3:ListBucket s3:ListBucketMultipartUploads s3:ListMultipartUploadParts " +
			"s3:AbortMultipartUpload s3:PutObject s3:PutBucketPublicAccessBlock", "arn:aws:s3:::aws-athena-query-results-*", "",
	},
	"AllowAthenaQueryData": {
		"advanced", "Athena QueryBucketArns", "s3:GetObject s3:ListBucket", "arn:aws:s3:::amzn-s3-demo-data arn:aws:s3:::amzn-s3-demo-data/*", "",
	},
}

// userSwitches are what the templates leave to the spec, with the value that
// gives the statements, and the one that takes them away.
var userSwitches = map[string]struct{ on, off string }{
	"StudioArns": {studioARN, ""}, "EndpointArns": {endpoint, ""}, "EndpointRoleArns": {endpointRole, ""},
	"EKS": {"true", "false"}, "Collaboration": {"true", "false"}, "GitSecrets": {"true", "false"},
	"ClusterTemplates": {"true", "false"}, "Serverless": {"true", "false"}, "ServerlessApplications": {"true", "false"},
	"DataWrangler": {"true", "false"}, "CodeWhisperer": {"true", "false"}, "Athena": {"true", "false"},
	"QueryBucketArns": {"arn:aws:s3:::amzn-s3-demo-data", ""},
}

// Each level has the statements of the page for it: all with every switch on,
// and with one switch off all but those that depend on it.
func TestStudioUsers(t *testing.T) {
	t.Parallel()
	for _, level := range []string{"basic", "intermediate", "advanced"} {
		checkStudioUser(t, level, "")
		for name := range userSwitches {
			if _, ok := read(t, "studio-user-"+level).Parameters[name]; ok {
				checkStudioUser(t, level, name)
			}
		}
	}
}

func checkStudioUser(t *testing.T, level, off string) {
	t.Helper()
	var with []string
	for name := range read(t, "studio-user-"+level).Parameters {
		value := userSwitches[name].on
		if name == off {
			value = userSwitches[name].off
		}
		if value != "" {
			with = append(with, name+`: "`+value+`"`)
		}
	}
	want := map[string]grant{}
	for sid, st := range userStatements {
		if has(st.levels, level) && (off == "" || !has(st.when, off)) {
			want[sid] = pageGrant(st.actions, st.resources, st.conditions)
		}
	}
	// All levels fit one policy here, or are cut into several.
	s := load(t, `{version: 1, name: users, policies: {Alone: {template: studio-user-`+level+`, policyName: Alone, place: auto, with: {`+strings.Join(with, ", ")+`}}}}`)
	got := map[string]grant{}
	for _, p := range s.Policies {
		maps.Copy(got, documentGrants(t, p.Document, s.Example()))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("studio-user-%s without %q (-page +template):\n%s", level, off, diff)
	}
}

// has reports whether a list with blanks between has a word.
func has(list, word string) bool { return strings.Contains(" "+list+" ", " "+word+" ") }

// A log bucket of the user's own is read beside EMR's.
func TestStudioUserLogs(t *testing.T) {
	t.Parallel()
	got := policyGrants(t, "studio-user-basic", "LogBucket: amzn-s3-demo-logs")
	want := []string{"arn:aws:s3:::amzn-s3-demo-logs/*", "arn:aws:s3:::aws-logs-123456789012-us-east-1/elasticmapreduce/*"}
	if diff := cmp.Diff(want, got["AllowS3ReadOnlyAccessToLogs"].Resources); diff != "" {
		t.Errorf("logs (-want +got):\n%s", diff)
	}
}

// What the page calls the minimum for a Studio on EMR Serverless, but for what
// it has of Studios, of S3, of secrets and of the service-linked role; see the
// template.
func TestStudioUserServerless(t *testing.T) {
	t.Parallel()
	const bucket = "arn:aws:s3:::amzn-s3-demo-studio/*"
	want := map[string]grant{
		"AllowEMRBasicActions": pageGrant("elasticmapreduce:CreateEditor elasticmapreduce:DescribeEditor elasticmapreduce:ListEditors "+
			"elasticmapreduce:StartEditor elasticmapreduce:StopEditor elasticmapreduce:DeleteEditor elasticmapreduce:OpenEditorInConsole "+
			"elasticmapreduce:AttachEditor elasticmapreduce:DetachEditor elasticmapreduce:DescribeStudio elasticmapreduce:ListStudios", "*", ""),
		"AllowS3ReadOnlyAccess": pageGrant("s3:GetObject", bucket, ""),
	}
	for _, sid := range []string{
		"AllowServerlessActions", "AllowAddingTagsOnSecretsWithEMRStudioPrefix",
		"AllowS3ListAndLocationPermissions", "DescribeNetwork", "ListIAMRoles",
	} {
		want[sid] = pageGrant(userStatements[sid].actions, userStatements[sid].resources, userStatements[sid].conditions)
	}
	got := policyGrants(t, "studio-user-serverless", "Bucket: amzn-s3-demo-studio, ServerlessApplications: false")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("studio-user-serverless (-page +template):\n%s", diff)
	}
	for _, sid := range []string{"AllowCreateStudioPresignedUrl", "AllowServerlessApplications", "CreateServerlessServiceLinkedRole"} {
		want[sid] = pageGrant(userStatements[sid].actions, userStatements[sid].resources, userStatements[sid].conditions)
	}
	want["AllowStudios"] = pageGrant("elasticmapreduce:CreateStudio elasticmapreduce:UpdateStudio elasticmapreduce:DeleteStudio", "*", "")
	got = policyGrants(t, "studio-user-serverless", `Bucket: amzn-s3-demo-studio, Studios: true, StudioArns: "`+studioARN+`"`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("studio-user-serverless with all (-page +template):\n%s", diff)
	}
}

// In the built-in spec, every user of a Studio passes its role to it, which
// the page says that each must. A policy may have been cut into several.
func TestStudioUsersPass(t *testing.T) {
	t.Parallel()
	s := builtin(t)
	passes := map[string]bool{}
	for _, p := range s.Policies {
		if !strings.HasPrefix(p.Template, "studio-user-") {
			continue
		}
		name := "EMRStudio_Service_Role"
		if p.Template == "studio-user-serverless" {
			name = "EMRStudio_Serverless_Role"
		}
		g := documentGrants(t, p.Document, s.Example())["PassService"]
		want := passed(name, "elasticmapreduce.amazonaws.com*")
		passes[p.Template] = passes[p.Template] ||
			slices.Contains(g.Resources, want.Resources[0]) && cmp.Equal(want.Conditions, g.Conditions)
	}
	for template, ok := range passes {
		if !ok {
			t.Errorf("users with %s cannot pass the Studio's role", template)
		}
	}
	if len(passes) < 4 {
		t.Errorf("only %d templates for users of a Studio", len(passes))
	}
}
