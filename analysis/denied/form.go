package denied

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Form is a kind of message.
type Form struct {
	Name    string // e.g., "identity-implicit"
	Title   string // what the message says, in general
	Example string // a message of this form
	Cause   Cause
	Why     string // what is wrong
	Check   string // how to see that it is so
	Fix     string // what to do
	Source  string // where AWS documents the form, or someone reports it

	words    []string // a message has one of them, in lower case: looking for them costs less than the pattern
	explicit bool
	policy   []string              // words by which the policy is known that the message names
	pattern  func() *regexp.Regexp // or the pattern; its groups are the role, or the one named caller
	action   string                // what it is about, if the message does not say so
}

const (
	iamMessages   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
	emrRoles      = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-roles-custom.html"
	emrLinked     = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/using-service-linked-roles-cleanup.html"
	stsDecode     = "https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html"
	serverlessJob = "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/security-iam-runtime-role.html"
	passRole      = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"
)

const session = "User: arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0abc1234 is not authorized to perform: "

// Forms are all kinds of messages, each after those that are more special. The
// first ones have one wording, and differ in the reason at its end.
var Forms = slices.Concat([]Form{
	{
		Name: "pass-role", Title: "… is not authorized to perform: iam:PassRole on resource: …", Cause: Identity, action: "iam:PassRole",
		Example: "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/AcmeNode because no identity-based policy allows the iam:PassRole action",
		Why:     "Whoever starts a cluster or a job gives it a role, and needs iam:PassRole for that role and for the service that takes it.",
		Check:   "emriam can POLICY iam:PassRole ROLE_ARN --context iam:PassedToService=SERVICE",
		Fix:     "Add the role to passes of the policy or role that starts it.",
		Source:  passRole,
	},
}, reasons(), []Form{
	{
		Name: "explicit", Title: "… with an explicit deny", Cause: Unknown, explicit: true, policy: []string{""},
		words:   []string{"explicit deny", "explicitly den", "policy allow", "policies allow", "boundary allow", "not allow", "denied by", "blocked by"},
		Example: session + "s3:PutObject on resource: arn:aws:s3:::acme/x with an explicit deny",
		Why:     "A statement denies it; the message does not say in which policy.",
		Check:   "emriam can ROLE ACTION RESOURCE shows whether it is in the spec; else it is in a policy of the resource or the organization.",
		Fix:     "Find the statement. It is there on purpose: narrow it if the request should be allowed.", Source: iamMessages,
	},
	{
		Name: "assume-web-identity", Title: "Not authorized to perform sts:AssumeRoleWithWebIdentity", Cause: Trust, action: "sts:AssumeRoleWithWebIdentity",
		Example: "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity",
		Why:     "The trust policy of the role does not accept the token: another OIDC provider, namespace or service account, or a condition on sub or aud that does not match.",
		Check:   "Compare Principal.Federated and the condition on …:sub with the cluster's issuer and `emr-containers-sa-*-*-ACCOUNT-*`.",
		Fix:     "Run aws emr-containers update-role-trust-policy, or write the same statement in trust of the role.",
		Source:  "https://github.com/aws-samples/aws-cdk-for-emr-on-eks/issues/2",
	},
	{
		Name: "plain", Title: "User: … is not authorized to perform: …", Cause: Unknown,
		words:   []string{"authoriz", "authoris"},
		Example: session + "elasticmapreduce:AddTags on resource: arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/*",
		Why:     "The service does not say which policy denied it; most often, no identity-based policy allows it.",
		Check:   "emriam can ROLE ACTION RESOURCE", Fix: "If the spec does not allow it, go on as for identity-implicit. If it does, a policy of the resource, its key, a VPC endpoint, the session or the organization denies it, or the spec is not deployed.", Source: iamMessages,
	},
	{
		Name: "api", Title: "API: … Access Denied", Cause: Identity,
		words:   []string{"denied", "forbidden", "not authorized"},
		pattern: lazily(`\bAPI: ?[a-z][a-z0-9-]+:[A-Za-z]\w+ (?i:access ?denied|forbidden|(?:you are )?not authorized)`),
		Example: "CREATE_FAILED AWS::S3::Bucket LogBucket API: s3:PutBucketVersioning Access Denied",
		Why:     "Whoever deploys the stack, or the role that CloudFormation uses, may not do it.",
		Check:   "emriam can ROLE ACTION", Fix: "Go on as for identity-implicit, with the role or user that deploys.", Source: "https://github.com/awslabs/service-workbench-on-aws/pull/824",
	},
	{
		Name: "encoded", Title: "You are not authorized to perform this operation. Encoded authorization failure message: …", Cause: Unknown,
		words:   []string{"encoded", "to perform this"},
		pattern: lazily(`(?i)(?:encoded (?:authorization failure )?message|you are not authorized to perform this (?:operation|action))`),
		Example: "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn",
		Why:     "Only AWS can decode the message; it has the action, the resource and the condition keys.",
		Check:   "aws sts decode-authorization-message --encoded-message MESSAGE --query DecodedMessage --output text | emriam denied -",
		Fix:     "Decode it first. EMR's service roles mostly lack a tag on a subnet, security group or instance.", Source: stsDecode,
	},
	{
		Name: "decoded", Title: `{"allowed":false,"explicitDeny":…,"context":{…}}`, Cause: Unknown,
		words:   []string{`"allowed`},
		Example: `{"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},"failures":{"items":[]},"context":{"principal":{"id":"AROAEXAMPLE:CCSSession","arn":"arn:aws:sts::111122223333:assumed-role/AcmeService/CCSSession"},"action":"ec2:RunInstances","resource":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0abc","conditions":{"items":[]}}}`,
		Why:     "This is a decoded authorization message: it has the request with all its condition keys.",
		Check:   "emriam denied FILE, with the message in the file", Fix: "Go on as for identity-implicit.", Source: stsDecode,
	},
	{
		Name: "studio-service-role", Title: "Attaching the workspace(notebook) failed. Service Role does not have the required permissions", Cause: Identity,
		words:   []string{"service role does not"},
		pattern: lazily(`(?i)(?:notebook|workspace|studio)\b.{0,120}service role does not have the (?:required |necessary )?permissions?`),
		Example: "Failed to start a Notebook. Notebook is stopped. Service Role does not have the required permissions.",
		Why:     "A call of EMR Studio's or EMR Notebooks' with the service role was denied, mostly of ec2:CreateNetworkInterface or ec2:CreateSecurityGroup: the role lacks it, or the VPC, the subnets or the security groups lack the tag for-use-with-amazon-emr-managed-policies: true; else S3 or a secret.",
		Check:   "emriam can ROLE ec2:CreateNetworkInterface, and the events of the role with an errorCode in CloudTrail",
		Fix:     "Use the template studio-service, and tag the VPC, the subnets, the security groups and the secrets of Git repositories.",
		Source:  "https://github.com/terraform-aws-modules/terraform-aws-emr/issues/25",
	},
	{
		Name: "service-role-permissions", Title: "Service role … has insufficient EC2 permissions", Cause: Identity, action: "ec2:RunInstances",
		words:   []string{"has insufficient"},
		pattern: lazily(`(?i)service role:? ?(?:\S+)?(?: [^.]{1,60}?)? has insufficient (?:\w+) permissions`),
		Example: "VALIDATION_ERROR: Service role arn:aws:iam::111122223333:role/AcmeService has insufficient EC2 permissions",
		Why:     "A call of EMR's with the service role was denied: the role may not launch instances, or, with AmazonEMRServicePolicy_v2, the subnet, security groups or the cluster lack the tag for-use-with-amazon-emr-managed-policies: true, or it may not pass the instance role.",
		Check:   "Look in CloudTrail for events of the service role with an errorCode, and give them to emriam denied.",
		Fix:     "Tag the VPC, subnet and security groups and the cluster; then compare passes of the service role with the instance profile.",
		Source:  "https://github.com/terraform-aws-modules/terraform-aws-emr/issues/3",
	},
	{
		Name: "linked-role", Title: "Service-linked role '…' for EMR is required", Cause: Linked, action: "iam:CreateServiceLinkedRole",
		words:   []string{"service-linked role", "service linked role", "createservicelinkedrole", "servicelinkedrolecreation"},
		pattern: lazily(`(?i)service[- ]linked role:? ?["']?(?:AWSServiceRole\w+)?["']? ?(?:for \w+ )?(?:is required|does not exist|could not be created|cannot be found)|calling (?:the )?CreateServiceLinkedRole|ServiceLinkedRoleCreationNotPermitted|(?:not|unable|permissions?|failed)\b[^\n]{0,40} creat\w+ (?:[\w-]+ ){0,3}?service[- ]linked role`),
		Example: "Service-linked role 'AWSServiceRoleForEMRCleanup' for EMR is required. Please create this role directly or add permission to create it in your IAM entity.",
		Why:     "The first cluster of an account creates the role, and whoever starts it may not.",
		Check:   "aws iam get-role --role-name AWSServiceRoleForEMRCleanup",
		Fix:     "Run aws iam create-service-linked-role --aws-service-name SERVICE once; SERVICE is elasticmapreduce.amazonaws.com, or for EMR Serverless ops.emr-serverless.amazonaws.com. Or let whoever starts clusters or creates applications do it: write serviceLinkedRoles: [EMRCleanup], or [EMRServerless], in their policy.",
		Source:  emrLinked,
	},
	{
		Name: "call-ec2", Title: "User account is not authorized to call EC2", Cause: Identity, action: "iam:PassRole",
		words:   []string{"authorized to call"},
		pattern: lazily(`(?i)(?:user account|role:? ?(?:\S+)?) is not authorized to call (?:EC2|IAM|S3)`),
		Example: "ValidationException: User account is not authorized to call EC2",
		Why:     "The caller may not retrieve and pass the service role or the instance profile, or the EC2 actions of cluster creation are denied to the caller.",
		Check:   "emriam can POLICY iam:PassRole INSTANCE_ROLE_ARN --context iam:PassedToService=ec2.amazonaws.com",
		Fix:     "Attach a policy with passes for both roles to whoever starts clusters, such as the template pass-roles.", Source: emrRoles,
	},
	{
		Name: "profile-required", Title: "InstanceProfile is required for creating cluster", Cause: Profile,
		words:   []string{"profile is required"},
		pattern: lazily(`(?i)instance ?profile is required`),
		Example: "ValidationException: InstanceProfile is required for creating cluster.",
		Why:     "The request names no instance profile (JobFlowRole).",
		Check:   "Look at JobFlowRole, or instance_profile, of the request.",
		Fix:     "Name the profile of the instance role. No permission is missing.", Source: "https://github.com/ambiata/ivory/pull/666",
	},
	{
		Name: "profile-invalid", Title: "Invalid InstanceProfile: …", Cause: Profile,
		words:   []string{"invalid instance", "invalid iam instance", "instance profile", "instanceprofile"},
		pattern: lazily(`(?i)(?:invalid (?:iam )?instance ?profile:? ?(?:[^\s,;"']+)?|([\w+=,.@-]*[A-Z_-][\w+=,.@-]*) instance ?profile is (?:invalid|not valid)|instance ?profile:? (?:\S+) (?:is invalid|does not exist|not found|cannot be found|has no associated (?:iam )?roles?))`),
		Example: "ValidationException: Invalid InstanceProfile: AcmeNode.",
		Why:     "There is no instance profile of that name, it has no role, or the role has another name than the profile, which EMR does not support.",
		Check:   "aws iam get-instance-profile --instance-profile-name NAME",
		Fix:     "Write instanceProfile: true, which gives the role a profile of its own name. No permission is missing.", Source: emrRoles,
	},
	{
		Name: "profile-denied", Title: "Failed to authorize instance profile …", Cause: Profile,
		words:   []string{"failed to authorize"},
		pattern: lazily(`(?i)failed to authorize (?:the )?instance ?profile:? ?(?:[^\s,;"']+)`),
		Example: "AccessDeniedException: Failed to authorize instance profile arn:aws:iam::111122223333:instance-profile/AcmeNode.",
		Why:     "EMR cannot use the profile: it was created seconds ago, has no role, its role does not trust ec2, or the caller may not pass it.",
		Check:   "aws iam get-instance-profile --instance-profile-name NAME, and emriam can POLICY iam:PassRole ROLE_ARN",
		Fix:     "Wait and retry if the profile is new; else put the role in it, or add the role to passes of the caller.",
		Source:  "https://github.com/hashicorp/terraform-provider-aws/pull/3050",
	},
	{
		Name: "service-role-invalid", Title: "EMR service role … is invalid", Cause: Trust,
		words:   []string{"is invalid", "is not valid", " trust"},
		pattern: lazily(`(?i)(?:service ?role:? ?["'*]*([\w+=,.@/:<>*-]+)|([\w+=,.@-]*EMR\w*role[\w+=,.@-]*))["'*]* is (?:invalid|not valid)|role:? ?(?:\S+)(?: \w+){0,3} (?:is invalid or )?does not have (?:the |a )?(?:required |correct |valid )?trust`),
		action:  "sts:AssumeRole",
		Example: "VALIDATION_ERROR: EMR service role arn:aws:iam::111122223333:role/AcmeService is invalid",
		Why:     "EMR cannot assume the role: it does not exist (yet), or its trust policy does not name elasticmapreduce, or its confused-deputy condition does not match the account or Region.",
		Check:   "emriam can ROLE sts:AssumeRole --principal elasticmapreduce.amazonaws.com --context aws:SourceAccount=ACCOUNT",
		Fix:     "Write trust: {service: elasticmapreduce}. A new role needs some seconds before EMR sees it.",
		Source:  "https://github.com/josephmachado/beginner_de_project/issues/28",
	},
	{
		Name: "runtime-role-trust", Title: "Could not assume runtime role … because it does not exist or isn't set up with the required trust relationship", Cause: Trust, action: "sts:AssumeRole",
		words:   []string{" assume ", " assuming "},
		pattern: lazily(`(?i)(?:could not|cannot|unable to|failed to|error) assum(?:e|ing) (?:the )?(?:[\w-]+ ){0,5}?role:? ?["'\[]?(?:arn:\S+|[\w+=,.@/-]*[A-Z0-9_-][\w+=,.@/-]*)?`),
		Example: "Could not assume runtime role arn:aws:iam::111122223333:role/AcmeJob because it does not exist or isn't setup with the required trust relationship.",
		Why:     "The trust policy of the role does not name the service, or its condition names another application or account; a new role needs some seconds.",
		Check:   "emriam can ROLE sts:AssumeRole --principal emr-serverless.amazonaws.com --context aws:SourceAccount=ACCOUNT",
		Fix:     "Write trust: {service: emr-serverless}, or for a runtime role of steps trust: {role: InstanceRole}.", Source: serverlessJob,
	},
	{
		Name: "assume-neither", Title: "Neither the global service principal …, nor the regional one is authorized to assume the provided role", Cause: Trust, action: "sts:AssumeRole",
		words:   []string{"neither the global"},
		pattern: lazily(`(?i)neither the global service principal (?:[\w.-]+),? nor the regional one is authorized to assume`),
		Example: "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
		Why:     "The trust policy of the role does not name the service, or has the name of one Region only.",
		Check:   "emriam can ROLE sts:AssumeRole --principal SERVICE", Fix: "Write trust: {service: states}, or the service that the message names.",
		Source: "https://github.com/lumigo-io/lumigo-CLI/issues/83",
	},
	{
		Name: "assume-denied", Title: "… is not authorized to assume the role …", Cause: Trust, action: "sts:AssumeRole",
		words:   []string{"to assume", "be assumed"},
		pattern: lazily(`(?i)\bnot authorized to assume\b|role:? ?(?:with arn:? )?["']?(?:arn:[^\s"']+)?["']?[^.]{0,80}? (?:cannot|not|is unable to) be assumed(?: by (?:(?:the |service |principal |user )*["']?(?P<caller>arn:[^\s"']+|[\w-]+\.[\w.-]+))?)?|could not be used to assume|\brole (?:[\w-]+ ){0,3}must allow [^\n]{1,80}? to assume\b`),
		Example: "arn:aws:iam::111122223333:user/ana is not authorized to assume the role arn:aws:iam::111122223333:role/AcmeStep",
		Why:     "The trust policy of the role does not name the caller.",
		Check:   "emriam can ROLE sts:AssumeRole --principal CALLER", Fix: "Add the caller to trust of the role.",
		Source: "https://github.com/awsdocs/aws-step-functions-developer-guide/issues/23",
	},
	{
		Name: "runtime-roles-required", Title: "Runtime roles are required for this cluster", Cause: Cluster,
		words:   []string{"runtime roles are"},
		pattern: lazily(`(?i)runtime roles are (?:required for|not supported on) this cluster`),
		Example: "ValidationException: Runtime roles are required for this cluster. Please specify the role using the ExecutionRoleArn parameter.",
		Why:     "The security configuration of the cluster says whether each step names a role of its own.",
		Check:   "Look at EnableApplicationScopedIAMRole of the security configuration.",
		Fix:     "Give the step an ExecutionRoleArn, or set runtimeRoles of the security configuration. No permission is missing.", Source: "https://github.com/awslabs/amazon-emr-cli/pull/21",
	},
	{
		Name: "kubernetes", Title: "Unauthorized to perform read namespace on …", Cause: Cluster,
		words:   []string{"read namespace"},
		pattern: lazily(`(?i)unauthorized to perform read namespace`),
		Example: "ValidationException: Unauthorized to perform read namespace on jobs.",
		Why:     "Kubernetes denied it, not IAM: the service-linked role of EMR on EKS is not mapped to a user of the cluster.",
		Check:   "aws eks list-access-entries --cluster-name CLUSTER",
		Fix:     "Create an access entry for AWSServiceRoleForAmazonEMRContainers. No IAM permission is missing.", Source: "https://repost.aws/knowledge-center/emr-cluster-creation-failures",
	},
	{
		Name: "kubernetes-unauthorized", Title: "You must be logged in to the server (Unauthorized)", Cause: Cluster,
		words:   []string{"unauthorized", "logged in to the server", "provide credentials"},
		pattern: lazily(`(?i)you must be logged in to the server|the server has asked for the client to provide credentials|error from server \(unauthorized\)|(?:unable to recognize|kubernetes|kubectl|\bhelm\b|\beks\b|cannot patch|applying manifest)[^\n]{0,240}\bunauthorized\b`),
		Example: "error: You must be logged in to the server (Unauthorized)",
		Why:     "Kubernetes denied it, not IAM: no access entry of the EKS cluster, and no line of aws-auth, has the role or user that called.",
		Check:   "aws sts get-caller-identity, and aws eks list-access-entries --cluster-name CLUSTER",
		Fix:     "Create an access entry for the role or user. No IAM permission is missing.",
		Source:  "https://github.com/kubernetes-sigs/aws-iam-authenticator/issues/92",
	},
	{
		Name: "kubernetes-rbac", Title: `… is forbidden: User "system:serviceaccount:…" cannot … resource "…"`, Cause: Cluster,
		words:   []string{"is forbidden", "rbac permissions", "cannot "},
		pattern: lazily(`(?i)\bis forbidden[.:]? ?user\b|sufficient RBAC permissions|\buser \S+ cannot \w+ resource "`),
		Example: `persistentvolumeclaims is forbidden: User "system:serviceaccount:jobs:emr-containers-sa-spark-client-111122223333-abc" cannot create resource "persistentvolumeclaims" in API group "" in the namespace "jobs"`,
		Why:     "Kubernetes denied it, not IAM: the Kubernetes role of the service account, or of EMR on EKS in the namespace, lacks the resource or the verb.",
		Check:   "kubectl auth can-i VERB RESOURCE --as system:serviceaccount:NAMESPACE:NAME -n NAMESPACE",
		Fix:     "Add the verb to the Kubernetes role, or create the roles of EMR on EKS again: eksctl create iamidentitymapping --service-name emr-containers. No IAM permission is missing.",
		Source:  "https://docs.aws.amazon.com/eks/latest/eksctl/emr-access.html",
	},
	{
		Name: "hadoop", Title: "Permission denied: user=…, access=…, inode=…", Cause: Cluster,
		words:   []string{"permission denied", "privilege", "authorization", "access denied: cannot"},
		pattern: lazily(`(?i)permission denied:? user ?[=\[]|\b(?:topic|group|cluster)[ _]?authorization[ _]?(?:exception|failed)|AccessControlException: permission denied(?:$|[^:]|: ?[^s ])|Access Denied: Cannot \w+|does not have \[?\w+\]? privilege`),
		Example: `org.apache.hadoop.security.AccessControlException: Permission denied: user=ana, access=WRITE, inode="/user":hdfs:hdfsadmingroup:drwxr-xr-x`,
		Why:     "HDFS, Hive, Trino, Apache Ranger or Kafka denied it to a user of the cluster, not IAM; only a Kafka cluster of MSK with IAM access control asks for kafka-cluster permissions.",
		Check:   "hdfs dfs -ls -d DIRECTORY on the cluster, or the policies in Ranger",
		Fix:     "Create the user's directory, or allow the user in Ranger or in Kafka's ACLs. No IAM permission is missing.",
		Source:  "https://github.com/aws-samples/aws-emr-apache-ranger/issues/40",
	},
	{
		Name: "lake-formation", Title: "Insufficient Lake Formation permission(s) on …", Cause: Lake,
		words:   []string{"lake formation permission", "lakeformation permission"},
		pattern: lazily(`(?i)\b(?:insufficient|sufficient|not have|lacks?|missing|required?|needs?|no) (?:[\w-]+ ){0,3}?lake ?formation permission`),
		Example: "AccessDeniedException: Insufficient Lake Formation permission(s): Required Describe on sales",
		Why:     "IAM allows the request; a grant of Lake Formation on the database or table is missing.",
		Check:   "aws lakeformation list-permissions --principal DataLakePrincipalIdentifier=ROLE_ARN",
		Fix:     "Run aws lakeformation grant-permissions for the role. An IAM permission changes nothing.", Source: "https://docs.aws.amazon.com/lake-formation/latest/dg/troubleshooting.html",
	},
	{
		Name: "key-not-found", Title: "The ciphertext refers to a customer master key that does not exist, …, or you are not allowed to access", Cause: Resource, action: "kms:Decrypt",
		words:   []string{"refers to a"},
		pattern: lazily(`(?i)(?:ciphertext|key) refers to a (?:customer )?(?:master )?key that does not exist`),
		Example: "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
		Why:     "The role may not use the key, or its key policy does not name the role; the message hides which.",
		Check:   "emriam can ROLE kms:Decrypt KEY, and aws kms get-key-policy --key-id KEY",
		Fix:     "Give the template its KeyArn, and name the role in the key policy.", Source: "https://github.com/aws-samples/emr-serverless-samples/pull/11",
	},
	{
		Name: "cross-account-pass", Title: "Cross-account pass role is not allowed", Cause: Identity, action: "iam:PassRole",
		words:   []string{"pass role"},
		pattern: lazily(`(?i)cross-account pass role is not allowed`),
		Example: "ValidationException: Cross-account pass role is not allowed.",
		Why:     "The role that is passed is in another account than the caller. No permission allows that.",
		Check:   "Compare the account in the role's ARN with aws sts get-caller-identity.",
		Fix:     "Create the role in the caller's account. No permission is missing.", Source: "https://github.com/artilleryio/chaos-lambda/issues/29",
	},
	{
		Name: "credentials", Title: "The security token included in the request is invalid", Cause: Credentials,
		words:   []string{"security token", "expiredtoken", "credentials", "token has expired", "signature we calculated", "invalidaccesskeyid", "invalidclienttokenid", "signaturedoesnotmatch", "access key id", "unrecognizedclient", "missingauthenticationtoken"},
		pattern: lazily(`(?i)security token included in the request is (?:invalid|expired)|\b(?:expiredtoken|InvalidAccessKeyId|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|MissingAuthenticationToken)(?:exception)?\b|access key id you provided does not exist|not able to validate the provided access credentials|missing credentials\b|(?:unable to|could not|cannot|failed to) (?:load|locate|find|get|obtain|resolve|retrieve|fetch|refresh)(?: \w+){0,3} credentials|no (?:aws )?credentials (?:provided|found)|authorization token has expired|no basic auth credentials|the request signature we calculated does not match`),
		Example: "UnrecognizedClientException: The security token included in the request is invalid.",
		Why:     "AWS does not know the credentials: they are missing, wrong or have expired. No policy was evaluated.",
		Check:   "aws sts get-caller-identity, where the request was made",
		Fix:     "Get new credentials, or attach the instance profile or role that should give them. No permission is missing.",
		Source:  "https://github.com/apache/dolphinscheduler/issues/16963",
	},
	{
		Name: "missing-permission", Title: "… does not have permission …", Cause: Identity,
		words:   []string{"permission", "lacks ", "lacking ", "missing ", "needs ", "requires ", "not have ", "n't have "},
		Example: "The service role AcmeStudioRole does not have permission to perform elasticmapreduce:ListInstances",
		Why:     "The role that the message names lacks a permission.",
		Check:   "emriam can ROLE ACTION", Fix: "Go on as for identity-implicit.", Source: "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html",
	},
	{
		Name: "image", Title: "failed to pull image …dkr.ecr…: 403 Forbidden", Cause: Unknown, action: "ecr:BatchGetImage",
		words:   []string{".dkr.ecr.", "ecr image", "ecr repository"},
		pattern: lazily(`(?i)(?:[\w*<>.-]+\.dkr\.ecr\.[\w.*<>-]+/[\w./*<>-]+)[^\n]{0,400}?(?:\b40[13]\b|forbidden|denied|not authorized|unauthorized)|(?:access ?denied|not authorized|40[13] (?:forbidden|unauthorized))[^\n]{0,120}?(?:(?:[\w*<>.-]+\.dkr\.ecr\.[\w.*<>-]+/[\w./*<>-]+)|ecr (?:image|repository))`),
		Example: "failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/spark:1: pulling from host 111122223333.dkr.ecr.eu-west-1.amazonaws.com failed with status code [manifests 1]: 403 Forbidden",
		Why:     "Whoever pulls the image may not, or the policy of the repository does not allow it: the instance role, the role of the Kubernetes nodes or, for EMR Serverless, the service emr-serverless.amazonaws.com.",
		Check:   "emriam can ROLE ecr:BatchGetImage, and aws ecr get-repository-policy --repository-name NAME",
		Fix:     "Allow ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer to the role, and in the policy of the repository if it is in another account.",
		Source:  "https://github.com/aws/aws-cdk/issues/29876",
	},
	{
		Name: "s3", Title: "Access Denied (Service: Amazon S3; Status Code: 403; …)", Cause: Unknown,
		words:   []string{"denied", "forbidden", "403", "output bucket"},
		pattern: lazily(`(?i)unable to verify/create output bucket`),
		Example: "com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: ABC)",
		Why:     "S3 or EMRFS was denied an object or bucket; the message does not say by which policy: the role's, the bucket's, the endpoint's, or that of the key that encrypts the object.",
		Check:   "emriam can ROLE s3:GetObject arn:aws:s3:::BUCKET/KEY, then the bucket policy and the key policy",
		Fix:     "Name the bucket in the template, give it the KeyArn if the bucket is encrypted, or ask the bucket's owner.", Source: "https://github.com/aws-samples/emr-bootstrap-actions/issues/24",
	},
	{
		Name: "operation", Title: "An error occurred (AccessDenied) when calling the … operation", Cause: Unknown,
		words:   []string{"denied", "403", "forbidden", "unauthorizedoperation", "authfailure"},
		Example: "An error occurred (AccessDeniedException) when calling the StartJobRun operation: Access Denied",
		Why:     "The service says only which operation was denied.",
		Check:   "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=OPERATION | emriam denied -", Fix: "Find the request first: its event names the resource, and often the policy. Then go on as for plain.", Source: iamMessages,
	},
	{
		Name: "not-authorized", Title: "… is not authorized to …", Cause: Unknown,
		words:   []string{"authoriz", "authoris", "permitted to", "allowed to"},
		Example: "User with accountId: 111122223333 is not authorized to perform CreateLogGroup with Tags (Service: CloudWatchLogs, Status Code: 400, Request ID: ABC)",
		Why:     "The service says in words of its own what was denied, and not as which action it is authorized.",
		Check:   "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=OPERATION | emriam denied -", Fix: "Find the request first: its event names the resource, and often the policy. Then go on as for plain.", Source: "https://github.com/awslabs/aws-well-architected-labs/pull/747",
	},
	{
		Name: "access-denied", Title: "AccessDenied", Cause: Unknown,
		words:   []string{"denied", "not allowed", "unauthorizedoperation", "authorization failure", "forbidden", "403", "have access", "have permission", "have sufficient", "have the"},
		Example: "AccessDeniedException: Access denied",
		Why:     "The message has neither the request nor the reason.",
		Check:   "aws cloudtrail lookup-events --max-results 50 | emriam denied -", Fix: "Find the request first: its event names the action, and often the resource and the policy. Then go on as for plain.", Source: iamMessages,
	},
	{
		Name: "event", Title: "a CloudTrail event with an errorCode", Cause: Unknown,
		Example: `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/AcmeNode/i-0abc"},"eventSource":"glue.amazonaws.com","eventName":"GetTable","awsRegion":"eu-west-1","errorCode":"AccessDenied"}`,
		Why:     "The event has the principal and the operation, and often the message.",
		Check:   "emriam denied FILE, with the event in the file", Fix: "Go on as for plain.", Source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
	},
})

