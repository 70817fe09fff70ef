package templates_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/emriam/emriam/spec"
)

// What the built-in spec grants to clusters with EMRFS roles and runtime
// roles, without a KMS key, against what AWS's pages say.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-emrfs-iam-roles.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role-for-ec2.html
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html
func TestSecurity(t *testing.T) {
	t.Parallel()
	const data = "arn:aws:s3:::amzn-s3-demo-data"
	none := map[string][]string{}
	readObjects := grant{"Allow", []string{"s3:getobject", "s3:getobjecttagging", "s3:getobjectversion"}, []string{data + "/*"}, none}
	listBucket := grant{"Allow", []string{"s3:getbucketversioning", "s3:listbucket", "s3:listbucketmultipartuploads", "s3:listbucketversions"}, []string{data}, none}
	asStep := map[string][]string{"ArnLike elasticmapreduce:ExecutionRoleArn": {"arn:aws:iam::123456789012:role/EMR_StepRole"}}
	anyCluster := []string{"arn:aws:elasticmapreduce:*:123456789012:cluster/*"}
	want := map[string]map[string]grant{
		"AnalystEMRFSRole": {"ReadObjects": readObjects, "ListBucket": listBucket},
		"EngineerEMRFSRole": {
			"ReadObjects": readObjects, "ListBucket": listBucket,
			"WriteObjects": {"Allow", []string{"s3:abortmultipartupload", "s3:deleteobject", "s3:listmultipartuploadparts", "s3:putobject", "s3:putobjecttagging"}, []string{data + "/*"}, none},
		},
		"StepSubmitter": {
			"AddStepsWithListedRoles": {"Allow", []string{"elasticmapreduce:addjobflowsteps"}, anyCluster, asStep},
			"AttachWithListedRoles":   {"Allow", []string{"elasticmapreduce:getclustersessioncredentials"}, anyCluster, asStep},
		},
	}
	s := builtin(t)
	got := map[string]map[string]grant{}
	for _, r := range s.Roles {
		switch {
		case want[r.Name] != nil:
			got[r.Name] = grants(t, r, s.Example())
		case r.Name == "SecuredInstanceRole":
			allows := grants(t, r, s.Example())
			assume := grant{"Allow", []string{"sts:assumerole", "sts:tagsession"}, []string{"arn:aws:iam::123456789012:role/EMR_StepRole"}, none}
			if diff := cmp.Diff(assume, allows["AssumeRuntime"]); diff != "" {
				t.Errorf("AssumeRuntime (-page +spec):\n%s", diff)
			}
			for sid, g := range allows {
				if slices.Contains(g.Resources, data+"/*") {
					t.Errorf("statement %s of the instance role reaches the data", sid)
				}
			}
		}
	}
	for _, p := range s.Policies {
		if want[p.Name] != nil {
			got[p.Name] = grants(t, &spec.Role{Policies: []*spec.RolePolicy{{Document: p.Document}}}, s.Example())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-page +spec:\n%s", diff)
	}
}

// The security configurations of the built-in spec have the form of the ones
// on AWS's pages.
func TestSecurityConfigurations(t *testing.T) {
	t.Parallel()
	const (
		role       = "arn:aws:iam::123456789012:role/"
		storageKey = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	)
	want := map[string]string{
		"EMRFSConfiguration": `{"AuthorizationConfiguration": {"EmrFsConfiguration": {"RoleMappings": [
			{"Role": "` + role + `EMRFS_EngineerRole", "IdentifierType": "Group", "Identifiers": ["engineers"]},
			{"Role": "` + role + `EMRFS_AnalystRole", "IdentifierType": "Prefix", "Identifiers": ["s3://amzn-s3-demo-data/"]}
		]}}}`,
		"StepConfiguration": `{"AuthorizationConfiguration": {"IAMConfiguration": {"EnableApplicationScopedIAMRole": true}}}`,
		"EncryptedConfiguration": `{"EncryptionConfiguration": {
			"EnableInTransitEncryption": true, "EnableAtRestEncryption": true,
			"InTransitEncryptionConfiguration": {"TLSCertificateConfiguration": {"CertificateProviderType": "PEM", "S3Object": "s3://amzn-s3-demo-certificates/certificates.zip"}},
			"AtRestEncryptionConfiguration": {
				"S3EncryptionConfiguration": {"EncryptionMode": "SSE-KMS", "AwsKmsKey": "` + storageKey + `"},
				"LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": "` + storageKey + `", "EnableEbsEncryption": true}
			}
		}, "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": 2, "HttpPutResponseHopLimit": 1}}`,
		"KerberosConfiguration": `{"AuthenticationConfiguration": {"KerberosConfiguration": {"Provider": "ClusterDedicatedKdc", "ClusterDedicatedKdcConfiguration": {"TicketLifetimeInHours": 24}}}}`,
		"LakeConfiguration": `{
			"AuthorizationConfiguration": {
				"IAMConfiguration": {"EnableApplicationScopedIAMRole": true, "ApplicationScopedIAMRoleConfiguration": {"PropagateSourceIdentity": true}},
				"LakeFormationConfiguration": {"AuthorizedSessionTagValue": "Amazon EMR"}
			},
			"AuthenticationConfiguration": {"IdentityCenterConfiguration": {"EnableIdentityCenter": true, "IAMRoleForEMRIdentityCenterApplicationARN": "` + role + `EMR_IdentityCenterRole"}},
			"EncryptionConfiguration": {"EnableInTransitEncryption": true, "EnableAtRestEncryption": false,
				"InTransitEncryptionConfiguration": {"TLSCertificateConfiguration": {"CertificateProviderType": "PEM", "S3Object": "s3://amzn-s3-demo-certificates/certificates.zip"}}}
		}`,
	}
	s := builtin(t)
	b := s.Example()
	got := map[string]any{}
	for _, c := range s.SecurityConfigurations {
		got[c.Name] = decoded(t, string(b.JSON(c.Document())))
	}
	wanted := map[string]any{}
	for name, text := range want {
		wanted[name] = decoded(t, text)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("-page +spec:\n%s", diff)
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
