package services

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/emriam/emriam/analysis/lint/core"
	"github.com/emriam/emriam/analysis/lint/grammar"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/iam/glob"
	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec/diag"
)

// resources compares the resources of a statement with the formats and the Regions that
// AWS has, and with its actions.
func resources(c *core.Checker, st *core.Statement) {
	wrong := false
	for _, v := range st.ResourceTexts {
		p := arnProblem(c, v)
		if p.Code != "" {
			c.About(st, v.At, p.Code, p.Help, "has the Resource %q, %s", v.Literal, p.Text)
		}
		wrong = wrong || p.Code != "" && core.Severity(p.Code) != diag.Info || !core.IsARN(v.Literal) || grammar.ArnProblem(c, v.Literal).Code != ""
	}
	if !wrong {
		actionsAndResources(c, st)
	}
}

// actionsAndResources compares the actions of a statement with its resources.
func actionsAndResources(c *core.Checker, st *core.Statement) {
	actions, on := c.Actions(st), st.ResourceTexts
	all := func(v core.Text) bool { return v.Literal == "*" }
	if st.In.Trust || len(st.Resources) == 0 || st.NotResources || !core.Known(st, actions) || len(on) < len(st.Resources) || slices.ContainsFunc(on, all) || isForeign(c, st) {
		return
	}
	resources := lists.Map(on, func(v core.Text) resource { return resource{v, facts.NewResource(v.Literal)} })
	actionsOn(c, st, actions, resources)
	resourceTexts(c, st, actions, resources)
}

// resource is a resource, or a pattern of resources, of a statement.
type resource struct {
	core.Text
	pattern *facts.Resource
}

// actionsOn finds actions that have no effect on the statement's resources.
func actionsOn(c *core.Checker, st *core.Statement, actions []core.Action, on []resource) {
	for _, a := range actions {
		if slices.ContainsFunc(on, func(r resource) bool { return c.Takes(a, r.pattern) }) {
			continue
		}
		if askedOn(a, on) {
			continue
		}
		if formats := formatsOf(a); len(formats) > 0 {
			if len(actions) > 1 { // else the finding is about the resources
				c.About(st, a.At, "resource-mismatch", formatHelp(c, formats, "it supports"), "has the action %q, which supports no resource of the statement", a.Literal)
			}
			continue
		}
		c.About(st, a.At, "no-resource-type", "put it in a statement with Resource \"*\"", "limits the action %q to resources, but it supports only \"*\"", a.Literal)
	}
}

// askedOn reports whether a service is known to ask for one of the resources,
// although AWS's reference gives the action none.
func askedOn(a core.Action, on []resource) bool {
	for _, m := range a.Matches {
		format, _, ok := facts.AskedOn(m.String())
		if ok && slices.ContainsFunc(on, func(r resource) bool {
			parts, _ := core.SplitARN(r.Literal)
			where := map[string]string{"Partition": parts[1], "Region": parts[3], "Account": parts[4]}
			return glob.Overlap(r.Literal, os.Expand(format, func(name string) string { return where[name] }))
		}) {
			return true
		}
	}
	return false
}

// resourcesOf finds resources that no action of the statement supports.
func resourceTexts(c *core.Checker, st *core.Statement, actions []core.Action, on []resource) {
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
		c.About(st, r.At, "unused-resource", resourceHelp(c, r, formats), "has the Resource %q, which no action of the statement supports", r.Literal)
	}
}

// resourceHelp is what to write instead of a resource that the actions do not
// support: of S3, the bucket for its objects or the other way round.
func resourceHelp(c *core.Checker, r resource, formats []string) string {
	written := r.Value.String()
	if c.Spec.Bare {
		written = r.Literal
	}
	if parts, ok := core.SplitARN(r.Literal); ok && parts[2] == "s3" && strings.Contains(written, ":s3:::") {
		bucket, _, object := strings.Cut(written, "/")
		switch {
		case object && slices.Contains(formats, "arn:${Partition}:s3:::${BucketName}"):
			return fmt.Sprintf("write %q", bucket)
		case !object && slices.Contains(formats, "arn:${Partition}:s3:::${BucketName}/${ObjectName}"):
			return fmt.Sprintf("write %q", written+"/*")
		}
	}
	return formatHelp(c, formats, "they support")
}

// formatHelp lists formats of ARNs as they are written in a spec, or in a
// document.
func formatHelp(c *core.Checker, formats []string, verb string) string {
	const most = 3
	out := lists.Map(formats, func(f string) string { return asWritten(c, f) })
	if len(out) > most {
		return verb + " " + strings.Join(out[:most], ", ") + " and others"
	}
	return verb + " " + strings.Join(out, ", ")
}

// asWritten is a format of AWS's reference with the placeholders of a spec, and
// with wildcards for all that a spec has no placeholder for.
func asWritten(c *core.Checker, format string) string {
	known := map[string]string{"Partition": "${AWS::Partition}", "Region": "${AWS::Region}", "Account": "${AWS::AccountId}"}
	if c.Spec.Bare {
		known = map[string]string{"Partition": "aws"}
	}
	return os.Expand(format, func(name string) string { return cmp.Or(known[name], "*") })
}

// formatsOf returns the ARN formats that the actions support, as AWS writes them.
func formatsOf(actions ...core.Action) []string {
	var out []string
	for _, a := range actions {
		for _, m := range a.Matches {
			for r := range m.ResourceTypes() {
				out = lists.Add(out, r.ARNs()...)
			}
		}
	}
	return out
}
