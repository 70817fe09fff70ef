package spec

import (
	"github.com/emriam/emriam/internal/lists"
)

// Kind says what EMR does with a role. The default guard of a role's trust
// and the service it is passed to follow from it.
type Kind string

// The kinds.
const (
	KindService     Kind = "service"
	KindInstance    Kind = "instance"
	KindAutoScaling Kind = "autoscaling"
	KindNotebooks   Kind = "notebooks"
	KindStudio      Kind = "studio"
	KindStudioUser  Kind = "studio-user"
	KindServerless  Kind = "serverless"
	KindEMRFS       Kind = "emrfs"
	KindRuntime     Kind = "runtime"
	KindEKSJob      Kind = "eks-job"
	KindOther       Kind = "other"

	KindIdentityCenter Kind = "identity-center"
)

// ConfusedDeputy is the confused-deputy condition of a trust policy, which keeps a
// stranger from using the role through its service: the key guard in a spec.
type ConfusedDeputy string

const (
	confusedDeputyNone    ConfusedDeputy = "none"
	ConfusedDeputyAccount ConfusedDeputy = "source-account"
	ConfusedDeputyARN     ConfusedDeputy = "source-arn" // the account as well
)

// ConfusedDeputies are the values of the key guard.
var ConfusedDeputies = []string{string(ConfusedDeputyARN), string(ConfusedDeputyAccount), string(confusedDeputyNone)}

// KindInfo has the properties of a kind of roles.
type KindInfo struct {
	Kind           Kind
	PassedTo       string         // the service that takes the role by iam:PassRole, or ""
	ConfusedDeputy ConfusedDeputy // the default of a trust policy for one of EMR's services
	Region         bool           // the condition names the Region: the role serves only one Region
	session        string         // what a trust must allow beside sts:AssumeRole, or ""
}

// kindTable is the closed list of kinds. Confused-deputy conditions are as AWS documents them:
// emr-iam-role and emr-studio-service-role (ManagementGuide), getting-started
// (EMR Serverless), as of May 2026. IAM roles are global, so the guard of a
// service role takes any Region. Auto Scaling has none, although AWS's page
// shows one: scaling then fails in practice
// (terraform-aws-modules/terraform-aws-emr#22), and the roles that
// "aws emr create-default-roles" makes have none either. EMR tags the sessions
// of runtime roles (emr-steps-runtime-roles), EKS Pod Identity those of jobs
// (pod-id-role, Amazon EKS, as of November 2026), and a Studio and clusters (emr-idc-start) say who the user is
// (emr-studio-user-permissions).
var kindTable = []KindInfo{
	{KindService, "elasticmapreduce", ConfusedDeputyARN, false, ""},
	{KindInstance, "ec2", confusedDeputyNone, false, ""},
	{KindAutoScaling, "application-autoscaling", confusedDeputyNone, false, ""},
	{KindNotebooks, "elasticmapreduce", ConfusedDeputyARN, false, ""},
	{KindStudio, "elasticmapreduce", ConfusedDeputyARN, true, ""},
	{KindStudioUser, "elasticmapreduce", confusedDeputyNone, false, "sts:SetContext"},
	{KindServerless, "emr-serverless", ConfusedDeputyAccount, false, ""},
	{KindEMRFS, "", confusedDeputyNone, false, ""},
	{KindRuntime, "", confusedDeputyNone, false, "sts:TagSession"},
	{KindEKSJob, "pods.eks", confusedDeputyNone, false, "sts:TagSession"},
	{KindIdentityCenter, "", confusedDeputyNone, false, "sts:SetContext"},
	{KindOther, "", confusedDeputyNone, false, ""},
}

// Info returns the row of k in the table of kinds.
func (k Kind) Info() KindInfo {
	info := lists.Find(kindTable, func(info KindInfo) bool { return info.Kind == k })
	info.Kind = k
	return info
}

// Service returns the service that assumes roles of kind k, as written under trust,
// e.g., "ec2"; "" for none.
func (k Kind) Service() string { return k.Info().PassedTo }

// SessionAction is what the trust of a role of kind k must allow beside
// sts:AssumeRole, e.g., "sts:TagSession", or "" if nothing.
func (k Kind) SessionAction() string { return k.Info().session }

// Guarded reports whether AWS documents a guard against a confused deputy for
// roles of kind k.
func (k Kind) HasConfusedDeputy() bool {
	g := k.Info().ConfusedDeputy
	return g == ConfusedDeputyAccount || g == ConfusedDeputyARN
}

// KindNames returns the kinds that a spec can name.
func KindNames() []string {
	return lists.Map(kindTable, func(info KindInfo) string { return string(info.Kind) })
}

// Alphanumeric returns the ASCII letters and digits of s.
func Alphanumeric(s string) string {
	out := lists.Filter([]byte(s), IsAlnum)
	return string(out)
}

// IsAlnum reports whether c is an ASCII letter or a digit.
func IsAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
