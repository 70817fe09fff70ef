package spec

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// ServiceInfo is an AWS service as a principal.
type ServiceInfo struct {
	Name           string         // as trust and passes write it, e.g., "ec2"
	PassedTo       string         // the pattern AWS writes for iam:PassedToService
	Sid            string         // of the PassRole statement
	ConfusedDeputy ConfusedDeputy // that AWS's page about a role for the service shows; see Kind for EMR's own services
	source         string         // the resource part of the ARNs that the service sends as aws:SourceArn; "" for "*"
	suffixed       bool           // the principal ends in the domain of the partition, so in .com.cn in aws-cn
}

// emrServices are those that EMR's roles trust or are passed to. The kind of a role
// says how they are guarded. Which principal ends in .cn is as awscli 1.45 writes it
// (customizations/emr/createdefaultroles.py); no ".cn" form of emr-serverless is on
// record. With the plain name in aws-cn, clusters end in an internal error
// (aws/aws-cdk#19867).
var emrServices = []ServiceInfo{
	{Name: "elasticmapreduce", suffixed: true, PassedTo: "elasticmapreduce.amazonaws.com*", Sid: "PassService"},
	{Name: "ec2", PassedTo: "ec2.amazonaws.com*", Sid: "PassInstance"},
	{Name: "application-autoscaling", suffixed: true, PassedTo: "application-autoscaling.amazonaws.com*", Sid: "PassAutoScaling", source: "scalable-target/*"},
	{Name: "emr-serverless", PassedTo: "emr-serverless.amazonaws.com", Sid: "PassServerless"},
}

// guardedServices are services for whose roles AWS shows a confused-deputy
// condition, each with the page that shows it, as read in November 2026. Where the
// pages differ, or show the ARN of one resource only, the weaker guard stands here:
// a wrong one stops the service. Services that are not here have none.
var guardedServices = []ServiceInfo{
	// https://docs.aws.amazon.com/appstream2/latest/developerguide/example-fleet-machine.html
	{Name: "appstream", ConfusedDeputy: ConfusedDeputyAccount},
	// https://docs.aws.amazon.com/sagemaker-unified-studio/latest/adminguide/AmazonSageMakerDomainService.html
	{Name: "datazone", ConfusedDeputy: ConfusedDeputyAccount},
	// https://github.com/aws/agent-toolkit-for-aws, processing-s3-uploads-with-step-functions/scripts/ecs-trust-policy.json
	{Name: "ecs-tasks", ConfusedDeputy: ConfusedDeputyAccount},
	// https://docs.aws.amazon.com/resilience-hub/latest/userguide/next-gen-resilience-testing-iam-single-account.html
	{Name: "fis", ConfusedDeputy: ConfusedDeputyARN, source: "experiment/*"},
	// https://docs.aws.amazon.com/personalize/latest/dg/cross-service-confused-deputy-prevention.html
	{Name: "personalize", ConfusedDeputy: ConfusedDeputyARN},
	// https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
	{Name: "scheduler", ConfusedDeputy: ConfusedDeputyARN, source: "schedule-group/*"},
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/cloud-connector-gcp-automation-assume-role.html
	{Name: "ssm", ConfusedDeputy: ConfusedDeputyAccount},
	// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
	{Name: "states", ConfusedDeputy: ConfusedDeputyARN, source: "stateMachine:*"},
}

// otherServices are further services with a principal of the form
// NAME.amazonaws.com, in every partition: "Service principals are now globally
// <SERVICE>.amazonaws.com" (aws-cdk-lib 2.270.0, region-info/lib/default.js). AWS
// publishes no complete list. These are of awsdocs/iam-user-guide,
// reference_service_principals_listing.md; kevinslin/cdk-constants,
// lib/principals.ts; AWS's managed policies as moto 5.2.1 has them; and, for
// airflow-env, eks-fargate-pods, kafkaconnect, monitoring.rds and vpc-flow-logs,
// trust policies in public repositories, as read in November 2026.
const otherServices = `
acm airflow airflow-env amplify apidestinations.events apigateway appflow appsync athena
autoscaling backup batch bedrock bedrock-agentcore
cloud9 clouddirectory cloudformation cloudfront cloudsearch cloudtrail codebuild codecommit
codedeploy codepipeline cognito-idp config connect continuousexport.discovery
databrew datapipeline datasync dax delivery.logs directconnect dlm dms ds dynamodb
ec2fleet ec2scheduled ecr ecs edgelambda eks eks-fargate-pods elasticache elasticbeanstalk
elasticfilesystem elasticloadbalancing elastictranscoder emr-containers es events
firehose forecast fsx glue grafana greengrass guardduty health
iam imagebuilder inspector iot kafka kafkaconnect kendra kinesis kinesisanalytics kms
lakeformation lambda lex lightsail logs machinelearning macie mediaconvert monitoring
monitoring.rds opsworks organizations osis pipes pods.eks
quicksight rds redshift redshift-serverless rekognition replication.dynamodb
robomaker rolesanywhere route53 s3 sagemaker secretsmanager servicecatalog ses signin
sms sns spot spotfleet sqs sso storagegateway sts support swf
synthetics transfer trustedadvisor
vmie vpc-flow-logs waf workdocs workspaces
`

// Services are those that a trust, and to of passes, can name, those of EMR first.
var Services = services()

