package compile

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/syntax"
)

// What people bring from other languages, and what a spec has instead.

// elsewhere are keys of other languages, in lower case without underscores
// and hyphens, and the keys of a spec that mean the same.
var elsewhere = map[string]string{
	"description": "doc", "comment": "doc", "desc": "doc", "summary": "doc",
	"assumerolepolicydocument": "trust", "assumerolepolicy": "trust", "trustpolicy": "trust", "trustrelationship": "trust", "assumedby": "trust", "trusts": "trust",
	"managedpolicyarns": "managedPolicies", "policyarns": "managedPolicies",
	"inlinepolicies": "policies", "inlinepolicy": "policies", "policy": "policies",
	"allowedpattern": "pattern", "regex": "pattern", "allowedvalues": "values", "enum": "values", "required": "optional", "nullable": "optional",
	"vars": "parameters", "variables": "parameters", "variable": "parameters", "locals": "parameters", "params": "parameters", "inputs": "parameters",
	"resources": "roles", "role": "roles", "targets": "outputs", "output": "outputs", "envs": "environments", "env": "environments",
	"accountid": "account", "parameters": "values",
	"foreach": "each", "forall": "each", "items": "each",
	"if": "when", "onlyif": "when", "actions": "Action", "resource": "Resource", "conditions": "Condition", "principals": "Principal", "notresources": "NotResource", "notactions": "NotAction",
	"version": "Version", "statement": "statements", "id": "Sid",
	"boundary": "permissionsBoundary", "maxsession": "maxSessionDuration", "sessionduration": "maxSessionDuration",
	"name": "roleName",
}

// unknownKey is the help for a key that is not among those allowed.
func unknownKey(key string, allowed []string) string {
	if key == "unless" && slices.Contains(allowed, "when") {
		return "there is no unless: write when, with a parameter that says the opposite"
	}
	if slices.Contains(allowed, "Effect") && slices.Contains([]string{"policyName", "logicalId", "resourceType"}, key) {
		return fmt.Sprintf("write it beside the statements: {%s: …, Statement: [{Effect: …}]}", key)
	}
	known := diag.DidYouMean(key, allowed)
	if len(allowed) > 12 {
		known = "known: " + strings.Join(slices.Sorted(slices.Values(allowed)), ", ")
	}
	return cmp.Or(didYouMean(meantKey(key, allowed)), known)
}

// meantKey is the key that one stands for which is not among those allowed,
// or "".
func meantKey(key string, allowed []string) string {
	fold := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key))
	if same := lists.Find(allowed, func(k string) bool { return strings.EqualFold(k, fold) }); same != "" {
		return same
	}
	if meant := elsewhere[fold]; slices.Contains(allowed, meant) {
		return meant
	}
	return diag.Nearest(key, allowed)
}

// awsTypes are the types of CloudFormation's parameters, and of Terraform's
// variables, that a spec has under another name.
var awsTypes = map[string]string{
	"AWS::EC2::VPC::Id": "VPCID", "AWS::EC2::Subnet::Id": "SubnetID", "List<AWS::EC2::Subnet::Id>": "[SubnetID]",
	"AWS::EC2::SecurityGroup::Id": "SecurityGroupID", "List<AWS::EC2::SecurityGroup::Id>": "[SecurityGroupID]",
	"CommaDelimitedList": "[String]", "List<String>": "[String]", "List<Number>": "[Number]", "list(string)": "[String]",
	"string": "String", "bool": "Boolean", "number": "Number", "int": "Number", "integer": "Number",
}

// mappings are what sections and fields look like that are mappings.
var mappings = map[string]string{
	"roles":                  "write each role under its name, e.g., roles: {JobRole: {kind: serverless, roleName: acme-job}}",
	"policies":               "write each policy under its name: a list of statements in a role, e.g., policies: {Data: [{Effect: Allow, Action: …}]}; {policyName: …, statements: […]} in the spec",
	"parameters":             "write each parameter under its name, e.g., parameters: {DataBucket: {type: BucketName, example: acme-data}}",
	"environments":           "write each environment under its name, e.g., environments: {prod: {region: eu-west-1, account: \"111122223333\"}}",
	"outputs":                "write the options of each target under its name, e.g., outputs: {constants: {package: roles}}",
	"tags":                   "write each tag as key: value, e.g., tags: {team: data}",
	"stacks":                 "write the roles of each stack under its name, e.g., stacks: {emr: [JobRole]}",
	"rules":                  "write each code with its level, e.g., rules: {unused-parameter: error}",
	"values":                 "write each value under the name of its parameter, e.g., values: {DataBucket: acme-data}",
	"with":                   "write each value under the name of its parameter, e.g., with: {DataBucket: acme-data}",
	"defaults":               "e.g., defaults: {path: /emr/}",
	"trust":                  "e.g., trust: {service: elasticmapreduce}",
	"existing":               "e.g., existing: {arn: \"arn:${AWS::Partition}:iam::${AWS::AccountId}:role/DataRole\"}",
	"operations":             "write each operation under its name",
	"securityConfigurations": "write each security configuration under its name",
	"resourcePolicies":       "write each resource policy under its name",
	"the Condition":          "write operator, key and values, e.g., Condition: {StringEquals: {\"aws:SourceVpc\": vpc-1a2b3c4d}}",
	"the principal":          "write {Service: …} or {AWS: …}",
}

