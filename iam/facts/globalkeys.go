package facts

import (
	"strings"
	"sync"
)

// coverage counts, for each global key that AWS's reference lists by service, the
// services that have it.
var coverage = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for _, prefix := range Prefixes() {
		s, _ := FindService(prefix)
		for _, key := range s.ConditionKeys() {
			if strings.HasPrefix(key.Name, "aws:") {
				out[key.Name]++
			}
		}
	}
	return out
})

// Coverage returns how many services AWS's reference lists as setting a global key such
// as "aws:ResourceTag/team", and how many services it has; listed is 0 for keys that it
// does not list by service.
func Coverage(key string) (listed, of int) {
	known, _ := FindGlobalKey(key)
	return coverage()[known.Name], len(Prefixes())
}

// globalKeys are the keys that AWS fills in for requests to services of every
// kind, and those of a role's session that say who got its credentials.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var globalKeys = []ConditionKey{
	// The principal.
	{"aws:PrincipalArn", ARNKey},
	{"aws:PrincipalAccount", StringKey},
	{"aws:PrincipalOrgPaths", StringsKey},
	{"aws:PrincipalOrgID", StringKey},
	{"aws:PrincipalOrgMasterAccountId", StringKey}, // in policies of AWS itself, on no page
	{"aws:PrincipalTag/${TagKey}", StringKey},
	{"aws:PrincipalIsAWSService", BoolKey},
	{"aws:PrincipalServiceName", StringKey},
	{"aws:PrincipalServiceNamesList", StringsKey},
	{"aws:PrincipalType", StringKey},
	{"aws:userid", StringKey},
	{"aws:username", StringKey},

	// The session.
	{"aws:AssumedRoot", BoolKey},
	{"aws:FederatedProvider", StringKey},
	{"aws:TokenIssueTime", DateKey},
	{"aws:MultiFactorAuthAge", NumericKey},
	{"aws:MultiFactorAuthPresent", BoolKey},
	{"aws:ChatbotSourceArn", ARNKey},
	{"aws:Ec2InstanceSourceVpc", StringKey},
	{"aws:Ec2InstanceSourcePrivateIPv4", IPAddressKey},
	{"aws:SourceIdentity", StringKey},
	{"aws:SignInSessionArn", ARNKey},
	{"ec2:RoleDelivery", NumericKey},
	{"ec2:SourceInstanceArn", ARNKey},
	{"glue:RoleAssumedBy", StringKey},
	{"glue:CredentialIssuingService", StringKey},
	{"codebuild:BuildArn", ARNKey},
	{"codebuild:ProjectArn", ARNKey},
	{"lambda:SourceFunctionArn", ARNKey},
	{"ssm:SourceInstanceArn", ARNKey},
	{"identitystore:UserId", StringKey},

	// The network.
	{"aws:SourceIp", IPAddressKey},
	{"aws:SourceVpc", StringKey},
	{"aws:SourceVpcArn", ARNKey},
	{"aws:SourceVpce", StringKey},
	{"aws:VpceAccount", StringKey},
	{"aws:VpceOrgPaths", StringsKey},
	{"aws:VpceOrgID", StringKey},
	{"aws:VpcSourceIp", IPAddressKey},

	// The resource.
	{"aws:ResourceAccount", StringKey},
	{"aws:ResourceOrgID", StringKey},
	{"aws:ResourceOrgPaths", StringsKey},
	{"aws:ResourceTag/${TagKey}", StringKey},

	// The request.
	{"aws:CalledVia", StringsKey},
	{"aws:CalledViaFirst", StringKey},
	{"aws:CalledViaLast", StringKey},
	{"aws:CalledViaAWSMCP", StringKey},
	{"aws:ViaAWSService", BoolKey},
	{"aws:ViaAWSMCPService", BoolKey},
	{"aws:CurrentTime", DateKey},
	{"aws:EpochTime", DateKey}, // or a number of seconds
	{"aws:referer", StringKey},
	{"aws:RequestedRegion", StringKey},
	{"aws:RequestTag/${TagKey}", StringKey},
	{"aws:TagKeys", StringsKey},
	{"aws:SecureTransport", BoolKey},
	{"aws:SourceArn", ARNKey},
	{"aws:SourceAccount", StringKey},
	{"aws:SourceOwner", StringKey},
	{"aws:SourceOrgPaths", StringsKey},
	{"aws:SourceOrgID", StringKey},
	{"aws:UserAgent", StringKey},
	{"aws:IsMcpServiceAction", BoolKey},
}
