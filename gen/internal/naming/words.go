package naming

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/emriam/emriam/internal/lists"
)

// words splits s into words: at everything that is neither letter nor digit, and at
// capitals.
//
//	StudioKeyArn → Studio Key Arn
//	PassEMRRoles → Pass EMR Roles
//	EC2Role      → EC2 Role
//	RoleARNs     → Role ARNs
//	for-use-with → for use with
func words(s string) []string {
	return lists.Flat(strings.FieldsFunc(s, isSeparator), func(field string) []string { return camelWords([]rune(field)) })
}

func isSeparator(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Nd, r) }

func camelWords(rs []rune) []string {
	var out []string
	start := 0
	for i := 1; i < len(rs); i++ {
		if startsWord(rs, i) {
			out = append(out, string(rs[start:i]))
			start = i
		}
	}
	return append(out, string(rs[start:]))
}

func startsWord(rs []rune, i int) bool {
	if !unicode.IsUpper(rs[i]) {
		return false
	}
	if !unicode.IsUpper(rs[i-1]) {
		return true
	}
	// The last capital of a run starts a word, as R in EMRRoles, unless what
	// follows is the s of a plural, as in RoleARNs.
	return i+1 < len(rs) && unicode.IsLower(rs[i+1]) && !isPluralS(rs, i+1)
}

func isPluralS(rs []rune, i int) bool {
	return rs[i] == 's' && (i+1 == len(rs) || unicode.IsUpper(rs[i+1]))
}

// spell capitalizes a word, or spells it as its owners do if it is a known one. It does not
// change a word with capitals, such as Autoscaling, which its author chose.
func spell(word string) string {
	lower := strings.ToLower(word)
	known, ok := spellings()[lower]
	if ok && (word == lower || known == strings.ToUpper(known)) {
		return known
	}
	if stem, ok := strings.CutSuffix(lower, "s"); ok && slices.Contains(plurals, stem) {
		return strings.ToUpper(stem) + "s"
	}
	return capital(word)
}

func capital(word string) string {
	rs := []rune(word)
	rs[0] = unicode.ToUpper(rs[0])
	return string(rs)
}

// plurals has the initialisms whose plural occurs in names.
var plurals = []string{"acl", "api", "arn", "az", "id", "ip", "jar", "uri", "url", "vpc"}

// spellings has the words with a spelling of their own: initialisms, and names that AWS's
// prefixes have in lower case.
var spellings = makeSpellings(
	// Initialisms of Go, https://go.dev/wiki/CodeReviewComments#initialisms.
	"ACL", "API", "CPU", "DNS", "HTTP", "HTTPS", "ID", "IP", "JSON", "SQL",
	"SSH", "SSL", "TLS", "TTL", "UI", "URI", "URL", "UUID", "YAML",
	// Names of AWS.
	"ACM", "AMI", "ARN", "AWS", "CLI", "CMK", "EBS", "EC2", "ECR", "ECS", "EFS",
	"EKS", "EMR", "EMRFS", "EMRWAL", "FSx", "IAM", "KMS", "MFA", "MSK", "RAM",
	"RDS", "S3", "SAML", "SCP", "SDB", "SDK", "SNS", "SQS", "SSM", "SSO", "STS",
	"VPC", "VPCE", "WAL", "WAF",
	"ApplicationAutoScaling", "AutoScaling", "CloudFormation", "CloudTrail",
	"CloudWatch", "CodeCommit", "DynamoDB", "ElasticFileSystem",
	"ElasticLoadBalancing", "ElasticMapReduce", "EventBridge", "GitHub",
	"IdentityStore", "JupyterHub", "LakeFormation", "MapReduce", "OpenSearch",
	"SageMaker", "SecretsManager", "ServiceCatalog",
)

// makeSpellings makes the table on first use.
func makeSpellings(names ...string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		return lists.By(names, strings.ToLower)
	})
}
