package lint

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/iam/facts"
)

// resources compares the actions of a statement with its resources.
func (c *checker) resources() {
	for d, st := range c.statements() {
		actions, on := c.actions(st), st.resources
		all := func(v text) bool { return v.string == "*" }
		if d.trust || st.NotResources || !known(st, actions) || len(on) < len(st.Resources) || slices.ContainsFunc(on, all) || c.isForeign(d, st) {
			continue
		}
		wrong := func(v text) bool { return !isARN(v.string) || c.arnProblem(v.string).code != "" }
		if !slices.ContainsFunc(on, wrong) {
			resources := make([]resource, len(on))
			for i, v := range on {
				resources[i] = resource{v, c.resource(v.string)}
			}
			c.actionsOn(d, st, actions, resources)
			c.resourcesOf(d, st, actions, resources)
		}
	}
}

// resource is a resource, or a pattern of resources, of a statement.
type resource struct {
	text
	pattern *facts.Resource
}

// actionsOn finds actions that have no effect on the statement's resources.
func (c *checker) actionsOn(d *document, st *statement, actions []action, on []resource) {
	for _, a := range actions {
		if slices.ContainsFunc(on, func(r resource) bool { return c.takes(a, r.pattern) }) {
			continue
		}
		if allBuckets(a, on) {
			continue
		}
		if formats := formatsOf(a); len(formats) > 0 {
			if len(actions) > 1 { // else the finding is about the resources
				c.add(d.subject, a.At, "resource-mismatch", "it supports "+strings.Join(formats, ", "), "%s has the action %q, which supports none of its resources", label(st), a.string)
			}
			continue
		}
		c.add(d.subject, a.At, "no-resource-type", "put it in a statement with Resource \"*\"", "%s limits the action %q to resources, but it supports only \"*\"", label(st), a.string)
	}
}

// allBuckets is the one action without a resource type that AWS's own pages limit
// to resources, which works.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/walkthrough1.html
func allBuckets(a action, on []resource) bool {
	all := func(r resource) bool {
		parts, _ := splitARN(r.string)
		return parts[2] == "s3" && parts[5] == "*"
	}
	return strings.EqualFold(a.string, "s3:ListAllMyBuckets") && slices.ContainsFunc(on, all)
}

// resourcesOf finds resources that no action of the statement supports.
func (c *checker) resourcesOf(d *document, st *statement, actions []action, on []resource) {
	var formats []string
	for _, r := range on {
		if slices.ContainsFunc(actions, func(a action) bool { return c.takes(a, r.pattern) }) {
			continue
		}
		if formats == nil {
			formats = formatsOf(actions...)
		}
		if len(formats) == 0 {
			return // reported for each action
		}
		c.add(d.subject, r.At, "unused-resource", formatHelp(formats), "%s has the Resource %q, which none of its actions supports", label(st), r.string)
	}
}

func formatHelp(formats []string) string {
	const most = 3
	if len(formats) > most {
		return "they support " + strings.Join(formats[:most], ", ") + " and others"
	}
	return "they support " + strings.Join(formats, ", ")
}

// formatsOf returns the ARN formats that the actions support, as AWS writes them.
func formatsOf(actions ...action) []string {
	var out []string
	for _, a := range actions {
		for _, m := range a.matches {
			for r := range m.ResourceTypes() {
				for _, f := range r.ARNs() {
					if !slices.Contains(out, f) {
						out = append(out, f)
					}
				}
			}
		}
	}
	return out
}
