package eval_test

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/eval"
)

// random makes policies and requests that have to do with each other. The same
// seed makes the same.
type random struct{ *rand.Rand }

func newRandom(seed uint64) random { return random{rand.New(rand.NewPCG(seed, 1))} }

func (r random) chance(percent int) bool { return r.IntN(100) < percent }

func pick[T any](r random, from []T) T { return from[r.IntN(len(from))] }

// some picks up to n of a list, at least one.
func some[T any](r random, n int, from []T) []T {
	var out []T
	for range 1 + r.IntN(n) {
		out = append(out, pick(r, from))
	}
	return out
}

const callerARN = "arn:aws:iam::111122223333:user/ann"

// What random policies speak of. Few things, so that they meet.
var (
	randomActions = []string{
		"s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*", "S3:getobject", "s3:*Object", "s3:?etObject", "s3:ListBucket",
		"ec2:RunInstances", "ec2:Describe*", "ec2:*", "*", "iam:PassRole", "sqs:SendMessage",
	}
	randomResources = []string{
		"*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a?c", "arn:aws:s3:::*/x", "arn:aws:s3:::${aws:username}/*",
		"arn:aws:s3:::b/${aws:username, 'nobody'}", "arn:aws:s3:::b/${aws:PrincipalTag/team}/x", "arn:aws:s3:::b/${*}",
		"arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:us-*-1:111122223333:instance/i-1", "arn:*:ec2:us-east-?:*:instance/i-*",
		"arn:aws:ec2:us-east-1:*", "arn:aws:sqs:*:*:q:*", "arn:aws:iam::111122223333:role/path/*", "arn:aws:iam::*:role/r",
	}
	// randomValues are values of the keys of conditions, by the operators that
	// go with them.
	randomValues = map[string][]string{
		"String":  {"a", "b", "A", "ab", "", "é", "*", "${aws:username}", "x-${aws:PrincipalTag/team}", "${aws:username, 'a'}", "${*}", "${*}", "a${?}"},
		"Like":    {"a*", "*b", "a?", "*", "a", "A*", "*é*", "${aws:username}*", "?${aws:PrincipalTag/team, 'b'}", "a${*}", "*a*b*"},
		"Numeric": {"0", "1", "10", "10.0", "9.5", "-3", "100", "010"},
		"Date":    {"2024-01-01T00:00:00Z", "2024-01-01", "2024-06-30T12:00:00Z", "2023-12-31T23:59:59Z", "1704067200", "1704067199", "2024"},
		"Bool":    {"true", "false", "True"},
		"Binary":  {"QUI=", "QUJD", ""},
		"Ip":      {"203.0.113.0/24", "203.0.113.7", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0", "203.0.113.9/28"},
		"Arn":     {"arn:aws:s3:::b", "arn:aws:s3:::b*", "arn:*:sqs:*:1111*:q", "arn:aws:s3:::${aws:username}", "arn:aws:sqs:us-?ast-1:*:*", "${aws:PrincipalArn}"},
		"Null":    {"true", "false"},
	}
	// randomGiven are values that requests have, beside those of policies.
	randomGiven = map[string][]string{
		"String": {"a", "b", "ab", "", "Ab", "aé", "*", "bb"}, "Numeric": {"1", "9", "10", "11", "-3.0", "ten"},
		"Date": {"2024-01-01T00:00:00Z", "2024-03-01T00:00:00+01:00", "2022-01-01", "1704067200", "soon"}, "Bool": {"true", "false"},
		"Binary": {"QUI=", "QUE="}, "Ip": {"203.0.113.7", "203.0.114.1", "10.9.8.7", "2001:db8::1", "::1"},
		"Arn": {"arn:aws:s3:::b", "arn:aws:s3:::bc:d", "arn:aws:sqs:us-east-1:111122223333:q", "b", callerARN},
	}
	randomOperators = map[string][]string{
		"String":  {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"},
		"Like":    {"StringLike", "StringNotLike"},
		"Numeric": {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"},
		"Date":    {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"},
		"Bool":    {"Bool"}, "Binary": {"BinaryEquals"}, "Ip": {"IpAddress", "NotIpAddress"},
		"Arn": {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"}, "Null": {"Null"},
	}
	// randomKeys have one value; those of randomSets have several.
	randomKeys = map[string][]string{
		"String": {"aws:username", "aws:PrincipalTag/team", "s3:prefix"}, "Like": {"aws:username", "s3:prefix", "AWS:principaltag/TEAM"},
		"Numeric": {"s3:max-keys"}, "Date": {"aws:CurrentTime"}, "Bool": {"aws:SecureTransport"}, "Binary": {"kms:Blob"},
		"Ip": {"aws:SourceIp"}, "Arn": {"aws:SourceArn", "aws:PrincipalArn"},
		"Null": {"aws:username", "s3:prefix", "aws:TagKeys", "aws:SourceIp"},
	}
	randomSets = map[string][]string{
		"String": {"aws:TagKeys", "aws:CalledVia"}, "Like": {"aws:TagKeys", "aws:PrincipalOrgPaths"},
		"Numeric": {"x:Numbers"}, "Date": {"x:Dates"}, "Bool": {"x:Bools"}, "Binary": {"x:Blobs"}, "Ip": {"x:Addresses"}, "Arn": {"x:ARNs"},
	}
)

// familyOf is the key of the tables above that an operator belongs to.
func familyOf(operator string) string {
	name := strings.TrimSuffix(operator[strings.LastIndexByte(operator, ':')+1:], "IfExists")
	for family, names := range randomOperators {
		if slices.Contains(names, name) {
			return family
		}
	}
	panic("no family of " + operator)
}

func (r random) document() *iam.Document {
	doc := &iam.Document{Version: "2012-10-17"}
	if r.chance(5) {
		doc.Version = "2008-10-17"
	}
	for range 1 + r.IntN(4) {
		doc.Statements = append(doc.Statements, r.statement())
	}
	return doc
}

func (r random) statement() iam.Statement {
	st := iam.Statement{Effect: "Allow", Actions: some(r, 3, randomActions), Resources: some(r, 3, randomResources)}
	if r.chance(42) {
		st.Effect = "Deny"
	}
	st.NotActions, st.NotResources = r.chance(10), r.chance(10)
	for range r.IntN(3) {
		c := r.condition()
		if !slices.ContainsFunc(st.Conditions, func(d iam.Condition) bool { return c.Operator == d.Operator && strings.EqualFold(c.Key, d.Key) }) {
			st.Conditions = append(st.Conditions, c)
		}
	}
	return st
}

// families are the keys of randomOperators, sorted.
var families = []string{"Arn", "Binary", "Bool", "Date", "Ip", "Like", "Null", "Numeric", "String"}

func (r random) condition() iam.Condition {
	family := pick(r, families)
	c := iam.Condition{Operator: pick(r, randomOperators[family]), Key: pick(r, randomKeys[family]), Values: some(r, 2, randomValues[family])}
	if family == "Null" {
		return c
	}
	if r.chance(20) {
		c.Operator += "IfExists"
	}
	if r.chance(25) {
		c.Operator = pick(r, []string{"ForAnyValue:", "ForAllValues:"}) + c.Operator
		c.Key = pick(r, randomSets[family])
	}
	return c
}

// request aims at a statement, and then changes a part of it half of the time.
func (r random) request(docs []*iam.Document) eval.Request {
	doc := pick(r, docs)
	for len(doc.Statements) == 0 {
		doc = pick(r, docs)
	}
	st := pick(r, doc.Statements)
	if deny := slices.IndexFunc(doc.Statements, func(st iam.Statement) bool { return st.Effect == "Deny" }); deny >= 0 && r.chance(50) {
		st = doc.Statements[deny]
	}
	out := eval.Request{Principal: callerARN, Context: eval.Context{Complete: true, Values: map[string][]string{}}}
	set := func(key string, values ...string) { r.set(&out.Context, key, values...) }
	set("aws:PrincipalArn", callerARN)
	if r.chance(80) {
		set("aws:username", "a")
	}
	if r.chance(60) {
		set("aws:PrincipalTag/team", pick(r, []string{"b", "a", "blue"}))
	}
	for _, c := range st.Conditions {
		r.meet(&out.Context, c)
	}
	out.Action = r.action(st)
	out.Resource = r.resource(st, &out.Context)
	if r.chance(50) {
		r.mutate(&out, docs)
	}
	return out
}

// action is one that a statement names, or any if the statement has NotAction.
func (r random) action(st iam.Statement) string {
	action := r.fill(pick(r, st.Actions), "Object", "Instances", "x")
	if st.NotActions || !strings.Contains(action, ":") {
		return pick(r, []string{"s3:GetObject", "ec2:RunInstances", "sqs:SendMessage", "iam:PassRole"})
	}
	return action
}

// set gives a key a value, whatever letter case it has been given in before.
func (r random) set(c *eval.Context, key string, values ...string) {
	for old := range c.Values {
		if strings.EqualFold(old, key) {
			delete(c.Values, old)
		}
	}
	c.Values[key] = values
}

// resource is one that a statement names.
func (r random) resource(st iam.Statement, c *eval.Context) string {
	pattern := pick(r, st.Resources)
	if st.NotResources || pattern == "*" {
		pattern = pick(r, randomResources[1:])
	}
	parts := strings.SplitN(withValues(pattern, c), ":", 6)
	for i := range 6 {
		texts := [][]string{{"arn"}, {"aws", "aws-cn"}, {"ec2", "s3"}, {"us-east-1", "us-east-1", "us-east-1", "us-east-1", "eu-west-1", "eu-west-1", "eu-west-1:x"}, {"111122223333"}, {"x", "a/b", "", "x:y"}}[i]
		if i >= len(parts) {
			parts = append(parts, pick(r, texts))
		}
		parts[i] = r.fill(parts[i], texts...)
	}
	return strings.Join(parts, ":")
}

// withValues puts values in place of variables.
func withValues(text string, c *eval.Context) string {
	for {
		before, rest, _ := strings.Cut(text, "${")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return text
		}
		key, fallback, _ := strings.Cut(name, ",")
		value := strings.Trim(strings.TrimSpace(fallback), "'")
		for k, v := range c.Values {
			if strings.EqualFold(k, key) {
				value = v[0]
			}
		}
		if len(name) == 1 {
			value = name
		}
		text = before + strings.ReplaceAll(value, "$", "") + after
	}
}

// fill puts texts in place of wildcards.
func (r random) fill(pattern string, texts ...string) string {
	var out strings.Builder
	for _, c := range pattern {
		switch c {
		case '*':
			out.WriteString(pick(r, texts))
		case '?':
			out.WriteString(pick(r, []string{"a", "1", "é"}))
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// meet gives the key of a condition values that may meet it.
func (r random) meet(c *eval.Context, cond iam.Condition) {
	if r.chance(10) || strings.Contains(cond.Operator, "Null") && r.chance(50) {
		return
	}
	count := 1
	if strings.HasPrefix(cond.Operator, "For") && r.chance(50) {
		count = 1 + r.IntN(3)
	}
	var values []string
	for range count {
		values = append(values, r.value(c, cond))
	}
	r.set(c, cond.Key, values...)
}

func (r random) value(c *eval.Context, cond iam.Condition) string {
	family := familyOf(cond.Operator)
	if given := randomGiven[family]; given != nil && r.chance(40) {
		return pick(r, given)
	}
	if family == "Null" || len(cond.Values) == 0 {
		return "a"
	}
	value := pick(r, cond.Values)
	switch family {
	case "Ip":
		value, _, _ = strings.Cut(value, "/")
	case "String":
		value = withValues(value, c)
	case "Like", "Arn":
		value = r.fill(withValues(value, c), "x", "", "a", "us-east-1")
	}
	return value
}

func (r random) mutate(out *eval.Request, docs []*iam.Document) {
	switch r.IntN(4) {
	case 0:
		if doc := pick(r, docs); len(doc.Statements) > 0 {
			out.Action = r.action(pick(r, doc.Statements))
		}
	case 1:
		out.Resource += pick(r, []string{"x", "/", ":z"})
	case 2:
		keys := sortedKeys(out.Context.Values)
		delete(out.Context.Values, pick(r, keys))
	case 3:
		key := pick(r, sortedKeys(out.Context.Values))
		out.Context.Values[key] = []string{pick(r, []string{"a", "b", "zz", "true", "7", "arn:aws:s3:::b"})}
		if key == "aws:SourceIp" || key == "x:Addresses" {
			out.Context.Values[key] = []string{"198.51.100.1"}
		}
	}
}

func sortedKeys(m map[string][]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
