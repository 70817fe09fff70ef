package emr

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/iam/eval"
	"github.com/emriam/emriam/iam/formula"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
)

// state is what a resource of a call is to the tags in its request.
type state uint8

const (
	plain    state = iota // whatever tags it has are unknown
	created               // by the call: it has the tags of the request, and no others yet
	existing              // with the tag that EMR requires: the request does not tag it
)

// target is a resource that a call needs permission on.
type target struct {
	arn string // with ${Partition}, ${Region} and ${Account}, for one that exists nowhere
	state
	optional bool // not every such call has one
}

// maybe is t for calls that need not have it.
func maybe(t target) target {
	t.optional = true
	return t
}

// typ is the type of the resource, e.g., "subnet", or "" for any.
func (t target) typ() string {
	parts := glob.SplitARN(t.arn)
	if len(parts) < glob.ARNParts {
		return ""
	}
	typ, _, _ := strings.Cut(parts[glob.ARNParts-1], "/")
	return typ
}

func ec2(typ, id string, s state) target {
	return target{"arn:${Partition}:ec2:${Region}:${Account}:" + typ + "/" + id, s, false}
}

var (
	anything      = target{arn: "*"}
	newInstance   = ec2("instance", "i-0e0e0e0e0e0e0e0e0", created)
	newVolume     = ec2("volume", "vol-0e0e0e0e0e0e0e0e0", created)
	oldInstance   = ec2("instance", "i-0e0e0e0e0e0e0e0e0", existing)
	oldSubnet     = ec2("subnet", "subnet-0e0e0e0e0e0e0e0e0", existing)
	oldGroup      = ec2("security-group", "sg-0e0e0e0e0e0e0e0e0", existing)
	newGroup      = ec2("security-group", "sg-0e0e0e0e0e0e0e0e0", created)
	oldVPC        = ec2("vpc", "vpc-0e0e0e0e0e0e0e0e0", existing)
	someInterface = ec2("network-interface", "eni-0e0e0e0e0e0e0e0e0", plain)
	newInterface  = ec2("network-interface", "eni-0e0e0e0e0e0e0e0e0", created)
	someImage     = target{arn: "arn:${Partition}:ec2:${Region}::image/ami-0e0e0e0e0e0e0e0e0"}
	oldTemplate   = ec2("launch-template", "lt-0e0e0e0e0e0e0e0e0", existing)
	someFleet     = ec2("fleet", "fleet-0e0e0e0e", plain)
	oldInterface  = ec2("network-interface", "eni-0e0e0e0e0e0e0e0e0", existing)
	someObject    = target{arn: "arn:${Partition}:s3:::amzn-s3-demo-bucket/x"}
	someBucket    = target{arn: "arn:${Partition}:s3:::amzn-s3-demo-bucket"}
	cluster       = target{arn: "arn:${Partition}:elasticmapreduce:${Region}:${Account}:cluster/j-0E0E0E0E0E0E0"}
)

// need is a call, with the resources that AWS checks for it together: permission on
// only some of them is as good as none.
type need struct {
	call   string
	on     []target
	source string
}

const (
	ec2Reference = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html"
	servicePage  = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEMRServicePolicy_v2.html"
	scalingPage  = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonElasticMapReduceforAutoScalingRole.html"
	studioPage   = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html"
)

// together are the calls with several resources, whoever makes them.
var together = []need{
	{"ec2:RunInstances", []target{newInstance, newVolume, someInterface, oldSubnet, oldGroup, someImage}, ec2Reference},
	{"ec2:CreateFleet", []target{someFleet, newInstance, oldSubnet, someImage, oldTemplate, maybe(newVolume), maybe(someInterface), maybe(oldGroup)}, servicePage},
	{"ec2:CreateNetworkInterface", []target{newInterface, oldSubnet, maybe(oldGroup)}, studioPage},
	{"ec2:CreateSecurityGroup", []target{newGroup, oldVPC}, studioPage},
}

// request is a target with the context that a request on it has.
type request struct {
	target
	arn     string
	context eval.Context
}

// requests are the requests of a need that a subject might be allowed: on a resource
// that no policy names and on those of its type that a policy does. It is false if these
// are too many.
func requests(a *core.Asked, call string, t target) ([]request, bool) {
	context := eval.Context{Values: map[string][]string{}}
	if call == createTags {
		context.Values["ec2:CreateAction"] = []string{"CreateNetworkInterface"}
	} else {
		context.Absent = []string{"ec2:CreateAction"}
	}
	for _, key := range a.Keys {
		lower := strings.ToLower(key)
		_, name, _ := strings.Cut(lower, ":")
		kind, tag, isTag := strings.Cut(name, "/")
		switch {
		case !isTag || kind != "requesttag" && kind != "resourcetag":
		case t.state == created && kind == "resourcetag", t.state == existing && kind == "requesttag":
			context.Absent = append(context.Absent, key)
		case t.state != plain && tag == emrTag:
			context.Values[key] = []string{"true"}
		}
	}
	out := []request{{t, a.Here(t.arn), context}}
	want := glob.SplitARN(out[0].arn)
	for _, parts := range a.ARNs {
		if t.typ() == "" || !glob.Match(parts[2], want[2]) || !alike(parts, want) {
			continue
		}
		if arn := filled(parts, want); !slices.ContainsFunc(out, func(r request) bool { return r.arn == arn }) {
			out = append(out, request{t, arn, context})
		}
	}
	return out, len(out) <= mostRequests
}

// mostRequests is how many resources are tried for a target. One of more could be the
// one that is allowed.
const mostRequests = 64

