package awscli

import (
	"slices"
	"strings"

	"github.com/emriam/emriam/gen"
	"github.com/emriam/emriam/gen/internal/bound"
	"github.com/emriam/emriam/iam"
	"github.com/emriam/emriam/iam/facts"
	"github.com/emriam/emriam/internal/lists"
)

// tag is what AWS's policies require of the resources that EMR may use.
const tag = "for-use-with-amazon-emr-managed-policies"

// taggable are the types of resources that exist before EMR uses them, and that whoever
// owns them must tag. EMR tags all others when it creates them.
var taggable = []struct{ service, name, words string }{
	{"ec2", "vpc", "VPC"}, {"ec2", "subnet", "subnet"}, {"ec2", "security-group", "security group"}, {"secretsmanager", "Secret", "secret"},
}

// need is a statement that requires the tag of a type of resource.
type need struct{ words, Role, Policy, Sid, Actions string }

// tagFiles are the checklist of what to tag, and the script that tags it; none if no
// role requires the tag.
func (c *commands) tagFiles(dir string) []gen.File {
	var needs []need
	for _, r := range bound.Documents(c.spec, c.binding).Roles {
		for _, p := range r.Policies {
			needs = append(needs, needsOf(r.Name, p.Name, p.Document)...)
		}
		for _, arn := range r.Managed {
			if s, ok := facts.FindSnapshot(arn); ok {
				needs = append(needs, needsOf(r.Name, s.Name, s.Document())...)
			}
		}
	}
	if needs == nil {
		return nil
	}
	type taggedType struct {
		Title string
		Needs []need
	}
	var types []taggedType
	for _, t := range taggable {
		if of := lists.Filter(needs, func(n need) bool { return n.words == t.words }); len(of) > 0 {
			types = append(types, taggedType{strings.ToUpper(t.words[:1]) + t.words[1:], of})
		}
	}
	return []gen.File{
		{Path: dir + "/tags.md", Content: c.print("tags.md", "<!--", words{"Tag": tag, "Types": types})},
		{Path: dir + "/tag-resources.sh", Content: c.print("tag-resources.sh", "#", words{"Tag": tag})},
	}
}

// cell is a text in a table: names and actions, which hold no bar.
func cell(s string) string {
	return "`" + strings.Map(func(r rune) rune {
		if r == '|' || r == '`' || r == '\n' || hidden(r) {
			return '?'
		}
		return r
	}, s) + "`"
}

// needsOf are the statements of a document that require the tag of a taggable type.
func needsOf(role, policy string, d *iam.Document) []need {
	var out []need
	for _, st := range d.Statements {
		requires := func(c iam.Condition) bool { return strings.EqualFold(c.Key, "aws:ResourceTag/"+tag) }
		if st.NotActions || st.NotResources || !slices.ContainsFunc(st.Conditions, requires) {
			continue
		}
		var matched []facts.Action
		for _, pattern := range st.Actions {
			matched = append(matched, facts.MatchActions(pattern)...)
		}
		for _, t := range taggable {
			var actions []string
			for _, a := range matched {
				if takes(a, t.service, t.name, st.Resources) {
					actions = append(actions, a.String())
				}
			}
			if actions != nil {
				out = append(out, need{t.words, role, policy, st.Sid, strings.Join(actions, ", ")})
			}
		}
	}
	return out
}

// takes reports whether an action takes resources of a type that patterns may name.
func takes(a facts.Action, service, name string, patterns []string) bool {
	if a.Service() != service {
		return false
	}
	for r := range a.ResourceTypes() {
		if r.Name == name && slices.ContainsFunc(patterns, func(p string) bool { return p == "*" || r.Overlaps(facts.NewResource(p)) }) {
			return true
		}
	}
	return false
}
