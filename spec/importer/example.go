package importer

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/spec"
)

// fitting are examples that fit the places of a parameter: a part of an ARN, a principal,
// a value of a condition, the ARN of what the actions of a statement act on, and an action
// that its resources take.
func fitting(uses []use) []string {
	var pieces, whole []string
	for _, u := range uses {
		if u.place == isAction {
			whole = append(whole, exampleActions(u)...)
		}
		if u.at > 0 {
			if strings.HasPrefix(u.literal(u.at+1), ":") {
				pieces = append(pieces, map[int]string{1: "aws", 3: "us-east-1", 4: "123456789012"}[u.arnPart()])
			}
			continue // no other example follows text
		}
		after := strings.ReplaceAll(u.value[1:].String(), "${AWS::URLSuffix}", "amazonaws.com")
		own := []string{examplesAt[u.place]}
		switch {
		case u.principal != "":
			own = []string{examplePrincipals[u.principal]}
		case u.key != "":
			own = []string{exampleOfOperator(u.operator), exampleOfKey(u.key)}
		case u.place != isAction && u.beside != nil && (len(u.value) == 1 || u.literal(1) != ""):
			whole = append(whole, exampleARNs(u.beside, u.literal(1))...)
			continue
		}
		for _, s := range own {
			if before, ok := strings.CutSuffix(s, after); ok {
				whole = append(whole, before)
			}
		}
	}
	return slices.DeleteFunc(append(pieces, whole...), func(s string) bool { return s == "" })
}

// examplesAt are values of places that take only some texts.
var examplesAt = map[place]string{isPath: "/example/", isSession: "3600", isAction: "s3:GetObject", isTrusted: "sts:AssumeRole"}

// examplePrincipals are principals of each type.
var examplePrincipals = map[string]string{
	"Service":   "ec2.amazonaws.com",
	"AWS":       "arn:aws:iam::123456789012:root",
	"Federated": "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
}

// exampleOfKey is a value of a condition key of which everyone knows what it is.
func exampleOfKey(key string) string {
	switch strings.ToLower(key) {
	case "iam:passedtoservice":
		return "ec2.amazonaws.com"
	case "aws:sourceaccount", "aws:principalaccount", "aws:resourceaccount":
		return "123456789012"
	case "aws:principalorgid", "aws:resourceorgid":
		return "o-exampleorgid"
	case "aws:requestedregion", "ec2:region", "s3:locationconstraint":
		return "us-east-1"
	case "aws:sourcevpc":
		return spec.VPCID.Sample()
	case "aws:sourcevpce":
		return "vpce-0123456789abcdef0"
	case "kms:viaservice":
		return "s3.us-east-1.amazonaws.com"
	case "s3:x-amz-server-side-encryption-aws-kms-key-id":
		return spec.KMSKeyARN.Sample()
	}
	return ""
}

// exampleOfOperator is a value that an operator compares with, if it takes only some.
func exampleOfOperator(operator string) string {
	base := operator[strings.IndexByte(operator, ':')+1:] // without ForAnyValue:
	for prefix, example := range exampleOperands {
		if strings.HasPrefix(base, prefix) {
			return example
		}
	}
	return ""
}

var exampleOperands = map[string]string{
	"Arn": "arn:aws:iam::123456789012:role/example", "Bool": "true", "Null": "true", "Numeric": "1", "Date": "2026-01-31T00:00:00Z",
	"IpAddress": "203.0.113.0/24", "NotIpAddress": "203.0.113.0/24",
}

// exampleActions are actions that read what stands beside, without the text around the
// parameter:
//
//	Action: s3:${Verb}, Resource: arn:aws:s3:::amzn-s3-demo-bucket/*
//
// is GetObject and so on. There are none without a literal resource.
func exampleActions(u use) []string {
	before, after := u.value[:u.at].String(), strings.TrimRight(u.value[u.at+1:].String(), "*")
	var out []string
	for _, it := range u.beside {
		resource, ok := it.Value.Literal()
		parts := strings.SplitN(resource, ":", 4)
		if !ok || len(parts) < 4 {
			continue
		}
		for _, a := range facts.MatchActions(parts[2] + ":*") {
			name, begins := strings.CutPrefix(a.String(), before)
			name, ends := strings.CutSuffix(name, after)
			if begins && ends && a.Access() == facts.AccessRead && a.Takes(resource) {
				out = append(out, name)
			}
		}
	}
	return out
}

// exampleARNs are ARNs that actions act on, of those with which a text goes on,
// e.g., "/*", without that.
func exampleARNs(actions []spec.Item, after string) []string {
	var formats []string
	for i, it := range actions {
		name, ok := it.Value.Literal()
		if !ok {
			continue
		}
		var own []string
		for _, a := range facts.MatchActions(name) {
			for t := range a.ResourceTypes() {
				own = append(own, t.ARNs()...)
			}
		}
		if i == 0 || formats == nil {
			formats = own
			continue
		}
		if both := slices.DeleteFunc(slices.Clone(formats), func(f string) bool { return !slices.Contains(own, f) }); len(both) > 0 {
			formats = both
		}
	}
	var out []string
	for _, f := range formats {
		if after != "" {
			i := strings.LastIndexByte(f, after[0])
			if i < 0 || !strings.HasSuffix(f[:i], "}") {
				continue
			}
			f = f[:i]
		}
		if s := exampleARN(f); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// examplePieces are values of what AWS's reference calls the parts of ARNs.
var examplePieces = map[string]string{
	"Partition": "aws", "Region": "us-east-1", "Account": "123456789012",
	"BucketName": spec.BucketName.Sample(), "KeyId": spec.KeyID.Sample(), "ApplicationId": spec.ApplicationID.Sample(),
	"VpcId": spec.VPCID.Sample(), "SubnetId": spec.SubnetID.Sample(), "SecurityGroupId": spec.SecurityGroupID.Sample(),
	"SecretId": "example-a1b2c3", "ObjectName": "example", "ClusterId": "j-1EXAMPLE2345",
	"VirtualClusterId": "abcdef0123456789abcdef012", "RoleNameWithPath": "Example",
}

// exampleARN fills the parts of an ARN's format.
func exampleARN(format string) string {
	return subPlaceholder.ReplaceAllStringFunc(format, func(placeholder string) string {
		name := strings.TrimSuffix(strings.TrimPrefix(placeholder, "${"), "}")
		if piece, ok := examplePieces[name]; ok {
			return piece
		}
		return "example"
	})
}
