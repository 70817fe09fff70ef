package spec

import "slices"

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
	KindOther       Kind = "other"
)

// guard says how a trust keeps the service from being used by a stranger (the
// confused deputy).
type guard string

const (
	guardNone    guard = "none"
	guardAccount guard = "source-account"
	guardARN     guard = "source-arn" // the account as well
)

var guards = []string{string(guardARN), string(guardAccount), string(guardNone)}

// kindInfo is what follows from a role's kind.
type kindInfo struct {
	kind     Kind
	passedTo string // the service that takes the role by iam:PassRole, or ""
	guard    guard  // of a trust in a service, unless the trust says otherwise
	region   bool   // the guard names the Region: the role serves one Region only
	session  string // what a trust must allow beside sts:AssumeRole, or ""
}

// kindTable is the closed list of kinds. Guards are as AWS documents them:
// emr-iam-role and emr-studio-service-role (ManagementGuide), getting-started
// (EMR Serverless), as of May 2026. IAM roles are global, so the guard of a
// service role takes any Region. Auto Scaling has none, although AWS's page
// shows one: scaling then fails in practice
// (terraform-aws-modules/terraform-aws-emr#22), and the roles that
// "aws emr create-default-roles" makes have none either. EMR tags the sessions
// of runtime roles (emr-steps-runtime-roles), and a Studio says who the user is
// (emr-studio-user-permissions).
var kindTable = []kindInfo{
	{KindService, "elasticmapreduce", guardARN, false, ""},
	{KindInstance, "ec2", guardNone, false, ""},
	{KindAutoScaling, "application-autoscaling", guardNone, false, ""},
	{KindNotebooks, "elasticmapreduce", guardARN, false, ""},
	{KindStudio, "elasticmapreduce", guardARN, true, ""},
	{KindStudioUser, "elasticmapreduce", guardNone, false, "sts:SetContext"},
	{KindServerless, "emr-serverless", guardAccount, false, ""},
	{KindEMRFS, "", guardNone, false, ""},
	{KindRuntime, "", guardNone, false, "sts:TagSession"},
	{KindOther, "", guardNone, false, ""},
}

func (k Kind) info() kindInfo {
	i := slices.IndexFunc(kindTable, func(info kindInfo) bool { return info.kind == k })
	if i < 0 {
		return kindInfo{kind: k}
	}
	return kindTable[i]
}

// Service is the service that acts with roles of kind k, as trust writes it,
// e.g., "ec2", or "" if none does.
func (k Kind) Service() string { return k.info().passedTo }

// SessionAction is what the trust of a role of kind k must allow beside
// sts:AssumeRole, e.g., "sts:TagSession", or "" if nothing.
func (k Kind) SessionAction() string { return k.info().session }

// Guarded reports whether AWS documents a guard against a confused deputy for
// roles of kind k.
func (k Kind) Guarded() bool {
	g := k.info().guard
	return g == guardAccount || g == guardARN
}

func kindNames() []string {
	var out []string
	for _, info := range kindTable {
		out = append(out, string(info.kind))
	}
	return out
}

// service is an AWS service as a principal.
type service struct {
	name     string // as trust and passes write it, e.g., "ec2"
	china    bool   // the principal ends in .com.cn in aws-cn
	passedTo string // the pattern AWS writes for iam:PassedToService
	sid      string // of the PassRole statement
}

// serviceTable is the closed list of services that EMR's roles trust or are
// passed to. Which principal ends in .cn is as awscli 1.45 writes it
// (customizations/emr/createdefaultroles.py); no ".cn" form of emr-serverless
// is on record. With the plain name in aws-cn, clusters end in an internal
// error (aws/aws-cdk#19867).
var serviceTable = []service{
	{"elasticmapreduce", true, "elasticmapreduce.amazonaws.com*", "PassService"},
	{"ec2", false, "ec2.amazonaws.com*", "PassInstance"},
	{"application-autoscaling", true, "application-autoscaling.amazonaws.com*", "PassAutoScaling"},
	{"emr-serverless", false, "emr-serverless.amazonaws.com", "PassServerless"},
}

func findService(name string) (service, bool) {
	i := slices.IndexFunc(serviceTable, func(s service) bool { return s.name == name })
	if i < 0 {
		return service{}, false
	}
	return serviceTable[i], true
}

// ServicePrincipal is the principal of a service that EMR's roles trust: one
// text, or a ByPartition. It is nil for a service that is not in the table.
func ServicePrincipal(name string) Value {
	s, ok := findService(name)
	if !ok {
		return nil
	}
	return s.principal()
}

func serviceNames() []string {
	var out []string
	for _, s := range serviceTable {
		out = append(out, s.name)
	}
	return out
}

// principal is the service's principal: one text where all partitions agree.
func (s service) principal() Value {
	plain := s.name + ".amazonaws.com"
	if !s.china {
		return Text(plain)
	}
	in := map[string]string{}
	for _, p := range Partitions {
		in[p] = plain
	}
	in["aws-cn"] = plain + ".cn"
	return Value{ByPartition{Key: alnum(s.name), In: in}}
}

// sourceARN is what aws:SourceArn looks like when the service acts for this
// account.
func (s service) sourceARN(region Part) Value {
	tail := ":*"
	if s.name == "application-autoscaling" {
		tail = ":scalable-target/*"
	}
	return Value(nil).append(Lit("arn:"), Partition, Lit(":"+s.name+":"), region, Lit(":"), AccountID, Lit(tail))
}

func alnum(s string) string {
	var out []byte
	for _, c := range []byte(s) {
		if isAlnum(c) {
			out = append(out, c)
		}
	}
	return string(out)
}
