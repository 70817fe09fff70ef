package services

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/grammar"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
)

// arnRegions finds Regions in the ARNs of a condition that no partition has.
func arnRegions(c *core.Checker, st *core.Statement, v core.Value) {
	if parts, ok := wellFormed(c, v.Text); ok && v.Of == core.InCondition {
		if p := regionProblem(c, v.Text, parts); p.Code != "" {
			c.Add(st.In.Subject, v.At, p.Code, p.Help, "%s compares with %q, %s", core.Where(v.Condition, st), v.Literal, p.Text)
		}
	}
}

// arnProblem is what is wrong with the ARN of a resource, apart from its form.
func arnProblem(c *core.Checker, v core.Text) core.Problem {
	parts, ok := wellFormed(c, v)
	if !ok {
		return core.Problem{}
	}
	if p := regionProblem(c, v, parts); p.Code != "" {
		return p
	}
	return formatProblem(c, v, parts)
}

// wellFormed returns the parts of an ARN in which no other rule finds a mistake.
func wellFormed(c *core.Checker, v core.Text) (parts [glob.ARNParts]string, ok bool) {
	parts, ok = core.SplitARN(v.Literal)
	return parts, ok && grammar.ArnProblem(c, v.Literal).Code == "" && c.Spend(1)
}

// formatProblem finds an ARN that IAM rejects or that names nothing: its service has
// no ARNs with such a Region, account or resource.
func formatProblem(c *core.Checker, v core.Text, parts [glob.ARNParts]string) core.Problem {
	service, lower := parts[2], strings.ToLower(parts[2])
	formats := facts.ARNFormats(service)
	_, known := facts.FindService(service)
	switch {
	case glob.HasWildcard(service) && strings.Trim(v.Literal, "*") != "":
		return core.Wrong("wildcard-service", "write an ARN for each service", "which covers every service with such a name")
	case core.Wild(service):
		return core.Problem{}
	case service != lower:
		return core.Wrong("arn-service-case", "write "+lower, "whose service AWS writes in lower case")
	case formats == nil && !known:
		if hint := PrefixHint(c, service); hint != "" {
			return core.Wrong("unknown-prefix", hint, "but AWS has no service %q", service)
		}
		return core.Wrong("unlisted-service", "", "but the facts of %s list no service %q", facts.ServicesTable.Date(), service)
	case formats == nil:
		return core.Problem{}
	}
	alike := resembling(parts)
	for _, part := range []struct {
		code, name, has string
		of              func(facts.ARNFormat) string
	}{
		{"region", "Region", parts[3], func(f facts.ARNFormat) string { return f.Region }},
		{"account", "account", parts[4], func(f facts.ARNFormat) string { return f.Account }},
	} {
		fits := func(f facts.ARNFormat) bool {
			return (part.of(f) == "") == (part.has == "") && (service != "s3" || alike(f)) // S3 has some of each
		}
		if core.Wild(part.has) || slices.ContainsFunc(formats, fits) || service == "s3" && !slices.ContainsFunc(formats, alike) {
			continue
		}
		help := "write " + formatText(c, formats[max(0, slices.IndexFunc(formats, alike))].Text)
		switch {
		case part.has != "":
			return core.Wrong("needless-"+part.code, help, "but ARNs of %s have no %s there", service, part.name)
		case !isAWSsOwn(parts):
			return core.Wrong("missing-"+part.code, help, "without the %s that ARNs of %s have", part.name, service)
		}
	}
	if !slices.ContainsFunc(formats, alike) && !namesAnyService(service) {
		return resourceProblem(c, parts, formats)
	}
	return core.Problem{}
}

// namesAnyService reports whether a service has resources with ARNs of others, such as
// the recovery points of AWS Backup.
func namesAnyService(service string) bool {
	s, ok := facts.FindService(service)
	return ok && slices.ContainsFunc(s.ResourceTypes(), func(t *facts.ResourceType) bool {
		return slices.ContainsFunc(t.ARNs(), func(format string) bool {
			parts := glob.SplitARN(format)
			return len(parts) > 2 && strings.Contains(parts[2], "$")
		})
	})
}

