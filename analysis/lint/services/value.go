package services

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
)

// valueForm is the form of the values of keys that AWS sets.
type valueForm struct {
	code, form string
	is         func(string) bool
	patterns   func(wild string) []string // some of which a value with wildcards overlaps
	keys       []string
}

var (
	vpcForm       = regexp.MustCompile(`^vpc-([0-9a-f]{8}|[0-9a-f]{17})$`)
	vpceForm      = regexp.MustCompile(`^vpce-([0-9a-f]{8}|[0-9a-f]{17})$`)
	principalForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazonaws\.eu|amazon\.com|aws\.internal|aws\.amazon\.com|[a-z0-9.-]+\.(gov|adc-e\.uk))$`)
	viaForm       = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*\.([a-z]{2,}(-[a-z]+)+-[0-9]+)\.amazonaws\.com$`)
	kmsKeyForm    = regexp.MustCompile(`^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$`)
)

// valueForms are checked under operators that compare texts or ARNs. A value with a
// wildcard or a variable is one if some value of the form could match it.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var valueForms = []valueForm{
	{"key-value", "the twelve digits of an account", wildOr(core.IsAccountID), always("*"), []string{"aws:SourceAccount", "aws:PrincipalAccount", "aws:ResourceAccount", "s3:ResourceAccount", "kms:CallerAccount"}},
	{"key-value", "the ID of an organization, such as o-a1b2c3d4e5", wildOr(core.IsOrganizationID), always("*"), []string{"aws:SourceOrgID", "aws:PrincipalOrgID", "aws:ResourceOrgID"}},
	{"bad-vpc", "an ID of vpc- and 8 or 17 hexadecimal digits", vpcForm.MatchString, always("vpc-*"), []string{"aws:SourceVpc", "aws:Ec2InstanceSourceVpc"}},
	{"bad-vpc", "an ID of vpce- and 8 or 17 hexadecimal digits", vpceForm.MatchString, always("vpce-*"), []string{"aws:SourceVpce"}},
	{"bad-service-value", "a service and a Region, such as s3.us-east-1.amazonaws.com", viaForm.MatchString, viaPatterns, []string{"kms:ViaService"}},
	{"bad-service-value", "the principal of a service, such as ec2.amazonaws.com", principalForm.MatchString, always("*.*"), []string{"iam:PassedToService", "iam:AWSServiceName", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"}},
	{"bad-kms-key", "the ARN of a KMS key", kmsKeyForm.MatchString, always("arn:*:kms:*:*:key/*"), []string{
		"s3:x-amz-server-side-encryption-aws-kms-key-id", "secretsmanager:KmsKeyArn", "ec2:KmsKeyArn", "lambda:KmsKeyArn", "logs:KmsKeyArn", "sagemaker:VolumeKmsKey", "sagemaker:OutputKmsKey", "sagemaker:InterContainerTrafficKmsKey",
		"sagemaker:HomeEfsFileSystemKmsKey", "fsx:KmsKeyId", "kinesis:KmsKeyArn",
	}},
}

// wildOr is a form whose wildcards are another rule's, also where they are characters.
func wildOr(is func(string) bool) func(string) bool {
	return func(v string) bool { return glob.HasWildcard(v) || is(v) }
}

func always(pattern string) func(string) []string {
	return func(string) []string { return []string{pattern} }
}

// viaPatterns are a service and each known Region. The name of the service has no dot,
// and the domain is the same in each partition, which that of a principal is not.
func viaPatterns(wild string) []string {
	service := "*"
	if i := strings.IndexAny(wild, ".*?"); wild[i] == '.' {
		service = wild[:i]
	}
	var out []string
	for _, region := range knownRegions("") {
		out = append(out, service+"."+region+".amazonaws.com")
	}
	return out
}

// values finds values that a key never has.
func values(c *core.Checker, st *core.Statement, v core.Value) {
	cond := v.Condition
	if !cond.Op.Textual() || strings.Contains(v.Literal, "${") {
		return
	}
	text := cond.Op.Fold(v.Literal)
	for _, f := range valueForms {
		overlaps := func(pattern string) bool { return glob.Overlap(v.Literal, pattern) }
		switch {
		case !core.IsOneOf(cond.Key, f.keys):
		case cond.Op.Wild() && glob.HasWildcard(v.Literal) && slices.ContainsFunc(f.patterns(v.Literal), overlaps):
		case !f.is(text):
			c.About(st, v.At, f.code, f.help(c, cond, v.Literal), "compares %s with %q, which is not %s", cond.Key, v.Literal, f.form)
		case isVia(cond):
			regionIn(c, st, v, viaForm.FindStringSubmatch(text)[1])
			if slices.Contains(v.Value.Expand(), spec.Part(spec.URLSuffix)) {
				help := "write " + strings.ReplaceAll(v.Value.String(), "${AWS::URLSuffix}", "amazonaws.com")
				c.About(st, v.At, "principal-partition", help, "compares kms:ViaService with ${AWS::URLSuffix}, but the domain is amazonaws.com in aws-cn, too")
			}
		}
	}
}

func isVia(cond core.Condition) bool { return strings.EqualFold(cond.Key, "kms:ViaService") }

// help says what to write instead of a value.
func (f valueForm) help(c *core.Checker, cond core.Condition, v string) string {
	lower := strings.ToLower(v)
	via, ok := strings.CutSuffix(lower, ".amazonaws.com")
	switch {
	case ok && isVia(cond) && c.Spec.Bare:
		return fmt.Sprintf("write, e.g., %s.us-east-1.amazonaws.com", via)
	case ok && isVia(cond):
		return fmt.Sprintf("write %s.${AWS::Region}.amazonaws.com", via)
	case f.is(lower):
		return "write " + lower
	case f.is(strings.TrimSuffix(lower, ".cn")):
		return "write " + strings.TrimSuffix(lower, ".cn")
	case !strings.Contains(v, ".amazonaws.") && f.is(v+".amazonaws.com"):
		return "write " + v + ".amazonaws.com"
	}
	return ""
}

// unreliable are keys whose values the caller sends.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-referer
var unreliable = []string{"aws:UserAgent", "aws:Referer"}

// pairs are keys that say little without another one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip
var pairs = []struct {
	key  string
	with []string
}{
	{"aws:VpcSourceIp", []string{"aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"}},
	{"aws:Ec2InstanceSourcePrivateIPv4", []string{"aws:Ec2InstanceSourceVpc"}},
}

// vpceServices are the services that set the keys about the owner of a VPC endpoint.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgid
var vpceServices = strings.Fields(`acm-pca apprunner applicationinsights athena b2bi cassandra cloudformation
	cognito-identity comprehendmedical compute-optimizer datasync discovery dms ds-data dynamodb ebs ecr ecs firehose
	gamelift healthlake iam identitystore iotfleetwise iottwinmaker iotwireless kinesisanalytics kms lambda
	medical-imaging network-firewall omics payment-cryptography polly pricing rbin rekognition route53 s3 scheduler
	servicediscovery servicequotas ses shield sms-voice sqs ssm-contacts storagegateway textract transcribe transfer`)

// weakKey finds a condition that protects less than it seems to.
func weakKey(c *core.Checker, st *core.Statement, cond core.Condition) {
	op := cond.Op
	if op.Base == "" {
		return
	}
	is := func(name string) bool { return strings.EqualFold(name, cond.Key) }
	if slices.ContainsFunc(unreliable, is) {
		c.About(st, cond.At, "unreliable-key", "use a key that AWS sets, such as aws:SourceVpce or aws:PrincipalArn", "depends on %s, which the caller can set to anything", cond.Key)
	}
	for _, p := range pairs {
		if is(p.key) && !slices.ContainsFunc(p.with, func(key string) bool { _, has := core.ConditionOn(st, key); return has }) {
			c.About(st, cond.At, "unpaired-key", "add a condition on "+p.with[0], "compares %s, an address that many networks have, without %s", cond.Key, p.with[0])
		}
	}
	if is("aws:VpceAccount") || is("aws:VpceOrgID") || is("aws:VpceOrgPaths") {
		vpceKey(c, st, cond)
	}
	if is("dynamodb:Attributes") && st.Effect == "Allow" {
		if sel, has := core.ConditionOn(st, "dynamodb:Select"); !has || strings.Contains(sel.Operator, "Not") || !slices.ContainsFunc(sel.Texts, func(v core.Text) bool { return v.Literal == "SPECIFIC_ATTRIBUTES" }) {
			c.About(st, cond.At, "dynamodb-select", `add StringEquals: {"dynamodb:Select": SPECIFIC_ATTRIBUTES}`, "limits dynamodb:Attributes, but not dynamodb:Select: a read that names no attributes returns all of them")
		}
	}
	if is("s3:prefix") && op.Operand == core.Texts && !onlyRoot(cond) && op.Negated() == (st.Effect == "Allow") {
		c.About(st, cond.At, "negative-prefix", "allow with StringLike, or deny with StringNotLike, the prefixes that may be listed", "excludes a prefix, but a request with a shorter prefix, or none, lists the same objects")
	}
	if is("aws:MultiFactorAuthPresent") && op.Base == "Bool" && !op.IfExists && st.Effect == "Deny" && isFalse(cond) {
		c.About(st, cond.OpAt, "mfa-absent", "write BoolIfExists", "denies requests of sessions without MFA, but not requests with access keys, which have no aws:MultiFactorAuthPresent")
	}
}

// onlyRoot reports whether a condition on s3:prefix is about no prefix, or about all.
func onlyRoot(cond core.Condition) bool {
	return !slices.ContainsFunc(cond.Texts, func(v core.Text) bool { return strings.Trim(v.Literal, "*") != "" })
}

func isFalse(cond core.Condition) bool {
	return slices.ContainsFunc(cond.Texts, func(v core.Text) bool { return strings.EqualFold(v.Literal, "false") })
}

// vpceKey finds actions of services that do not set a key.
func vpceKey(c *core.Checker, st *core.Statement, cond core.Condition) {
	const help = "limit the statement to actions of services that set the key"
	if st.NotActions || len(st.ActionTexts) == 0 {
		c.About(st, cond.At, "vpce-service", help, "compares %s for all services; of those, AWS lists %d that set it", cond.Key, len(vpceServices))
		return
	}
	var without []string
	for _, a := range st.ActionTexts {
		prefix, _, ok := strings.Cut(strings.ToLower(a.Literal), ":")
		if ok && !slices.Contains(vpceServices, prefix) && !slices.Contains(without, prefix) || !ok && a.Literal == "*" {
			without = append(without, prefix)
		}
	}
	if len(without) > 0 {
		c.About(st, cond.At, "vpce-service", help, "compares %s for %s, which is not among the %d services for which AWS says that they set it", cond.Key, core.And(without), len(vpceServices))
	}
}

// arnKeys finds string operators with wildcards for keys whose values are ARNs.
func arnKeys(c *core.Checker, st *core.Statement, cond core.Condition, key facts.ConditionKey) {
	op := cond.Op
	if key.Type.Elem() != facts.ARNKey || op.Base != "StringLike" && op.Base != "StringNotLike" {
		return
	}
	want := op.Set + strings.Replace(op.Base, "String", "Arn", 1)
	if op.IfExists {
		want += core.IfExists
	}
	c.About(st, cond.OpAt, "string-on-arn", "write "+want, "compares the ARN in %s with %s, whose wildcards also match colons", cond.Key, cond.Operator)
}

// requiring are actions without which a key of another action is never set.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
var requiring = []struct {
	key    string // a slash at the end stands for any tag
	action []string
}{
	{"s3:RequestObjectTag/", []string{"s3:PutObjectTagging", "s3:PutObjectVersionTagging"}},
	{"s3:RequestObjectTagKeys", []string{"s3:PutObjectTagging", "s3:PutObjectVersionTagging"}},
	{"s3:object-lock-mode", []string{"s3:PutObjectRetention"}},
	{"s3:object-lock-retain-until-date", []string{"s3:PutObjectRetention"}},
	{"s3:object-lock-remaining-retention-days", []string{"s3:PutObjectRetention"}},
	{"s3:object-lock-legal-hold", []string{"s3:PutObjectLegalHold"}},
	{"ec2:CreateAction", []string{"ec2:CreateTags"}},
	{"iam:PassedToService", []string{"iam:PassRole"}},
	{"iam:AssociatedResourceArn", []string{"iam:PassRole"}},
	{"iam:AWSServiceName", []string{"iam:CreateServiceLinkedRole"}},
}

// isRequiring reports whether only some actions set a key.
func isRequiring(key string) bool {
	for _, row := range requiring {
		if core.IsOneOf(key, []string{row.key}) {
			return true
		}
	}
	return false
}

// requirements finds conditions on keys that only another action sets.
func requirements(c *core.Checker, st *core.Statement) {
	if st.In.Trust || len(st.ActionTexts) < len(st.Actions) {
		return
	}
	for _, row := range requiring {
		cond, ok := core.ConditionOn(st, row.key)
		if !ok {
			continue
		}
		if !slices.ContainsFunc(row.action, st.Has) {
			c.About(st, cond.At, "missing-action-for-key", "add "+row.action[0], "has a condition on %s, which only %s sets", cond.Key, row.action[0])
		}
	}
}
