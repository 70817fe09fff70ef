package importer

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emriam/emriam/internal/lists"
	"github.com/emriam/emriam/spec"
	"github.com/emriam/emriam/spec/syntax/layout"
)

// print writes the spec. Severities are those under rules.
func (d *draft) print(severities []severity) []byte {
	var b bytes.Buffer
	for _, line := range layout.Wrapped("Imported by emriam from "+strings.Join(d.sources, ", ")+".", layout.Width-2) {
		b.WriteString("# " + line + "\n")
	}
	var top dict
	top.add("version", bare("1"))
	top.add("name", text(d.name))
	top.add("doc", doc(d.doc))
	b.WriteString(printBlock(top, 0) + "\n")
	section(&b, "rules", d.writtenRules(severities))
	restore := d.useNames()
	defer restore()
	section(&b, "parameters", d.writtenParams())
	var body bytes.Buffer
	section(&body, "roles", d.writtenRoles())
	section(&body, "policies", d.writtenPolicies())
	section(&body, "securityConfigurations", d.writtenConfigurations())
	section(&b, "conditions", d.writtenConditions(body.Bytes()))
	b.Write(body.Bytes())
	section(&b, "stacks", d.writtenStacks())
	return b.Bytes()
}

func section(b *bytes.Buffer, name string, fields dict) {
	if len(fields.fields) == 0 {
		return
	}
	b.WriteString("\n" + name + ":\n  ")
	b.WriteString(printBlock(fields, 2))
	b.WriteByte('\n')
}

func (d *draft) writtenParams() dict {
	return dict{fields: lists.Map(d.params, func(p *param) entry { return entry{Key: p.Name, Value: written(p.Param), Comments: p.comments} })}
}

// written is a parameter as the spec declares it.
func written(p *spec.Param) dict {
	d := dict{flow: true}
	if p.List {
		d.add("type", texts([]string{string(p.Type)}))
	} else {
		d.add("type", text(p.Type))
	}
	d.add("optional", flag(p.Optional))
	d.add("default", paramValue(p, p.Default))
	d.add("doc", doc(escaped(p.Doc)))
	d.add("example", paramValue(p, p.Example))
	d.add("values", paramValues(p.Values).given())
	d.add("pattern", givenText(p.Pattern))
	d.add("wildcards", flag(p.NeedsWildcards()))
	d.add("resolve", value(p.Resolve))
	d.add("logicalId", givenText(p.LogicalID))
	return d
}

func paramValue(p *spec.Param, values []string) yaml {
	switch {
	case values == nil:
		return nil
	case p.List:
		return paramValues(values)
	case p.Type == spec.Boolean || p.Type == spec.Number:
		return bare(values[0])
	}
	return text(escaped(values[0]))
}

func paramValues(values []string) list { return texts(lists.Map(values, escaped)) }

// doc is a description, nil for none.
func doc(s string) yaml {
	if s == "" {
		return nil
	}
	return prose(s)
}

// escaped is s as the spec writes text that is not a placeholder.
func escaped(s string) string { return spec.Text(s).String() }

func (d *draft) writtenPolicies() dict {
	return dict{apart: true, fields: lists.Map(d.policies, func(p *policy) entry {
		comments := slices.Clone(p.comments)
		if len(carried(p.Document)) == 0 {
			comments = append(comments, d.losses(p.Document)...)
		}
		return entry{Key: p.Name, Value: d.writtenPolicy(p), Comments: comments}
	})}
}

func (d *draft) writtenPolicy(p *policy) dict {
	out := d.writtenPolicyBody(p, p.match)
	if edges, _ := d.passing(p.Document); edges != nil && !p.plain {
		out.add("passes", list{items: edges})
	}
	return out
}

// writtenPolicyBody is a policy, of a template if m is not nil, without what it
// passes.
func (d *draft) writtenPolicyBody(p *policy, m *match) dict {
	var out dict
	name := givenName(p.PolicyName, p.Named())
	if m != nil {
		out = m.head("policyName", name)
	} else {
		out.add("policyName", name)
	}
	if m == nil {
		out.add("doc", doc(escaped(p.Doc)))
	} else if m.ownDoc {
		out.add("doc", prose(escaped(p.Doc)))
	}
	if !isRoot(p.Path) {
		out.add("path", text(p.Path.String()))
	}
	out.add("when", when(p.When))
	attach := dict{flow: true}
	for _, kind := range spec.AttachmentKinds {
		attach.add(kind+"s", items(p.AttachedTo(kind)))
	}
	out.add("attach", attach.given())
	sessions := list{block: true}
	for _, a := range p.Sessions() {
		mapping := dict{flow: true}
		mapping.add("studio", text(a.Studio.String()))
		mapping.add(a.To+"s", text(a.Name.Value.String()))
		mapping.add("when", when(a.Name.When))
		mapping.add("logicalId", givenText(a.LogicalID))
		sessions.items = append(sessions.items, mapping)
	}
	out.add("sessionMappings", sessions.given())
	out.join(writtenDeployed(p.Deployed))
	if m != nil {
		out.add("statements", m.statements.given())
		return out
	}
	rest := p.Document
	if !p.plain {
		_, rest = d.passing(p.Document)
	}
	out.add("statements", d.writtenDocument(inCurrent(rest)))
	return out
}

// passing takes the statements apart that passes can say: those with the Sids
// that it gives, or none.
func (d *draft) passing(doc *spec.Document) (edges []yaml, rest *spec.Document) {
	rest = doc.WithStatements(nil)
	for _, st := range doc.Statements {
		if e, ok := d.passes([]*spec.Statement{st}); ok && !isOdd(doc) {
			edges = append(edges, e...)
		} else {
			rest.Statements = append(rest.Statements, st)
		}
	}
	return edges, rest
}

func isRoot(path spec.Value) bool {
	s, ok := path.Literal()
	return ok && (s == "/" || s == "")
}

func (d *draft) writtenStacks() dict {
	return dict{fields: lists.Map(d.stacks, func(s *stack) entry { return entry{Key: s.name, Value: texts(s.members)} })}
}