// alike reports whether a pattern can match resources of the type of another one. Those
// of S3 are buckets and, with a slash, objects.
func alike(pattern, like []string) bool {
	last := glob.ARNParts - 1
	if like[2] == "s3" {
		return strings.HasSuffix(pattern[last], "*") || strings.Contains(pattern[last], "/") == strings.Contains(like[last], "/")
	}
	typ, _, _ := strings.Cut(like[last], "/")
	return strings.HasPrefix(pattern[last], typ+"/")
}

// filled is a resource that a pattern matches.
func filled(pattern, like []string) string {
	parts := slices.Clone(pattern)
	for i := range parts {
		if i < glob.ARNParts-1 && glob.HasWildcard(parts[i]) && glob.Match(parts[i], like[i]) {
			parts[i] = like[i]
		}
	}
	last := &parts[glob.ARNParts-1]
	if like[2] == "s3" && strings.Contains(like[glob.ARNParts-1], "/") && !strings.Contains(*last, "/") {
		*last += "/x" // it ends in a wildcard
	}
	return anyText.Replace(strings.Join(parts, ":"))
}

// anyText replaces wildcards by some text.
var anyText = strings.NewReplacer("*", "x", "?", "x")

// lacking are the targets of a need that a subject has no permission on, in a
// deployment in which it has permission on others. Other is false if there are none.
type lacking struct {
	when    formula.Term
	targets []target
	some    bool // it has, or may have, permission on other targets
}

// lacks evaluates a need in every deployment of a site, and returns the first in which
// something is lacking.
func lacks(a *core.Asked, n need) (lacking, bool) {
	denied := make([]core.Denied, len(n.on))
	for i, t := range n.on {
		var all core.Denied
		tried, ok := requests(a, n.call, t)
		if !ok {
			return lacking{}, false
		}
		for j, r := range tried {
			d, ok := a.Where(n.call, r.arn, r.context)
			if !ok {
				return lacking{}, false
			}
			if j > 0 {
				d = core.Denied{When: all.When.And(d.When), Other: all.Other.Or(d.Other)}
			}
			all = d
			if len(all.When) == 0 {
				break // allowed everywhere
			}
		}
		denied[i] = all
	}
	for _, d := range denied {
		for _, when := range d.When {
			l := lacking{when: when}
			for i, t := range n.on {
				if meets(denied[i].When, when) && !meets(denied[i].Other, when) {
					l.targets = append(l.targets, t)
				} else {
					l.some = true
				}
			}
			if len(l.targets) > 0 {
				return l, true
			}
		}
	}
	return lacking{}, false
}

// meets reports whether f can hold together with a term.
func meets(f formula.Formula, when formula.Term) bool {
	return len(f.And(formula.Formula{when})) > 0
}

// checkTogether finds calls that a role or policy allows on only some of the
// resources that AWS checks together.
func checkTogether(c *core.Checker, h core.Held) {
	for _, n := range together {
		_, _, named := h.Naming(n.call)
		if !named || c.Beside(h, func(o core.Held) bool { return o.Does(n.call) }) {
			continue
		}
		for a := range c.AskEverywhere(h.Subject, n.call) {
			if l, found := lacks(a, n); found && l.some {
				reportTogether(c, h, n, l, a.With(l.when))
				break
			}
		}
	}
}

// reportTogether is about the statement that asks for tags that a resource does not
// have, or else about the first one that allows the call.
func reportTogether(c *core.Checker, h core.Held, n need, l lacking, where string) {
	var missing []string
	for _, t := range l.targets {
		if !confusedTarget(c, h, n, t) && !t.optional {
			missing = append(missing, t.typ())
		}
	}
	if len(missing) == 0 {
		return
	}
	g, at, _ := h.Naming(n.call)
	c.About(g.St, at, "partial-resources", "allow it on "+core.And(lists.Map(missing, func(t string) string { return t + "/*" }))+" as well, or on \"*\"",
		"allows %s, but nothing allows it on %s, which AWS checks in the same call%s", n.call, core.And(missing), where)
}

// confusedTarget reports the resources of statements that ask for tags of the request
// where the request does not tag the resource, and for tags of the resource where it
// has none yet. What checkConfusedTags reports counts as reported.
func confusedTarget(c *core.Checker, h core.Held, n need, t target) bool {
	found := false
	for _, g := range h.Grants {
		_, request := tagCondition(g.St, "aws:requesttag/")
		_, resource := tagCondition(g.St, "aws:resourcetag/")
		if !g.Does(n.call) || t.state == existing && !request || t.state == created && (!resource || request) || t.state == plain {
			continue
		}
		for _, r := range g.St.ResourceTexts {
			parts := glob.SplitARN(r.Literal)
			typed := len(parts) == glob.ARNParts && strings.HasPrefix(parts[glob.ARNParts-1], t.typ()+"/")
			if !typed && strings.Trim(r.Literal, "*") != "" {
				continue
			}
			found = true
			isNew, isOld := newAndOld(g)
			if isNew != isOld {
				continue // reported at the condition
			}
			key, what := "aws:ResourceTag", "a request tag for "+t.typ()+", which exists; a request tags only the resources that it creates"
			if t.state == created {
				key, what = "aws:RequestTag", "a tag of "+t.typ()+", which is being created; it has no tags yet"
			}
			c.About(g.St, r.At, "confused-tags", "allow "+n.call+" on "+t.typ()+"/* in a statement of its own, with a condition on "+key, "requires %s", what)
		}
	}
	return found
}
