package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/schema"
	"github.com/emriam/emriam/spec/syntax"
)

// part is the text of a spec that has only what is chosen.
func (d *document) part(chosen map[string]bool, name string, outputs []string) string {
	var body []string
	for _, s := range memberSections {
		body = append(body, d.section(s).part(d.chosen(s, chosen, name))...)
	}
	var w strings.Builder
	fmt.Fprintf(&w, "# yaml-language-server: $schema=%s\n#\n", schema.ID)
	fmt.Fprintf(&w, "# The IAM roles of Amazon EMR that %s uses. After a change, run\n#   emriam generate\n", name)
	w.WriteString("# ${Name} is a placeholder: for a parameter, or for an attribute of a role such as\n# ${Role.Arn}.\n")
	fmt.Fprintf(&w, "version: 1\nname: %s\n", name)
	for _, lines := range [][]string{d.parameters(chosen), body, d.stacks(chosen)} {
		write(&w, lines)
	}
	w.WriteString("\n# What to generate. `emriam generate --help` lists the targets.\noutputs:\n")
	for _, target := range outputs {
		w.WriteString("  " + target + ": {}\n")
	}
	w.WriteString("\n" + strings.Join(d.last, "\n") + "\n")
	return w.String()
}

func write(w *strings.Builder, lines []string) {
	for _, line := range lines {
		w.WriteString(line + "\n")
	}
}

// part is the section with some of its entries, or nothing.
func (s *section) part(entries []*entry) []string {
	if len(entries) == 0 {
		return nil
	}
	out := append([]string{""}, s.comment...)
	out = append(out, s.name+":")
	heading := ""
	for _, e := range entries {
		if e.heading != heading {
			heading = e.heading
			out = append(out, "", heading)
		}
		if s.apart() {
			out = append(out, "")
		}
		out = append(out, e.comment...)
		out = append(out, e.body...)
	}
	return out
}

// apart reports whether blank lines part the entries.
func (s *section) apart() bool {
	return slices.Contains([]string{"roles", "policies", "securityConfigurations"}, s.name)
}

// chosen are the chosen entries of a section, with lists of what is chosen and
// names of the spec's own.
func (d *document) chosen(section string, chosen map[string]bool, name string) []*entry {
	var out []*entry
	for _, e := range d.section(section).entries {
		if !chosen[e.name] {
			continue
		}
		own := &entry{name: e.name, heading: e.heading, body: e.part(chosen, name)}
		if d.isAbout(e.comment, chosen) {
			own.comment = e.comment
		}
		out = append(out, own)
	}
	return out
}

// isAbout reports whether all that a comment names is there.
func (d *document) isAbout(comment []string, chosen map[string]bool) bool {
	words := strings.FieldsFunc(strings.Join(comment, " "), func(r rune) bool { return r > 0x7f || !spec.IsAlnum(byte(r)) })
	return !slices.ContainsFunc(words, func(word string) bool { return d.member(word) != nil && !chosen[word] })
}

// part is the text of e with lists of what is chosen, and with the author's own names in
// IAM. A list that has nothing left is left out.
func (e *entry) part(chosen map[string]bool, name string) []string {
	lines := slices.Clone(e.body)
	replace := func(first, last *syntax.Node, text string) {
		line, end := &lines[int(first.Line)-e.line], last.Span()
		*line = (*line)[:first.Col-1] + text + (*line)[end.Col-1+end.Len:]
	}
	for _, key := range []string{"roleName", "policyName", "configurationName"} {
		if n := e.node.Get(key); n != nil {
			replace(n, n, name+"-"+e.name)
		}
	}
	if n := e.node.Get("with").Get("NamePrefix"); n != nil && n.Text == "EMR" {
		replace(n, n, name+"-")
	}
	for _, l := range e.lists {
		left := lists.Filter(l.names, func(n string) bool { return chosen[n] })
		if len(left) == 0 {
			lines[int(l.node.Line)-e.line] = ""
		} else {
			replace(l.node.Kids[0].Value, l.node.Kids[len(l.node.Kids)-1].Value, strings.Join(left, ", "))
		}
	}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// parameters are those that chosen entries name.
func (d *document) parameters(chosen map[string]bool) []string {
	named := map[string]bool{}
	for _, e := range d.members() {
		if chosen[e.name] {
			for _, name := range placeholders(e.node) {
				named[name] = true
			}
		}
	}
	s := d.section("parameters")
	return s.part(lists.Filter(s.entries, func(e *entry) bool { return named[e.name] }))
}

func (d *document) stacks(chosen map[string]bool) []string {
	s := d.section("stacks")
	var out []*entry
	for _, e := range s.entries {
		if body := e.part(chosen, ""); len(body) > 0 {
			out = append(out, &entry{comment: e.comment, body: body})
		}
	}
	return s.part(out)
}
