package scaffold

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/diag"
	"github.com/emriam/emriam/spec/edges"
)

// Options are what an author chooses.
type Options struct {
	// Name is that of the spec, and what the names in IAM begin with, e.g.,
	// "acme" for acme-ServiceRole; "" is "emr".
	Name string

	// Roles are roles, policies, security configurations and resource policies
	// of the built-in spec by their logical name, by their template, or by their
	// stack, which is all that is in it. None is Default.
	Roles []string

	// Outputs are the targets that the spec is compiled to. None is DefaultOutputs.
	Outputs []string
}

// DefaultOutputs are the targets of a spec unless its author chooses. The others
// generate code in a language that its author may not use.
var DefaultOutputs = []string{"cloudformation", "policies"}

// Default is the stack that a spec begins with unless its author chooses.
const Default = "emr-default"

// namePattern leaves room for the longest logical name in IAM's 64 characters.
var namePattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

// New is the text of a spec that has what o chooses, and what that cannot be
// without: roles that it names. It has no finding. An error is about o.
// Compiled is the built-in spec, whose edges say what names what.
func New(o Options, compiled *spec.Spec) ([]byte, error) {
	name := cmp.Or(o.Name, "emr")
	if !namePattern.MatchString(name) {
		return nil, fmt.Errorf("a name must be at most 32 lower-case letters, digits and hyphens, and start with a letter, not %q", name)
	}
	whole := builtIn()
	whole.edges = edges.Of(compiled)
	if !slices.Contains(o.Roles, "instance") {
		whole.replaceRetiring()
	}
	chosen, err := whole.choose(o.Roles)
	if err != nil {
		return nil, err
	}
	whole.passWrittenOut(chosen)
	chosen = whole.closure(chosen)
	if len(whole.chosen("roles", chosen, name))+len(whole.chosen("policies", chosen, name)) == 0 {
		return nil, fmt.Errorf("%s needs a role: also choose one", strings.Join(o.Roles, " and "))
	}
	outputs := o.Outputs
	if len(outputs) == 0 {
		outputs = DefaultOutputs
	}
	return []byte(whole.part(chosen, name, outputs)), nil
}

// replaceRetiring gives the default instance role the template custom-instance. AWS
// is retiring the managed policy of the template instance, which includes every
// bucket of the account; a new spec gets that only if its author asks for it.
func (d *document) replaceRetiring() {
	custom, role := d.member("CustomInstanceRole"), d.member("InstanceRole")
	role.comment, role.line, role.node, role.lists = custom.comment, custom.line, custom.node, custom.lists
	role.body = slices.Concat(role.body[:1], custom.body[1:], narrow)
	for i, line := range role.body {
		if strings.HasPrefix(line, "    # emriam:ignore") {
			role.body[i] = ""
		}
	}
}

// narrow is the overlay of a new instance role: without the statements that allow all
// of a service, as the managed policy does for software that most clusters do not run.
var narrow = []string{
	"    # What few clusters need. Delete a line to allow all that AWS's managed policy allows.",
	"    statements:",
	"      CloudWatch: {Action: cloudwatch:PutMetricData}",
	"      DynamoDB: {remove: true}",
	"      SimpleDB: {remove: true}",
	"      SNS: {remove: true}",
	"      SQS: {remove: true}",
}

// passWrittenOut has everything pass CustomAutoScalingRole in place of AutoScalingRole if
// only the former is asked for: a service role needs to pass one.
func (d *document) passWrittenOut(chosen map[string]bool) {
	const usual, custom = "AutoScalingRole", "CustomAutoScalingRole"
	if !chosen[custom] || chosen[usual] {
		return
	}
	for _, e := range d.members() {
		for _, l := range e.lists {
			if i := slices.Index(l.names, usual); i >= 0 && l.key == "passes" {
				l.names[i] = custom
				l.names = slices.Compact(l.names)
			}
		}
	}
}

// Choices are the names of stacks, each with what is in it.
func Choices() []Choice {
	return lists.Map(builtIn().section("stacks").entries, func(e *entry) Choice { return Choice{e.name, e.lists[0].names} })
}

// Choice is a stack of the built-in spec.
type Choice struct {
	Stack   string
	Members []string
}

// choose finds the entries with these names.
func (d *document) choose(names []string) (map[string]bool, error) {
	if len(names) == 0 {
		names = []string{Default}
	}
	chosen := map[string]bool{}
	for _, name := range names {
		found := d.named(name)
		if len(found) == 0 {
			return nil, fmt.Errorf("%q is not a stack, role, policy or template of the built-in spec%s", name, d.didYouMean(name))
		}
		for _, n := range found {
			chosen[n] = true
		}
	}
	return chosen, nil
}

// named are the logical names that a name stands for. Of a template it is the
// first entry that has it.
func (d *document) named(name string) []string {
	if d.member(name) != nil {
		return []string{name}
	}
	for _, e := range d.section("stacks").entries {
		if e.name == name {
			return e.lists[0].names
		}
	}
	for _, e := range d.members() {
		if e.template() == name {
			return []string{e.name}
		}
	}
	return nil
}

func (d *document) didYouMean(name string) string {
	known := lists.Map(d.section("stacks").entries, func(e *entry) string { return e.name })
	for _, e := range d.members() {
		known = append(known, e.name)
		if t := e.template(); t != "" && !slices.Contains(known, t) {
			known = append(known, t)
		}
	}
	if near := diag.Nearest(name, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// closure adds what the chosen ones cannot be without: all that they name, but
// for lists, which only need to keep one, and of what a role passes the first;
// and a role that passes them, if roles do.
func (d *document) closure(chosen map[string]bool) map[string]bool {
	for more := true; more; {
		more = false
		for _, e := range d.members() {
			if !chosen[e.name] {
				continue
			}
			for _, need := range append(d.needs(e, chosen), d.passer(e, chosen)...) {
				more = more || !chosen[need]
				chosen[need] = true
			}
		}
	}
	return chosen
}

func (d *document) needs(e *entry, chosen map[string]bool) []string {
	var out []string
	for _, l := range e.lists {
		passes := l.key == "passes" && slices.Contains(d.section("roles").entries, e)
		if passes || !slices.ContainsFunc(l.names, func(n string) bool { return chosen[n] }) {
			out = append(out, l.names[0])
		}
	}
	for _, edge := range d.edges {
		if edge.From == e.name && d.member(edge.To) != nil && !slices.ContainsFunc(e.lists, func(l *list) bool { return l.has(edge.At.Pos) }) {
			out = append(out, edge.To)
		}
	}
	return out
}

// passed are the templates of roles that a cluster needs a service role to pass.
var passed = []string{"instance", "custom-instance", "unified-studio-instance", "autoscaling", "custom-autoscaling"}

// passer is the first role that passes e, which needs one, unless a chosen one does.
func (d *document) passer(e *entry, chosen map[string]bool) []string {
	if !slices.Contains(passed, e.template()) {
		return nil
	}
	first := ""
	for _, r := range d.section("roles").entries {
		for _, l := range r.lists {
			switch {
			case l.key != "passes" || !slices.Contains(l.names, e.name):
			case chosen[r.name]:
				return nil
			case first == "":
				first = r.name
			}
		}
	}
	if first == "" {
		return nil
	}
	return []string{first}
}
