package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
)

// The tags that EMR's managed policies, and policies like them, use to recognize
// EMR's resources.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-managed-iam-policies.html
const (
	emrTag     = "for-use-with-amazon-emr-managed-policies"
	emrUserTag = "for-use-with-amazon-emr-managed-user-policies"
)

// checkEMRTags checks that conditions on EMR's tag have the value that EMR sets and
// requires: "true".
func checkEMRTags(c *core.Checker, st *core.Statement, cond core.Condition) {
	tag, ok := tagOf(cond.Key)
	switch {
	case strings.EqualFold(cond.Key, "aws:TagKeys"):
		for _, v := range cond.Texts {
			checkTagKey(c, st, v.Literal, v.At)
		}
	case ok:
		checkTagKey(c, st, tag, cond.At)
		if tag == emrTag && tagOperator(cond.Operator) {
			checkTagValues(c, st, cond)
		}
	}
}

// tagOperator reports whether an operator requires a value.
func tagOperator(op string) bool {
	return !strings.Contains(op, "Not") && (strings.Contains(op, "StringEquals") || strings.Contains(op, "StringLike"))
}

func checkTagValues(c *core.Checker, st *core.Statement, cond core.Condition) {
	for _, v := range cond.Texts {
		text := v.Literal
		if strings.Contains(cond.Operator, "IgnoreCase") {
			text = strings.ToLower(text)
		}
		if text != "true" && !strings.ContainsAny(text, "*?$") {
			c.About(st, v.At, "emr-tag-value", `write "true"`, "requires the value %q of the tag %s; EMR sets it to \"true\"", v.Literal, emrTag)
		}
	}
}

func checkTagKey(c *core.Checker, st *core.Statement, tag string, at diag.Span) {
	if tag == emrTag || tag == emrUserTag {
		return
	}
	if near := diag.Nearest(tag, []string{emrTag, emrUserTag}); near != "" {
		c.About(st, at, "emr-tag-key", `did you mean "`+near+`"?`, "names the tag %q, which EMR does not use", tag)
	}
}

// tagOf is the tag that a condition key is about.
func tagOf(key string) (tag string, ok bool) {
	prefix, tag, ok := strings.Cut(key, "/")
	prefix = strings.ToLower(prefix)
	return tag, ok && (strings.HasSuffix(prefix, ":resourcetag") || strings.HasSuffix(prefix, ":requesttag"))
}

// creates lists the new resources of calls that create something. They have no tags
// yet, only those in the request. Other resources of the call already exist, and
// the request does not tag them.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html
var creates = map[string][]string{
	"ec2:createnetworkinterface": {"network-interface"},
	"ec2:createsecuritygroup":    {"security-group"},
	"ec2:createlaunchtemplate":   {"launch-template"},
	"ec2:createvpcendpoint":      {"vpc-endpoint"},
	"ec2:runinstances":           {"instance", "volume"},
	"ec2:createfleet":            {"instance", "volume", "fleet"},
}

// surroundings are the resources that such calls only use.
var surroundings = []string{"subnet", "security-group", "vpc", "launch-template"}

// checkConfusedTags finds conditions on request tags for existing resources, and on
// resource tags for resources that are being created.
func checkConfusedTags(c *core.Checker, _ core.Held, g core.Grant) {
	resource, onResource := tagCondition(g.St, "aws:resourcetag/")
	request, onRequest := tagCondition(g.St, "aws:requesttag/")
	if onResource == onRequest || g.St.NotActions || g.St.NotResources {
		return
	}
	if _, ok := core.ConditionOn(g.St, "ec2:createaction"); ok && onResource {
		c.About(g.St, resource.At, "confused-tags", "use aws:RequestTag", "requires a tag of a resource that is being created; it has no tags yet")
		return
	}
	isNew, isOld := newAndOld(g)
	switch {
	case onResource && isNew && !isOld:
		c.About(g.St, resource.At, "confused-tags", "use aws:RequestTag", "requires a tag of a resource that is being created; it has no tags yet")
	case onRequest && isOld && !isNew:
		c.About(g.St, request.At, "confused-tags", "use aws:ResourceTag", "requires a request tag for an existing resource; a request tags only the resources that it creates")
	}
}

// tagCondition returns a condition that requires a tag: not with Null, and not with
// an operator that holds without the tag.
func tagCondition(st *core.Statement, prefix string) (core.Condition, bool) {
	c, ok := core.ConditionOn(st, prefix)
	holds := ok && c.Operator != "Null" && !strings.HasSuffix(c.Operator, "IfExists") && !strings.Contains(c.Operator, "Not")
	return c, holds
}

// newAndOld report whether g creates some of its resources, and whether it only
// uses some. Both are false if an action or resource is unknown.
func newAndOld(g core.Grant) (isNew, isOld bool) {
	for _, a := range g.St.ActionTexts {
		types, ok := creates[strings.ToLower(a.Literal)]
		if !ok {
			return false, false
		}
		for _, r := range g.St.ResourceTexts {
			parts := strings.SplitN(r.Literal, ":", glob.ARNParts)
			typ, _, _ := strings.Cut(parts[len(parts)-1], "/")
			switch {
			case len(parts) < glob.ARNParts || parts[2] != "ec2":
				return false, false
			case slices.Contains(types, typ):
				isNew = true
			case slices.Contains(surroundings, typ):
				isOld = true
			default:
				return false, false
			}
		}
	}
	return isNew, isOld
}

// checkPlacementGroup finds ARNs of placement groups that are not EMR's. EMR creates
// groups whose names begin with EMR_, and an ARN has the group's name; two of AWS's
// pages have its ID there, which begins with pg-. In a service role, any other name
// is wrong; elsewhere, only an ID is.
// https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha-placementgroup.html
func checkPlacementGroup(c *core.Checker, h core.Held, g core.Grant) {
	service := h.Role != nil && h.Role.Kind == spec.KindService
	for _, r := range g.St.ResourceTexts {
		_, name, ok := strings.Cut(r.Literal, ":placement-group/")
		if !ok || g.St.NotResources || !service && !strings.HasPrefix(name, "pg-") || glob.Overlap(name, "EMR_*") {
			continue
		}
		c.About(g.St, r.At, "wrong-placement-group", "write placement-group/EMR_*", "names placement groups %s; the names of EMR's begin with EMR_, and an ARN has the name, not the ID", name)
	}
}
