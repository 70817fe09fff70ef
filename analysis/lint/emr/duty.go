package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// duty is what the service needs of a kind of role. Of the needs of a duty, one is
// enough.
type duty struct {
	kind  spec.Kind
	code  string
	needs []need
	why   string
}

const (
	everyCluster = "EMR calls that for every cluster"
	everyScaling = "clusters do not scale without it"
	toConnect    = "EMR calls that to connect Workspaces to clusters"
	toStore      = "EMR calls that to store notebook files"
)

// channel are the calls with which a Studio, or a notebook, connects to a cluster on EC2
// or EKS. The role of a Studio for EMR Serverless alone has none of them.
var channel = slices.Concat(
	on(newInterface, studioPage, "ec2:CreateNetworkInterface"),
	on(oldInterface, studioPage, "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface",
		"ec2:DeleteNetworkInterfacePermission", "ec2:ModifyNetworkInterfaceAttribute"),
	on(newGroup, studioPage, "ec2:CreateSecurityGroup"),
	on(oldGroup, studioPage, "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"),
	on(newInterface, studioPage, createTags),
	on(anything, studioPage, "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeTags",
		"ec2:DescribeInstances", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
	on(cluster, studioPage, "elasticmapreduce:ListInstances", "elasticmapreduce:DescribeCluster", "elasticmapreduce:ListSteps"),
)

// files are the calls with which a Studio, or a notebook, stores files.
var files = slices.Concat(
	on(someObject, studioPage, "s3:PutObject", "s3:GetObject", "s3:DeleteObject"),
	on(someBucket, studioPage, "s3:ListBucket", "s3:GetEncryptionConfiguration"),
)

// on are calls that each need permission on one resource.
func on(t target, source string, calls ...string) []need {
	return lists.Map(calls, func(call string) need { return need{call, []target{t}, source} })
}

const createTags = "ec2:CreateTags"

// each are the duties to meet each of some needs.
func each(kind spec.Kind, code, why string, needs ...[]need) []duty {
	return lists.Map(slices.Concat(needs...), func(n need) duty { return duty{kind, code, []need{n}, why} })
}

// excused reports whether a role need not do a duty: that of a Studio does nothing with
// networks if its Workspaces run on EMR Serverless alone.
func excused(h core.Held, d duty) bool {
	isChannel := func(n need) bool { return n.call == d.needs[0].call }
	return d.kind == spec.KindStudio && slices.ContainsFunc(channel, isChannel) && len(h.Attached) == 0 &&
		!slices.ContainsFunc(channel, func(n need) bool { return strings.HasPrefix(n.call, "ec2:") && h.Does(n.call) })
}

// duties are those without which no cluster starts, or none scales, or no Workspace
// connects to one or keeps its files.
var duties = slices.Concat(
	each(spec.KindStudio, "studio-cannot-work", toConnect, channel),
	each(spec.KindStudio, "studio-cannot-work", toStore, files),
	each(spec.KindNotebooks, "notebooks-cannot-work", toConnect, channel),
	each(spec.KindNotebooks, "notebooks-cannot-work", toStore, files),
	[]duty{{spec.KindService, "service-cannot-launch", on(newInstance, servicePage, "ec2:RunInstances", "ec2:CreateFleet"), everyCluster}},
	each(spec.KindService, "service-cannot-launch", everyCluster,
		on(anything, servicePage, "ec2:DescribeInstances", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"),
		on(oldInstance, servicePage, "ec2:TerminateInstances")),
	each(spec.KindAutoScaling, "scaling-cannot-scale", everyScaling,
		on(cluster, scalingPage, "elasticmapreduce:ModifyInstanceGroups", "elasticmapreduce:ListInstanceGroups"),
		on(anything, scalingPage, "cloudwatch:DescribeAlarms")),
)

// checkDuties finds roles that lack what the service does with them. What is lacking in
// the same deployments for the same reason is one finding.
func checkDuties(c *core.Checker, h core.Held) {
	if h.Role == nil || h.Bare() {
		return
	}
	type lack struct{ code, why, with string }
	calls := map[lack][]string{}
	var order []lack
	for _, u := range unmet(c, h) {
		l := lack{u.code, u.why, u.where}
		if calls[l] == nil {
			order = append(order, l)
		}
		calls[l] = append(calls[l], strings.Join(u.calls(), " or "))
	}
	for _, l := range order {
		list := core.And(calls[l])
		c.Add(h.Subject, h.Header().NameAt(), l.code, "allow "+list, "role %s is of kind %s, and nothing allows it %s%s; %s", h.Role.Written(), h.Role.Kind, list, l.with, l.why)
	}
}

// calls are those of the needs of a duty.
func (d duty) calls() []string {
	return lists.Map(d.needs, func(n need) string { return n.call })
}

// unmetDuty is a duty with the first deployments in which it is not met.
type unmetDuty struct {
	duty
	where string
	no    bool // it is not met there
}

// unmet are the duties of a role that it does not meet in some deployment.
func unmet(c *core.Checker, h core.Held) []unmetDuty {
	var out []unmetDuty
	var actions []string
	for _, d := range duties {
		if h.Role.Kind == d.kind && !excused(h, d) {
			out = append(out, unmetDuty{duty: d})
			actions = append(actions, d.calls()...)
		}
	}
	if len(out) == 0 {
		return nil
	}
	for a := range c.AskEverywhere(h.Subject, actions...) {
		for i := range out {
			if u := &out[i]; !u.no {
				var when formula.Term
				if when, u.no = unmetAt(a, u.duty); u.no {
					u.where = a.With(when)
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(u unmetDuty) bool { return !u.no })
}

// unmetAt reports where at a site none of the needs of a duty is met.
func unmetAt(a *core.Asked, d duty) (formula.Term, bool) {
	var all []formula.Term
	for i, n := range d.needs {
		l, found := lacks(a, n)
		switch {
		case !found || l.some:
			return nil, false
		case i == 0:
			all = []formula.Term{l.when}
		default:
			all = slices.DeleteFunc(all, func(t formula.Term) bool { _, ok := t.And(l.when); return !ok })
		}
	}
	if len(all) == 0 {
		return nil, false
	}
	return all[0], true
}