// mappingHelp is the help where a mapping is expected and n is something else.
func mappingHelp(n *syntax.Node, what string) string {
	field, _, _ := strings.Cut(what, " of ")
	switch word, name, _ := strings.Cut(what, " "); word {
	case "role":
		return fmt.Sprintf("write %s: {kind: …, roleName: …, trust: …}, or %s: {template: …, roleName: …}", name, name)
	case "policy":
		return fmt.Sprintf("write %s: {policyName: …, statements: […]}", name)
	case "environment":
		return fmt.Sprintf("write %s: {region: …, account: …, values: …}", name)
	case "parameter":
		if n.Kind == syntax.Scalar {
			return fmt.Sprintf("write %s: {type: String, default: %s}", name, n.Text)
		}
		return fmt.Sprintf("write %s: {type: String, default: …}", name)
	}
	return mappings[field]
}

// asPlaceholder finds a parameter that a text names as other languages do.
var asPlaceholder = regexp.MustCompile(`\{\{ *([\w.]+) *\}\}|\$\(([\w.]+)\)|<([\w.]+)>|[%#@]\{([\w.]+)\}|%(\w+)%|\$([A-Za-z]\w*)|(?:^|[^$])\{([\w.]+)\}`)

// foreignPlaceholder reports a text that names a parameter as other languages
// do, which would be text: $Bucket, {{Bucket}}. It returns false then.
func (sc *scope) foreignPlaceholder(n *syntax.Node, what string) bool {
	if !strings.ContainsAny(n.Text, "$<%{") {
		return true
	}
	for _, m := range asPlaceholder.FindAllStringSubmatch(syntax.Literal(n.Text), -1) {
		name := strings.Join(m[1:], "")
		param := sc.params[name]
		if param == nil && (m[1] != "" || strings.Contains(name, ".")) {
			param = sc.params[meantParam(name, sortedKeys(sc.params))]
		}
		switch {
		case param != nil:
			sc.used[param] = true
			sc.helpf(n.Span(), "bad-placeholder", "write ${"+param.Name+"}", "%s has %s, which is plain text", what, strings.TrimLeft(m[0], "\x00"))
			return false
		case m[1] != "", m[6] != "" && inARN(n.Text, m[0]):
			sc.helpf(n.Span(), "bad-placeholder", "declare "+logicalName(name)+" under parameters, and write ${"+logicalName(name)+"}", "%s has %s, which is plain text", what, m[0])
			return false
		}
	}
	return true
}

// versions are names with a $ that AWS itself has in ARNs, such as the $LATEST
// version of a Lambda function, and the $DEFAULT one of a launch template.
var versions = []string{"$LATEST", "$DEFAULT"}

// inARN reports whether a name is an element of an ARN, as a parameter would be, unlike
// $folder$ of Hadoop and the versions of AWS.
func inARN(text, name string) bool {
	if slices.Contains(versions, strings.ToUpper(name)) {
		return false
	}
	i := strings.Index(text, name)
	end := i + len(name)
	return strings.HasPrefix(text, "arn:") && i > 0 && strings.IndexByte(":/", text[i-1]) >= 0 &&
		(end == len(text) || strings.IndexByte(":/-.", text[end]) >= 0)
}

// foreignNames are placeholders of Terraform and others, with the pseudo parameters that
// mean the same.
var foreignNames = map[string]string{
	"data.aws_partition.current.partition":        "AWS::Partition",
	"data.aws_partition.current.dns_suffix":       "AWS::URLSuffix",
	"data.aws_region.current.name":                "AWS::Region",
	"data.aws_region.current.region":              "AWS::Region",
	"data.aws_region.current.id":                  "AWS::Region",
	"data.aws_caller_identity.current.account_id": "AWS::AccountId",
	"aws.partition":                               "AWS::Partition",
	"aws.region":                                  "AWS::Region",
	"aws.accountid":                               "AWS::AccountId",
}

// foreignName returns what to write for a placeholder of another language, or "".
func (sc *scope) foreignName(body string) string {
	if as := foreignNames[strings.ToLower(body)]; as != "" {
		return "write ${" + as + "}"
	}
	i := strings.IndexAny(body, ".:")
	if i < 0 {
		return ""
	}
	head, rest := body[:i], body[i+1:]
	switch strings.ToLower(head) {
	case "each", "count":
		return "write ${each}, in a body that has each"
	case "var", "vars", "local", "locals", "param", "params", "parameter", "parameters", "values", "env", "self", "inputs", "variables", "opt", "cf", "custom":
		if meant := meantParam(rest, sortedKeys(sc.params)); meant != "" {
			return "write ${" + meant + "}"
		}
		return "declare " + logicalName(rest) + " under parameters, and write ${" + logicalName(rest) + "}"
	}
	return ""
}

// meantParam is the parameter that a name of another language stands for, such
// as data_bucket for DataBucket, or "".
func meantParam(name string, names []string) string {
	name = name[strings.LastIndexByte(name, '.')+1:]
	return lists.Find(names, func(n string) bool { return strings.EqualFold(n, strings.NewReplacer("_", "", "-", "").Replace(name)) })
}

// logicalName is a name of another language as a name in a spec.
func logicalName(name string) string { return spec.Titled(name[strings.LastIndexByte(name, '.')+1:]) }

// foreignCondition reports a Condition in the form of Terraform's data source, and
// whether n is one.
func (sc *scope) foreignCondition(n *syntax.Node, what string) bool {
	if n.Kind != syntax.Mapping || n.Get("test") == nil || n.Get("variable") == nil {
		return false
	}
	help := fmt.Sprintf("write Condition: {%s: {%q: …}}", n.Get("test").Text, n.Get("variable").Text)
	sc.helpf(n.Span(), "unknown-operator", help, "the Condition of %s has the keys of Terraform", what)
	return true
}