// resourceProblem is about an ARN that has the format of no type of resource. One
// that resembles a type is misspelled; any other may be newer than the facts.
func resourceProblem(c *core.Checker, parts [glob.ARNParts]string, formats []facts.ARNFormat) core.Problem {
	typ := typeOf(parts[5])
	var types []string
	for _, f := range formats {
		t := typeOf(glob.SplitARN(f.Text)[5])
		if t != "" && strings.HasPrefix(t, "/") == strings.HasPrefix(typ, "/") && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if near := nearType(c, typ, types); near != "" {
		i := slices.IndexFunc(formats, func(f facts.ARNFormat) bool { return typeOf(glob.SplitARN(f.Text)[5]) == near })
		return core.Wrong("unknown-resource", "write "+formatText(c, formats[i].Text), "but %s has no resource type %q", parts[2], typ)
	}
	if isBare(parts[5], formats, types) {
		return core.Wrong("unknown-resource", formatHelp(c, textsOf(formats), "they are"), "but resources of %s have a type and a name", parts[2])
	}
	return core.Wrong("unlisted-resource", formatHelp(c, textsOf(formats), "they are"), "which matches no ARN format of %s in the facts of %s", parts[2], facts.ServicesTable.Date())
}

// isBare reports whether a resource is a name without a type, or a type without a name,
// where the formats have both. A new type of resource would have both, too.
func isBare(resource string, formats []facts.ARNFormat, types []string) bool {
	return resource != "" && !strings.ContainsAny(resource, "/:*?$") && len(types) > 0 &&
		!slices.ContainsFunc(formats, func(f facts.ARNFormat) bool { t := glob.SplitARN(f.Text)[5]; return typeOf(t) == "" || typeOf(t) == t })
}

// typeOf is what the last part of an ARN, or of a format, begins with.
func typeOf(resource string) string {
	rest := strings.TrimPrefix(resource, "/")
	end := strings.IndexAny(rest, "/:$")
	if end < 0 {
		end = len(rest)
	}
	return resource[:len(resource)-len(rest)] + rest[:end]
}

// nearType returns the type of resource that another text is a misspelling of.
func nearType(c *core.Checker, typ string, types []string) string {
	if typ == "" || core.Wild(typ) || slices.Contains(types, typ) {
		return ""
	}
	if i := slices.IndexFunc(types, func(t string) bool { return strings.EqualFold(t, typ) }); i >= 0 {
		return types[i]
	}
	return core.NearestOf(c, typ, types)
}

// own are resources that AWS keeps for everyone: they are in no account.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/security_iam_id-based-policy-examples.html
var own = []struct{ service, resource string }{
	{"ssm", "document/A*"},
	{"ssm", "automation-definition/A*"},
	{"ssm", "parameter/aws/*"},
	{"ssm", "patchbaseline/*"},
	{"resource-explorer-2", "view/AWS*"},
}

func isAWSsOwn(parts [glob.ARNParts]string) bool {
	return slices.ContainsFunc(own, func(o struct{ service, resource string }) bool {
		return o.service == parts[2] && glob.Overlap(o.resource, parts[5])
	})
}

func textsOf(formats []facts.ARNFormat) []string {
	return lists.Add(nil, lists.Map(formats, func(f facts.ARNFormat) string { return f.Text })...)
}

func formatText(c *core.Checker, format string) string {
	return fmt.Sprintf("%q", asWritten(c, format))
}

// resembling reports of a format of the service of an ARN whether its last part may be
// that of the ARN.
func resembling(parts [glob.ARNParts]string) func(facts.ARNFormat) bool {
	parts[1], parts[3], parts[4] = "*", "*", "*"
	r := facts.NewResource(strings.Join(parts[:], ":"))
	return func(f facts.ARNFormat) bool { return f.Overlaps(r) }
}

// regionProblem finds a Region that the partition of an ARN does not have.
func regionProblem(c *core.Checker, v core.Text, parts [glob.ARNParts]string) core.Problem {
	partition, region := parts[1], parts[3]
	if region == "" || strings.Contains(region, "${") {
		return core.Problem{}
	}
	if core.Wild(partition) || strings.HasPrefix(v.Value.String(), "arn:${AWS::Partition}:") {
		partition = "" // the Region can be of any
	}
	p := RegionProblem(c, region, partition)
	p.Text = "but " + p.Text
	return p
}

// regionKeys are the keys whose values are Regions.
var regionKeys = []string{"aws:RequestedRegion", "ec2:Region", "s3:LocationConstraint"}

// regionsOf finds Regions in a condition that no partition has.
func regionsOf(c *core.Checker, st *core.Statement, v core.Value) {
	cond := v.Condition
	switch {
	case cond.Op.Operand != core.Texts || !core.IsOneOf(cond.Key, regionKeys):
	case strings.Contains(v.Literal, "${") || strings.EqualFold(cond.Key, "s3:LocationConstraint") && !core.IsRegion(v.Literal): // which may be EU, for eu-west-1
	case !cond.Op.Wild() && glob.HasWildcard(v.Literal): // another rule's
	default:
		regionIn(c, st, v, cond.Op.Fold(v.Literal))
	}
}

// regionIn reports what is wrong with a Region in a value of a condition.
func regionIn(c *core.Checker, st *core.Statement, v core.Value, region string) {
	if p := RegionProblem(c, region, ""); p.Code != "" {
		c.Add(st.In.Subject, v.At, p.Code, p.Help, "%s compares with %q, but %s", core.Where(v.Condition, st), v.Literal, p.Text)
	}
}

// RegionProblem is what is wrong with a Region, or a pattern of Regions, of a partition, or
// of any if that is "".
func RegionProblem(c *core.Checker, region, partition string) core.Problem {
	if glob.HasWildcard(region) {
		if region == "*" || slices.ContainsFunc(knownRegions(partition), func(r string) bool { return glob.Match(region, r) }) {
			return core.Problem{}
		}
		of := ""
		if partition != "" {
			of = " of " + partition
		}
		return core.Wrong("unlisted-region", "", "the facts of %s list no Region%s that %q matches", facts.RegionsTable.Date(), of, region)
	}
	help := func() string { return core.DidYouMean(c, region, knownRegions(partition)) }
	has, ok := facts.PartitionOf(region)
	switch {
	case !ok:
		return core.Wrong("wrong-region", help(), "no partition has a Region %q", region)
	case partition != "" && has.Name != partition:
		return core.Wrong("wrong-region", help(), "the Region %s is of the partition %s, not of %s", region, has.Name, partition)
	case !has.Has(region):
		return core.Wrong("unlisted-region", help(), "the facts of %s list no Region %q", facts.RegionsTable.Date(), region)
	}
	return core.Problem{}
}

// knownRegions are those of a partition, or of all.
func knownRegions(partition string) []string {
	var out []string
	for _, p := range facts.Partitions() {
		if partition == "" || p.Name == partition {
			out = append(out, p.Regions...)
		}
	}
	return out
}
