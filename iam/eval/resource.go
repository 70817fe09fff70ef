package eval

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// resource compiles a pattern of a Resource element like MatchResource, except for
// variables, which are replaced for each request.
func (c *Compiler) resource(text string) template {
	if text == "*" {
		return template{[]part{{text: glob.Pattern{glob.Many}, variable: -1}}}
	}
	parts := strings.SplitN(text, ":", glob.ARNParts)
	if c.Variables {
		parts = glob.SplitARN(text)
	}
	var t template
	for i := range glob.ARNParts {
		if i > 0 {
			t.characters(':')
		}
		if i >= len(parts) {
			t.characters(glob.Many)
			continue
		}
		p := c.template(parts[i], true)
		if i < glob.ARNParts-1 {
			p.keepToPart(strings.HasSuffix(parts[i], "*"))
		}
		for _, one := range p.parts {
			if one.variable < 0 {
				t.characters(one.text...)
			} else {
				t.parts = append(t.parts, one)
			}
		}
	}
	return t
}

// keepToPart excludes colons from wildcards, except from a * at the end.
func (t *template) keepToPart(runsOn bool) {
	for i, p := range t.parts {
		for j, r := range p.text {
			last := runsOn && i == len(t.parts)-1 && j == len(p.text)-1
			switch {
			case r == glob.One:
				p.text[j] = glob.OneNoColon
			case r == glob.Many && !last:
				p.text[j] = glob.ManyNoColon
			}
		}
	}
}