// kinds are the kinds of policies that the reason at the end of a message names:
// one that has a statement which denies the request, and one that does not allow it.
var kinds = []struct {
	cause              Cause
	name               string
	words              []string // by which it is known
	policy             string
	request            string // of the example
	explicit, implicit outcome
}{
	{
		Identity, "identity",
		[]string{"identity"},
		"an identity-based policy", "glue:GetTable on resource: arn:aws:glue:eu-west-1:111122223333:catalog",
		outcome{"A statement with Effect: Deny in a policy of the role or user applies.", "emriam can ROLE ACTION RESOURCE names the statement, with its line.", "Mostly none: a Deny is there on purpose. Narrow the statement if the request should be allowed."},
		outcome{"No statement of the role's or user's policies allows the action on the resource, with the conditions that it has.", "emriam can ROLE ACTION RESOURCE names the statement that comes closest, and what does not match.", "Allow the action on that resource, switch on the permission in the template, or tag the resource, whichever is missing."},
	},
	{
		Boundary, "boundary",
		[]string{"boundar"},
		"a permissions boundary", "glue:CreateTable on resource: arn:aws:glue:eu-west-1:111122223333:catalog",
		outcome{"A statement of the permissions boundary denies it, whatever the role's own policies allow.", "emriam can ROLE ACTION RESOURCE --document BOUNDARY=FILE names the statement.", "Ask whoever owns the boundary."},
		outcome{"The role's policies may allow it, but its permissions boundary does not.", "emriam can ROLE ACTION RESOURCE, with --document BOUNDARY=FILE if the spec does not create the boundary.", "Allow it in the boundary, too; a statement of the role alone changes nothing."},
	},
	{
		Session, "session",
		[]string{"session"},
		"a session policy", "s3:PutObject on resource: arn:aws:s3:::acme/x",
		outcome{"Whoever assumed the role passed a policy for the session, which denies it.", "Look at Policy and PolicyArns of the AssumeRole event in CloudTrail.", "Change the policy that is passed when the role is assumed; the role has nothing to do with it."},
		outcome{"Whoever assumed the role passed a policy for the session, which does not allow it. EMR Studio's session mappings do so.", "Look at Policy and PolicyArns of the AssumeRole event in CloudTrail, or at the session policy of the Studio's user.", "Change the session policy; a permission of the role changes nothing."},
	},
	{
		SCP, "scp",
		[]string{"service control", "scp"},
		"a service control policy", "emr-serverless:StartJobRun on resource: arn:aws:emr-serverless:eu-west-1:111122223333:/applications/a",
		outcome{"A policy of the organization denies it for the whole account.", "aws organizations list-policies-for-target --filter SERVICE_CONTROL_POLICY --target-id ACCOUNT", "Ask whoever runs the organization, or meet what the policy asks for: a Region, an instance type, a tag."},
		outcome{"The organization allows the account only some services, and this is not one of them.", "aws organizations list-policies-for-target --filter SERVICE_CONTROL_POLICY --target-id ACCOUNT", "Ask whoever runs the organization."},
	},
	{
		RCP, "rcp",
		[]string{"resource control", "rcp"},
		"a resource control policy", "sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q",
		outcome{"A policy of the organization that owns the resource denies it, e.g., to principals outside of the organization.", "aws organizations list-policies-for-target --filter RESOURCE_CONTROL_POLICY --target-id ACCOUNT", "Ask whoever runs the organization that owns the resource."},
		outcome{"A policy of the organization that owns the resource does not allow it.", "aws organizations list-policies-for-target --filter RESOURCE_CONTROL_POLICY --target-id ACCOUNT", "Ask whoever runs the organization that owns the resource."},
	},
	{
		Endpoint, "endpoint",
		[]string{"endpoint"},
		"a VPC endpoint policy", "s3:GetObject on resource: \"arn:aws:s3:::eu-west-1.elasticmapreduce/bootstrap.sh\"",
		outcome{"The request goes through a VPC endpoint whose policy denies it.", "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].PolicyDocument'", "Change the policy of the endpoint."},
		outcome{"The request goes through a VPC endpoint whose policy does not allow it. Clusters also read buckets of EMR and of Amazon Linux.", "aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].PolicyDocument'", "Allow it in the policy of the endpoint; a permission of the role changes nothing."},
	},
	{
		Trust, "trust",
		[]string{"trust"},
		"the role trust policy", "sts:AssumeRole on resource: arn:aws:iam::111122223333:role/AcmeStep",
		outcome{"A statement of the trust policy of the role denies it.", "emriam can ROLE sts:AssumeRole --principal CALLER", "Narrow the statement that denies, if the caller should be trusted."},
		outcome{"The trust policy of the role does not name the caller, or asks for something that the request does not have.", "emriam can ROLE sts:AssumeRole --principal CALLER", "Add the caller to trust of the role: trust: {role: …} or trust: {service: …}."},
	},
	{
		Resource, "resource",
		[]string{"resource", "bucket", "key"},
		"a resource-based policy", "kms:Decrypt on resource: arn:aws:kms:eu-west-1:111122223333:key/k",
		outcome{"The policy of the bucket, key or other resource denies it, often because of encryption, the VPC or the organization.", "aws s3api get-bucket-policy --bucket BUCKET, or aws kms get-key-policy --key-id KEY", "Meet what that policy asks for, or ask its owner."},
		outcome{"The policy of the resource does not allow it. A key, and a resource in another account, need that besides the role's permission; in another account, the message may also mean that the role's permission is missing.", "aws kms get-key-policy --key-id KEY, and emriam can ROLE ACTION RESOURCE for the other half", "Name the role in the policy of the resource; resourcePolicies of a spec generates the statement."},
	},
}

type outcome struct{ why, check, fix string }

// reasons are the two forms of each kind of policy.
func reasons() []Form {
	var out []Form
	for _, k := range kinds {
		_, noun, _ := strings.Cut(k.policy, " ")
		action, _, _ := strings.Cut(k.request, " ")
		for _, deny := range []bool{true, false} {
			o, end := k.implicit, " because no "+noun+" allows the "
			f := Form{Name: k.name + "-implicit", Title: "…" + end + "… action", Example: session + k.request + end + action + " action"}
			if deny {
				o, end = k.explicit, " with an explicit deny in "+k.policy
				f = Form{Name: k.name + "-explicit", Title: "…" + end, Example: session + k.request + end}
			}
			f.Cause, f.explicit, f.policy, f.Why, f.Check, f.Fix, f.Source = k.cause, deny, k.words, o.why, o.check, o.fix, iamMessages
			out = append(out, f)
		}
	}
	return out
}

// FindForm returns a form by its name.
func FindForm(name string) (Form, bool) {
	for _, f := range Forms {
		if f.Name == name {
			return f, true
		}
	}
	return Form{}, false
}

// lazily compiles a regular expression when it is first used. All of them together would
// take as long as everything else that happens before a command begins.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
