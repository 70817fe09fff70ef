package eval

import (
	"strings"

	"github.com/emriam/emriam/iam/glob"
)

// resource is a compiled pattern of a Resource element.
type resource struct {
	shape  resourceShape
	prefix string                      // the beginning of all its resources
	parts  [glob.ARNParts]glob.Matcher // the parts of the ARN
	runsOn bool                        // one of the first five parts ends in *
	whole  glob.Pattern                // the pattern as a whole
	filled template                    // the pattern, if it has variables
}

// resourceShape selects the fields of a resource that decide.
type resourceShape uint8

const (
	everyResource    resourceShape = iota
	exactResource                  // prefix
	prefixResource                 // prefix, then anything
	partedResource                 // parts, or whole if a * may match colons
	wholeResource                  // whole
	templateResource               // filled
)

// target is the resource of a request; it is split as an ARN on first use.
type target struct {
	text  string
	split bool
	parts [glob.ARNParts]string
	isARN bool // it has all the parts
	deep  bool // its last part has colons
}

func (t *target) parse() {
	text := t.text
	t.split = true
	for i := range glob.ARNParts - 1 {
		at := strings.IndexByte(text, ':')
		if at < 0 {
			return
		}
		t.parts[i], text = text[:at], text[at+1:]
	}
	t.parts[glob.ARNParts-1] = text
	t.isARN, t.deep = true, strings.IndexByte(text, ':') >= 0
}

// resource compiles a pattern of a Resource element like MatchResource, except for
// variables, which are replaced for each request.
func (c *Compiler) resource(text string) resource {
	if text == "*" {
		return resource{shape: everyResource}
	}
	first := strings.IndexAny(text, "*?$")
	if first < 0 {
		first = len(text)
	}
	r := resource{prefix: text[:first]}
	parts := strings.SplitN(text, ":", glob.ARNParts)
	switch {
	case len(parts) < glob.ARNParts || strings.Contains(text, "${"):
		r.compileWhole(c, text)
	case first == len(text):
		r.shape = exactResource
	case first == len(text)-1 && text[first] == '*':
		r.shape = prefixResource
	default:
		r.shape = partedResource
		r.whole = glob.CompileResource(text)
		for i, p := range parts {
			r.parts[i] = glob.CompileMatcher(p)
			r.runsOn = r.runsOn || i < glob.ARNParts-1 && strings.HasSuffix(p, "*")
		}
	}
	return r
}

// compileWhole compiles a pattern that has variables or too few parts.
func (r *resource) compileWhole(c *Compiler, text string) {
	t := c.resourceTemplate(text)
	r.shape, r.filled = templateResource, t
	if !t.HasVariables() {
		r.shape = wholeResource
		for _, p := range t.parts {
			r.whole = append(r.whole, p.text...)
		}
	}
}

// resourceTemplate is compileParts for texts with variables.
func (c *Compiler) resourceTemplate(text string) template {
	parts := strings.SplitN(text, ":", glob.ARNParts)
	if c.Variables {
		parts = glob.SplitARN(text)
	}
	var t template
	for i := range glob.ARNParts {
		if i > 0 {
			t.parts = append(t.parts, characters(glob.Pattern{':'}))
		}
		if i >= len(parts) {
			t.parts = append(t.parts, characters(glob.Pattern{glob.Many}))
			continue
		}
		p := c.template(parts[i], true)
		if i < glob.ARNParts-1 {
			p.keepToPart(strings.HasSuffix(parts[i], "*"))
		}
		t.parts = append(t.parts, p.parts...)
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

// names reports whether the pattern matches the resource of a request.
func (r *resource) names(q *Query) Truth {
	text := q.target.text
	switch {
	case r.shape == everyResource:
		return Yes
	case !strings.HasPrefix(text, r.prefix):
		return No
	}
	switch r.shape {
	case exactResource:
		return TruthOf(len(text) == len(r.prefix))
	case prefixResource:
		return Yes
	case partedResource:
		return TruthOf(r.namesParts(&q.target))
	case wholeResource:
		return TruthOf(r.whole.Match(text))
	default:
		return r.filled.matches(q, text)
	}
}

// namesParts matches part by part. If that fails, a * at the end of a part may still
// match colons, if the resource has more of them than an ARN needs.
func (r *resource) namesParts(t *target) bool {
	if !t.split {
		t.parse()
	}
	if !t.isARN {
		return r.whole.Match(t.text)
	}
	for i := range r.parts {
		if !r.parts[i].Match(t.parts[i]) {
			return r.runsOn && t.deep && r.whole.Match(t.text)
		}
	}
	return true
}
