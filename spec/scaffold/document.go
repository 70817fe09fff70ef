package scaffold

import (
	"regexp"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
)

// document is the built-in spec as text, cut into pieces that can be left out.
// It relies on how that is laid out, as the tests hold it to.
type document struct {
	sections []*section
	last     []string // the comment at its end
}

// section is a key at the top level, with the entries of its mapping.
type section struct {
	name    string
	comment []string
	entries []*entry
}

// entry is a key of a section with its value, and the comment above.
type entry struct {
	name    string
	heading string // the heading above it that holds for those below it too, or ""
	comment []string
	body    []string // its lines, the key's included
}

var (
	sectionKey = regexp.MustCompile(`^([A-Za-z]+):$`)
	entryKey   = regexp.MustCompile(`^  ([A-Za-z][\w-]*):`)
)

func builtIn() *document {
	d := &document{}
	var comment []string
	var in *section
	var at *entry
	heading := ""
	for _, line := range strings.Split(strings.TrimSpace(string(spec.BuiltIn)), "\n") {
		key, child := sectionKey.FindStringSubmatch(line), entryKey.FindStringSubmatch(line)
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "":
			comment, at = nil, nil
		case key != nil:
			in = &section{name: key[1], comment: comment}
			d.sections = append(d.sections, in)
			comment, at, heading = nil, nil, ""
		case in == nil: // what stands above all sections
		case strings.HasPrefix(trimmed, "# ---"):
			heading = line
		case strings.HasPrefix(trimmed, "#") && !strings.HasPrefix(line, "    "):
			comment, at = append(comment, line), nil
		case child != nil:
			at = &entry{name: child[1], heading: heading, comment: comment, body: []string{line}}
			in.entries = append(in.entries, at)
			comment = nil
		case in.name == "tests": // a list, of which nothing is taken
		default:
			at.body = append(at.body, line)
		}
	}
	d.last = comment
	return d
}

func (d *document) section(name string) *section {
	for _, s := range d.sections {
		if s.name == name {
			return s
		}
	}
	panic("scaffold: the built-in spec has no " + name)
}

// memberSections are those whose entries can be chosen.
var memberSections = []string{"roles", "policies", "securityConfigurations", "resourcePolicies"}

func (d *document) members() []*entry {
	return lists.Flat(memberSections, func(name string) []*entry { return d.section(name).entries })
}

func (d *document) member(name string) *entry {
	return lists.Find(d.members(), func(e *entry) bool { return e.name == name })
}

// template is the name of e's, or "".
func (e *entry) template() string {
	for _, line := range e.body {
		if name, ok := strings.CutPrefix(line, "    template: "); ok {
			return name
		}
	}
	return ""
}

// listed are the members of a stack.
func (e *entry) listed() []string {
	list, _ := listOf(e.body[0])
	return list
}
