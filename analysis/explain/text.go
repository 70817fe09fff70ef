package explain

import (
	"bytes"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/emriam/emriam/spec/diag/show"
)

const (
	lineWidth  = 100
	valueWidth = 60 // of a field; JSON has all of it
)

// Text returns x as text.
func (x *Explanation) Text() []byte {
	var b bytes.Buffer
	x.head(&b)
	x.fields(&b)
	for _, p := range x.Policies {
		p.text(&b, x)
	}
	x.removed(&b)
	x.edges(&b)
	if x.Placement != nil {
		b.WriteString("\nplacement\n")
		for _, line := range x.Placement {
			wrap(&b, "  ", line)
		}
	}
	return b.Bytes()
}

func (x *Explanation) head(b *bytes.Buffer) {
	show.Fprintf(b, "%s %s, %s", x.What, x.Name, x.At)
	if x.Stack != "" {
		show.Fprintf(b, ", in the stack %s", x.Stack)
	}
	b.WriteString("\n")
	if x.For != nil {
		wrap(b, "  ", fmt.Sprintf("The member for %s; its each has %d names: %s", x.For[0], len(x.For), strings.Join(x.For, ", ")))
	}
	wrap(b, "  ", x.Doc)
	if x.Source != "" {
		show.Fprintf(b, "  See %s\n", x.Source)
	}
}

func (x *Explanation) fields(b *bytes.Buffer) {
	b.WriteString("\nfields\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, f := range x.Fields {
		show.Fprintf(t, "  %s\t%s\t%s\n", f.Field, short(f.Value), f.Origin)
		for _, o := range f.Over {
			show.Fprintf(t, "\t  overrides %s\t%s\n", short(o.Value), o.Origin)
		}
	}
	t.Flush() // to a buffer
}

func short(s string) string {
	rs := []rune(strings.Join(strings.Fields(s), " "))
	if len(rs) <= valueWidth {
		return string(rs)
	}
	return string(rs[:valueWidth-1]) + "…"
}

// String names an origin.
func (o Origin) String() string {
	switch o.From {
	case "own":
		return o.At
	case "default":
		return "default"
	case "from":
		return o.At + ", from " + o.Of
	case "base":
		return o.At + ", extended"
	}
	return o.At + ", " + o.From
}

func (p Policy) text(b *bytes.Buffer, x *Explanation) {
	switch {
	case p.Name == "trust":
		b.WriteString("\ntrust\n")
	case x.What == "role" && p.In == nil:
		show.Fprintf(b, "\ninline policy %s", p.Name)
		if p.PolicyName != "" {
			show.Fprintf(b, ", named %s in IAM", p.PolicyName)
		}
		b.WriteByte('\n')
	case p.In == nil:
		b.WriteString("\nstatements\n")
	default:
		show.Fprintf(b, "\npolicy %s, in %s\n", p.Name, strings.Join(p.In, ", "))
	}
	for _, st := range p.Statements {
		st.text(b)
	}
}

func (st Statement) text(b *bytes.Buffer) {
	const indent = "    "
	show.Fprintf(b, "  %s\n", strings.TrimLeft(st.Sid+"  "+st.Origin.String(), " "))
	wrap(b, indent, st.Doc)
	for _, e := range st.Elements {
		wrap(b, indent, st.verb(e.Name)+" "+list(e.Values))
	}
	for _, c := range st.Conditions {
		wrap(b, indent, fmt.Sprintf("if %s %s %s", c.Key, c.Operator, list(c.Values)))
	}
	if st.When != nil {
		wrap(b, indent, "when "+strings.Join(st.When, " and "))
	}
	if st.Operations != nil {
		wrap(b, indent, "for "+strings.Join(st.Operations, ", "))
	}
	if st.Locked != "" {
		wrap(b, indent, "locked: "+st.Locked)
	}
	for _, c := range st.Changes {
		wrap(b, indent, fmt.Sprintf("overlay %s %s, %s", c.Verb, c.Element, c.Origin))
	}
	if st.Source != "" {
		show.Fprintf(b, "%sSee %s\n", indent, st.Source)
	}
}

// verb introduces the values of an element.
func (st Statement) verb(element string) string {
	switch {
	case element == "Action" && st.Effect == "Allow":
		return "allows"
	case element == "Action":
		return "denies"
	case element == "NotAction" && st.Effect == "Allow":
		return "allows all except"
	case element == "NotAction":
		return "denies all except"
	case element == "Resource":
		return "on"
	case element == "NotResource":
		return "on all except"
	case strings.HasPrefix(element, "Not"):
		return "to all except"
	}
	return "to"
}

func list(vs []Value) string {
	var out []string
	for _, v := range vs {
		text := v.Value
		if v.When != nil {
			text += " (when " + strings.Join(v.When, " and ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func (x *Explanation) removed(b *bytes.Buffer) {
	if x.Removed == nil {
		return
	}
	b.WriteString("\ntaken away\n")
	for _, g := range x.Removed {
		show.Fprintf(b, "  %s  %s, by %s\n", g.Sid, g.Origin, g.By)
	}
}

// passive are the kinds of edges from the perspective of their target.
var passive = map[string]string{
	"passes": "is passed by", "assumes": "is assumed by", "trusts": "is trusted by", "has": "is attached to",
	"boundary": "is the boundary of", "maps": "is mapped by", "names": "is named by",
}

func (x *Explanation) edges(b *bytes.Buffer) {
	if x.Edges == nil {
		return
	}
	b.WriteString("\nedges\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, e := range x.Edges {
		text := e.Kind + " " + e.To
		switch {
		case e.To == x.Name:
			text = passive[e.Kind] + " " + e.From
		case e.Kind == "boundary":
			text = "has the boundary " + e.To
		}
		if e.Services != nil {
			text += " to " + strings.Join(e.Services, ", ")
		}
		if e.When != nil {
			text += " when " + strings.Join(e.When, " and ")
		}
		show.Fprintf(t, "  %s\t%s\t%s\n", text, e.Statement, e.At)
	}
	t.Flush() // to a buffer
}

// wrap writes words on lines with an indent; lines after the first have two more
// spaces.
func wrap(b *bytes.Buffer, indent, text string) {
	column := 0
	for _, word := range strings.Fields(text) {
		word = show.Line(word)
		switch {
		case column == 0:
			b.WriteString(indent)
			column = len(indent)
		case column+1+len(word) > lineWidth && len(indent)+2+len(word) <= lineWidth:
			b.WriteString("\n" + indent + "  ")
			column = len(indent) + 2
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	if column > 0 {
		b.WriteString("\n")
	}
}
