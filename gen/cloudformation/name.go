package cloudformation

import (
	"strconv"
	"strings"
	"unicode"
)

// maxName is how long a logical name may be, less what unused appends.
const maxName = 245

// unused returns name, or name with the first number from 2 on that makes it
// one that is not taken.
func unused(name string, taken func(string) bool) string {
	name = name[:min(len(name), maxName)]
	for i, s := 2, name; ; i++ {
		if !taken(s) {
			return s
		}
		s = name + strconv.Itoa(i)
	}
}

// isNamed reports whether a parameter, role or policy of the spec has the
// logical name.
func (t *template) isNamed(name string) bool {
	for _, p := range t.spec.Params {
		if p.Name == name {
			return true
		}
	}
	for _, r := range t.spec.Roles {
		if r.Name == name {
			return true
		}
	}
	for _, p := range t.spec.Policies {
		if p.Name == name {
			return true
		}
	}
	return false
}

// acronyms are the words of logical names that are not written as words.
var acronyms = map[string]string{
	"Arn": "ARN", "Arns": "ARNs", "Id": "ID", "Ids": "IDs", "Kms": "KMS", "Vpc": "VPC", "Emr": "EMR",
	"Emrfs": "EMRFS", "Iam": "IAM", "Aws": "AWS", "Ec2": "EC2", "Ssh": "SSH", "Sso": "SSO", "Ecr": "ECR",
}

// words turns a logical name into words for people: "StudioKeyArn" into
// "Studio key ARN", "PassEMRRoles" into "Pass EMR roles".
func words(name string) string {
	var out []string
	for _, w := range splitCamel(name) {
		switch {
		case acronyms[w] != "":
			w = acronyms[w]
		case len(out) > 0 && !isUpper(w):
			w = strings.ToLower(w)
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// splitCamel splits before each upper-case letter that begins a word.
func splitCamel(name string) []string {
	var out []string
	rs := []rune(name)
	start := 0
	for i := 1; i < len(rs); i++ {
		begins := unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1]) && !isPlural(rs[i+1:]))
		if begins {
			out = append(out, string(rs[start:i]))
			start = i
		}
	}
	return append(out, string(rs[start:]))
}

// isPlural reports whether rs begins with an "s" that ends a word, as in
// "RoleARNs".
func isPlural(rs []rune) bool {
	return rs[0] == 's' && (len(rs) == 1 || unicode.IsUpper(rs[1]))
}

// isUpper reports whether w is an acronym: two capitals or more.
func isUpper(w string) bool {
	return len(w) > 1 && strings.ToUpper(w[:2]) == w[:2]
}