func services() []ServiceInfo {
	out := slices.Clone(emrServices)
	rest := slices.Clone(guardedServices)
	rest = append(rest, lists.Map(strings.Fields(otherServices), func(name string) ServiceInfo { return ServiceInfo{Name: name} })...)
	slices.SortFunc(rest, func(a, b ServiceInfo) int { return strings.Compare(a.Name, b.Name) })
	for _, s := range rest {
		s.PassedTo = s.Name + ".amazonaws.com"
		s.Sid = "Pass"
		for _, word := range strings.FieldsFunc(s.Name, func(c rune) bool { return c == '-' || c == '.' }) {
			s.Sid += strings.ToUpper(word[:1]) + word[1:]
		}
		out = append(out, s)
	}
	return out
}

// FindService returns the service that a spec calls by a name.
func FindService(name string) (ServiceInfo, bool) {
	return lists.Lookup(Services, func(s ServiceInfo) bool { return s.Name == name })
}

// ServicePrincipal is the principal of a service, e.g., ec2.amazonaws.com or
// elasticmapreduce.${AWS::URLSuffix}. It is nil for a service that is not in the
// table.
func ServicePrincipal(name string) Value {
	s, ok := FindService(name)
	if !ok {
		return nil
	}
	return s.Principal()
}

// ServiceNames are the names of Services.
func ServiceNames() []string {
	return lists.Map(Services, func(s ServiceInfo) string { return s.Name })
}

// Principal is the service's principal: one text where all partitions agree.
func (s ServiceInfo) Principal() Value {
	if s.suffixed {
		return Value{Lit(s.Name + "."), URLSuffix}
	}
	return Text(s.Name + ".amazonaws.com")
}

// SendsARN reports whether it is known which ARNs s sends as aws:SourceArn.
func (s ServiceInfo) SendsARN() bool { return s.ConfusedDeputy == ConfusedDeputyARN || s.ofEMR() }

func (s ServiceInfo) ofEMR() bool {
	return slices.ContainsFunc(emrServices, func(e ServiceInfo) bool { return e.Name == s.Name })
}

// SourceARN is what aws:SourceArn looks like when the service acts for this
// account. It is meaningless unless SendsARN.
func (s ServiceInfo) SourceARN(region Part) Value {
	return Value(nil).Append(Lit("arn:"), Partition, Lit(":"+s.Name+":"), region, Lit(":"), AccountID, Lit(":"+cmp.Or(s.source, "*")))
}

// DefaultConfusedDeputy is the confused-deputy condition of a role of kind k that trusts
// services and has no guard: the strongest that every one of them can meet.
func (k Kind) DefaultConfusedDeputy(services []ServiceInfo) ConfusedDeputy {
	strength := []ConfusedDeputy{confusedDeputyNone, ConfusedDeputyAccount, ConfusedDeputyARN}
	weakest := ConfusedDeputyARN
	for _, s := range services {
		g := s.ConfusedDeputy
		switch {
		case s.ofEMR():
			g = k.Info().ConfusedDeputy
		case g == "":
			g = confusedDeputyNone
		}
		weakest = strength[min(slices.Index(strength, weakest), slices.Index(strength, g))]
	}
	return weakest
}

// Conditions are those that keep services from acting for a stranger with a role of kind k;
// at is their place. ConfusedDeputyARN is only for services that SendsARN.
func (g ConfusedDeputy) Conditions(k Kind, services []ServiceInfo, at diag.Span) []Condition {
	if g != ConfusedDeputyAccount && g != ConfusedDeputyARN {
		return nil
	}
	out := []Condition{{Operator: "StringEquals", Key: "aws:SourceAccount", Values: []Item{{Value: Value{AccountID}, At: at}}, At: at, OpAt: at}}
	if g == ConfusedDeputyAccount {
		return out
	}
	var region Part = Lit("*")
	if k.Info().Region {
		region = Region
	}
	c := Condition{Operator: "ArnLike", Key: "aws:SourceArn", At: at, OpAt: at}
	for _, s := range services {
		c.Values = append(c.Values, Item{Value: s.SourceARN(region), At: at})
	}
	return append(out, c)
}

// PassCondition limits passing roles to s; at is its place. AWS writes it with StringLike
// and "*", which covers aws-cn.
func (s ServiceInfo) PassCondition(at diag.Span) Condition {
	return Condition{Operator: "StringLike", Key: "iam:PassedToService", Values: []Item{{Value: Text(s.PassedTo), At: at}}, At: at, OpAt: at}
}

// JobAccount begins the names of the service accounts that EMR on EKS makes for jobs.
// The account and the name of the job's role follow, see Base36.
const JobAccount = "emr-containers-sa-*-*-"

// Base36 returns the name of a role as the service accounts of its jobs contain it:
// the number that its bytes are, in base 36.
func Base36(name string) string { return new(big.Int).SetBytes([]byte(name)).Text(36) }

// NameInTrust reports whether the trust policy of r contains its name in base36. No
// deployment can then give the role another name.
func (r *Role) NameInTrust() bool {
	name, ok := r.RoleName.Literal()
	if !ok {
		return false
	}
	suffix := "-" + Base36(name)
	for _, st := range r.Trust.Statements {
		for _, c := range st.Conditions {
			if slices.ContainsFunc(c.Values, func(it Item) bool {
				return strings.Contains(it.Value.String(), JobAccount) && strings.HasSuffix(it.Value.String(), suffix)
			}) {
				return true
			}
		}
	}
	return false
}
