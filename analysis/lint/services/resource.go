package services

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/grammar"
	"github.com/emriam/emriam/iam/facts"
)

// resources compares the actions of a statement with its resources.
func resources(c *core.Checker) {
	for d, st := range c.Statements() {
		actions, on := c.Actions(st), st.ResourceTexts
		all := func(v core.Text) bool { return v.Literal == "*" }
		if d.Trust || len(st.Resources) == 0 || st.NotResources || !core.Known(st, actions) || len(on) < len(st.Resources) || slices.ContainsFunc(on, all) || isForeign(c, d, st) {
			continue
		}
		wrong := func(v core.Text) bool { return !core.IsARN(v.Literal) || grammar.ArnProblem(c, v.Literal).Code != "" }
		if !slices.ContainsFunc(on, wrong) {
			resources := make([]resource, len(on))
			for i, v := range on {
				resources[i] = resource{v, c.Resource(v.Literal)}
			}
			actionsOn(c, d, st, actions, resources)
			resourceTexts(c, d, st, actions, resources)
		}
	}
}

// resource is a resource, or a pattern of resources, of a statement.
type resource struct {
	core.Text
	pattern *facts.Resource
}

// actionsOn finds actions that have no effect on the statement's resources.
func actionsOn(c *core.Checker, d *core.Document, st *core.Statement, actions []core.Action, on []resource) {
	for _, a := range actions {
		if slices.ContainsFunc(on, func(r resource) bool { return c.Takes(a, r.pattern) }) {
			continue
		}
		if allBuckets(a, on) {
			continue
		}
		if formats := formatsOf(a); len(formats) > 0 {
			if len(actions) > 1 { // else the finding is about the resources
				c.Add(d.Subject, a.At, "resource-mismatch", "it supports "+strings.Join(formats, ", "), "%s has the action %q, which supports none of its resources", core.Label(st), a.Literal)
			}
			continue
		}
		c.Add(d.Subject, a.At, "no-resource-type", "put it in a statement with Resource \"*\"", "%s limits the action %q to resources, but it supports only \"*\"", core.Label(st), a.Literal)
	}
}

// allBuckets is the one action without a resource type that AWS's own pages limit
// to resources, which works.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/walkthrough1.html
func allBuckets(a core.Action, on []resource) bool {
	all := func(r resource) bool {
		parts, _ := core.SplitARN(r.Literal)
		return parts[2] == "s3" && parts[5] == "*"
	}
	return strings.EqualFold(a.Literal, "s3:ListAllMyBuckets") && slices.ContainsFunc(on, all)
}

// resourcesOf finds resources that no action of the statement supports.
func resourceTexts(c *core.Checker, d *core.Document, st *core.Statement, actions []core.Action, on []resource) {
	var formats []string
	for _, r := range on {
		if slices.ContainsFunc(actions, func(a core.Action) bool { return c.Takes(a, r.pattern) }) {
			continue
		}
		if formats == nil {
			formats = formatsOf(actions...)
		}
		if len(formats) == 0 {
			return // reported for each action
		}
		c.Add(d.Subject, r.At, "unused-resource", formatHelp(formats), "%s has the Resource %q, which none of its actions supports", core.Label(st), r.Literal)
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
func formatsOf(actions ...core.Action) []string {
	var out []string
	for _, a := range actions {
		for _, m := range a.Matches {
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
