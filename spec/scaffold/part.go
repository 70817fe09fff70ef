package scaffold

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
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
	for _, lines := range [][]string{d.parameters(body), body, d.stacks(chosen)} {
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
		own := &entry{name: e.name, heading: e.heading}
		if d.isAbout(e.comment, chosen) {
			own.comment = e.comment
		}
		for _, line := range e.body {
			if line = without(line, chosen); line != "" {
				own.body = append(own.body, renamed(line, e.name, name))
			}
		}
		out = append(out, own)
	}
	return out
}

// isAbout reports whether all that a comment names is there.
func (d *document) isAbout(comment []string, chosen map[string]bool) bool {
	for _, word := range words.FindAllString(strings.Join(comment, " "), -1) {
		if d.member(word) != nil && !chosen[word] {
			return false
		}
	}
	return true
}

var (
	nameLine   = regexp.MustCompile(`^(    (?:roleName|policyName|configurationName): ).*$`)
	prefixLine = regexp.MustCompile(`(NamePrefix: )EMR\b`)
)

// renamed is a line in which a name of IAM's is the author's own.
func renamed(line, logical, name string) string {
	line = nameLine.ReplaceAllString(line, "${1}"+name+"-"+logical)
	return prefixLine.ReplaceAllString(line, "${1}"+name+"-")
}

// parameters are those that lines name.
func (d *document) parameters(lines []string) []string {
	named := map[string]bool{}
	for _, line := range lines {
		for _, name := range syntax.Placeholders(code(line)) {
			named[name] = true
		}
	}
	s := d.section("parameters")
	return s.part(lists.Filter(s.entries, func(e *entry) bool { return named[e.name] }))
}

func (d *document) stacks(chosen map[string]bool) []string {
	s := d.section("stacks")
	var out []*entry
	for _, e := range s.entries {
		if line := without(e.body[0], chosen); line != "" {
			out = append(out, &entry{comment: e.comment, body: []string{line}})
		}
	}
	return s.part(out)
}
